"""Does whoever is beside the young person read what to do, whom to call and what is true, and nothing they may not?"""

import re
import secrets
from uuid import UUID

import httpx
import pytest

from care_steps.decisions import Answer, Choice
from tests.pages.case_pages import Town, errors, has_every_target, words
from tests.web import Browser, hidden_fields
from tests.world import CONSENT
from workflows.pages.deadlines import due_or_taken

STAY = "Stay with Ava. Do not send Ava back to class."
TODAY = "Ruth Okafor must see Ava today, before Ava goes home."
NOWHERE = "Nobody knows where Ava is. Find Ava now."


@pytest.fixture
async def episode(town: Town) -> UUID:
    return (await town.world.mentored())[0]


async def statement(town: Town, episode: UUID) -> tuple[UUID, UUID]:
    """The mentor's worry that cannot wait, and the escalation it opened."""
    concern = await town.world.worry(episode, "active_statement", by=town.world.mentor)
    (item,) = await town.world.work(episode, "escalation")
    return concern, item.id


async def say(browser: Browser, page: str, **fields: str) -> httpx.Response:
    return await browser.send(page, f"{page}/presences", fields)


async def test_an_answer_that_calls_for_an_interview_says_who_must_see_them_today(
    town: Town, episode: UUID
) -> None:
    form = await town.world.phq_a(episode, total=4, item_9=1)
    page = await (await town.browser(town.world.counselor)).get(f"/administrations/{form}")
    text = words(page)
    assert TODAY in text
    assert "Do not send" not in text
    assert 'href="tel:5550101"' in page.text
    assert 'href="tel:988"' in page.text
    assert "Ruth Okafor has it on their list and is to act by" in text
    assert "Nobody has said yet that they have seen it." in text
    assert "Nothing has left the school." in text


async def test_an_active_statement_says_to_stay_wherever_it_is_read(town: Town, episode: UUID) -> None:
    concern, work = await statement(town, episode)
    for person, path in (
        (town.world.mentor, f"/concerns/{concern}"),
        (town.world.counselor, f"/concerns/{concern}"),
        (town.world.counselor, f"/work/{work}"),
        (town.world.direct, f"/work/{work}"),
    ):
        assert STAY in words(await (await town.browser(person)).get(path)), path


async def test_whoever_has_it_on_their_list_reads_what_they_do_themselves(town: Town, episode: UUID) -> None:
    _, work = await statement(town, episode)
    text = words(await (await town.browser(town.world.clinical)).get(f"/work/{work}"))
    assert "Go to Ava now." in text
    assert "Call Ruth Okafor" not in text


async def test_the_step_that_is_done_says_so_and_leads_on_to_the_next(town: Town, episode: UUID) -> None:
    _, work = await statement(town, episode)
    clinical = await town.browser(town.world.clinical)
    before = await clinical.get(f"/work/{work}")
    assert "Done: Say that you act" not in words(before)
    assert "Next: Say that you act" in words(before)
    await town.world.acknowledge(work)
    after = await clinical.get(f"/work/{work}")
    assert "Done: Say that you act" in words(after)
    assert after.text.count('aria-current="step"') == 1
    assert "Next: Whoever is named here" in words(after)


async def test_a_form_without_danger_has_no_such_box(town: Town, episode: UUID) -> None:
    form = await town.world.phq_a(episode, total=16)
    text = words(await (await town.browser(town.world.counselor)).get(f"/administrations/{form}"))
    assert "Who is with Ava?" not in text
    assert "before Ava goes home" not in text


async def test_a_safety_question_without_an_answer_is_asked_today_and_nobody_has_to_stay(
    town: Town, episode: UUID
) -> None:
    form = await town.world.phq_a(episode, total=3, EX3=None)
    text = words(await (await town.browser(town.world.counselor)).get(f"/administrations/{form}"))
    assert "A trained person must ask Ava" in text
    assert "Who is with Ava?" not in text


async def test_it_is_said_who_has_seen_it_and_when(town: Town, episode: UUID) -> None:
    concern, work = await statement(town, episode)
    await town.world.acknowledge(work)
    text = words(await (await town.browser(town.world.mentor)).get(f"/concerns/{concern}"))
    assert "Ruth Okafor has seen it and acts:" in text
    assert "Nobody has said yet that they have seen it" not in text


async def test_an_emergency_that_somebody_acts_on_is_no_longer_called_late(town: Town, episode: UUID) -> None:
    _, work = await statement(town, episode)
    await town.world.plant(
        "UPDATE app.work SET opened_at = opened_at - interval '3 hours',"
        " due_at = due_at - interval '3 hours' WHERE org_id = $1"
    )
    clinical = await town.browser(town.world.clinical)
    assert re.search(r"late", words(await clinical.get(f"/work/{work}")))
    await town.world.acknowledge(work)
    for path in (f"/work/{work}", "/"):
        text = words(await clinical.get(path))
        assert "Ruth Okafor acts, not ended yet" in text, path
        assert not re.search(r"\blate\b", text), path


async def test_an_interview_that_was_due_by_the_end_of_the_day_stays_late_until_it_is_ended(
    town: Town, episode: UUID
) -> None:
    """To have seen it is not to have seen the young person."""
    await town.world.phq_a(episode, total=4, item_9=1)
    (item,) = await town.world.work(episode, "escalation")
    later = item.due_at.replace(year=item.due_at.year + 1)
    said = due_or_taken(item.due_at, item.opened_at, later, "America/Chicago", seen_by="Ruth Okafor")
    assert said.text.startswith("late since")


# Who is with them.


async def test_the_newest_presence_stands_first_with_the_person_and_the_time(
    town: Town, episode: UUID
) -> None:
    concern, work = await statement(town, episode)
    mentor, counselor = await town.browser(town.world.mentor), await town.browser(town.world.counselor)
    assert "Nobody has said yet. Say it" in words(await counselor.get(f"/work/{work}"))
    assert (await say(mentor, f"/concerns/{concern}", said="with_me")).status_code == 303
    answer = await say(counselor, f"/work/{work}", said="with_other", with_whom="Ms. Lee, the nurse")
    assert answer.headers["location"] == f"/work/{work}"
    for browser, page in ((mentor, f"/concerns/{concern}"), (counselor, f"/work/{work}")):
        text = words(await browser.get(page))
        first, second = (
            text.index("Ms. Lee, the nurse is with Ava, says Sam Rivera."),
            text.index("Priya Nair is with Ava."),
        )
        assert first < second


async def test_nobody_knowing_where_they_are_stands_above_everything_for_everybody(
    town: Town, episode: UUID
) -> None:
    concern, work = await statement(town, episode)
    mentor = await town.browser(town.world.mentor)
    await say(mentor, f"/concerns/{concern}", said="unknown")
    for person, page in (
        (town.world.mentor, f"/concerns/{concern}"),
        (town.world.counselor, f"/work/{work}"),
        (town.world.direct, f"/work/{work}"),
        (town.world.clinical, f"/work/{work}"),
    ):
        text = words(await (await town.browser(person)).get(page))
        assert NOWHERE in text
        assert STAY not in text
        assert text.index(NOWHERE) < text.index("Who is with Ava?")
        assert "the school office" in text
    await say(mentor, f"/concerns/{concern}", said="with_me")
    assert STAY in words(await mentor.get(f"/concerns/{concern}"))


async def test_somebody_else_needs_a_name_and_the_page_says_so_at_the_field(
    town: Town, episode: UUID
) -> None:
    concern, work = await statement(town, episode)
    for person, page in (
        (town.world.mentor, f"/concerns/{concern}"),
        (town.world.counselor, f"/work/{work}"),
    ):
        answer = await say(await town.browser(person), page, said="with_other", with_whom=" ")
        assert answer.status_code == 422
        assert errors(answer) == ["with_whom"]
        assert has_every_target(answer)
    assert await town.count("presence") == 0


async def test_a_button_that_does_not_exist_says_nothing(town: Town, episode: UUID) -> None:
    _, work = await statement(town, episode)
    answer = await say(await town.browser(town.world.counselor), f"/work/{work}", said="asleep")
    assert answer.status_code == 422
    assert await town.count("presence") == 0


async def test_once_it_is_ended_nobody_is_asked_any_more(town: Town, episode: UUID) -> None:
    concern, work = await statement(town, episode)
    mentor, counselor = await town.browser(town.world.mentor), await town.browser(town.world.counselor)
    of_mentor = hidden_fields((await mentor.get(f"/concerns/{concern}")).text)
    of_counselor = hidden_fields((await counselor.get(f"/work/{work}")).text)
    await town.world.end(work, "assessed_safe_for_now")
    assert (
        await mentor.post(f"/concerns/{concern}/presences", {**of_mentor, "said": "with_me"})
    ).status_code == 409
    assert (
        await counselor.post(f"/work/{work}/presences", {**of_counselor, "said": "with_me"})
    ).status_code == 409
    for browser, page in ((mentor, f"/concerns/{concern}"), (counselor, f"/work/{work}")):
        text = words(await browser.get(page))
        assert STAY not in text
        assert "Who is with Ava?" not in text


async def test_strangers_and_other_mentors_cannot_say_who_is_with_them(town: Town, episode: UUID) -> None:
    concern, work = await statement(town, episode)
    for person in (town.world.stranger, town.world.administrator, town.world.journey_mentor):
        browser = await town.browser(person)
        token = hidden_fields((await browser.get("/sign-ins")).text)["csrf_token"]
        hidden = {"csrf_token": token, "form_key": secrets.token_urlsafe(24)}
        for page in (f"/concerns/{concern}", f"/work/{work}"):
            answer = await browser.post(f"{page}/presences", {**hidden, "said": "unknown"})
            assert answer.status_code == 404, page
    assert await town.count("presence") == 0


async def test_what_a_mentor_reads_contains_no_rule_no_score_and_no_link_to_the_work(
    town: Town, episode: UUID
) -> None:
    await town.world.phq_a(episode, total=17, item_9=3)
    concern = await town.world.worry(episode, "active_statement", by=town.world.mentor)
    page = await (await town.browser(town.world.mentor)).get(f"/concerns/{concern}")
    assert STAY in words(page)
    assert not re.search(r"PHQ|severe|\b17\b|item 9|R[0-9]\b|Act now", words(page))
    assert "/work/" not in page.text


# What is true.


async def test_a_guardian_who_was_told_ends_the_sentence_that_nothing_has_left(
    town: Town, episode: UUID
) -> None:
    concern, _ = await statement(town, episode)
    await town.world.phq_a(episode, total=16)
    (item,) = await town.world.work(episode, "recommendation")
    mentor = await town.browser(town.world.mentor)
    assert "Nothing has left the school." in words(await mentor.get(f"/concerns/{concern}"))
    choice = Choice(Answer.ACCEPT, consent_basis=CONSENT, told=(("A guardian", "By telephone"),))
    await town.world.decide(item.id, choice)
    text = words(await mentor.get(f"/concerns/{concern}"))
    assert "Nothing has left the school." not in text
    assert "This has left the school: Told: A guardian" in text


async def test_somebody_of_the_school_who_was_told_leaves_it_true(town: Town, episode: UUID) -> None:
    concern, _ = await statement(town, episode)
    await town.world.phq_a(episode, total=16)
    (item,) = await town.world.work(episode, "recommendation")
    choice = Choice(Answer.ACCEPT, consent_basis=CONSENT, told=(("The mentor", "In person"),))
    await town.world.decide(item.id, choice)
    mentor = await town.browser(town.world.mentor)
    assert "Nothing has left the school." in words(await mentor.get(f"/concerns/{concern}"))


async def test_what_left_the_school_before_is_not_about_this(town: Town, episode: UUID) -> None:
    await town.world.phq_a(episode, total=16)
    (item,) = await town.world.work(episode, "recommendation")
    choice = Choice(Answer.ACCEPT, consent_basis=CONSENT, told=(("A guardian", "By telephone"),))
    await town.world.decide(item.id, choice)
    town.world.later(minutes=5)
    concern, _ = await statement(town, episode)
    mentor = await town.browser(town.world.mentor)
    assert "Nothing has left the school." in words(await mentor.get(f"/concerns/{concern}"))


# To whom it speaks.


async def test_a_worry_speaks_to_who_raised_it_and_of_them_to_everybody_else(
    town: Town, episode: UUID
) -> None:
    concern = await town.world.worry(episode, "talk_over", by=town.world.mentor)
    own = await (await town.browser(town.world.mentor)).get(f"/concerns/{concern}")
    other = await (await town.browser(town.world.direct)).get(f"/concerns/{concern}")
    assert "Your worry about Ava Bennett is kept" in words(own)
    assert "Priya Nair is worried about Ava Bennett" in words(other)
    assert "Your worry" not in other.text
