"""Does a ledger of forms that were taken write nothing when it comes once more, whoever sends it how often? (F-3, G6)"""

import asyncio
import secrets
from uuid import UUID

import pytest

from tests.drills.form_posts import Sent
from tests.drills.replayed_posts import replayed, rows_in
from tests.pages.case_pages import Town
from tests.web import Browser, hidden_fields

FORMS = 8


async def taken(browser: Browser, mentee: UUID, kind: str) -> Sent:
    """One form that is sent three times at the same moment: one effect, and each is answered alike."""
    path = f"/mentees/{mentee}/{kind}"
    hidden = hidden_fields((await browser.get(f"{path}/new")).text)
    words = f"Ledger {secrets.token_hex(4)}"
    said = {"concerns": {"kind": "talk_over", "said": words}, "views": {"whose": "mentee", "words": words}}
    form = Sent(path, {**hidden, **said[kind]})
    answers = await asyncio.gather(*(browser.post(path, form.fields) for _ in range(3)))
    assert [answer.status_code for answer in answers] == [303, 303, 303]
    (form.location,) = {answer.headers["location"] for answer in answers}
    return form


@pytest.fixture
async def ledger(town: Town) -> tuple[Browser, list[Sent]]:
    await town.world.mentored()
    browser, mentee = await town.browser(town.world.counselor), town.world.students[0]
    kinds = ("concerns", "views") * (FORMS // 2)
    return browser, [await taken(browser, mentee, kind) for kind in kinds]


async def test_three_at_the_same_moment_are_one_effect_each(
    town: Town, ledger: tuple[Browser, list[Sent]]
) -> None:
    assert await town.count("concern") + await town.count("stated_view") == FORMS


async def test_a_ledger_that_comes_again_writes_nothing_and_is_answered_as_before(
    town: Town, ledger: tuple[Browser, list[Sent]]
) -> None:
    browser, forms = ledger
    found = await replayed(browser, town.world.database, forms)
    assert (found.sent, found.different, dict(found.new_rows)) == (2 * FORMS, 0, {})


async def test_the_same_forms_with_keys_of_their_own_would_be_seen(
    town: Town, ledger: tuple[Browser, list[Sent]]
) -> None:
    """The control: were the keys not asked for, the count above would say so."""
    browser, forms = ledger
    before = await rows_in(town.world.database)
    for form in forms:
        await browser.post(form.path, {**form.fields, "form_key": secrets.token_urlsafe(16)})
    after = await rows_in(town.world.database)
    grown = after["concern"] + after["stated_view"] - before["concern"] - before["stated_view"]
    assert grown == FORMS
