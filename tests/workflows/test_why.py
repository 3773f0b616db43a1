"""Does the answer to "why?" say everything, the same on the page and on the command line, and to the right people?"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove, OfferState
from care_steps.rules.cells import Result
from care_steps.steps import Step
from tests.conftest import Database
from tests.world import World
from workflows.platform.cli.why import said
from workflows.records.explanations import Explanation
from workflows.records.findings import findings_of_work
from workflows.records.ids import new_id
from workflows.records.refusals import NotAllowed, NotFound
from workflows.verbs.explain import explain


@dataclass(frozen=True)
class Told:
    """A world with a decision, the form behind it, and an emergency that was undone."""

    world: World
    accepted: UUID
    form: UUID
    episode: UUID
    emergency: UUID
    undone: UUID


@pytest.fixture(scope="module")
async def told(module_database: Database, module_engine: AsyncEngine) -> Told:
    world = await World.made(module_database, module_engine)
    episode, _ = await world.mentored()
    world.later(days=7)
    form = await world.phq_a(episode, total=16)
    (item,) = await world.work(episode, "recommendation")
    accepted = await world.decide(
        item.id,
        Choice(
            Answer.ACCEPT,
            alternatives=("none_now",),
            mentee_view="Wants to try it.",
            guardian_view="Agrees.",
            consent_basis="guardian_written",
            told=(("guardian", "by telephone"),),
            words="Met with the team.",
        ),
    )
    await world.answer(
        await world.offer(episode), OfferMove.DECLINE, reasons=("no_time",), words="Exams come first."
    )
    other, _ = await world.in_emergency(world.students[1])
    undone = await world.undo(other)
    ((emergency,),) = await world.rows("SELECT id FROM app.decision WHERE kind = 'emergency'")
    return Told(world, accepted, form, episode, emergency, undone)


async def why(world: World, record_id: UUID, by: UUID | None = None) -> Explanation:
    async with world.acting(by) as tx:
        return await explain(tx, record_id=record_id, by=tx.actor)


async def test_a_decision_says_who_decided_what_on_which_facts_and_under_which_rule(told: Told) -> None:
    found = await why(told.world, told.accepted, told.world.clinical)
    assert found.sentence == (
        "R5: The PHQ-A total is 16: high enough to decide the step directly. "
        "Ruth Okafor accepted the recommendation and offered “Supervised journey mentor”."
    )
    decided = found.decided
    assert decided is not None
    assert (decided.by_name, decided.as_role) == ("Ruth Okafor", "clinical supervisor")
    assert (decided.from_step, decided.recommended, decided.chosen) == (
        Step.MENTOR, Step.JOURNEY, Step.JOURNEY,
    )  # fmt: skip
    assert decided.alternatives == ("Nothing for now",)
    assert decided.consent == "Written consent of the guardian"
    assert decided.told == ({"who": "guardian", "how": "by telephone"},)
    (finding,) = found.findings
    assert finding.rule.source.startswith("severe entry")
    assert finding.rule.text == "The PHQ-A total is …: high enough to decide the step directly."
    assert [(one.said, one.result) for one in finding.rule.conditions] == [
        ("Latest PHQ-A total is at least 15 points", Result.YES)
    ]
    assert (finding.policy.owner_name, finding.policy.approver_name) == ("Ruth Okafor", "Dana Whitlock")
    assert finding.policy.version == 3
    assert finding.counterfactual == (
        "Would not have fired had “Latest PHQ-A total” been 14 points instead of 16 points."
    )
    assert finding.dose == "1 of 1 planned sessions were made in this step."


async def test_each_fact_leads_to_the_record_it_came_from(told: Told) -> None:
    found = await why(told.world, told.accepted)
    total = next(line for line in found.facts if line.name == "phq_a_total")
    assert total.sentence == "Latest PHQ-A total: 16 points"
    assert [(source.kind, source.id) for source in total.sources] == [("administration", told.form)]
    step = next(line for line in found.facts if line.name == "step")
    assert step.said == "Paraprofessional mentor"
    assert [source.id for source in found.findings[0].sources] == [told.form]


async def test_what_became_of_the_offer_is_told_with_its_reasons(told: Told) -> None:
    offer = (await why(told.world, told.accepted)).offer
    assert offer is not None
    assert (offer.state, offer.to_step) == (OfferState.DECLINED, Step.JOURNEY)
    assert [(one.state, one.by) for one in offer.changes] == [
        (OfferState.OFFERED, "Ruth Okafor"), (OfferState.DECLINED, "Sam Rivera"),
    ]  # fmt: skip
    assert offer.changes[-1].words == "Exams come first."
    assert offer.changes[-1].reasons
    assert "no_time" not in offer.changes[-1].reasons


async def test_a_safety_rule_never_says_how_it_would_not_have_fired(told: Told) -> None:
    found = await why(told.world, told.emergency)
    assert found.decided is not None
    assert found.decided.by_name is None
    assert [finding.rule.is_safety for finding in found.findings] == [True]
    assert [finding.counterfactual for finding in found.findings] == [None]
    assert "Would not have fired" not in "\n".join(said(found))


async def test_an_undone_emergency_and_its_undoing_lead_to_each_other(told: Told) -> None:
    assert [one.id for one in (await why(told.world, told.emergency)).followed_by] == [told.undone]
    assert [one.id for one in (await why(told.world, told.undone)).goes_back_to] == [told.emergency]


async def test_a_firing_is_explained_with_the_same_value_before_and_after_its_decision(told: Told) -> None:
    world = told.world
    other = await world.refer(world.students[2])
    await world.gad_7(other, total=16)
    (item,) = await world.work(other, "recommendation")
    async with world.acting(None) as tx:
        (waiting,) = await findings_of_work(tx, item.id)
    found = await why(world, waiting.id)
    assert (found.kind, found.decided, found.followed_by) == ("firing", None, ())
    assert found.findings == (waiting,)
    until = (world.now + timedelta(days=9)).date()
    held = await world.decide(item.id, Choice(Answer.HOLD, hold_reason="awaiting_place", hold_until=until))
    assert [one.id for one in (await why(world, waiting.id)).followed_by] == [held]
    decided = (await why(world, held)).decided
    assert decided is not None
    assert decided.hold_until == until
    assert decided.hold_reason
    assert decided.hold_reason != "awaiting_place"


async def test_an_old_answer_keeps_the_words_of_the_policy_of_that_day(told: Told) -> None:
    world = told.world
    newer = (
        (await world.rows("SELECT text FROM app.policy_version WHERE version = 3"))[0][0]
        .replace("version = 3\n", "version = 4\n", 1)
        .replace("high enough to decide the step directly", "above all")
    )
    world.later(days=1)
    await world.publish(newer)
    found = await why(world, told.accepted)
    assert found.findings[0].rule.text == "The PHQ-A total is …: high enough to decide the step directly."
    assert found.findings[0].policy.version == 3


async def test_who_has_nothing_to_do_with_the_mentee_finds_nothing(told: Told) -> None:
    for record_id in (told.accepted, new_id()):
        with pytest.raises(NotFound) as refused:
            await why(told.world, record_id, told.world.stranger)
        assert str(refused.value) == "There is nothing here, or it is not yours to see."


async def test_a_mentor_sees_no_decision(told: Told) -> None:
    with pytest.raises(NotAllowed, match="Mentors do not see answers and scores"):
        await why(told.world, told.accepted, told.world.mentor)


async def test_each_look_is_kept_with_the_reason_why_it_was_allowed(told: Told) -> None:
    world = told.world
    counted = (
        "SELECT count(*) FROM app.audit_event WHERE action = 'saw_decision' AND object_id = :id"
        " AND actor_id = :by AND reason = 'clinical supervisor' AND mentee_id = :mentee"
    )
    asked = {"id": told.accepted, "by": world.clinical, "mentee": world.students[0]}
    before = await world.rows(counted, **asked)
    await why(world, told.accepted, world.clinical)
    assert (await world.rows(counted, **asked))[0][0] == before[0][0] + 1


async def test_the_command_says_the_whole_answer_in_lines(told: Told) -> None:
    lines = list(said(await why(told.world, told.accepted)))
    whole = "\n".join(lines)
    for part in (
        "Decided by: Ruth Okafor (clinical supervisor",
        "Recommended: Supervised journey mentor",
        "Consent: Written consent of the guardian",
        "The mentee says: Wants to try it.",
        "Told: guardian (by telephone)",
        "Offer of “Supervised journey mentor”: declined",
        f"[administration {told.form}, 2026-09-21 15:00 UTC]",
        "Signed by: Ruth Okafor; approved by Dana Whitlock",
        "Source: severe entry",
        "Would not have fired had “Latest PHQ-A total” been 14 points",
        "did not fire.",
    ):
        assert part in whole, part
