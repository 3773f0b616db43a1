"""Does "Decide and next" lead through a reader's whole list, one case at a time and never several at once?"""

import inspect
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from tests.pages.case_pages import signed_in, words
from tests.pages.deciding import answer, form_of, path_of
from tests.web import Browser
from tests.world import World
from workflows.pages.decision_queue import place_of
from workflows.records.ids import new_id
from workflows.records.waiting_decisions import WaitingDecision
from workflows.records.work import Work
from workflows.verbs.decide import decide

HOLD = {"answer": "hold", "hold_reason": "awaiting_consent", "then": "next"}
NOW = datetime(2026, 9, 17, 18, 0, tzinfo=UTC)


async def asked(world: World, mentee: UUID, **later: float) -> UUID:
    """A case about which a supervisor is asked, due so much later than the others: the recommendation."""
    episode = await world.refer(mentee)
    await world.assign(episode)
    await world.worry(episode)
    (item,) = await world.work(episode, "recommendation")
    await world.plant(
        f"UPDATE app.work SET due_at = due_at + interval '{later.get('hours', 0)} hours'"
        f" WHERE org_id = $1 AND id = '{item.id}'"
    )
    return item.id


async def three(world: World) -> list[UUID]:
    return [
        await asked(world, mentee, hours=hours)
        for mentee, hours in zip(world.students, (2, 0, 1), strict=True)
    ]


async def place(browser: Browser, work_id: UUID) -> str:
    found = re.search(r"\d of \d", words(await browser.get(f"{path_of(work_id)}/new")))
    return found.group() if found else ""


async def test_the_list_is_walked_to_its_end_in_its_own_order(site: Litestar, world: World) -> None:
    ava, noah, mia = await three(world)
    browser = await signed_in(site, world, world.clinical)
    assert [await place(browser, one) for one in (noah, mia, ava)] == ["1 of 3", "2 of 3", "3 of 3"]
    page = await browser.get(f"{path_of(noah)}/new")
    assert "Next: Mia Lopez" in words(page)
    assert (await answer(browser, noah, **HOLD))[:2] == (303, f"{path_of(mia)}/new")
    shown = words(await browser.get(f"{path_of(mia)}/new"))
    assert "Your decision is kept. This is the next one." in shown
    assert "1 of 2" in shown
    assert (await answer(browser, mia, **HOLD))[:2] == (303, f"{path_of(ava)}/new")
    assert "No other decision waits for you." in words(await browser.get(f"{path_of(ava)}/new"))
    assert (await answer(browser, ava, **HOLD))[:2] == (303, "/")
    assert "That was the last one: no other decision waits for you." in words(await browser.get("/"))


async def test_after_the_last_one_comes_the_first_that_was_passed_over(site: Litestar, world: World) -> None:
    ava, noah, _ = await three(world)
    browser = await signed_in(site, world, world.clinical)
    assert (await answer(browser, ava, **HOLD))[:2] == (303, f"{path_of(noah)}/new")


async def test_what_a_colleague_has_answered_meanwhile_is_not_next(site: Litestar, world: World) -> None:
    ava, noah, mia = await three(world)
    browser = await signed_in(site, world, world.clinical)
    sent = form_of((await browser.get(f"{path_of(noah)}/new")).text)
    colleague = await signed_in(site, world, world.direct)
    accepted = {"answer": "accept", "asking_answer": "advice_given"}
    assert (await answer(colleague, mia, **accepted))[0] == 303
    to = (await browser.post(path_of(noah), {**sent, **HOLD})).headers["location"]
    assert to == f"{path_of(ava)}/new"


async def test_the_other_button_leads_to_the_decision_itself(site: Litestar, world: World) -> None:
    _, noah, _ = await three(world)
    browser = await signed_in(site, world, world.clinical)
    _, to, _ = await answer(browser, noah, answer="hold", hold_reason="awaiting_consent")
    assert to.startswith("/decisions/")


async def test_a_form_that_comes_back_has_decided_nothing_and_leads_nowhere(
    site: Litestar, world: World
) -> None:
    _, noah, _ = await three(world)
    browser = await signed_in(site, world, world.clinical)
    status, _, html = await answer(browser, noah, answer="hold", then="next")
    assert status == 422
    assert "Say why you hold." in html
    assert await place(browser, noah) == "1 of 3"


async def test_a_direct_supervisor_walks_through_what_is_theirs(site: Litestar, world: World) -> None:
    await three(world)
    await world.plant(
        f"UPDATE app.work SET owner_id = '{world.clinical}' WHERE org_id = $1 AND episode_id IN"
        f" (SELECT id FROM app.episode WHERE mentee_id = '{world.students[0]}')"
    )
    browser = await signed_in(site, world, world.direct)
    owned = await world.rows(
        "SELECT id FROM app.work WHERE owner_id = :me AND kind = 'recommendation' ORDER BY due_at",
        me=world.direct,
    )
    assert [await place(browser, one) for (one,) in owned] == ["1 of 2", "2 of 2"]


async def test_the_counselor_has_no_such_list(site: Litestar, world: World) -> None:
    _, noah, _ = await three(world)
    assert await place(await signed_in(site, world, world.counselor), noah) == ""


# One at a time.


async def test_no_address_takes_several_recommendations(site: Litestar) -> None:
    deciding = [
        (route.path, handler)
        for route in site.routes
        for handler in getattr(route, "route_handlers", [])
        if isinstance(handler, HTTPRouteHandler)
        and "decide" in handler.opt.get("action", "")
        and handler.opt["acts"]
    ]
    assert [path for path, _ in deciding] == ["/work/{work_id:uuid}/decisions"]
    assert inspect.signature(decide).parameters["work_id"].annotation is UUID


async def test_the_ids_of_others_in_a_form_decide_nothing(site: Litestar, world: World) -> None:
    ava, noah, mia = await three(world)
    browser = await signed_in(site, world, world.clinical)
    sent = form_of((await browser.get(f"{path_of(noah)}/new")).text)
    more = {"work_id": [str(ava), str(mia)], "work_ids": f"{ava},{mia}"}
    assert (await browser.post(path_of(noah), {**sent, **HOLD, **more})).status_code == 303
    others = [await world.rows("SELECT state FROM app.work WHERE id = :id", id=one) for one in (ava, mia)]
    assert others == [[("open",)], [("open",)]]


async def test_the_firings_of_another_case_are_refused(site: Litestar, world: World) -> None:
    ava, noah, _ = await three(world)
    browser = await signed_in(site, world, world.clinical)
    sent = form_of((await browser.get(f"{path_of(noah)}/new")).text)
    other = form_of((await browser.get(f"{path_of(ava)}/new")).text)
    both = {**sent, "firing": [*sent["firing"], *other["firing"]]}
    assert (await browser.post(path_of(noah), {**both, **HOLD})).status_code == 409


async def test_the_list_has_nothing_to_tick_and_no_form_that_decides(site: Litestar, world: World) -> None:
    await three(world)
    html = (await (await signed_in(site, world, world.clinical)).get("/?list=recommendations")).text
    assert html.count("/decisions/new") == 3
    assert 'type="checkbox"' not in html
    assert not re.search(r'<form[^>]*action="[^"]*decisions', html)


# The place in the list.


def work(class_: str, hours: int) -> Work:
    """Only what the place is found by."""
    found = Work.__new__(Work)
    for name, value in {"id": new_id(), "class_": class_, "due_at": NOW + timedelta(hours=hours)}.items():
        object.__setattr__(found, name, value)
    return found


def waiting(name: str, class_: str, hours: int, of: Work | None = None) -> WaitingDecision:
    return WaitingDecision(of.id if of else new_id(), class_, NOW + timedelta(hours=hours), name)


@pytest.mark.parametrize(
    ("others", "number", "following"),
    [
        pytest.param([("P3", 1), ("P3", 9)], 2, "P3 9", id="in between"),
        pytest.param([("P2", 9), ("P3", 9)], 2, "P3 9", id="a higher class is before, whatever its hour"),
        pytest.param([("P4", 1)], 1, "P4 1", id="a lower class is after, whatever its hour"),
        pytest.param([("P3", 1), ("P3", 2)], 3, "P3 1", id="after the last one the first again"),
        pytest.param([], 1, None, id="the only one"),
    ],
)
def test_the_place_in_the_list_and_what_comes_next(
    others: list[tuple[str, int]], number: int, following: str | None
) -> None:
    this = work("P3", 5)
    rows = [waiting(f"{class_} {hours}", class_, hours) for class_, hours in others]
    found = place_of([*rows, waiting("this", "P3", 5, this)], this)
    assert (found.number, found.of) == (number, len(others) + 1)
    assert (found.following.mentee_name if found.following else None) == following
    # Answered, it is in the list no more, and the next one is the same.
    after = place_of(rows, this)
    assert after.number is None
    assert (after.following.mentee_name if after.following else None) == following
