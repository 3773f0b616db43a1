"""Do the frame and the shared pieces keep their promises: strict, escaped, local, usable?"""

import dataclasses
import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest

from tests.pages.gallery_page import gallery_chrome, gallery_page
from workflows.pages.page import Chrome, Form, Notice, PlainPage
from workflows.platform.static_files import static_folder, static_url, templates_folder
from workflows.platform.templating import build_environment
from workflows.platform.vendor_frontend import HERE, adapted, digest

ENVIRONMENT = build_environment()
TEMPLATES = sorted(
    path.relative_to(templates_folder()).as_posix() for path in templates_folder().rglob("*.html")
)
ERRORS = {"again": "Choose an answer.", "met_on": "Enter the day you met.", "topics": "Choose a topic."}


def rendered(form: Form | None = None, **chrome: object) -> str:
    surroundings = dataclasses.replace(gallery_chrome(), **chrome)  # type: ignore[arg-type]
    return ENVIRONMENT.get_template("components/gallery.html").render(page=gallery_page(surroundings, form))


class Elements(HTMLParser):
    """Every start tag with its attributes, and the text inside script elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.script_text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] in {"script", "style"} and self.get_starttag_text():
            self.script_text += data.strip() if self.cdata_elem else ""


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles(name: str) -> None:
    assert ENVIRONMENT.get_template(name)


def test_a_name_the_page_does_not_have_raises_instead_of_vanishing() -> None:
    with pytest.raises(jinja2.UndefinedError):
        ENVIRONMENT.from_string("{{ page.nobody_set_this }}").render(page=PlainPage(Chrome("/")))


def test_what_people_wrote_is_text_and_never_markup() -> None:
    said = '<img src=x onerror="alert(1)">'
    html = rendered(Form(values={"note": said, "minutes": said}, errors={"note": said}), person_name=said)
    assert "<img src=x" not in html
    assert html.count("&lt;img src=x") >= 4


@pytest.mark.parametrize("errors", [{}, ERRORS], ids=["fresh", "with errors"])
def test_a_page_has_nothing_inline_and_asks_only_its_own_host(errors: dict[str, str]) -> None:
    elements = Elements(rendered(Form(errors=errors)))
    assert elements.script_text == ""
    for tag, attributes in elements.found:
        assert tag != "style"
        assert tag != "script" or attributes["src"]
        assert not any(name == "style" or name.startswith("on") for name in attributes), (tag, attributes)
        for name in ("src", "href", "action"):
            assert not re.match(r"(https?:|//|javascript:|data:)", attributes.get(name) or ""), (
                tag,
                attributes,
            )


def test_no_style_sheet_or_script_of_ours_names_another_host() -> None:
    for path in static_folder().rglob("*"):
        if path.suffix == ".css":
            assert "url(" not in path.read_text(), path.name
            assert "@import" not in path.read_text(), path.name
    for name in ("stepwise.js", "early.js", "drafts.js", "offline.js", "keeping.js"):
        assert "http" not in (static_folder() / name).read_text()


def test_every_error_in_the_summary_leads_to_a_field_that_can_be_focused() -> None:
    elements = Elements(rendered(Form(errors=ERRORS)))
    fields = {
        attributes.get("id") for tag, attributes in elements.found if tag in {"input", "select", "textarea"}
    }
    assert set(ERRORS) <= fields


@pytest.mark.parametrize("errors", [{}, ERRORS], ids=["fresh", "with errors"])
def test_ids_are_unique_and_every_reference_has_its_target(errors: dict[str, str]) -> None:
    elements = Elements(rendered(Form(errors=errors), notice=Notice("Saved.")))
    ids = [attributes["id"] for _, attributes in elements.found if attributes.get("id")]
    assert len(ids) == len(set(ids))
    for _, attributes in elements.found:
        for name in ("for", "aria-describedby", "aria-labelledby"):
            assert set((attributes.get(name) or "").split()) <= set(ids), attributes


def test_every_form_that_posts_carries_its_token_and_what_the_reader_saw() -> None:
    html = rendered(Form(form_key="once-only", seen_version=7))
    forms = html.split("<form ")[1:]
    for form in (form for form in forms if form.startswith('method="post"')):
        assert 'name="csrf_token" value="not-a-real-token"' in form
    assert 'name="form_key" value="once-only"' in html
    assert 'name="seen_version" value="7"' in html
    assert """hx-headers='{"x-csrf-token": "not-a-real-token"}'""" in html


def test_what_was_typed_comes_back_with_the_error() -> None:
    html = rendered(Form(values={"minutes": "4o", "answer": "2", "topics": ("sleep",)}, errors=ERRORS))
    assert 'value="4o"' in html
    assert re.search(r'name="answer" value="2" checked', html)
    assert re.search(r'name="topics" value="sleep" checked', html)
    assert "<title>Error: " in html


@pytest.mark.parametrize("status", [403, 404, 409, 422, 429, 500, 503])
def test_an_error_page_says_what_to_do_and_shows_its_sentence(status: int) -> None:
    page = PlainPage(Chrome("/x"), sentence="Only a clinical supervisor may undo this.", reference="01J")
    html = ENVIRONMENT.get_template(f"errors/{status}.html").render(page=page)
    assert "Only a clinical supervisor may undo this." in html
    assert "01J" in html
    assert html.count("<h1") == 1


def test_a_static_file_s_address_changes_with_its_content() -> None:
    assert static_url("stepwise.css").endswith(
        "?v=" + digest((static_folder() / "stepwise.css").read_bytes())[:12]
    )
    with pytest.raises(FileNotFoundError):
        static_url("nothing.css")


def test_the_vendored_files_are_the_ones_whose_digests_are_written_down() -> None:
    listed = tomllib.loads((static_folder() / "vendor" / "vendored.toml").read_text())["file"]
    for entry in listed:
        assert digest((HERE / entry["path"]).read_bytes()) == entry["sha256"], entry["path"]
    kept = {path for path in (static_folder() / "vendor").iterdir() if path.suffix in {".js", ".css"}}
    assert kept <= {HERE / entry["path"] for entry in listed}


def test_the_font_the_crest_and_the_source_maps_of_others_are_taken_out() -> None:
    theirs = (
        "@font-face{font-family:GDS Transport;src:url(/a.woff2)}"
        ".govuk-footer__copyright-logo:before{background-image:url(/assets/images/govuk-crest.svg)}"
        ".x{font-family:GDS Transport,arial,sans-serif}\n/*# sourceMappingURL=x.css.map */"
    )
    ours = adapted("x.css", theirs)
    assert ours.strip() == '.x{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}'
    kept = (static_folder() / "vendor" / "govuk-frontend-6.3.0.min.css").read_text()
    assert "GDS" not in kept
    assert "crest" not in kept


def test_the_pinned_htmx_is_the_one_whose_headers_are_inherited() -> None:
    script = (static_folder() / "vendor" / "htmx-2.0.11.min.js").read_text()
    assert 'version:"2.0.11"' in script


def test_the_templates_are_found_in_a_checkout() -> None:
    assert templates_folder() == Path(__file__).resolve().parents[2] / "templates"
