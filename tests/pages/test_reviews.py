"""Does a second person read what was decided lower and what a rule moved, and is a mentor told of an answer alone?"""

from datetime import timedelta
from uuid import UUID

from litestar import Litestar

from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from care_steps.safety_tiers import SafetyFound
from care_steps.steps import Step
from tests.pages.case_pages import errors, signed_in, words
from tests.pages.deciding import answer, worsened
from tests.world import CONSENT, World

LESS = Choice(
    Answer.OTHER, step=Step.MENTOR, override_reasons=("mentee_prefers",), words="She asked to stay."
)


async def test_less_than_recommended_waits_for_another_supervisor_and_not_for_the_decider(
    site: Litestar, world: World
) -> None:
    _, work = await worsened(world)
    decision = await world.decide(work, LESS)
    direct, clinical = [await signed_in(site, world, who) for who in (world.direct, world.clinical)]
    assert "less than recommended" in words(await direct.get("/?list=reviews"))
    assert "No decision waits for a second person" in words(await clinical.get("/?list=reviews"))
    path = f"/decisions/{decision}/reviews"
    assert (await clinical.get(f"{path}/new")).status_code == 403
    assert errors(await direct.send(f"{path}/new", path, {})) == ["answer", "words"]
    sent = await direct.send(f"{path}/new", path, {"answer": "agree", "words": "I see it the same way."})
    assert sent.status_code == 303
    assert "I agree: Maya Chen" in words(await direct.get(f"/decisions/{decision}"))
    assert "No decision waits for a second person" in words(await direct.get("/?list=reviews"))


async def test_a_decision_given_back_is_one_task_of_whoever_decided(site: Litestar, world: World) -> None:
    episode, work = await worsened(world)
    decision = await world.decide(work, LESS)
    await world.review(decision, "return", words="Her score rose twice.")
    await world.review(decision, "return", words="And again.")
    (task,) = [one for one in await world.work(episode) if one.action == "look_again"]
    assert (task.owner_id, task.kind, task.state) == (world.clinical, "task", "open")
    browser = await signed_in(site, world, world.clinical)
    assert "A second person gave your decision back." in words(await browser.get(f"/work/{task.id}"))
    text = words(await browser.get(f"/mentees/{world.students[0]}"))
    assert "A decision was given back" in text
    assert "Her score rose twice." in text


async def test_what_a_rule_moved_at_once_waits_until_it_is_undone_or_reviewed(
    site: Litestar, world: World
) -> None:
    episode, _ = await world.in_emergency()
    browser = await signed_in(site, world, world.clinical)
    assert "moved at once" in words(await browser.get("/?list=reviews"))
    await world.undo(episode)
    assert "No decision waits for a second person" in words(await browser.get("/?list=reviews"))


async def test_a_hold_stands_on_the_list_some_days_before_it_ends(site: Litestar, world: World) -> None:
    _, work = await worsened(world)
    today = world.now.date() + timedelta(days=16)
    await world.decide(work, Choice(Answer.HOLD, hold_reason="awaiting_place", hold_until=today))
    browser = await signed_in(site, world, world.clinical)
    text = words(await browser.get("/?list=holds"))
    assert ("Waiting for a place" in text) is not ("No hold ends soon" in text)


async def test_the_mentor_reads_that_the_question_was_answered_and_nothing_of_it(
    site: Litestar, world: World
) -> None:
    episode, match = await world.mentored()
    world.later(days=1)
    await world.log_made(match, worry="talk_over", said="Is this still enough?", by=world.mentor)
    mentor = await signed_in(site, world, world.mentor)
    page = f"/mentees/{world.students[0]}"
    assert "A supervisor has answered this" not in words(await mentor.get(page))
    (item,) = await world.work(episode, "recommendation")
    clinical = await signed_in(site, world, world.clinical)
    status, _, html = await answer(clinical, item.id, answer="accept", words="The scores are steady.")
    assert status == 422
    assert "Say how the mentor’s question is answered." in html
    status, to, _ = await answer(
        clinical, item.id, answer="accept", words="Steady.", asking_answer="no_change_facts_checked"
    )
    assert status == 303
    assert "No change: the facts were checked and speak against it" in words(await clinical.get(to))
    text = words(await mentor.get(page))
    assert "A supervisor has answered this on" in text
    assert "No change" not in text


async def test_a_step_down_asks_for_its_plan_and_shows_its_criteria(site: Litestar, world: World) -> None:
    episode, match = await world.mentored()
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode, "recommendation")
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    journey = await world.assign(episode, Step.JOURNEY)
    await world.log_made(journey, worry="talk_over")
    (item,) = await world.work(episode, "recommendation")
    browser = await signed_in(site, world, world.clinical)
    assert "What a step down asks for, as it stands today" in words(
        await browser.get(f"/work/{item.id}/decisions/new")
    )
    typed = {"answer": "other", "step": "paraprofessional_mentor", "override_reasons": "mentee_prefers"}
    typed |= {"consent_basis": CONSENT, "asking_answer": "step_reviewed"}
    status, _, html = await answer(browser, item.id, **typed)
    assert status == 422
    assert "Write down what is done when things get worse again." in html
    assert "Say on which day somebody looks first." in html
    assert match is not None


async def test_the_trained_write_down_what_they_found_and_only_a_clinician_says_less(
    site: Litestar, world: World
) -> None:
    episode: UUID = (await world.mentored())[0]
    await world.rate_safety(episode, SafetyFound("high", "Thinks of it daily.", "Her aunt stays with her."))
    page = f"/mentees/{world.students[0]}/safety-assessments"
    counselor, direct, mentor = [
        await signed_in(site, world, who) for who in (world.counselor, world.direct, world.mentor)
    ]
    assert "Thinks of it daily." in words(await counselor.get(f"{page}/new"))
    assert (await direct.get(f"{page}/new")).status_code == 403
    assert (await mentor.get(f"{page}/new")).status_code == 404
    assert errors(await counselor.send(f"{page}/new", page, {"tier": "high"})) == ["safety_plan", "found"]
    lower = {"tier": "low", "found": "Better."}
    assert (await counselor.send(f"{page}/new", page, lower)).status_code == 403
    clinical = await signed_in(site, world, world.clinical)
    assert (await clinical.send(f"{page}/new", page, lower)).status_code == 303
    text = words(await clinical.get(f"/mentees/{world.students[0]}"))
    assert "Safety was looked into. Tier: Low" in text
    assert "Safety was looked into" not in words(await mentor.get(f"/mentees/{world.students[0]}"))
