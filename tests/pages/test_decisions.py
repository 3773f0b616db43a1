"""Does a supervisor decide with everything before their eyes, and is an answer that cannot be kept refused?"""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from litestar import Litestar

from care_steps.decisions import Answer, Choice
from care_steps.steps import Step
from tests.pages.case_pages import signed_in, words
from tests.pages.deciding import Fields, answer, form_of, path_of, worsened
from tests.web import hidden_fields
from tests.world import CONSENT, World
from workflows.records.ids import new_id


def in_nine_days() -> date:
    return (datetime.now(UTC) + timedelta(days=9)).date()


async def test_the_page_says_why_it_is_here_and_what_is_recommended(site: Litestar, world: World) -> None:
    _, work_id = await worsened(world)
    html = (await (await signed_in(site, world, world.clinical)).get(f"{path_of(work_id)}/new")).text
    assert (
        "The PHQ-A total rose by 10 points in this step, to 16: beyond chance, by published points." in html
    )
    assert "The PHQ-A total is 16: high enough to decide the step directly." in html
    assert "Accept: offer “Supervised journey mentor”" in html
    assert re.search(r"2 of \d sessions held", html)
    assert "She was quiet today." in html
    assert 'class="sw-spark__band"' in html
    assert re.search(r'name="seen_version" value="2"', html)


async def test_how_it_was_worked_out_stands_folded_with_links_to_the_records(
    site: Litestar, world: World
) -> None:
    _, work_id = await worsened(world)
    html = (await (await signed_in(site, world, world.clinical)).get(f"{path_of(work_id)}/new")).text
    folded = html.split("How this was worked out", 1)[1].split("</details>")[0]
    assert "PHQ-A change in this step (up is worse) is at least 6 points: <strong>yes</strong>" in folded
    assert (
        "Would not have fired had “PHQ-A change in this step (up is worse)” been 5 points instead of 10 points"
        in folded
    )
    assert "Sessions missed in a row on days with school: 0 sessions; it asks whether" in folded
    assert len(set(re.findall(r'href="(/administrations/[0-9a-f-]{36})"', folded))) == 2
    assert re.search(r'href="/policies/[0-9a-f-]{36}#R4\.phq_a"', folded)


async def test_a_hold_is_proposed_until_ten_school_days_from_now(site: Litestar, world: World) -> None:
    episode, work_id = await worsened(world)
    html = (await (await signed_in(site, world, world.clinical)).get(f"{path_of(work_id)}/new")).text
    calendar = (await world.case(episode)).calendar
    day, left = calendar.local_day(datetime.now(UTC)), 10
    while left:
        day += timedelta(days=1)
        left -= calendar.is_school_day(day)
    typed = form_of(html)
    assert [typed[f"hold_until_{part}"] for part in ("year", "month", "day")] == [
        str(day.year),
        str(day.month),
        str(day.day),
    ]


async def test_the_present_step_and_a_higher_one_may_be_chosen_instead(site: Litestar, world: World) -> None:
    _, work_id = await worsened(world)
    html = (await (await signed_in(site, world, world.clinical)).get(f"{path_of(work_id)}/new")).text
    steps = re.findall(r'name="step" type="radio" value="([a-z_]+)"', html)
    assert steps == ["paraprofessional_mentor", "professional_referral"]


# Deciding.


async def test_an_accepted_recommendation_is_offered_and_the_step_stays_until_it_starts(
    site: Litestar, world: World
) -> None:
    episode, work_id = await worsened(world)
    browser = await signed_in(site, world, world.clinical)
    status, to, _ = await answer(
        browser,
        work_id,
        answer="accept",
        consent_basis=CONSENT,
        mentee_view="She wants <it>.",
        guardian_view="Her father agrees.",
        alternatives=["stay", "group_or_school_help"],
        told_mentee="in_person",
        told_guardian="phone",
        words="I met both.",
    )
    assert status == 303
    assert (await world.case(episode)).step is Step.MENTOR
    offer = await world.offer(episode)
    assert offer.to_step == Step.JOURNEY.value
    html = (await browser.get(to)).text
    assert "Your decision is kept." in html
    assert "She wants &lt;it&gt;." in html
    assert "Her father agrees." in html
    assert "Staying on the present step, A group or other help at school" in html
    assert "The mentee: in person; A guardian: by telephone" in html
    assert "Written consent of the guardian" in html
    assert f'href="/offers/{offer.id}">Supervised journey mentor: Offered' in html


async def test_a_step_is_not_offered_without_its_basis_and_nothing_typed_is_lost(
    site: Litestar, world: World
) -> None:
    episode, work_id = await worsened(world)
    browser = await signed_in(site, world, world.clinical)
    status, _, html = await answer(
        browser,
        work_id,
        answer="accept",
        mentee_view="She wants it.",
        alternatives="stay",
        told_mentor="message",
        words="I met both.",
    )
    assert status == 422
    assert html.count("Say on which consent, or on which other basis, the step is offered.") == 2
    assert 'href="#consent_basis"' in html
    assert re.search(r'value="accept" checked', html)
    assert re.search(r'value="stay" checked', html)
    assert re.search(r'<option value="message" selected>', html)
    assert "She wants it.</textarea>" in html
    assert "I met both.</textarea>" in html
    assert len(form_of(html)["firing"]) == 2
    assert await world.work(episode, "recommendation")


async def test_an_answer_has_to_be_chosen(site: Litestar, world: World) -> None:
    _, work_id = await worsened(world)
    status, _, html = await answer(await signed_in(site, world, world.clinical), work_id, words="Hm.")
    assert status == 422
    assert html.count("Choose an answer.") == 2
    assert 'href="#answer"' in html
    assert "Hm.</textarea>" in html


async def test_a_hold_needs_a_coded_reason(site: Litestar, world: World) -> None:
    _, work_id = await worsened(world)
    status, _, html = await answer(await signed_in(site, world, world.clinical), work_id, answer="hold")
    assert status == 422
    assert html.count("Say why you hold.") == 2
    assert 'href="#hold_reason"' in html


async def test_a_hold_ends_on_a_day_to_come(site: Litestar, world: World) -> None:
    _, work_id = await worsened(world)
    status, _, html = await answer(
        await signed_in(site, world, world.clinical),
        work_id,
        answer="hold",
        hold_reason="awaiting_consent",
        hold_until_month="1",
        hold_until_day="7",
        hold_until_year="2026",
    )
    assert status == 422
    assert html.count("A hold ends on a day to come.") == 2
    assert 'href="#hold_until"' in html
    assert 'value="7"' in html


async def test_a_hold_is_kept_with_its_reason_its_day_and_who_asks_again(
    site: Litestar, world: World
) -> None:
    episode, work_id = await worsened(world)
    browser = await signed_in(site, world, world.clinical)
    status, to, _ = await answer(browser, work_id, answer="hold", hold_reason="awaiting_consent")
    assert status == 303
    html = (await browser.get(to)).text
    assert "Held at “Paraprofessional mentor”" in html
    assert "Waiting for consent; until " in html
    assert "Ask again: Waiting for consent, Ruth Okafor, " in html
    assert "Nothing had to be offered" in html
    assert not await world.work(episode, "recommendation")


async def test_another_step_needs_coded_reasons(site: Litestar, world: World) -> None:
    _, work_id = await worsened(world)
    browser = await signed_in(site, world, world.clinical)
    typed: Fields = {"answer": "other", "consent_basis": CONSENT, "step": Step.PROFESSIONAL.value}
    status, _, html = await answer(browser, work_id, **typed)
    assert status == 422
    assert html.count("Choose at least one reason.") == 2
    assert 'href="#override_reasons"' in html
    status, to, _ = await answer(
        browser,
        work_id,
        **typed,
        override_reasons=["extra_risk_seen", "other_text"],
        override_words="Her sister.",
    )
    assert status == 303
    html = (await browser.get(to)).text
    assert "“Supervised journey mentor” was recommended, “Referral to a professional” was chosen" in html
    assert "I see more risk than the facts show" in html
    assert "Her sister." in html


async def test_less_than_recommended_may_not_rest_on_a_lack_of_places_alone(
    site: Litestar, world: World
) -> None:
    _, work_id = await worsened(world)
    status, _, html = await answer(
        await signed_in(site, world, world.clinical),
        work_id,
        answer="other",
        step=Step.MENTOR.value,
        override_reasons="level_not_available_here",
    )
    assert status == 422
    assert html.count("Less help than recommended needs a reason that is about this mentee.") == 2


async def test_reasons_left_over_from_another_answer_are_not_kept(site: Litestar, world: World) -> None:
    _, work_id = await worsened(world)
    status, to, _ = await answer(
        await signed_in(site, world, world.clinical),
        work_id,
        answer="accept",
        consent_basis=CONSENT,
        step=Step.PROFESSIONAL.value,
        override_reasons="extra_risk_seen",
        hold_reason="awaiting_place",
    )
    assert status == 303
    html = (await (await signed_in(site, world, world.clinical)).get(to)).text
    assert "“Supervised journey mentor” was recommended and chosen" in html
    assert "I see more risk" not in html


# Who may, and who was faster.


async def test_a_direct_supervisor_sees_only_the_hold_and_the_sentence(site: Litestar, world: World) -> None:
    episode, work_id = await worsened(world)
    browser = await signed_in(site, world, world.direct)
    html = (await browser.get(f"{path_of(work_id)}/new")).text
    assert "Only a clinical supervisor may decide another step. You may hold." in html
    assert re.findall(r'name="answer" type="radio" value="([a-z]+)"( checked)?', html) == [
        ("hold", " checked")
    ]
    assert "consent_basis" not in html, "nothing is offered by a hold"
    assert 'name="step"' not in html
    status, _, _ = await answer(browser, work_id, answer="accept", consent_basis=CONSENT)
    assert status == 403
    assert await world.work(episode, "recommendation")
    status, _, _ = await answer(browser, work_id, answer="hold", hold_reason="delivery_repair_running")
    assert status == 303


async def test_a_direct_supervisor_may_agree_to_stay(site: Litestar, world: World) -> None:
    episode, _ = await world.mentored()
    await world.worry(episode)
    (item,) = await world.work(episode, "recommendation")
    browser = await signed_in(site, world, world.direct)
    html = (await browser.get(f"{path_of(item.id)}/new")).text
    assert "Accept: stay at “Paraprofessional mentor”" in html
    status, to, _ = await answer(
        browser, item.id, answer="accept", words="Talked with Priya.", asking_answer="advice_given"
    )
    assert status == 303
    html = (await browser.get(to)).text
    assert "Stays at “Paraprofessional mentor”" in html
    assert "Not needed: nothing changes for the mentee" in html


async def test_the_counselor_reads_why_and_gets_no_form(site: Litestar, world: World) -> None:
    _, work_id = await worsened(world)
    clinical = await signed_in(site, world, world.clinical)
    sent = form_of((await clinical.get(f"{path_of(work_id)}/new")).text)
    browser = await signed_in(site, world, world.counselor)
    html = (await browser.get(f"{path_of(work_id)}/new")).text
    assert "Only a supervisor of this mentee may decide." in html
    assert "Decide and next" not in html
    own = hidden_fields((await browser.get("/help")).text)
    refused = await browser.post(
        path_of(work_id), {**sent, **own, "answer": "hold", "hold_reason": "school_break"}
    )
    assert refused.status_code == 403


@pytest.mark.parametrize(("who", "status"), [("mentor", 403), ("stranger", 404)])
async def test_mentors_and_strangers_neither_see_nor_decide(
    site: Litestar, world: World, who: str, status: int
) -> None:
    episode, work_id = await worsened(world)
    clinical = await signed_in(site, world, world.clinical)
    sent = form_of((await clinical.get(f"{path_of(work_id)}/new")).text)
    browser = await signed_in(site, world, getattr(world, who))
    assert (await browser.get(f"{path_of(work_id)}/new")).status_code == status
    own = hidden_fields((await browser.get("/help")).text)
    typed = {**sent, **own, "answer": "accept", "consent_basis": CONSENT}
    assert (await browser.post(path_of(work_id), typed)).status_code == status
    assert await world.work(episode, "recommendation")


async def test_what_fired_after_the_page_was_opened_has_to_be_seen_first(
    site: Litestar, world: World
) -> None:
    episode, work_id = await worsened(world)
    browser = await signed_in(site, world, world.clinical)
    sent = form_of((await browser.get(f"{path_of(work_id)}/new")).text)
    await world.worry(episode)
    late = await browser.post(path_of(work_id), {**sent, "answer": "accept", "consent_basis": CONSENT})
    assert late.status_code == 409
    assert "Another rule has fired since you opened this page." in late.text
    assert await world.work(episode, "recommendation")


async def test_a_faulty_form_does_not_quietly_take_in_what_fired_meanwhile(
    site: Litestar, world: World
) -> None:
    episode, work_id = await worsened(world)
    browser = await signed_in(site, world, world.clinical)
    sent = form_of((await browser.get(f"{path_of(work_id)}/new")).text)
    faulty = await browser.post(path_of(work_id), sent)
    await world.worry(episode)
    again = form_of(faulty.text)
    assert again["firing"] == sent["firing"]
    late = await browser.post(path_of(work_id), {**again, "answer": "accept", "consent_basis": CONSENT})
    assert late.status_code == 409


async def test_who_decides_second_is_told_by_whom_and_keeps_their_words_and_goes_on(
    site: Litestar, world: World
) -> None:
    _, work_id = await worsened(world)
    other = await world.refer(world.students[1])
    await world.worry(other)
    (waiting,) = await world.work(other, "recommendation")
    browser = await signed_in(site, world, world.clinical)
    sent = form_of((await browser.get(f"{path_of(work_id)}/new")).text)
    decided = await world.decide(
        work_id, Choice(Answer.HOLD, hold_reason="school_break", hold_until=in_nine_days()), by=world.direct
    )
    typed: Fields = {"answer": "hold", "hold_reason": "awaiting_consent", "words": "Her <aunt> called."}
    late = await browser.post(path_of(work_id), {**sent, **typed})
    assert late.status_code == 409
    text = words(late)
    assert "Maya Chen has decided about Ava Bennett meanwhile" in text
    assert "Nothing was written by you." in text
    assert "Her &lt;aunt&gt; called." in late.text
    assert f'href="/decisions/{decided}"' in late.text
    assert "Next: decide about Noah Kim" in text
    assert f'href="{path_of(waiting.id)}/new"' in late.text
    assert await world.rows("SELECT count(*) FROM app.decision WHERE work_id = :id", id=work_id) == [(1,)]


async def test_a_list_that_was_opened_before_leads_to_the_page_that_says_who_decided(
    site: Litestar, world: World
) -> None:
    _, work_id = await worsened(world)
    decided = await world.decide(
        work_id, Choice(Answer.HOLD, hold_reason="school_break", hold_until=in_nine_days()), by=world.direct
    )
    browser = await signed_in(site, world, world.clinical)
    seen = await browser.get(f"{path_of(work_id)}/new")
    assert seen.status_code == 200
    assert "Maya Chen has decided about Ava Bennett meanwhile" in words(seen)
    assert "That was the last one: no other decision waits for you." in words(seen)
    assert "What you had written" not in words(seen)
    # Whoever decided, and whoever decides nothing, read the decision itself.
    for person in (world.direct, world.counselor):
        elsewhere = await (await signed_in(site, world, person)).get(f"{path_of(work_id)}/new")
        assert (elsewhere.status_code, elsewhere.headers["location"]) == (303, f"/decisions/{decided}")
    recorded = await browser.get(f"/work/{work_id}")
    assert recorded.headers["location"] == f"/decisions/{decided}"


@pytest.mark.parametrize("missing", ["firing", "seen_version"])
async def test_a_form_that_does_not_say_what_its_reader_saw_is_not_taken(
    site: Litestar, world: World, missing: str
) -> None:
    episode, work_id = await worsened(world)
    browser = await signed_in(site, world, world.clinical)
    sent = form_of((await browser.get(f"{path_of(work_id)}/new")).text)
    del sent[missing]
    refused = await browser.post(path_of(work_id), {**sent, "answer": "accept", "consent_basis": CONSENT})
    assert refused.status_code == 422
    assert "Load the page again." in refused.text
    assert await world.work(episode, "recommendation")


async def test_an_escalation_is_not_answered_by_a_decision(site: Litestar, world: World) -> None:
    episode, _ = await world.in_emergency()
    (item,) = await world.work(episode, "escalation")
    browser = await signed_in(site, world, world.clinical)
    assert (await browser.get(f"{path_of(item.id)}/new")).status_code == 404
    assert (await browser.get(f"{path_of(new_id())}/new")).status_code == 404
