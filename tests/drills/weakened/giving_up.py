"""Ladders as other engines have them: five rounds, and calendars for everything."""

from dataclasses import replace
from typing import Any

from care_steps.policy import Ladder
from tests.jobs.planted_bugs import gives_up, never_again, waits_on_nobody
from workflows.records.escalation_notices import Leased, keep_dropped
from workflows.records.escalations import Escalation
from workflows.records.policies import load_policy
from workflows.records.scope import Transaction

__all__ = [
    "gives_a_notice_up",
    "gives_up",
    "never_again",
    "of_policy_in_force",
    "on_school_days",
    "waits_on_nobody",
]

_NEWEST = "SELECT id FROM app.policy_version WHERE org_id = :org_id ORDER BY recorded_at DESC LIMIT 1"


def on_school_days(ladder: Ladder) -> Ladder:
    """A crisis by the school's calendar."""
    return replace(ladder, clock="school")


async def of_policy_in_force(tx: Transaction, one: Escalation) -> Ladder:
    """No copy of the chain: whatever the newest policy has under this name."""
    from sqlalchemy import text

    from care_steps.policy import ladder_of

    newest = (await tx.connection.execute(text(_NEWEST), {"org_id": tx.actor.org_id})).scalar_one()
    return ladder_of((await load_policy(tx, newest)).policy.ladders, one.ladder)


async def gives_a_notice_up(tx: Transaction, one: Leased, **_: Any) -> None:
    """What could not be sent at once is not tried again."""
    await keep_dropped(tx, one)
