"""Does every route say who may ask for it and what it does?"""

import re
from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from tests.conftest import Database
from tests.web import settings_for
from workflows.pages import DEMO_PAGES, PAGES
from workflows.pages.navigation import ENTRIES
from workflows.pages.routes import ANYONE, SIGNED_IN, acts, reads
from workflows.platform.app import create_app

# Everything else asks for a sign-in (S-47).
OPEN_TO_ANYONE = {
    "see_static", "see_sign_in", "sign_in", "see_invitation", "accept_invitation", "see_doors", "see_door",
    "open_door", "see_help", "start_over", "see_replay",
    # A mentee says how it goes: the link takes one answer and shows nothing about anybody.
    "see_check_in_link", "check_in_by_link",
    # For machines that watch: fixed words, and numbers for whoever has the token.
    "see_health", "see_metrics",
    # Asks for the password of whoever handed the device over, like signing in.
    "see_return", "return_device",
}  # fmt: skip


# What raises a worry, answers an escalation or goes on with one; what may open one by an answer; and the pages of these
# forms. They have connections of their own, which no list takes from them.
ESCALATES = {
    "see_new_concern", "raise_concern", "see_concern", "say_presence", "see_work", "acknowledge", "end_work",
    "claim_escalation", "hand_over_escalation", "name_in_escalation", "ask_downgrade", "downgrade", "reopen_escalation",
    "see_check_in_link", "check_in_by_link", "see_check_in_on_device", "check_in_on_device",
    "see_new_session", "log_session", "amend_session", "record_administration", "see_handover", "hand_in", "rate_safety",
    "import_answers",
    "see_safety_page", "record_safety_steps", "see_new_first_report", "report_abuse",
    "see_new_guardian_input", "take_guardian_input", "see_new_disclosure", "record_emergency_disclosure",
}  # fmt: skip


@pytest.fixture(scope="module")
def site(database: Database) -> Litestar:
    return create_app(settings_for(database, demo=True))


def handlers(site: Litestar) -> Iterator[tuple[str, HTTPRouteHandler]]:
    for route in site.routes:
        for handler in getattr(route, "route_handlers", []):
            if isinstance(handler, HTTPRouteHandler) and "OPTIONS" not in handler.http_methods:
                yield route.path, handler


def test_every_route_declares_its_action_and_its_access(site: Litestar) -> None:
    found = list(handlers(site))
    assert len(found) > 10
    for path, handler in found:
        assert handler.opt.get("access") in (ANYONE, SIGNED_IN), path
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", handler.opt.get("action", "")), path
        if handler.opt["access"] == ANYONE:
            assert handler.opt["action"] in OPEN_TO_ANYONE, path


def test_an_unsafe_method_never_has_a_read_action_and_a_safe_one_always(site: Litestar) -> None:
    for path, handler in handlers(site):
        is_safe = handler.http_methods <= {"GET", "HEAD"}
        assert handler.opt["action"].startswith("see_") == is_safe, path
        assert handler.opt["acts"] != is_safe, path


def test_what_is_about_an_escalation_has_connections_of_its_own(site: Litestar) -> None:
    assert {
        handler.opt["action"] for _, handler in handlers(site) if handler.opt.get("escalates")
    } == ESCALATES


def test_every_part_of_a_path_has_a_type(site: Litestar) -> None:
    for path, handler in handlers(site):
        for part in re.findall(r"\{([^}]*)\}", path):
            assert re.fullmatch(r"[a-z_]+:(uuid|str|int|date|path)", part), (path, handler.opt)


def test_a_wrong_declaration_is_refused_when_it_is_written() -> None:
    with pytest.raises(ValueError, match="A read is called"):
        reads("/x", action="close")
    with pytest.raises(ValueError, match="An act is named"):
        acts("/x", action="see_x")


def test_the_links_of_the_navigation_lead_to_pages(site: Litestar) -> None:
    paths = {path for path, handler in handlers(site) if "GET" in handler.http_methods}
    for entry in ENTRIES:
        assert entry.href in paths


def test_the_doors_are_not_there_outside_demo_mode(database: Database) -> None:
    real = create_app(settings_for(database))
    assert not [path for path, _ in handlers(real) if "door" in path or "demo" in path]
    shown = {path for path, _ in handlers(create_app(settings_for(database, demo=True)))}
    assert shown - {path for path, _ in handlers(real)} == {
        "/doors", "/doors/{persona:str}", "/doors/start-over", "/demo/replay", "/demo/refusals",
    }  # fmt: skip
    assert not set(DEMO_PAGES) & set(PAGES)
