"""How do a frozen page value and a template become HTML?

Two environments. Ours is strict: a name that the page does not have raises instead of vanishing. The design
system's macros read options that are missing on purpose, so they are compiled in an environment of their own
and reach our templates as globals. One environment speaks every language: `gettext` asks in which one the
page being rendered is written.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import jinja2
from markupsafe import Markup

from workflows.platform.catalogue import Catalogue, load_catalogues
from workflows.platform.moments import FILTERS, LANGUAGE, ZONE
from workflows.platform.static_files import static_url, templates_folder

DEFAULT_LANGUAGE: Final = "en"

# What tells a value of a sentence, and the filter that shows it; the first that fits.
_SHOWN: Final = (("hour", "time"), ("is_short", "short_day"), ("is_near", "near_day"), ("year", "day"))

# Macro name -> its folder in govuk-frontend-jinja 4.1.0; the globals of our templates.
GOVUK_MACROS: Final[Mapping[str, str]] = {
    "govukBackLink": "back-link",
    "govukButton": "button",
    "govukCharacterCount": "character-count",
    "govukCheckboxes": "checkboxes",
    "govukDateInput": "date-input",
    "govukDetails": "details",
    "govukErrorSummary": "error-summary",
    "govukFieldset": "fieldset",
    "govukFileUpload": "file-upload",
    "govukGenericHeader": "generic-header",
    "govukInput": "input",
    "govukInsetText": "inset-text",
    "govukNotificationBanner": "notification-banner",
    "govukPagination": "pagination",
    "govukPasswordInput": "password-input",
    "govukPhaseBanner": "phase-banner",
    "govukRadios": "radios",
    "govukSelect": "select",
    "govukServiceNavigation": "service-navigation",
    "govukSkipLink": "skip-link",
    "govukSummaryList": "summary-list",
    "govukTable": "table",
    "govukTextarea": "textarea",
    "govukWarningText": "warning-text",
}


@contextmanager
def speaking(language: str, time_zone: str) -> Iterator[None]:
    """Render what follows in this language and with times of this zone (an IANA name)."""
    language_token, zone_token = LANGUAGE.set(language), ZONE.set(time_zone)
    try:
        yield
    finally:
        LANGUAGE.reset(language_token)
        ZONE.reset(zone_token)


def language() -> str:
    """The language in which text is being rendered now."""
    return LANGUAGE.get()


class PageTemplate(jinja2.Template):
    """A template that speaks the language of its page, so that no caller has to remember it."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        page = kwargs.get("page") or (args[0].get("page") if args else None)
        if page is None:
            return super().render(*args, **kwargs)
        with speaking(page.chrome.language, page.chrome.time_zone):
            return super().render(*args, **kwargs)


def _govuk_macros() -> dict[str, object]:
    environment = jinja2.Environment(
        loader=jinja2.PrefixLoader({"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")}),
        undefined=jinja2.ChainableUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return {
        name: getattr(
            environment.get_template(f"govuk_frontend_jinja/components/{folder}/macro.html").module, name
        )
        for name, folder in GOVUK_MACROS.items()
    }


def _spoken(catalogues: Mapping[str, Catalogue]) -> Catalogue:
    return catalogues.get(LANGUAGE.get(), catalogues[DEFAULT_LANGUAGE])


def _plain(value: object, catalogues: Mapping[str, Catalogue]) -> str:
    """The plain name of an enum's value, or a text that code marked, in the language of the page; of several, a list."""
    if isinstance(value, tuple):
        return ", ".join(_plain(one, catalogues) for one in value)
    text = str(getattr(value, "plain", value))
    # The catalogue's entry for the empty text is its own head.
    return _spoken(catalogues).gettext(text) if text else ""


def _said(sentence: Any, catalogues: Mapping[str, Catalogue]) -> str:
    """A `workflows.pages.components.Sentence` with its places filled; any other text is plain.

    Here and not in a macro: a list says some hundreds of them.
    """
    if not hasattr(sentence, "terms"):
        return _plain(sentence, catalogues)
    filled = {name: _shown(value) for name, value in sentence.values.items()}
    filled |= {name: _plain(term, catalogues) for name, term in sentence.terms.items()}
    return Markup(_spoken(catalogues).gettext(sentence.text)) % filled


def _shown(value: Any) -> Any:
    """A day as a day, an instant as a time of day; everything else as it is."""
    for sign, shown in _SHOWN:
        if hasattr(value, sign):
            return FILTERS[shown](value)
    return value


def _install_gettext(environment: jinja2.Environment, catalogues: Mapping[str, Catalogue]) -> None:
    def spoken() -> Catalogue:
        return catalogues.get(LANGUAGE.get(), catalogues[DEFAULT_LANGUAGE])

    environment.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _spoken(catalogues).gettext(text),
        lambda one, many, number: _spoken(catalogues).ngettext(one, many, number),
        newstyle=True,
        pgettext=lambda context, text: _spoken(catalogues).pgettext(context, text),
        npgettext=lambda context, one, many, number: _spoken(catalogues).npgettext(
            context, one, many, number
        ),
    )


def build_environment() -> jinja2.Environment:
    """The strict environment of our templates, for Litestar's `JinjaTemplateEngine.from_environment`."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates_folder()),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.template_class = PageTemplate
    catalogues = load_catalogues(templates_folder() / "locale")
    _install_gettext(environment, catalogues)
    environment.globals.update(_govuk_macros())
    environment.globals["static"] = static_url
    environment.filters.update(FILTERS)
    environment.filters["said"] = lambda sentence: _said(sentence, catalogues)
    environment.filters["plain"] = lambda value: _plain(value, catalogues)
    return environment
