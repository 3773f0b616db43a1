"""Somebody changes which forms a mentee is asked, how often, by whom and on what basis."""

from datetime import datetime
from uuid import UUID

from care_steps.plan_changes import Asking, why_not_change
from supervision.access import Actor
from supervision.measure_access import why_not_set_measure_plan
from triage import instruments
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
from workflows.records.measure_plans import keep_plan_change, plan_lines
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction
from workflows.records.versions import insist_unchanged
from workflows.verbs.evaluate import evaluate


async def set_measure_plan(
    tx: Transaction,
    *,
    episode_id: UUID,
    instrument_id: str,
    asking: Asking | None,
    why: str,
    by: Actor,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """From now on it is asked like this; without `asking` not any more. The earlier plan stays on record.

    Raises `Invalid` at the fields, `NotAllowed`, `Stale`, or `Refused` for a case that is closed.
    """
    case = await lock_case(tx, episode_id)
    sentence = why_not_set_measure_plan(by, case.standing)
    if sentence is not None or by.person_id is None:
        raise NotAllowed(sentence or "Only a person may change the plan of measures.")
    if not case.step.is_open:
        raise Refused("This case is closed. Nothing is measured any more.")
    insist_unchanged(seen_version, await plan_lines(tx, case.id))
    errors = dict(why_not_change(asking, why))
    if instrument_id not in instruments.IDS:
        errors = {"instrument_id": "Choose one of the forms.", **errors}
    if errors:
        raise Invalid(errors)
    known_at = case.knows_at(at)
    await keep_plan_change(
        tx,
        {
            "episode_id": case.id,
            "instrument_id": instrument_id,
            "starts_at": at,
            "recorded_at": known_at,
            "interval_days": asking.interval_days if asking else None,
            "asked_by": asking.asked_by if asking else None,
            "consent_basis": asking.consent_basis if asking else None,
            "why": why,
            "set_by": by.person_id,
        },
    )
    await keep_audit(tx, "set_measure_plan", mentee_id=case.mentee_id, object_id=case.id)
    await evaluate(tx, case, known_at=known_at)
