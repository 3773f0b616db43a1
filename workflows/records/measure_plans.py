"""How does a mentee's plan of measures depart from the policy, and which forms could not be given, and why?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.ids import new_id
from workflows.records.scope import Transaction
from workflows.records.tables.episodes import measure_attempt, measure_plan


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One change of the plan and who made it. Without an interval the form is not asked any more."""

    instrument_id: str
    starts_at: datetime
    interval_days: int | None
    asked_by: str | None
    consent_basis: str | None
    why: str
    set_by_name: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """A form that was due and could not be given; `reason` is a code of `missed_measures`."""

    episode_id: UUID
    instrument_id: str
    reason: str
    by_name: str
    happened_at: datetime


_KEEP = insert(measure_plan)
_KEEP_ATTEMPT = insert(measure_attempt)
_CHANGES = text("""
SELECT c.instrument_id, c.starts_at, c.interval_days, c.asked_by, c.consent_basis, c.why,
       p.given_name || ' ' || p.family_name AS set_by_name
  FROM app.measure_plan c JOIN app.person p ON (p.org_id, p.id) = (c.org_id, c.set_by)
 WHERE c.org_id = :org_id AND c.episode_id = :episode_id ORDER BY c.starts_at DESC, c.recorded_at DESC
""")
# The newest of each form: what was tried before has been tried again since.
_NEWEST = text("""
SELECT DISTINCT ON (a.episode_id, a.instrument_id) a.episode_id, a.instrument_id, a.reason,
       p.given_name || ' ' || p.family_name AS by_name, a.happened_at
  FROM app.measure_attempt a JOIN app.person p ON (p.org_id, p.id) = (a.org_id, a.attempted_by)
 WHERE a.org_id = :org_id AND a.episode_id = ANY(cast(:episode_ids AS uuid[]))
 ORDER BY a.episode_id, a.instrument_id, a.happened_at DESC, a.id DESC
""")


async def keep_plan_change(tx: Transaction, values: Mapping[str, Any]) -> None:
    """A new point of change; the earlier ones stay."""
    await tx.connection.execute(_KEEP, {"org_id": tx.actor.org_id, **values})


async def keep_attempt(tx: Transaction, values: Mapping[str, Any]) -> UUID:
    """Returns the attempt's id."""
    attempt_id = new_id()
    await tx.connection.execute(_KEEP_ATTEMPT, {"org_id": tx.actor.org_id, "id": attempt_id, **values})
    return attempt_id


async def plan_lines(tx: Transaction, episode_id: UUID) -> tuple[PlanLine, ...]:
    """Every change of this mentee's plan with its reason, newest first."""
    found = await tx.connection.execute(_CHANGES, {"org_id": tx.actor.org_id, "episode_id": episode_id})
    return tuple(PlanLine(**row) for row in found.mappings())


async def newest_attempts(tx: Transaction, episode_ids: Sequence[UUID]) -> Mapping[tuple[UUID, str], Attempt]:
    """The last time that each form could not be given, by episode and form."""
    asked = {"org_id": tx.actor.org_id, "episode_ids": list(episode_ids)}
    found = await tx.connection.execute(_NEWEST, asked)
    lines = (Attempt(**row) for row in found.mappings())
    return {(one.episode_id, one.instrument_id): one for one in lines}
