"""Which tasks and recommendations has nobody answered since they were due, and which escalation tells of them?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, insert, text

from care_steps import codes
from supervision.named_adults import NAMED
from supervision.unanswered import UNANSWERED
from triage.calendar import SchoolCalendar
from workflows.records.rows import row_of
from workflows.records.scope import Transaction
from workflows.records.tables.escalations import unanswered_work


@dataclass(frozen=True, slots=True)
class Overdue:
    """Work that is open and past its due time. `since`: its due time, or when an escalation about it was ended last."""

    id: UUID
    episode_id: UUID
    owner_id: UUID
    lane: str
    class_: str
    since: datetime
    site_name: str
    calendar: SchoolCalendar


@dataclass(frozen=True, slots=True)
class UnansweredLine:
    """Work behind such an escalation. `kind` and `action` say what it is; `is_ended`: it was answered since."""

    id: UUID
    kind: str
    action: str
    owner_name: str
    due_at: datetime
    is_ended: bool

    @property
    def to_do(self) -> str:
        """What it asks for, in words."""
        return codes.load("actions").plain(self.action)


# What names somebody who works here has an escalation of its own, which others than those of the case are told of.
# Nothing while an escalation tells of it; once one was ended without an answer, it counts anew from there.
_OVERDUE: Final = """
SELECT w.id, w.episode_id, w.owner_id, w.lane, w.class AS class_, greatest(w.due_at, told.ended_at) AS since,
       s.name AS site_name, s.time_zone,
       (SELECT json_agg(json_build_array(c.first_on, c.last_on)) FROM app.closure c
         WHERE (c.org_id, c.site_id) = (s.org_id, s.id)) AS closures
  FROM app.work w
  JOIN app.episode e ON (e.org_id, e.id) = (w.org_id, w.episode_id)
  JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
  LEFT JOIN LATERAL (
       SELECT bool_or(x.state <> 'ended') AS is_open, max(x.ended_at) AS ended_at
         FROM app.unanswered_work u JOIN app.work x ON (x.org_id, x.id) = (u.org_id, u.escalation_id)
        WHERE (u.org_id, u.work_id) = (w.org_id, w.id)) told ON true
 WHERE w.org_id = :org_id AND w.kind IN ('task', 'recommendation') AND w.state <> 'ended' AND w.due_at <= :at
   AND split_part(w.cause, ':', 1) <> '{named}_report' AND told.is_open IS NOT true {which}
 ORDER BY w.class, w.due_at, w.id
"""
_ALL: Final = text(_OVERDUE.format(which="", named=NAMED)).columns(closures=JSON)
_ONE: Final = text(_OVERDUE.format(which="AND w.id = :id", named=NAMED)).columns(closures=JSON)
# Nobody waits here: somebody who is just acting on the case may be answering it.
_FREE: Final = text("""
SELECT e.id FROM app.episode e JOIN app.work w ON (w.org_id, w.episode_id) = (e.org_id, e.id)
 WHERE w.org_id = :org_id AND w.id = :id FOR UPDATE OF e SKIP LOCKED
""")
_OPEN: Final = text(f"""
SELECT id FROM app.work
 WHERE org_id = :org_id AND episode_id = :episode_id AND cause = '{UNANSWERED}' AND state <> 'ended'
""")
_ANSWERED: Final = text(f"""
SELECT x.id FROM app.work x
 WHERE x.org_id = :org_id AND x.kind = 'escalation' AND x.cause = '{UNANSWERED}' AND x.state <> 'ended'
   AND NOT EXISTS (SELECT FROM app.unanswered_work u JOIN app.work w ON (w.org_id, w.id) = (u.org_id, u.work_id)
                    WHERE (u.org_id, u.escalation_id) = (x.org_id, x.id) AND w.state <> 'ended')
 ORDER BY x.id
""")
_ENDS: Final = text("""
SELECT w.id, w.ended_by, w.ended_at FROM app.unanswered_work u JOIN app.work w ON (w.org_id, w.id) = (u.org_id, u.work_id)
 WHERE u.org_id = :org_id AND u.escalation_id = :id AND w.state = 'ended'
""")
_BEHIND: Final = text("""
SELECT w.id, w.kind, w.action, p.given_name || ' ' || p.family_name AS owner_name, w.due_at,
       w.state = 'ended' AS is_ended
  FROM app.unanswered_work u
  JOIN app.work w ON (w.org_id, w.id) = (u.org_id, u.work_id)
  JOIN app.person p ON (p.org_id, p.id) = (w.org_id, w.owner_id)
 WHERE u.org_id = :org_id AND u.escalation_id = :id ORDER BY w.due_at, w.id
""")
_KEEP: Final = insert(unanswered_work)


async def overdue_work(tx: Transaction) -> tuple[Overdue, ...]:
    """All of it, the most urgent first, whether or not somebody else has to hear of it yet."""
    found = await tx.connection.execute(_ALL, {"org_id": tx.actor.org_id, "at": tx.at})
    return tuple(_overdue(row) for row in found.mappings())


async def lock_overdue(tx: Transaction, work_id: UUID) -> Overdue | None:
    """The same for one, with its case locked; None when it is not overdue any more, or somebody acts on its case."""
    if await row_of(tx, _FREE, id=work_id) is None:
        return None
    row = await row_of(tx, _ONE, id=work_id, at=tx.at)
    return _overdue(row) if row else None


async def open_unanswered(tx: Transaction, episode_id: UUID) -> UUID | None:
    """The open escalation of this case about unanswered work."""
    row = await row_of(tx, _OPEN, episode_id=episode_id)
    return row["id"] if row else None


async def answered_escalations(tx: Transaction) -> tuple[UUID, ...]:
    """Those behind which nothing is open any more."""
    return tuple((await tx.connection.execute(_ANSWERED, {"org_id": tx.actor.org_id})).scalars())


async def ends_behind(tx: Transaction, escalation_id: UUID) -> Mapping[UUID, tuple[UUID | None, datetime]]:
    """By work that has ended: who ended it, and when."""
    found = await tx.connection.execute(_ENDS, {"org_id": tx.actor.org_id, "id": escalation_id})
    return {row.id: (row.ended_by, row.ended_at) for row in found}


async def unanswered_behind(tx: Transaction, escalation_id: UUID) -> tuple[UnansweredLine, ...]:
    """What an escalation is about, the oldest first; nothing for one about something else."""
    found = await tx.connection.execute(_BEHIND, {"org_id": tx.actor.org_id, "id": escalation_id})
    return tuple(UnansweredLine(**row) for row in found.mappings())


async def keep_unanswered(tx: Transaction, work_id: UUID, escalation_id: UUID) -> None:
    row = {"work_id": work_id, "escalation_id": escalation_id, "recorded_at": tx.at}
    await tx.connection.later(_KEEP, {"org_id": tx.actor.org_id, **row})


def _overdue(row: Mapping[Any, Any]) -> Overdue:
    values = dict(row)
    closures = tuple((date.fromisoformat(a), date.fromisoformat(b)) for a, b in values.pop("closures") or ())
    calendar = SchoolCalendar(values.pop("time_zone"), closures=closures)
    return Overdue(**values, calendar=calendar)
