"""Does every form of the site act once, whatever is pressed twice, and answer its twin as before? (G6, I11, S-100)

Every address that acts is asked with a key that was used there before, so that an address whose form could act twice
fails here by its name.
"""

import secrets
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.draft_limits import LIMITS
from supervision.sign_in_limits import LIMITS as SIGN_IN
from tests.conftest import Database
from tests.platform.test_forgery import NIL, handlers
from tests.web import Browser, Planted, hidden_fields, plant, site_on, token_of
from triage.roles import Role
from workflows.platform.arrivals import Arrival
from workflows.records.scope import scoped_as
from workflows.records.sign_ins import hash_of
from workflows.verbs.forget_form_keys import forget_form_keys

USED_WITH = ("written", "As it was sent at first.")

# What may be sent twice without a key, and why that does no harm.
KEYLESS = {
    "find_students": "only looks, and the words are in no address",
    "plan_sessions": "only looks: the days on which a mentor and a mentee would meet",
    "save_draft": "the newest draft of a form takes the place of the one before",
    "discard_draft": "what is not there is not thrown away again",
    "sign_out": "who is signed out stays so",
    "sign_in": "asks for the password each time",
    "open_door": "a door of the demo opens again",
    "start_over": "the demo begins anew, as often as somebody asks",
    "accept_invitation": "the link takes one answer: it is used up by the first",
    "check_in_by_link": "the link takes one answer: it is used up by the first",
    "return_device": "asks for the password each time",
}


@pytest.fixture(scope="module")
async def site(module_database: Database) -> AsyncIterator[Litestar]:
    async with site_on(module_database, demo=True) as app:
        yield app


@pytest.fixture(scope="module")
async def dana(module_database: Database) -> Planted:
    return await plant(module_database, *Role)


def acting(site: Litestar) -> list[tuple[str, HTTPRouteHandler]]:
    return [(path, handler) for path, handler in handlers(site) if "POST" in handler.http_methods]


async def used(database: Database, by: Planted, answers: Mapping[str, str]) -> dict[str, str]:
    """A key for each address, with which this person has sent a form there, and was sent on to what is said here."""
    keys = {path: secrets.token_urlsafe(16) for path in answers}
    root = await database.superuser()
    try:
        await root.executemany(
            "INSERT INTO app.form_key (org_id, actor_id, key, request_hash, location, recorded_at)"
            " VALUES ($1, $2, $3, $4, $5, now())",
            [
                (by.org_id, by.person_id, f"{keys[path]}:{hash_of(path).hex()[:16]}",
                 Arrival((USED_WITH,)).digest(path), location)
                for path, location in answers.items()
            ],
        )  # fmt: skip
    finally:
        await root.close()
    return keys


def keyed(site: Litestar) -> list[str]:
    """The address of every form that has a key."""
    return [path for path, handler in acting(site) if handler.opt["has_key"]]


async def signed_in(site: Litestar, database: Database, who: Planted) -> tuple[Browser, str]:
    browser = Browser(site)
    browser.sign_in_as(await token_of(database, who))
    return browser, hidden_fields((await browser.get("/sign-ins")).text)["csrf_token"]


def test_every_form_has_a_key_or_a_reason_for_none(site: Litestar) -> None:
    keyless = set()
    for path, handler in acting(site):
        if not handler.opt["has_key"]:
            assert handler.opt["action"] in KEYLESS, path
            keyless.add(handler.opt["action"])
    # Signing out one's other sign-ins has a key, and one's own has none.
    assert keyless == set(KEYLESS)


async def test_every_form_that_was_sent_before_is_answered_as_before_and_acts_no_more(
    site: Litestar, dana: Planted, module_database: Database
) -> None:
    browser, token = await signed_in(site, module_database, dana)
    answers = {path: f"/answered/{number}" for number, path in enumerate(keyed(site))}
    keys = await used(module_database, dana, answers)
    assert len(answers) > 80
    for path, location in answers.items():
        fields = {"csrf_token": token, "form_key": keys[path], "written": USED_WITH[1]}
        twin = await browser.post(path, fields)
        # Nothing is at these addresses: only a form that is known again is sent on at all.
        assert (twin.status_code, twin.headers.get("location")) == (303, location), path
        other = await browser.post(path, {**fields, "written": "Something else."})
        assert other.status_code == 422, path
        assert "sent before with other contents" in other.text, path


async def test_no_form_answers_with_the_key_of_another_person(
    site: Litestar, dana: Planted, module_database: Database
) -> None:
    browser, token = await signed_in(site, module_database, await plant(module_database, *Role))
    keys = await used(module_database, dana, dict.fromkeys(keyed(site), "/answered/hers"))
    for path, key in keys.items():
        answer = await browser.post(path, {"csrf_token": token, "form_key": key, "written": USED_WITH[1]})
        assert answer.headers.get("location") != "/answered/hers", path


async def test_what_one_key_was_used_for_at_one_address_says_nothing_at_another(
    site: Litestar, dana: Planted, module_database: Database
) -> None:
    """A page may hold several forms, each with the one key of the page."""
    browser, token = await signed_in(site, module_database, dana)
    (key,) = (await used(module_database, dana, {f"/work/{NIL}/end": "/answered/there"})).values()
    fields = {"csrf_token": token, "form_key": key, "written": USED_WITH[1]}
    answer = await browser.post(f"/work/{NIL}/claim", fields)
    assert answer.status_code == 404


# How long.


def test_a_key_is_known_for_at_least_a_week_and_longer_than_any_sign_in() -> None:
    """A page whose form was forgotten could act twice: its sign-in, and with it its token, has ended long before."""
    assert LIMITS.keys_kept >= timedelta(days=7)
    assert LIMITS.keys_kept > SIGN_IN.absolute + LIMITS.after_sign_in


@pytest.mark.parametrize(
    ("age", "stays"),
    [
        pytest.param(timedelta(), True, id="just now"),
        pytest.param(LIMITS.keys_kept - timedelta(seconds=1), True, id="a second before its time"),
        pytest.param(LIMITS.keys_kept, False, id="on time"),
        pytest.param(LIMITS.keys_kept + timedelta(days=300), False, id="long after"),
    ],
)
async def test_old_keys_are_forgotten_and_no_younger_one(
    module_database: Database, module_engine: AsyncEngine, age: timedelta, *, stays: bool
) -> None:
    who, other = await plant(module_database, *Role), await plant(module_database, *Role)
    at = datetime.now(UTC)
    root = await module_database.superuser()
    try:
        for one in (who, other):
            await root.execute(
                "INSERT INTO app.form_key (org_id, actor_id, key, request_hash, recorded_at)"
                " VALUES ($1, $2, 'k', 'h', $3)",
                one.org_id, one.person_id, at - age,
            )  # fmt: skip
        async with scoped_as(module_engine, who.org_id, at=at) as tx:
            assert await forget_form_keys(tx, at=at) == (0 if stays else 1)
        left = await root.fetch("SELECT org_id FROM app.form_key WHERE key = 'k'")
        kept = {row["org_id"] for row in left}
        assert (who.org_id in kept) == stays
        assert other.org_id in kept, "another organization's are its own"
    finally:
        await root.close()
