"""A supervisor answers a recommendation: accept it, hold, or choose another step."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from care_steps import codes
from care_steps.decisions import Answer, Choice, sentence_of, why_not_choose
from care_steps.facts import derive
from care_steps.freezing import freeze
from care_steps.proposals import Proposal
from care_steps.steps import Step
from supervision.access import Actor, why_not_decide
from supervision.worklist import PastFiring
from workflows.records.audit import keep_audit
from workflows.records.decisions import decision_values, keep_decision
from workflows.records.episodes import Case, lock_case
from workflows.records.holding import hold_work
from workflows.records.kept_firings import KeptFiring, firings_of_work
from workflows.records.offers import keep_offer, live_offer
from workflows.records.policies import settings_of
from workflows.records.recommendations import proposal_from
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.records.scope import Transaction
from workflows.records.work import keep_end, load_work
from workflows.verbs.evaluate import evaluate


@dataclass(frozen=True, slots=True)
class Seen:
    """What the reader of the page saw: the case's version, and the firings that are answered by name."""

    version: int
    firing_ids: tuple[UUID, ...]


async def decide(
    tx: Transaction, *, work_id: UUID, choice: Choice, seen: Seen, by: Actor, at: datetime
) -> UUID:
    """Returns the decision's id. A chosen step that differs from the present one is offered, not made.

    Raises `Invalid` at the fields, `NotAllowed`, `Refused`, or `Stale` when the case moved or another rule
    fired since the page was opened.
    """
    held = await hold_work(tx, work_id)
    work = await load_work(tx, work_id)
    if work.kind != "recommendation":
        raise Refused("Only a recommendation is answered by a decision.")
    case = await lock_case(tx, work.episode_id, seen_version=seen.version)
    if work.state == "ended":
        raise Stale(f"{work.ended_by_name or 'Somebody'} has answered this already.")
    firings = await _answered(tx, work_id, seen)
    known_at = case.knows_at(at)
    proposal = await proposal_from(tx, case.step, firings, held.raw)
    chosen = _chosen_step(case, proposal, choice, by=by, at=at)
    assert by.person_id is not None
    if chosen is not case.step and await live_offer(tx, case.id) is not None:
        raise Refused("An offer is open already. Record its answer, or withdraw it, before you offer a step.")
    values = decision_values(
        case,
        kind=choice.answer.value,
        chosen_step=chosen,
        by=by,
        at=at,
        recorded_at=known_at,
        work_id=work_id,
        evidence=freeze(derive(held.raw, await settings_of(tx, case.policy_version_id))),
        **_reasons(proposal, choice, firings, by),
    )
    await keep_decision(tx, values, answers=[one.id for one in firings])
    decision_id: UUID = values["id"]
    if chosen is not case.step:
        await keep_offer(
            tx,
            episode_id=case.id,
            decision_id=decision_id,
            to_step=chosen.value,
            by=by.person_id,
            recorded_at=known_at,
        )
    await _close(tx, work_id, choice, by=by.person_id, known_at=known_at)
    await keep_audit(tx, "decided", mentee_id=case.mentee_id, object_kind="decision", object_id=decision_id)
    # A decision and an offer are no facts: the rules are asked the same again, and what fired is answered.
    past = tuple(_after(one, work_id, choice) for one in held.past)
    await evaluate(tx, case, known_at=known_at, raw=held.raw, past=past)
    return decision_id


def _after(one: PastFiring, work_id: UUID, choice: Choice) -> PastFiring:
    """A firing as it stands once this work is answered."""
    if one.work_id != work_id:
        return one
    return replace(one, is_answered=True, hold_until=choice.hold_until, work_state="ended")


def _chosen_step(case: Case, proposal: Proposal, choice: Choice, *, by: Actor, at: datetime) -> Step:
    """Where this choice leads, once nothing in it is refused."""
    why = why_not_decide(by, case.standing, changes_step=changes_step(proposal, choice))
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may decide.")
    if errors := why_not_choose(proposal, choice, today=case.calendar.local_day(at), school=case.calendar):
        raise Invalid(errors)
    chosen = choice.chosen_step(proposal)
    assert chosen is not None
    return chosen


def changes_step(proposal: Proposal, choice: Choice) -> bool:
    """Whether this needs a clinical supervisor: another step, more or less than now, or than what was recommended."""
    if choice.answer is Answer.HOLD:
        return False
    return choice.answer is Answer.OTHER or choice.chosen_step(proposal) is not proposal.present


async def _answered(tx: Transaction, work_id: UUID, seen: Seen) -> Sequence[KeptFiring]:
    """The firings behind the recommendation, exactly those that the reader saw."""
    firings = await firings_of_work(tx, work_id)
    if {one.id for one in firings} != set(seen.firing_ids):
        raise Stale("Another rule has fired since you opened this page. Look at it again before you decide.")
    return firings


def _reasons(proposal: Proposal, choice: Choice, firings: Sequence[KeptFiring], by: Actor) -> dict[str, Any]:
    newest = max(firings, key=lambda one: (one.known_at, one.id))
    because = " ".join(dict.fromkeys(f"{one.rule_id}: {one.sentence}" for one in firings))
    return {
        "rule_ids": list(dict.fromkeys(one.rule_id for one in firings)),
        "policy_version_id": newest.policy_version_id,
        "recommended_step": proposal.recommended.value,
        "override_reasons": list(choice.override_reasons),
        "override_words": choice.override_words,
        "alternatives": list(choice.alternatives),
        "mentee_view": choice.mentee_view,
        "guardian_view": choice.guardian_view,
        "consent_basis": choice.consent_basis,
        "told": [{"who": who, "how": how} for who, how in choice.told],
        "hold_reason": choice.hold_reason,
        "hold_until": choice.hold_until,
        "safety_plan": choice.safety_plan,
        "first_check_on": choice.first_check_on,
        "asking_answer": choice.asking_answer,
        "why": sentence_of(proposal, choice, by.name, because),
        "words": choice.words,
        "next_due": _next_due(choice, by),
    }


def _next_due(choice: Choice, by: Actor) -> list[dict[str, str]]:
    if choice.first_check_on is not None:
        first = codes.load("actions").plain("first_check").split(":")[0]
        return [{"what": first, "owner": by.name, "on": str(choice.first_check_on)}]
    if choice.answer is not Answer.HOLD:
        return []
    asked = codes.load("hold_reasons").plain(choice.hold_reason or "")
    return [{"what": f"Ask again: {asked}", "owner": by.name, "on": str(choice.hold_until)}]


async def _close(tx: Transaction, work_id: UUID, choice: Choice, *, by: UUID, known_at: datetime) -> None:
    outcome = "held" if choice.answer is Answer.HOLD else "decided"
    await keep_end(tx, work_id, by=by, ended_at=known_at, outcome=outcome, words=choice.words)
