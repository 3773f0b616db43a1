"""Is it counted for each rule and way whether notices were looked at or ignored, and is nobody told apart by it?"""

from datetime import UTC, datetime
from uuid import UUID

from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.notice_counts import Counted
from supervision.periods import Span
from tests.conftest import Database
from tests.pages.case_pages import Town, town_on, words
from tests.world import World
from workflows.records.calls import keep_opened, keep_shown
from workflows.records.notice_counts import NoticesOf, notice_counts

ALWAYS = Span(datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))


async def worries(world: World, number: int) -> list[UUID]:
    """So many more students, each with an escalation of its own; every e-mail about them left. Returns the escalations."""
    found = []
    for one in range(number):
        student = await world.person(f"Kid{one}", "Many")
        await world.plant(
            "INSERT INTO app.student (org_id, person_id, site_id, grade, recorded_at)"
            f" VALUES ($1, '{student}', '{world.site_id}', '07', now())"
        )
        episode = await world.refer(student)
        await world.worry(episode, "weapon")
        found += [item.id for item in await world.work(episode, "escalation")]
    return found


async def mails_left(world: World) -> None:
    await world.plant(
        "UPDATE app.escalation_notice SET sent_at = recorded_at WHERE org_id = $1 AND way = 'mail'"
    )


async def counts(world: World, by: UUID | None = None) -> dict[tuple[str | None, str], Counted]:
    async with world.acting(by) as tx:
        found = await notice_counts(tx, {world.site_id: ALWAYS})
    assert all(isinstance(one, NoticesOf) for one in found)
    return {(one.rule_id, one.way): one.counted for one in found}


async def test_what_became_of_each_notice_is_counted_once_for_its_rule_and_way(world: World) -> None:
    """The counselor and the clinical supervisor are told of each of six at once, by the page and by mail."""
    await world.can_sign_in(world.clinical, world.counselor)
    first, *rest = await worries(world, 6)
    await mails_left(world)
    assert await counts(world) == {("R1", "page"): Counted(12, 6), ("R1", "mail"): Counted(12, 6)}
    world.later(minutes=1)
    async with world.acting(world.counselor) as tx:
        await keep_shown(tx)
    world.later(minutes=1)
    async with world.acting(world.clinical) as tx:
        await keep_opened(tx, first)
    await world.acknowledge(first, by=world.clinical)
    world.later(minutes=2)
    for item in rest:
        async with world.acting(world.counselor) as tx:
            await keep_opened(tx, item)
    world.later(minutes=2)
    while await world.turn():
        pass
    await mails_left(world)
    found = await counts(world)
    page, mail = found["R1", "page"], found["R1", "mail"]
    # Five rungs were climbed: whoever was on the first one and had not looked had their time.
    assert (page.shown, page.opened, page.acted, page.ignored, page.minutes) == (6, 6, 1, 6, 4.0)
    assert (mail.shown, mail.opened, mail.acted, mail.ignored, mail.minutes) == (0, 6, 1, 6, 4.0)
    assert page.told == mail.told > 12
    assert page.mentees == 6


async def test_what_is_about_somebody_who_works_here_is_counted_for_nobody(world: World) -> None:
    await world.can_sign_in(world.clinical, world.counselor)
    await world.worry(await world.refer(), "abuse_or_neglect", names=world.mentor)
    ((number,),) = await world.rows("SELECT count(*) FROM app.escalation_notice WHERE org_id = :org_id")
    assert number > 0
    assert await counts(world) == {}


async def test_the_page_says_of_enough_young_people_how_many_and_of_few_nothing(town: Town) -> None:
    await town.world.can_sign_in(town.world.clinical, town.world.counselor)
    await worries(town.world, 6)
    await mails_left(town.world)
    page = await (await town.browser(town.world.administrator)).get("/notice-counts")
    text = words(page)
    ((told,),) = await town.world.rows(
        "SELECT count(*) FROM app.escalation_notice WHERE org_id = :org_id AND way = 'page'"
    )
    assert "Rule R1" in text
    assert f" {told} fewer than 5 fewer than 5 fewer than 5" in text
    assert "#R1" in page.text
    assert not [name for name in ("Kid", "Many") if name in text]
    assert "/mentees/" not in page.text
    last = words(await (await town.browser(town.world.administrator)).get("/notice-counts?period=last_year"))
    assert "Nobody was told of an escalation in this time" in last


async def test_a_few_young_people_are_not_told_apart(town: Town) -> None:
    await town.world.can_sign_in(town.world.clinical, town.world.counselor)
    await worries(town.world, 2)
    text = words(await (await town.browser(town.world.clinical)).get("/notice-counts"))
    assert "too few young people to count" in text
    assert "fewer than 5 fewer" not in text


async def test_it_is_for_those_who_answer_for_the_rules_and_leads_from_where_they_look(
    town: Town, site: Litestar, module_database: Database, module_engine: AsyncEngine
) -> None:
    await town.world.can_sign_in(town.world.clinical, town.world.counselor)
    await worries(town.world, 6)
    others = await town_on(site, module_database, module_engine)
    text = words(await (await others.browser(others.world.administrator)).get("/notice-counts"))
    assert "Nobody was told of an escalation in this time" in text
    for who, status in (
        ("clinical", 200),
        ("administrator", 200),
        ("counselor", 403),
        ("mentor", 403),
        ("direct", 403),
    ):
        browser = await town.browser(getattr(town.world, who))
        assert (await browser.get("/notice-counts")).status_code == status
        for path in ("/policies", "/"):
            shown = 'href="/notice-counts"' in (await browser.get(path)).text
            assert shown is (status == 200), (who, path)
