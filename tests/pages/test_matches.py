"""Can a counselor assign a mentor, and is everything kept when something cannot be?"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from html import unescape
from uuid import UUID

import pytest

from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from care_steps.steps import Step
from tests.pages.case_pages import Town, errors, has_every_target, is_checked, words
from tests.web import hidden_fields
from tests.world import CONSENT
from triage.roles import Role
from workflows.records.episodes import load_case
from workflows.records.matches import matches_of

Fields = dict[str, str | Sequence[str]]


@pytest.fixture
async def episode(town: Town) -> UUID:
    return await town.world.refer()


def path(town: Town) -> str:
    return f"/mentees/{town.world.students[0]}/matches"


async def filled(town: Town, episode: UUID, **changed: str) -> Fields:
    """What a counselor would type: from the next school day on, every week."""
    async with town.world.acting(None) as tx:
        calendar = (await load_case(tx, episode)).calendar
    day = calendar.local_day(datetime.now(UTC)) + timedelta(days=1)
    while not calendar.is_school_day(day):
        day += timedelta(days=1)
    usual = {
        "for_step": "paraprofessional_mentor",
        "mentor_id": str(town.world.mentor),
        "direct_supervisor_id": "own",
        "first_on_month": str(day.month),
        "first_on_day": str(day.day),
        "first_on_year": str(day.year),
        "at": "13:30",
        "every_days": "7",
        "count": "6",
        "length_minutes": "45",
        "place": "Library",
        "consent_basis": CONSENT,
        "words": "They both draw.",
    }
    return {**usual, **changed}


async def test_assigning_names_both_supervisors_and_waits_for_the_first_session(
    town: Town, episode: UUID
) -> None:
    world = town.world
    browser = await town.browser(world.counselor)
    answer = await browser.send(f"{path(town)}/new", path(town), await filled(town, episode))
    assert answer.status_code == 303, words(answer)
    page = await browser.get(answer.headers["location"])
    assert "The mentor is assigned. The step begins with the first session made." in words(page)
    assert "Priya Nair was assigned: 6 sessions, every week, Library" in words(page)
    async with world.acting(None, datetime.now(UTC)) as tx:
        case = await load_case(tx, episode)
    assert case.step is Step.REFERRED
    assert case.standing.direct_supervisor_id == world.direct
    assert case.standing.clinical_supervisor_id == world.clinical
    ((planned,),) = await world.rows("SELECT min(planned_at) FROM app.planned_session WHERE org_id = :org_id")
    assert planned == case.calendar.wall_time(case.calendar.local_day(planned), time(13, 30))


async def test_the_form_says_who_is_free_who_is_not_cleared_and_who_stands_above(
    town: Town, episode: UUID
) -> None:
    world = town.world
    busy = await world.refer(world.students[1])
    await world.assign(busy)
    await world.plant(
        f"DELETE FROM app.credential WHERE org_id = $1 AND person_id = '{world.journey_mentor}'"
    )
    browser = await town.browser(world.counselor)
    page = await browser.get(f"{path(town)}/new")
    said = unescape(words(page))
    assert "One open match. Supervised by Maya Chen, then Ruth Okafor." in said
    assert "Luis Vega has no clearance on file." in said
    assert "Clinical supervisor: Ruth Okafor." in said
    inputs = [one.split(">")[0] for one in page.text.split("<input")]
    (refused,) = [one for one in inputs if str(world.journey_mentor) in one]
    assert "disabled" in refused
    assert is_checked(page, "direct_supervisor_id", "own")


async def test_a_mentor_who_is_not_cleared_is_refused_even_when_sent(town: Town, episode: UUID) -> None:
    world = town.world
    await world.plant(f"DELETE FROM app.credential WHERE org_id = $1 AND person_id = '{world.mentor}'")
    browser = await town.browser(world.counselor)
    answer = await browser.send(f"{path(town)}/new", path(town), await filled(town, episode))
    assert answer.status_code == 422
    assert "Priya Nair has no clearance on file." in words(answer)
    assert errors(answer) == ["mentor_id"]


@pytest.mark.parametrize("year", ["2019", "2099"])
async def test_a_mistyped_year_is_refused_at_the_day(town: Town, episode: UUID, year: str) -> None:
    browser = await town.browser(town.world.counselor)
    fields = await filled(town, episode, first_on_year=year)
    answer = await browser.send(f"{path(town)}/new", path(town), fields)
    assert answer.status_code == 422
    assert errors(answer) == ["first_on"]
    assert "Check the year." in words(answer)


async def test_another_mentor_takes_over_and_the_former_one_is_free(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    await world.appoint(world.journey_mentor, Role.MENTOR)
    browser = await town.browser(world.counselor)
    assert "Whoever you choose takes over at once." in words(await browser.get(f"{path(town)}/new"))
    fields = await filled(town, episode, mentor_id=str(world.journey_mentor))
    answer = await browser.send(f"{path(town)}/new", path(town), fields)
    page = words(await browser.get(answer.headers["location"]))
    assert "The mentor is assigned and takes over now." in page
    assert "Priya Nair Free: no open match." in words(await browser.get(f"{path(town)}/new"))


async def test_step_two_needs_its_certificate(town: Town, episode: UUID) -> None:
    browser = await town.browser(town.world.counselor)
    fields = await filled(town, episode, for_step="journey_mentor")
    answer = await browser.send(f"{path(town)}/new", path(town), fields)
    assert answer.status_code == 422
    assert "Priya Nair has no Journey Mentor certificate." in words(answer)


async def test_nobody_is_assigned_without_a_clinical_supervisor_above(town: Town, episode: UUID) -> None:
    world = town.world
    world.now = datetime.now(UTC) - timedelta(seconds=1)
    await world.supervise(world.direct, None)
    browser = await town.browser(world.counselor)
    page = await browser.get(f"{path(town)}/new")
    (refused,) = [one.split(">")[0] for one in page.text.split("<input") if str(world.direct) in one]
    assert "disabled" in refused
    answer = await browser.send(f"{path(town)}/new", path(town), await filled(town, episode))
    assert answer.status_code == 422
    assert words(answer).count("This direct supervisor has no clinical supervisor.") == 3
    assert errors(answer) == ["direct_supervisor_id"]
    assert await town.count("match") == 0


async def test_nobody_is_assigned_without_a_direct_supervisor(town: Town, episode: UUID) -> None:
    world = town.world
    world.now = datetime.now(UTC) - timedelta(seconds=1)
    await world.supervise(world.mentor, None)
    browser = await town.browser(world.counselor)
    answer = await browser.send(f"{path(town)}/new", path(town), await filled(town, episode))
    assert "Name a direct supervisor. No mentor works without one." in words(answer)
    fields = await filled(town, episode, direct_supervisor_id=str(world.direct))
    assert (await browser.send(f"{path(town)}/new", path(town), fields)).status_code == 303


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"mentor_id": ""}, "mentor_id", "Choose a mentor."),
        ({"for_step": "professional_referral"}, "for_step", "Choose one of the answers."),
        ({"first_on_day": "31", "first_on_month": "2"}, "first_on", "Enter a real date"),
        ({"at": "25:00"}, "at", "Enter a time of day"),
        ({"every_days": "3"}, "every_days", "Choose one of the answers."),
        ({"count": "0"}, "count", "Enter a whole number from 1 to 60."),
        ({"length_minutes": "long"}, "length_minutes", "Enter a whole number from 5 to 240."),
        ({"place": " "}, "place", "Say where they meet."),
        ({"consent_basis": ""}, "consent_basis", "Choose the basis on which care begins."),
        ({"consent_basis": "category_excluded"}, "consent_basis", "Choose one of the answers."),
    ],
)
async def test_what_cannot_be_planned_is_said_at_its_field_and_the_rest_is_kept(
    town: Town, episode: UUID, changed: dict[str, str], field: str, sentence: str
) -> None:
    browser = await town.browser(town.world.counselor)
    answer = await browser.send(f"{path(town)}/new", path(town), await filled(town, episode, **changed))
    assert answer.status_code == 422
    assert errors(answer) == [field]
    assert has_every_target(answer)
    assert words(answer).count(sentence) == 2
    assert "They both draw." in answer.text
    assert field == "place" or 'value="Library"' in answer.text
    assert field == "mentor_id" or is_checked(answer, "mentor_id", str(town.world.mentor))
    assert field == "first_on" or 'value="13:30"' in answer.text or field == "at"
    assert await town.count("match") == 0


async def test_a_day_without_school_is_refused_with_everything_kept(town: Town, episode: UUID) -> None:
    day = datetime.now(UTC).date() + timedelta(days=7)
    sunday = day + timedelta(days=6 - day.weekday())
    fields = await filled(
        town,
        episode,
        first_on_month=str(sunday.month),
        first_on_day=str(sunday.day),
        first_on_year=str(sunday.year),
    )
    browser = await town.browser(town.world.counselor)
    answer = await browser.send(f"{path(town)}/new", path(town), fields)
    assert answer.status_code == 422
    assert "The school is closed on that day. Choose a school day." in words(answer)
    assert f'value="{sunday.year}"' in answer.text


async def test_a_corrected_form_can_be_sent_again(town: Town, episode: UUID) -> None:
    browser = await town.browser(town.world.counselor)
    wrong = await browser.send(f"{path(town)}/new", path(town), await filled(town, episode, place=""))
    again = await browser.post(path(town), {**hidden_fields(wrong.text), **await filled(town, episode)})
    assert again.status_code == 303
    assert await town.count("match") == 1


async def test_whoever_saw_an_older_step_is_told_so(town: Town, episode: UUID) -> None:
    world = town.world
    browser = await town.browser(world.counselor)
    hidden = hidden_fields((await browser.get(f"{path(town)}/new")).text)
    await world.log_made(await world.assign(episode))
    fields = await filled(town, episode)
    answer = await browser.post(path(town), {**hidden, **fields, "for_step": "paraprofessional_mentor"})
    assert answer.status_code == 409
    assert "since you opened this page" in words(answer)
    assert await town.count("match") == 1


async def test_a_form_that_does_not_say_what_was_seen_is_refused(town: Town, episode: UUID) -> None:
    browser = await town.browser(town.world.counselor)
    hidden = hidden_fields((await browser.get(f"{path(town)}/new")).text)
    del hidden["seen_version"]
    answer = await browser.post(path(town), {**hidden, **await filled(town, episode)})
    assert answer.status_code == 409
    assert await town.count("match") == 0


async def test_an_accepted_step_up_is_the_only_step_that_can_be_assigned(town: Town, episode: UUID) -> None:
    world = town.world
    await world.log_made(await world.assign(episode))
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode)
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    browser = await town.browser(world.counselor)
    refused = await browser.get(f"{path(town)}/new")
    assert refused.status_code == 409
    assert "Record the answer to the offer first." in words(refused)
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    page = await browser.get(f"{path(town)}/new")
    assert "For the step: Supervised journey mentor" in words(page)
    assert 'name="for_step"' not in page.text
    assert 'name="consent_basis"' not in page.text
    fields = await filled(town, episode, mentor_id=str(world.journey_mentor))
    assert (await browser.send(f"{path(town)}/new", path(town), fields)).status_code == 303
    async with world.acting(None) as tx:
        assert {one.for_step for one in await matches_of(tx, episode)} == {
            "paraprofessional_mentor",
            "journey_mentor",
        }


async def test_at_step_three_no_mentor_is_assigned(town: Town) -> None:
    await town.world.in_emergency()
    browser = await town.browser(town.world.clinical)
    answer = await browser.get(f"{path(town)}/new")
    assert answer.status_code == 409
    assert "A professional is reached by a referral." in words(answer)


async def test_a_mentor_does_not_assign_and_strangers_find_nothing(town: Town, episode: UUID) -> None:
    world = town.world
    await world.assign(episode)
    counselor = await town.browser(world.counselor)
    hidden = hidden_fields((await counselor.get(f"{path(town)}/new")).text)
    for who, status in ((world.mentor, 403), (world.stranger, 404), (world.journey_mentor, 404)):
        browser = await town.browser(who)
        assert (await browser.get(f"{path(town)}/new")).status_code == status
        token = (await browser.get("/")).text.split('name="csrf_token" value="')[1].split('"')[0]
        sent = {**hidden, "csrf_token": token, **await filled(town, episode)}
        assert (await browser.post(path(town), sent)).status_code == status
    assert await town.count("match") == 1


async def test_without_mentors_the_page_says_who_brings_them_in(town: Town, episode: UUID) -> None:
    await town.world.plant(
        "UPDATE app.appointment SET ended_at = now() WHERE org_id = $1 AND role LIKE '%mentor'"
    )
    browser = await town.browser(town.world.counselor)
    assert "A program administrator brings mentors in" in words(await browser.get(f"{path(town)}/new"))
