"""Care ends: the case is closed, with a reason, the last contact and a measure, and nothing of it stays open."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from care_steps import codes
from care_steps.closings import (
    Closing,
    kept_exit_measure,
    sentence_of_closing,
    why_not_close_like,
)
from care_steps.facts import derive
from care_steps.freezing import freeze
from care_steps.match_states import MatchEnd
from care_steps.moves import Move, step_change
from care_steps.moves import why_not as why_not_move
from care_steps.steps import Step
from supervision.access import Actor
from supervision.case_access import why_not_close
from supervision.worklist import ESCALATION
from workflows.records.audit import keep_audit
from workflows.records.decisions import decision_values, keep_decision
from workflows.records.episodes import INSTANT, Case, keep_known_at, keep_step_change, lock_case
from workflows.records.facts import gather_one
from workflows.records.ids import new_id
from workflows.records.match_lives import keep_match_ends, live_matches_of
from workflows.records.matches import keep_match_gap
from workflows.records.policies import settings_of
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.records.reservations import end_reservation, open_reservation
from workflows.records.scope import Transaction
from workflows.records.work import keep_end
from workflows.verbs.drop_referral import drop_referral
from workflows.verbs.end_offer import end_offer
from workflows.verbs.ending_of import Ending, ending_of
from workflows.verbs.resolve_escalation import resolve_escalation

GAP = "case_closed"
"""Why nobody serves from then on, and why the matches have ended."""


async def close_case(
    tx: Transaction,
    *,
    episode_id: UUID,
    closing: Closing,
    seen_version: int,
    seen_firings: Sequence[UUID],
    by: Actor,
    at: datetime,
) -> UUID:
    """Returns the decision's id. `seen_firings` are those that the reader was shown (`Ending.shown`).

    Raises `Invalid` at the fields, `NotAllowed`, `Refused` for a case that is closed, or `Stale`.
    """
    case = await lock_case(tx, episode_id, seen_version=seen_version)
    known_at = case.knows_at(at)
    raw = await gather_one(tx, case.id, known_at - INSTANT)
    ending = await ending_of(tx, case, raw, at=at)
    _insist(case, ending, closing, seen_firings, by)
    assert by.person_id is not None
    values = decision_values(
        case,
        kind="close",
        chosen_step=Step.CLOSED,
        by=by,
        at=at,
        recorded_at=known_at,
        evidence=freeze(derive(raw, await settings_of(tx, case.policy_version_id))),
        **_reasons(ending, closing, by),
    )
    await keep_decision(tx, values, answers=[one.id for one in ending.firings])
    await _move(tx, case, values["id"], at=at, recorded_at=known_at)
    await _end_all(tx, case, ending, closing, by=by.person_id, at=at, known_at=known_at)
    await keep_known_at(tx, case.id, known_at)
    await keep_audit(
        tx, "closed_case", mentee_id=case.mentee_id, object_kind="decision", object_id=values["id"]
    )
    decision_id: UUID = values["id"]
    return decision_id


def _insist(case: Case, ending: Ending, closing: Closing, seen_firings: Sequence[UUID], by: Actor) -> None:
    why = why_not_close(
        by,
        case.standing,
        answers=ending.answers is not None,
        is_unsafe=bool(ending.stretch.open_safety_items),
    )
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may close a case.")
    if (why := why_not_move(case.step, Move.CLOSE)) is not None:
        raise Refused(why)
    if ending.shown != set(seen_firings):
        raise Stale("Another rule has fired since you opened this page. Look at it again before you close.")
    if errors := why_not_close_like(closing, ending.stretch) | _why_not_override(ending, closing):
        raise Invalid(errors)


def _why_not_override(ending: Ending, closing: Closing) -> dict[str, str]:
    """Reasons exactly when a rule proposed something else than the end."""
    if not ending.wants_reasons:
        given = {"override_reasons": "No rule proposes something else."}
        return given if closing.override_reasons else {}
    reasons = codes.load("override_reasons")
    if why := codes.why_not_choose(reasons, closing.override_reasons, closing.override_words):
        return {"override_reasons": why}
    entries = [reasons.find(code) for code in closing.override_reasons]
    if all(one and one.is_too_weak_for_less for one in entries):
        return {"override_reasons": "The end of care needs a reason that is about this mentee. Add one."}
    return {}


def _reasons(ending: Ending, closing: Closing, by: Actor) -> dict[str, Any]:
    because = " ".join(dict.fromkeys(f"{one.rule_id}: {one.sentence}" for one in ending.firings))
    newest = max(ending.firings, key=lambda one: (one.known_at, one.id), default=None)
    answers = ending.answers
    return {
        "work_id": answers.id if answers else None,
        "rule_ids": list(dict.fromkeys(one.rule_id for one in ending.firings)),
        "policy_version_id": newest.policy_version_id if newest else None,
        "recommended_step": ending.recommended.value if ending.recommended else None,
        "override_reasons": list(closing.override_reasons),
        "override_words": closing.override_words,
        "consent_basis": "not_needed_inside_school",
        "told": [{"who": who, "how": how} for who, how in closing.told],
        "why": sentence_of_closing(closing, by.name, because),
        "words": closing.words,
        "closure_reason": closing.reason,
        "last_contact_on": closing.last_contact_on,
        "exit_measure": kept_exit_measure(closing, ending.stretch),
    }


async def _move(
    tx: Transaction, case: Case, decision_id: UUID, *, at: datetime, recorded_at: datetime
) -> None:
    change = step_change(case.step, Move.CLOSE)
    await keep_step_change(
        tx,
        case,
        id=new_id(),
        from_step=change.from_step.value,
        to_step=change.to_step.value,
        move=change.move.value,
        decision_id=decision_id,
        effective_at=at,
        recorded_at=recorded_at,
    )


async def _end_all(
    tx: Transaction,
    case: Case,
    ending: Ending,
    closing: Closing,
    *,
    by: UUID,
    at: datetime,
    known_at: datetime,
) -> None:
    """Open work, a live offer, the mentors' matches and a mentor who is kept free, each by name."""
    for one in ending.work:
        outcome = "decided" if one is ending.answers else "case_closed"
        keep = resolve_escalation if one.kind == ESCALATION else keep_end
        await keep(tx, one.id, by=by, ended_at=known_at, outcome=outcome, words=closing.words)
    await end_offer(tx, case.id, words="The case was closed.", by=by, recorded_at=known_at)
    await drop_referral(tx, case, reason="case_closed", recorded_at=known_at)
    if case.serving_match_id is not None:
        await keep_match_gap(tx, case.id, starts_at=at, recorded_at=known_at, reason=GAP)
    living = await live_matches_of(tx, case.id)
    await keep_match_ends(tx, living, MatchEnd(GAP, "program"), by=by, at=at, recorded_at=known_at)
    if (kept := await open_reservation(tx, case.id)) is not None:
        await end_reservation(tx, kept.id, outcome="released", by=by, at=at)
