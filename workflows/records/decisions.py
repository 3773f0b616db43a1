"""What was decided, by whom, on which facts and why?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from care_steps.steps import Step
from supervision.access import Actor, relation
from workflows.records.episodes import INSTANT, Case
from workflows.records.ids import new_id
from workflows.records.scope import Transaction
from workflows.records.tables.work import decision, decision_firing

_KEEP = insert(decision)
_KEEP_ANSWERED = insert(decision_firing)


async def keep_decision(tx: Transaction, values: Mapping[str, Any], answers: Sequence[UUID] = ()) -> None:
    """One decision, and by name the firings that it answers."""
    org_id = tx.actor.org_id
    await tx.connection.later(_KEEP, {"org_id": org_id, **values})
    rows = ({"org_id": org_id, "decision_id": values["id"], "firing_id": one} for one in answers)
    await tx.connection.later(_KEEP_ANSWERED, *rows)


def decision_values(
    case: Case, *, kind: str, chosen_step: Step, by: Actor, at: datetime, recorded_at: datetime, **values: Any
) -> dict[str, Any]:
    """A decision row for this case; what is not named stays empty. `at` is when it was decided.

    It rests on what was known one microsecond before it was recorded: nothing that the decision itself
    writes is among its facts, so that replay finds exactly those facts again.
    """
    present = case.step
    return {
        "id": new_id(),
        "episode_id": case.id,
        "work_id": None,
        "kind": kind,
        "actor_kind": "policy" if by.kind == "policy" else "person",
        "decided_by": by.person_id,
        "decided_as": relation(by, case.standing) or by.kind,
        "credential": ", ".join(
            f"{name} until {until.isoformat()}" for name, until in sorted(by.credentials)
        ),
        "decided_at": at,
        "effective_at": at,
        "from_step": present.value,
        "to_step": chosen_step.value,
        "direction": _direction(present, chosen_step, kind),
        "rule_ids": [],
        "policy_version_id": None,
        "evidence": {},
        "recommended_step": None,
        "chosen_step": chosen_step.value,
        "override_reasons": [],
        "override_words": "",
        "alternatives": [],
        "mentee_view": "",
        "guardian_view": "",
        "consent_basis": "not_needed_no_change",
        "told": [],
        "next_due": [],
        "hold_reason": None,
        "hold_until": None,
        "words": "",
        "safety_plan": "",
        "first_check_on": None,
        "closure_reason": None,
        "last_contact_on": None,
        "exit_measure": "",
        "reopen_reason": None,
        "asking_answer": None,
        "review_of": None,
        "corrects": None,
        "as_of": max(at, recorded_at - INSTANT),
        "known_at": recorded_at - INSTANT,
        "recorded_at": recorded_at,
        **values,
    }


def _direction(present: Step, chosen: Step, kind: str) -> str:
    if kind == "hold":
        return "hold"
    if chosen is Step.CLOSED:
        return "exit"
    if present is Step.CLOSED:
        return "in"
    if chosen is present:
        return "same"
    return "up" if chosen.higher_than(present) else "down"
