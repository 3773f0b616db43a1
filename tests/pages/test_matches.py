"""Can a counselor assign a mentor, and is everything kept when something cannot be?"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from html import unescape
from uuid import UUID

import httpx
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
        "told_who": "mentee",
        "told_how": "in_person",
        "told_fit": "fits",
        "consent_basis": CONSENT,
        "words": "They both draw.",
    }
    return {**usual, **changed}


def hidden_value(html: str, name: str) -> str | None:
    """What a hidden field of the page holds."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', html)
    return found[1] if found else None


def chosen(answer: httpx.Response) -> str | None:
    """The mentor for whom the form of the page is."""
    return hidden_value(answer.text, "mentor_id")


def prefilled(html: str) -> dict[str, str]:
    """Everything that the form of the page would send if its button were pressed at once."""
    form = html[html.index('/matches" class="sw-form') :].split("</form>")[0]
    found = dict.fromkeys(re.findall(r'<(?:select|textarea)[^>]* name="([a-z_]+)"', form), "")
    for name, options in re.findall(r'<select[^>]* name="([a-z_]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        found[name] = next(iter(re.findall(r'<option value="([^"]*)" selected', options)), "")
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([a-z_]+)"', tag), re.search(r'value="([^"]*)"', tag)
        is_ticked = " checked" in tag or not re.search(r'type="(radio|checkbox)"', tag)
        if name and is_ticked:
            found[name[1]] = value[1] if value else ""
    return found


async def test_assigning_names_both_supervisors_and_waits_for_the_first_session(
    town: Town, episode: UUID
) -> None:
    world = town.world
    browser = await town.browser(world.counselor)
    answer = await browser.send(f"{path(town)}/new", path(town), await filled(town, episode))
    assert answer.status_code == 303, words(answer)
    page = await browser.get(answer.headers["location"])
    assert "The mentor is assigned. The step begins with the first session made." in words(page)
    assert "Priya Nair was assigned: 6 sessions, every week, Library" in words(
        await browser.get(f"/mentees/{world.students[0]}")
    )
    async with world.acting(None, datetime.now(UTC)) as tx:
        case = await load_case(tx, episode)
    assert case.step is Step.REFERRED
    assert case.standing.direct_supervisor_id == world.direct
    assert case.standing.clinical_supervisor_id == world.clinical
    ((planned,),) = await world.rows("SELECT min(planned_at) FROM app.planned_session WHERE org_id = :org_id")
    assert planned == case.calendar.wall_time(case.calendar.local_day(planned), time(13, 30))


async def test_the_best_mentor_is_chosen_and_everybody_stands_there_with_their_reasons(
    town: Town, episode: UUID
) -> None:
    world = town.world
    await world.set_terms(world.mentor, most_mentees=3, weekdays=("tuesday",), strengths=("low_mood",))
    await world.assign(await world.refer(world.students[1]))
    browser = await town.browser(world.counselor)
    page = await browser.get(f"{path(town)}/new")
    said = unescape(words(page))
    assert chosen(page) == str(world.mentor)
    assert "Good at: low mood, which the referral names. Has room: takes 3, has 1. Comes on Tuesdays." in said
    assert "Supervised by Maya Chen, then Ruth Okafor." in said
    assert "Who else can be chosen Luis Vega Free: takes 5, has none." in said
    assert "Assign Priya Nair to Ava Bennett" in said
    assert is_checked(page, "direct_supervisor_id", "own")


async def test_who_cannot_be_chosen_is_folded_below_with_every_sentence(town: Town, episode: UUID) -> None:
    world = town.world
    await world.set_terms(world.journey_mentor, most_mentees=0)
    await world.plant(
        f"DELETE FROM app.credential WHERE org_id = $1 AND person_id = '{world.journey_mentor}'"
    )
    far = await world.person("Al", "Far")
    await world.appoint(far, Role.MENTOR, site_id=world.other_site_id)
    browser = await town.browser(world.counselor)
    said = unescape(words(await browser.get(f"{path(town)}/new")))
    assert (
        "One mentor cannot be chosen Luis Vega Luis Vega has no clearance on file."
        " Luis Vega has no room: takes 0, has 0." in said
    )
    assert "One mentor of another site Al Far Al Far works at another site." in said
    assert "Choose Luis Vega" not in said


async def test_nobody_is_chosen_beforehand_when_something_stands_against_everybody(
    town: Town, episode: UUID
) -> None:
    world = town.world
    await world.plant("DELETE FROM app.credential WHERE org_id = $1 AND kind = 'clearance'")
    browser = await town.browser(world.counselor)
    page = await browser.get(f"{path(town)}/new")
    assert chosen(page) is None
    assert "Nobody can be chosen now." in words(page)
    assert "2 mentors cannot be chosen" in words(page)


async def test_the_plan_begins_on_the_next_school_day_of_the_chosen_mentor_and_is_said_as_dates(
    town: Town, episode: UUID
) -> None:
    world = town.world
    await world.set_terms(world.journey_mentor, most_mentees=2, weekdays=("wednesday",))
    browser = await town.browser(world.counselor)
    page = await browser.get(f"{path(town)}/new?mentor={world.journey_mentor}")
    assert chosen(page) == str(world.journey_mentor)
    assert re.search(r"First meeting Wed, [A-Z][a-z]{2} \d+, \d{4}, 2:10.PM , Library", words(page))
    assert "10 sessions of 45 minutes, the last on Wed, " in words(page)
    assert 'value="14:10"' in page.text
    assert page.text.count("<li>Wed, ") == 10


async def test_the_time_and_the_place_are_those_of_the_match_made_last_at_the_site(
    town: Town, episode: UUID
) -> None:
    world = town.world
    await world.assign(await world.refer(world.students[1]))
    browser = await town.browser(world.counselor)
    page = await browser.get(f"{path(town)}/new")
    assert 'value="13:30"' in page.text
    assert 'value="Library"' in page.text


async def test_another_plan_is_shown_as_dates_before_anything_is_kept(town: Town, episode: UUID) -> None:
    browser = await town.browser(town.world.counselor)
    fields = await filled(town, episode, count="3", at="9:05 am", place="Room 12")
    page = await browser.send(f"{path(town)}/new", f"{path(town)}/plan", fields)
    assert page.status_code == 200
    assert "3 sessions of 45 minutes" in words(page)
    assert "Room 12" in words(page)
    assert page.text.count("9:05\u00a0AM</li>") == 3
    assert "They both draw." in page.text
    assert await town.count("match") == 0
    sent = await browser.post(path(town), {**hidden_fields(page.text), **fields})
    assert sent.status_code == 303


async def test_a_plan_that_cannot_be_kept_is_refused_before_it_is_shown(town: Town, episode: UUID) -> None:
    browser = await town.browser(town.world.counselor)
    fields = await filled(town, episode, count="0", place="")
    page = await browser.send(f"{path(town)}/new", f"{path(town)}/plan", fields)
    assert page.status_code == 422
    assert errors(page) == ["count", "place"]
    assert has_every_target(page)


async def test_from_home_to_assigned_are_no_more_than_six_clicks(town: Town, episode: UUID) -> None:
    """The list of those who wait, the button beside one, who was told, the list of bases and one of them, the button."""
    browser = await town.browser(town.world.counselor)
    home = await browser.get("/?list=waiting")
    clicks = 2
    assert f'href="{path(town)}/new"' in home.text
    page = await browser.get(f"{path(town)}/new")
    fields = prefilled(page.text)
    assert fields.pop("consent_basis") == "", "the one thing that only a person knows"
    assert "told_who" not in fields, "and the other"
    clicks += 3
    answer = await browser.post(path(town), {**fields, "told_who": "guardian", "consent_basis": CONSENT})
    clicks += 1
    assert answer.status_code == 303, words(answer)
    assert clicks <= 6
    assert await town.count("match") == 1


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
    browser = await town.browser(world.counselor)
    page = await browser.get(f"{path(town)}/new")
    assert "Whoever you choose takes over at once." in words(page)
    assert chosen(page) is None, "there is a mentor: nobody proposes to part them"
    assert "Meets this mentee now." in words(page)
    fields = await filled(town, episode, mentor_id=str(world.journey_mentor))
    answer = await browser.send(f"{path(town)}/new?mentor={world.journey_mentor}", path(town), fields)
    page = await browser.get(answer.headers["location"])
    assert "The mentor is assigned and takes over now." in words(page)
    again = words(await browser.get(f"{path(town)}/new"))
    assert "Priya Nair Knows this mentee from an earlier match. Free: takes 5, has none." in again


async def test_the_step_is_chosen_first_and_everybody_is_judged_for_it(town: Town, episode: UUID) -> None:
    world = town.world
    browser = await town.browser(world.counselor)
    first = await browser.get(f"{path(town)}/new")
    assert "?step=journey_mentor" in first.text
    page = await browser.get(f"{path(town)}/new?step=journey_mentor")
    assert chosen(page) == str(world.journey_mentor)
    assert "Priya Nair has no Journey Mentor certificate." in words(page)
    assert hidden_value(page.text, "for_step") == "journey_mentor"


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
    asked = f"{path(town)}/new?mentor={world.mentor}"
    page = await browser.get(asked)
    (refused,) = [one.split(">")[0] for one in page.text.split("<input") if str(world.direct) in one]
    assert "disabled" in refused
    answer = await browser.send(asked, path(town), await filled(town, episode))
    assert answer.status_code == 422
    assert "This direct supervisor has no clinical supervisor." in words(answer)
    assert errors(answer) == ["direct_supervisor_id"]
    assert has_every_target(answer)
    assert await town.count("match") == 0


async def test_a_mentor_without_a_supervisor_may_be_chosen_under_another_one(
    town: Town, episode: UUID
) -> None:
    world = town.world
    world.now = datetime.now(UTC) - timedelta(seconds=1)
    await world.supervise(world.mentor, None)
    browser = await town.browser(world.counselor)
    page = await browser.get(f"{path(town)}/new")
    assert chosen(page) == str(world.journey_mentor)
    assert "Choose Priya Nair under another supervisor" in words(page)
    asked = f"{path(town)}/new?mentor={world.mentor}"
    answer = await browser.send(asked, path(town), await filled(town, episode))
    assert "Name a direct supervisor. No mentor works without one." in words(answer)
    fields = await filled(town, episode, direct_supervisor_id=str(world.direct))
    assert (await browser.send(asked, path(town), fields)).status_code == 303


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
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
    assert chosen(answer) == str(town.world.mentor)
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


async def test_without_a_rating_it_says_what_is_missing_and_care_can_begin_all_the_same(
    town: Town, episode: UUID
) -> None:
    browser = await town.browser(town.world.counselor)
    page = await browser.get(f"{path(town)}/new")
    assert "No step is proposed: needs are not rated yet" in words(page)
    assert f'href="/mentees/{town.world.students[0]}/assessments/new"' in page.text
    assert 'name="override_reasons"' not in page.text
    answer = await browser.send(f"{path(town)}/new", path(town), await filled(town, episode))
    assert answer.status_code == 303


async def test_the_proposed_step_stands_there_with_its_reason_and_is_begun_with(
    town: Town, episode: UUID
) -> None:
    await town.world.rate_needs(episode, D1=2, D2=0, D3=1, D4=0)
    browser = await town.browser(town.world.counselor)
    page = await browser.get(f"{path(town)}/new")
    assert "Proposed: “Supervised journey mentor”" in unescape(words(page))
    assert "Distress is clear on most days." in words(page)
    assert hidden_value(page.text, "for_step") == "journey_mentor"
    assert 'name="override_reasons"' not in page.text


async def test_reasons_are_asked_for_exactly_when_another_step_is_chosen(town: Town, episode: UUID) -> None:
    await town.world.rate_needs(episode, D1=2, D2=0, D3=1, D4=0)
    browser = await town.browser(town.world.counselor)
    other = f"{path(town)}/new?step=paraprofessional_mentor"
    page = await browser.get(other)
    assert 'name="override_reasons"' in page.text
    faulty = await browser.send(other, path(town), await filled(town, episode))
    assert faulty.status_code == 422
    assert errors(faulty) == ["override_reasons"]
    assert has_every_target(faulty)
    weak = await browser.send(
        other, path(town), await filled(town, episode, override_reasons="access_barrier")
    )
    assert "Less help than recommended needs a reason that is about this mentee." in words(weak)
    assert is_checked(weak, "override_reasons", "access_barrier")
    fields = await filled(town, episode, override_reasons="mentee_prefers")
    assert (await browser.send(other, path(town), fields)).status_code == 303


async def test_nobody_is_matched_before_they_were_told_and_it_can_be_ticked_right_there(
    town: Town, episode: UUID
) -> None:
    browser = await town.browser(town.world.counselor)
    faulty = await browser.send(f"{path(town)}/new", path(town), await filled(town, episode, told_who=""))
    assert errors(faulty) == ["told_who"]
    assert has_every_target(faulty)
    sent = await browser.send(f"{path(town)}/new", path(town), await filled(town, episode))
    assert sent.status_code == 303
    ((who, services),) = await town.world.rows("SELECT who, services FROM app.applicant_told")
    assert who == ["mentee"]
    assert services.startswith("Paraprofessional mentor: 6 sessions of 45 minutes, the first on ")


async def test_what_was_told_before_is_shown_and_not_asked_again(town: Town, episode: UUID) -> None:
    await town.world.tell(episode)
    browser = await town.browser(town.world.counselor)
    page = await browser.get(f"{path(town)}/new")
    assert "Told: The young person, A guardian. In person, by Sam Rivera." in unescape(words(page))
    assert 'name="told_who"' not in page.text
    sent = await browser.send(f"{path(town)}/new", path(town), await filled(town, episode, told_who=""))
    assert sent.status_code == 303


async def test_what_is_urgent_waits_for_nobody_to_be_told(town: Town, episode: UUID) -> None:
    await town.world.rate_needs(episode, D2=3)
    browser = await town.browser(town.world.counselor)
    page = await browser.get(f"{path(town)}/new")
    assert "It is urgent, so that nothing waits for this." in words(page)
    fields = await filled(town, episode, told_who="", for_step="journey_mentor")
    fields["mentor_id"] = str(town.world.journey_mentor)
    assert (await browser.send(f"{path(town)}/new", path(town), fields)).status_code == 303
