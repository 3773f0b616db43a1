"""Does the page of a case show all of it to those who look after it, and to others nothing?"""

from datetime import timedelta
from html import unescape
from uuid import UUID, uuid4

import httpx
import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps import codes
from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from care_steps.steps import Step
from tests.conftest import Database
from tests.pages.case_pages import Town, town_on, words
from tests.world import CONSENT
from triage.roles import Role
from workflows.platform.catalogue import load_catalogues
from workflows.platform.static_files import templates_folder


async def case_of(town: Town, who: UUID, mentee: int = 0) -> httpx.Response:
    browser = await town.browser(who)
    return await browser.get(f"/mentees/{town.world.students[mentee]}")


async def text_of(town: Town, who: UUID) -> str:
    answer = await case_of(town, who)
    assert answer.status_code == 200
    return unescape(words(answer))


async def accepted(town: Town, episode: UUID) -> None:
    """A recommendation accepted by the supervisor: an offer is open."""
    await town.world.phq_a(episode, total=16)
    (item,) = await town.world.work(episode, "recommendation")
    await town.world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))


# Who sees what.


async def test_the_bar_says_who_looks_after_the_mentee_and_whom_to_call(town: Town) -> None:
    world = town.world
    await world.mentored()
    answer = await case_of(town, world.counselor)
    bar = unescape(answer.text.split('class="sw-identity"')[1].split("</section>")[0])
    for said in (
        "Ava Bennett",
        "Oak Middle",
        "grade 7",
        "Priya Nair",
        "Maya Chen",
        "Ruth Okafor",
        "555 0101",
    ):
        assert said in bar
    assert "Step 1: Paraprofessional mentor" in bar
    assert 'href="tel:555 0101"' in bar


async def test_a_look_is_kept_with_the_reason_that_allowed_it(town: Town) -> None:
    episode, _ = await town.world.mentored()
    await case_of(town, town.world.mentor)
    kept = await town.world.rows(
        "SELECT actor_id, mentee_id, object_id, reason FROM app.audit_event"
        " WHERE org_id = :org_id AND action = 'saw_episode'"
    )
    assert [tuple(row) for row in kept] == [(town.world.mentor, town.world.students[0], episode, "mentor")]


async def test_strangers_find_nothing_and_the_refusal_is_kept(town: Town) -> None:
    world = town.world
    await world.mentored()
    for who in (world.stranger, world.journey_mentor, world.administrator):
        answer = await case_of(town, who)
        assert answer.status_code == 404
        assert "Bennett" not in answer.text
    kept = await world.rows(
        "SELECT actor_id FROM app.audit_event"
        " WHERE org_id = :org_id AND action = 'see_mentee' AND outcome = 'refused'"
    )
    assert {row[0] for row in kept} == {world.stranger, world.journey_mentor, world.administrator}


async def test_another_organization_is_as_if_it_were_not_there(
    town: Town, site: Litestar, module_database: Database, module_engine: AsyncEngine
) -> None:
    await town.world.mentored()
    other = await town_on(site, module_database, module_engine)
    browser = await other.browser(other.world.counselor)
    assert (await browser.get(f"/mentees/{town.world.students[0]}")).status_code == 404
    assert (await browser.get(f"/mentees/{uuid4()}")).status_code == 404


async def test_a_mentor_gets_no_byte_of_scores_answers_rules_or_decisions(town: Town) -> None:
    world = town.world
    episode, match = await world.mentored()
    await world.gad_7(episode, total=13)
    await accepted(town, episode)
    await world.worry(episode, said="The counselor's own words about the uncle.")
    await world.log_made(match, worry="talk_over", said="Told me of a fight.", by=world.mentor)
    answer = await case_of(town, world.mentor)
    page = answer.text
    for secret in (
        "PHQ", "GAD", "sw-spark", "severe", "/administrations", "/decisions", "/work/", "/offers/",
        "recommend", "Rule", "R4", "uncle", "Sits alone at lunch", "clinical from", "Offer",
    ):  # fmt: skip
        assert secret not in page, secret
    said = words(answer)
    assert "Told me of a fight." in said
    assert "Met for 45 minutes: School work" in said
    assert "Log a session with Ava Bennett" in said


async def test_what_a_mentor_chose_in_a_log_is_read_in_the_language_of_the_page(town: Town) -> None:
    world = town.world
    _, match = await world.mentored()
    await world.log_made(match, practices={"practise_skill": ("adapted", "not_enough_time")})
    browser = await town.browser(world.mentor)
    page = await browser.get(f"/mentees/{world.students[0]}", headers={"accept-language": "es"})
    spoken = load_catalogues(templates_folder() / "locale")["es"].gettext
    for words_of_ours in ("School work", "Practice a skill", "Adapted", "Not enough time"):
        assert spoken(words_of_ours) in words(page), words_of_ours
    assert "School work" not in words(page)


async def test_a_mentor_who_is_also_a_counselor_of_the_site_sees_what_counselors_see(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=16)
    await world.appoint(world.mentor, Role.COUNSELOR)
    assert "PHQ-A: 16, moderately severe" in await text_of(town, world.mentor)


# A student without a case.


async def test_a_counselor_sees_a_student_without_a_case_and_can_open_one(town: Town) -> None:
    answer = await case_of(town, town.world.counselor)
    assert "There is no case." in words(answer)
    assert f'href="/mentees/{town.world.students[0]}/cases/new"' in answer.text
    kept = await town.world.rows(
        "SELECT action FROM app.audit_event WHERE org_id = :org_id AND mentee_id IS NOT NULL"
    )
    assert [row[0] for row in kept] == ["saw_student"]


@pytest.mark.parametrize("who", ["stranger", "mentor", "direct", "clinical", "administrator"])
async def test_nobody_else_sees_a_student_without_a_case(town: Town, who: str) -> None:
    assert (await case_of(town, getattr(town.world, who))).status_code == 404


# What is open and what can be done.


async def test_open_work_stands_first_with_its_reason_and_leads_to_where_it_is_done(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=16, item_9=1)
    answer = await case_of(town, world.clinical)
    said = words(answer)
    assert "2 things are open" in said
    assert (
        said.index("was answered with 1 of 3") < said.index("What you can do") < said.index("What happened")
    )
    escalation, recommendation = await world.work(episode)
    assert f'href="/work/{escalation.id}"' in answer.text
    assert f'href="/work/{recommendation.id}/decisions/new"' in answer.text
    assert "Only a supervisor of this mentee may decide." in await text_of(town, world.counselor)


async def test_beside_what_one_may_not_do_stands_the_sentence_of_the_gate(town: Town) -> None:
    await town.world.mentored()
    mentor = await text_of(town, town.world.mentor)
    assert "Only the counselor or a supervisor may enter a questionnaire." in mentor
    assert "Only the counselor or a supervisor may assign a mentor." in mentor
    assert "Add to the referral" not in mentor, "that a counselor opens cases says nothing about an open one"
    direct = await text_of(town, town.world.direct)
    assert "It opens for trained screeners only, and your training is not on file." in direct
    assert "Enter a GAD-7" in direct
    counselor = await text_of(town, town.world.counselor)
    assert (
        "Only the mentor of the match, or a supervisor on the mentor’s behalf, may log a session."
        in counselor
    )


async def test_without_anybody_on_call_no_form_about_safety_opens(town: Town) -> None:
    await town.world.mentored()
    await town.world.plant("DELETE FROM app.on_call WHERE org_id = $1")
    answer = await case_of(town, town.world.counselor)
    assert "Nobody is on call for this site." in words(answer)
    assert "/administrations/phq-a/new" not in answer.text
    assert "/administrations/gad-7/new" in answer.text


async def test_without_a_mentor_the_button_assigns_one(town: Town) -> None:
    await town.world.refer()
    answer = await case_of(town, town.world.counselor)
    bar = answer.text.split('class="sw-identity"')[1].split("</section>")[0]
    assert f'href="/mentees/{town.world.students[0]}/matches/new"' in bar
    said = words(answer)
    assert said.index("What you can do Assign a mentor") < said.index("No mentor is assigned yet.")


async def test_what_one_may_not_do_stands_below_what_one_may(town: Town) -> None:
    await town.world.mentored()
    said = await text_of(town, town.world.counselor)
    refused = said.index("Only the mentor of the match")
    for possible in ("Say that something worries you", "Enter a PHQ-A", "Assign another mentor"):
        assert said.index(possible) < refused


async def test_an_offer_that_nobody_answered_is_the_first_thing_to_do(town: Town) -> None:
    episode, _ = await town.world.mentored()
    await accepted(town, episode)
    offer = await town.world.offer(episode)
    for who, leads in ((town.world.counselor, True), (town.world.mentor, False)):
        bar = (await case_of(town, who)).text.split('class="sw-identity"')[1].split("</section>")[0]
        assert (f'href="/offers/{offer.id}"' in bar) is leads


async def test_an_open_offer_is_shown_with_its_state_until_it_is_started(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    await accepted(town, episode)
    offer = await world.offer(episode)
    said = await text_of(town, world.counselor)
    assert "Supervised journey mentor was offered. The answer is not recorded yet." in said
    assert "Record the answer to the offer first." in said
    assert f'href="/offers/{offer.id}"' in (await case_of(town, world.counselor)).text
    await world.answer(offer, OfferMove.ACCEPT)
    assert "Supervised journey mentor was accepted and has not begun." in await text_of(town, world.counselor)
    match = await world.assign(episode, Step.JOURNEY)
    await world.log_made(match)
    said = await text_of(town, world.counselor)
    assert "has not begun" not in said
    assert "Step up: from Paraprofessional mentor to Supervised journey mentor" in said


async def test_undoing_is_offered_after_an_emergency_only_and_refused_to_others(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    assert "Undo the emergency" not in await text_of(town, world.clinical)
    world.later(minutes=5)
    await world.worry(episode, "active_statement")
    path = f'href="/mentees/{world.students[0]}/undoings/new"'
    assert path in (await case_of(town, world.clinical)).text
    counselor = await case_of(town, world.counselor)
    assert path not in counselor.text
    assert "Only a clinical supervisor may undo an emergency move." in words(counselor)
    world.later(minutes=5)
    await world.undo(episode)
    page = (await case_of(town, world.clinical)).text
    assert path not in page
    assert "<s>Emergency: from Paraprofessional mentor to Referral to a professional</s>" in page


# What happened, and how the scores moved.


async def test_the_timeline_has_every_kind_of_record_newest_first_with_links(town: Town) -> None:
    world = town.world
    episode, match = await world.mentored()
    world.later(minutes=10)
    form = await world.phq_a(episode, total=9)
    world.later(minutes=10)
    await world.log_missed(match)
    await world.worry(episode, said="Says little since Monday.")
    (item,) = await world.work(episode)
    world.later(minutes=10)
    decision = await world.decide(
        item.id,
        Choice(
            Answer.HOLD,
            consent_basis="not_needed_no_change",
            hold_reason=codes.load("hold_reasons").active[0].code,
            hold_until=(world.now + timedelta(days=14)).date(),
        ),
    )
    answer = await case_of(town, world.counselor)
    timeline = unescape(answer.text.split('class="sw-timeline"')[1])
    told = [
        f'/decisions/{decision}', "The mentor asks to talk it over.", "Says little since Monday.", "No session:",
        f"/administrations/{form}", "PHQ-A: 9, mild", "Start care: from Referred to Paraprofessional mentor",
        "Met for 45 minutes", "Priya Nair was assigned: 8 sessions, every week, Library",
        "Referred, it can wait: Low mood",
    ]  # fmt: skip
    for one in told:
        assert one in timeline, one
    instants = [one.split('"')[1] for one in timeline.split("<time ")[1:]]
    assert instants == sorted(instants, reverse=True)


async def test_a_corrected_form_is_shown_struck_out_beside_its_correction(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    first = await world.phq_a(episode, total=9)
    world.later(minutes=5)
    await world.phq_a(episode, total=12, amends=first)
    page = (await case_of(town, world.counselor)).text
    assert "<s>PHQ-A: 9, mild</s>" in page
    assert "Corrected since" in page
    assert "Form, corrected" in page
    assert "PHQ-A: 12, moderate" in page


async def test_the_line_has_its_band_around_the_step_s_baseline_and_says_the_change(town: Town) -> None:
    world = town.world
    episode = await world.refer()
    await world.phq_a(episode, total=14)
    world.later(minutes=5)
    match = await world.assign(episode)
    await world.phq_a(episode, total=9)
    world.later(minutes=5)
    await world.log_made(match)
    world.later(minutes=5)
    await world.phq_a(episode, total=15)
    answer = await case_of(town, world.counselor)
    assert "Worse by 6 points since this step began: more than chance." in words(answer)
    assert "clinical from 10" in words(answer)
    assert "fewer than 6 points from where this step began: may be chance" in words(answer)
    table = answer.text.split("Values as a table")[1].split("</table>")[0]
    assert [int(cell.split("<")[0]) for cell in table.split('govuk-table__cell--numeric">')[1:]] == [
        14,
        9,
        15,
    ]


async def test_a_small_change_is_called_chance_and_a_form_without_a_total_cannot_be_judged(
    town: Town,
) -> None:
    world = town.world
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=9)
    world.later(minutes=5)
    await world.phq_a(episode, total=12)
    assert "Up by 3 since this step began: may be chance." in await text_of(town, world.counselor)
    world.later(minutes=5)
    await world.phq_a(episode, total=9, item_1=None, item_2=None, item_4=None)
    said = await text_of(town, world.counselor)
    assert "The last form could not be judged." in said
    assert "PHQ-A: cannot be judged" in said


async def test_the_dose_of_the_step_is_said_in_words(
    site: Litestar, module_database: Database, module_engine: AsyncEngine
) -> None:
    town = await town_on(site, module_database, module_engine, timedelta(days=30))
    _, match = await town.world.mentored()
    town.world.later(days=7)
    await town.world.log_made(match)
    ((planned,),) = await town.world.rows(
        "SELECT count(*) FROM app.planned_session WHERE org_id = :org_id AND planned_at <= now()"
    )
    assert planned > 2
    assert f"2 of {planned} planned sessions were made in this step." in await text_of(
        town, town.world.mentor
    )


async def test_before_care_begins_no_dose_is_claimed(town: Town) -> None:
    await town.world.refer()
    assert "planned sessions were made" not in await text_of(town, town.world.counselor)


async def test_an_emergency_is_seen_by_everybody_who_looks_after_the_mentee(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    world.later(minutes=5)
    await world.worry(episode, "active_statement")
    for who in (world.mentor, world.counselor, world.direct, world.clinical):
        assert "Step 3: Referral to a professional" in (await case_of(town, who)).text


async def test_a_mentor_reads_the_name_used_at_school_alone(town: Town) -> None:
    world = town.world
    await world.mentored()
    await world.plant(
        f"UPDATE app.person SET preferred_name = 'Robin' WHERE org_id = $1 AND id = '{world.students[0]}'"
    )
    mentor = (await case_of(town, world.mentor)).text
    assert "Robin Bennett" in mentor
    assert "In the roster" not in mentor
    assert "In the roster: Ava Bennett" in (await case_of(town, world.counselor)).text
