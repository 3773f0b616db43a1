"""Is every text of the pages in the catalogue, and does each translation keep what is filled in?"""

import re
from datetime import UTC, date, datetime

import pytest

from workflows.platform import catalogue
from workflows.platform.moments import day, machine_time, moment, time
from workflows.platform.static_files import templates_folder
from workflows.platform.templating import build_environment, speaking

LOCALE = templates_folder() / "locale"
PO_FILES = sorted(LOCALE.glob("*/LC_MESSAGES/messages.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
SAME_IN_SPANISH = {
    "Hmong",
    *("Error", "Error:", "No", "decimal", "no"),
    *("%(day)s, %(time)s", "%(state)s: %(why)s", "no: %(cause)s"),
}


def texts(message: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [message] if isinstance(message, str) else list(message or ())


def test_the_kept_catalogue_is_what_the_templates_say_today() -> None:
    kept = (LOCALE / "messages.pot").read_bytes()
    assert kept == catalogue.written(catalogue.extract()), "Run: python -m workflows.platform.catalogue"


@pytest.mark.parametrize("path", PO_FILES, ids=lambda path: path.parts[-3])
def test_a_translation_knows_every_text_and_keeps_what_is_filled_in(path) -> None:  # type: ignore[no-untyped-def]
    found = {message.id for message in catalogue.extract() if message.id}
    translated = [message for message in catalogue.read_catalog(path) if message.id]
    assert {message.id for message in translated} == found, "Run: python -m workflows.platform.catalogue"
    for message in translated:
        wanted = set(PLACEHOLDER.findall(" ".join(texts(message.id))))
        for text in filter(None, texts(message.string)):
            assert set(PLACEHOLDER.findall(text)) <= wanted, message.id
            assert len(texts(message.id)) > 1 or set(PLACEHOLDER.findall(text)) == wanted, message.id


def test_every_text_is_said_in_spanish() -> None:
    spanish = [
        message for message in catalogue.read_catalog(LOCALE / "es/LC_MESSAGES/messages.po") if message.id
    ]
    assert not [message.id for message in spanish if message.fuzzy]
    assert not [message.id for message in spanish if not all(texts(message.string) or [""])]
    unsaid = {
        text
        for message in spanish
        for text, said in zip(texts(message.id), texts(message.string), strict=True)
        if text == said
    }
    assert unsaid <= SAME_IN_SPANISH


def test_one_environment_speaks_both_languages() -> None:
    template = build_environment().from_string("{{ _('Sign out') }}")
    with speaking("en", "UTC"):
        assert template.render() == "Sign out"
    with speaking("es", "UTC"):
        assert template.render() == "Cerrar sesión"


def test_an_empty_text_stays_empty_in_every_language() -> None:
    with speaking("es", "UTC"):
        assert build_environment().from_string("{{ ''|plain }}").render() == ""


def test_a_percent_sign_in_a_name_is_only_a_percent_sign() -> None:
    assert build_environment().from_string("{{ '40% (done)s'|plain }}").render() == "40% (done)s"


def test_times_are_shown_in_the_zone_of_the_site_and_never_guessed() -> None:
    at = datetime(2026, 9, 18, 2, 10, tzinfo=UTC)
    with speaking("en", "America/Chicago"):
        assert day(at) == "Thu, Sep 17, 2026"
        assert time(at) == "9:10\u00a0PM"
        assert machine_time(at) == "2026-09-17T21:10-05:00"
        assert day(date(2026, 9, 18)) == "Fri, Sep 18, 2026"
    with speaking("es", "America/Chicago"):
        assert moment(at).startswith("jue, 17 de sept de 2026")
    with pytest.raises(ValueError, match="zone"):
        time(datetime(2026, 9, 18, 2, 10))  # noqa: DTZ001
