"""Does the page of what was in time say the numbers of the right school and time, small ones never, and nobody's name?"""

from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.decisions import Answer, Choice
from care_steps.steps import Step
from supervision.access import Actor
from supervision.intake_access import why_not_see_timeliness
from supervision.intakes import Intake, School
from supervision.periods import Span
from supervision.small_counts import Count
from supervision.stated_views import Whose
from supervision.telling import Told
from supervision.timeliness import counts
from supervision.timely_lines import SAID, Line
from tests.conftest import Database
from tests.pages.case_pages import Town, town_on, words
from tests.world import CONSENT, World
from workflows.records.policies import waiting_places
from workflows.records.timeliness import intakes

AVA, NOAH, MIA = range(3)
PEOPLE = ("Ava", "Bennett", "Noah", "Kim", "Mia", "Lopez", "Rivera", "Nair", "Okafor", "Chen")
GUARDIAN_TOLD = Told(("guardian",), "in_person", "fits", "A mentor every week.", "Eight sessions.")


def said(answer: httpx.Response) -> str:
    return unescape(words(answer))


async def on_record(world: World, site_id: UUID | None = None, *, days: int = 400) -> tuple[Intake, ...]:
    since, until = world.now - timedelta(days=days), world.now + timedelta(days=1)
    async with world.acting(None) as tx:
        return (await intakes(tx, since=since, until=until, site_ids=None)).get(site_id or world.site_id, ())


async def counted(world: World) -> dict[Line, Count]:
    found = await on_record(world)
    async with world.acting(None) as tx:
        places = await waiting_places(tx)
    calendar = (await world.case(await first_case(world))).calendar
    span = Span(world.now - timedelta(days=400), world.now + timedelta(days=1))
    return dict(counts(School(calendar, places, world.now, found), span))


async def first_case(world: World) -> UUID:
    ((episode,),) = await world.rows("SELECT id FROM app.episode ORDER BY opened_at LIMIT 1")
    return UUID(str(episode))


@pytest.fixture
async def school(module_database: Database, module_engine: AsyncEngine) -> World:
    """An organization on a school day."""
    return await World.made(module_database, module_engine)


async def test_cases_made_by_verbs_are_counted_line_by_line(school: World) -> None:
    """Ava is urgent and served the same day, Noah is routine and late, Mia is not rated and told to her guardian alone."""
    ava = await school.refer(school.students[AVA])
    noah = await school.refer(school.students[NOAH])
    await school.rate_needs(ava, D1=1, D2=2, D3=1, D4=0, words="She speaks of her brother.")
    school.later(minutes=30)
    match = await school.assign(ava, Step.JOURNEY)
    await school.log_made(match)
    school.later(days=22)
    await school.rate_needs(noah, D1=1)
    await school.log_made(await school.assign(noah))
    school.later(days=1)
    mia = await school.refer(school.students[MIA])
    await school.log_made(await school.assign(mia, told=GUARDIAN_TOLD))
    school.later(days=25)
    assert await counted(school) == {
        Line.URGENT_FIRST: Count(1, 0, 1),
        Line.STARTED: Count(2, 0, 3),
        Line.RATED: Count(1, 1, 3),
        Line.RATED_AGAIN: Count(0, 1, 1),
        Line.REFERRED_ON: Count(),
        Line.RECORD: Count(1, 2, 3),
        Line.TOLD: Count(2, 1, 3),
        Line.VIEW: Count(),
        Line.INDIVIDUAL: Count(1, 1, 2),
    }


async def test_a_corrected_rating_is_counted_once_as_it_stands(school: World) -> None:
    ava = await school.refer()
    wrong = await school.rate_needs(ava, D1=4, D2=0, D3=0, D4=0)
    school.later(days=1)
    await school.rate_needs(ava, amends=wrong, D1=1, D2=0, D3=0, D4=0)
    (one,) = await on_record(school)
    (rating,) = one.rated
    assert rating.proposes is Step.MENTOR
    assert rating.at < school.now
    assert (rating.is_whole, rating.is_own) == (True, False)


async def test_an_offer_of_a_professional_is_on_record_from_the_day_it_was_made(school: World) -> None:
    episode, match = await school.mentored()
    await school.in_emergency(school.students[NOAH])
    await school.rate_needs(episode, D1=3, D2=2, D3=0, D4=0)
    assert (await counted(school))[Line.REFERRED_ON] == Count()
    school.later(days=1)
    await school.phq_a(episode, total=16)
    item = next(one for one in await school.work(episode) if one.kind == "recommendation")
    await school.state(episode, Whose.MENTEE, "I want to keep my mentor.")
    await school.decide(item.id, Choice(Answer.OTHER, step=Step.PROFESSIONAL, consent_basis=CONSENT,
                                        override_reasons=("mentee_prefers",)))  # fmt: skip
    found = await counted(school)
    assert found[Line.REFERRED_ON] == Count(0, 0, 1), "the day after an urgent rating"
    assert found[Line.VIEW] == Count(1, 0, 1)
    assert match


async def test_a_decision_without_the_young_person_s_view_has_nothing_on_record(school: World) -> None:
    episode, _ = await school.mentored()
    await school.phq_a(episode, total=16)
    item = next(one for one in await school.work(episode) if one.kind == "recommendation")
    await school.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    assert (await counted(school))[Line.VIEW] == Count(0, 1, 1)


async def test_a_case_closed_before_the_time_is_not_read_and_an_open_one_is(school: World) -> None:
    closed, _ = await school.mentored()
    await school.close(closed)
    await school.refer(school.students[NOAH])
    school.later(days=60)
    assert len(await on_record(school, days=30)) == 1
    assert len(await on_record(school, days=90)) == 2


async def acting_as(world: World, person_id: UUID) -> Actor:
    async with world.acting(person_id) as tx:
        return tx.actor


async def many(town: Town, number: int) -> None:
    """So many more students, referred and served the same day."""
    world = town.world
    await world.set_terms(world.mentor, most_mentees=number)
    for one in range(number):
        student = await world.person(f"Kid{one}", "Many")
        await world.plant(
            "INSERT INTO app.student (org_id, person_id, site_id, grade, recorded_at)"
            f" VALUES ($1, '{student}', '{world.site_id}', '07', now())"
        )
        await world.log_made(await world.assign(await world.refer(student)))


async def test_the_page_says_of_enough_young_people_how_many_and_of_few_nothing(town: Town) -> None:
    await many(town, 6)
    page = await (await town.browser(town.world.counselor)).get("/timeliness?period=this_year")
    text = said(page)
    assert "Oak Middle" in text
    assert "Care began in time more than 4 of 6 fewer than 5" in text
    assert "The young person was told themselves more than 4 of 6 fewer than 5" in text
    assert "The record of the intake is complete fewer than 5 of 6 more than 4" in text
    assert "Urgent needs were put first nobody to count none" in text
    for line in Line:
        assert f'href="#{line.value}"' in page.text
        assert f'id="{line.value}"' in page.text
        assert SAID[line].counted in text
        assert SAID[line].left_out in text
    assert not [name for name in ("Kid", "Many", *PEOPLE) if name in text]
    assert "/mentees/" not in page.text


async def test_a_few_young_people_are_not_told_apart(town: Town) -> None:
    await town.world.mentored()
    text = said(await (await town.browser(town.world.clinical)).get("/timeliness"))
    assert "Care began in time fewer than 5 counted not shown" in text
    assert " 1 " not in text.split("Care began in time")[1].split("What each line counts")[0]


async def test_an_administrator_counts_every_school_and_reads_no_name(town: Town) -> None:
    world = town.world
    await world.mentored()
    page = await (await town.browser(world.administrator)).get("/timeliness")
    text = said(page)
    assert "Oak Middle" in text
    assert "Elm High: nothing to count in this time." in text
    assert not [name for name in PEOPLE if name in text]
    assert "/mentees/" not in page.text


async def test_a_counselor_of_another_school_counts_only_their_own(town: Town) -> None:
    world = town.world
    await world.mentored()
    text = said(await (await town.browser(world.stranger)).get("/timeliness"))
    assert "Oak Middle" not in text
    assert "Nothing to count in this time" in text


async def test_another_time_is_one_click_away_and_one_that_is_not_there_is_the_first(town: Town) -> None:
    await town.world.mentored()
    browser = await town.browser(town.world.counselor)
    page = await browser.get("/timeliness?period=last_year")
    assert "Last school year:" in said(page)
    assert "Nothing to count in this time" in said(page)
    assert 'href="/timeliness?period=this_month"' in page.text
    page = await browser.get("/timeliness?period=ever")
    assert page.status_code == 200
    assert "This school year so far:" in said(page)


@pytest.mark.parametrize("who", ["mentor", "journey_mentor", "direct"])
async def test_who_looks_after_no_school_does_not_see_it(town: Town, who: str) -> None:
    browser = await town.browser(getattr(town.world, who))
    page = await browser.get("/timeliness")
    assert page.status_code == 403
    assert "Oak Middle" not in said(page)
    assert why_not_see_timeliness(await acting_as(town.world, getattr(town.world, who))) is not None
    assert 'href="/timeliness"' not in (await browser.get("/")).text


async def test_another_organization_counts_nothing_of_ours(
    town: Town, site: Litestar, module_database: Database, module_engine: AsyncEngine
) -> None:
    await many(town, 6)
    others = await town_on(site, module_database, module_engine)
    text = said(await (await others.browser(others.world.administrator)).get("/timeliness"))
    assert "Nothing to count in this time" in text


async def test_it_is_in_the_navigation_of_administrators_and_on_the_waiting_list(town: Town) -> None:
    assert 'href="/timeliness"' in (await (await town.browser(town.world.administrator)).get("/")).text
    assert 'href="/timeliness"' in (await (await town.browser(town.world.counselor)).get("/waiting")).text


async def test_at_the_turn_of_the_year_the_last_one_is_another(town: Town) -> None:
    """What was referred in the last school year is counted there, and not in this one."""
    old = await town_on(town.site, town.world.database, town.world.engine, ago=timedelta(days=365))
    await old.world.mentored()
    browser = await old.browser(old.world.counselor)
    last = said(await browser.get("/timeliness?period=last_year"))
    assert "Care began in time fewer than 5 counted" in last
    assert datetime.now(UTC) - old.world.now > timedelta(days=364)
    assert "Nothing to count in this time" in said(await browser.get("/timeliness"))
