"""Which planned sessions has nobody logged, though they have long been over?

Nothing is kept about it: whoever looks sees what is missing at that moment, and it is gone once the log comes, the
session is moved or called off, or the match pauses or ends. No rule of the escalation policy asks about it either: a missing
log says nothing about the mentee, and what it may hide, lost contact, has a rule of its own.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import text

from supervision.reminders import Cause, Undone
from supervision.session_limits import LIMITS
from workflows.records.match_lives import STATE
from workflows.records.planned_sessions import AS_ANSWERED, IS_LOGGED
from workflows.records.scope import Transaction

MOST_LINES: Final = 50
EVER: Final = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class UnloggedSession:
    """A planned session without its log, with the match under which it is logged."""

    match_id: UUID
    number: int
    planned_at: datetime
    mentee_id: UUID
    mentee_name: str
    mentor_id: UUID
    mentor_name: str
    time_zone: str


# Of the matches that serve, or wait for their first meeting. On a day on which the school turned out to be closed
# nobody met, and nobody has to say so.
_FROM: Final = f"""
  FROM app.match x
  JOIN app.offer o ON (o.org_id, o.id) = (x.org_id, x.offer_id)
  JOIN app.episode e ON (e.org_id, e.id) = (x.org_id, x.episode_id) AND e.step <> 'closed'
  JOIN app.person m ON (m.org_id, m.id) = (e.org_id, e.mentee_id)
  JOIN app.person p ON (p.org_id, p.id) = (x.org_id, x.mentor_id)
  JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
  LEFT JOIN LATERAL (SELECT c.match_id FROM app.match_change_point c
       WHERE (c.org_id, c.episode_id) = (e.org_id, e.id) AND c.starts_at <= :at
       ORDER BY c.starts_at DESC, c.recorded_at DESC LIMIT 1) serving ON true
  LEFT JOIN LATERAL (SELECT d.holder_id FROM app.match_supervision d
       WHERE (d.org_id, d.match_id) = (x.org_id, x.id) AND d.starts_at <= :at
       ORDER BY d.starts_at DESC, d.recorded_at DESC LIMIT 1) direct ON true
  JOIN LATERAL (SELECT q.* FROM {AS_ANSWERED} q
       WHERE (q.org_id, q.match_id) = (x.org_id, x.id) AND q.planned_at BETWEEN :since AND :until AND NOT {IS_LOGGED}) q
    ON true
 WHERE x.org_id = :org_id AND (x.id = serving.match_id OR o.state IN ('accepted', 'waiting'))
   AND {STATE.format(match="x")} NOT IN ('paused', 'ended')
   AND NOT EXISTS (SELECT FROM app.closure c WHERE (c.org_id, c.site_id) = (e.org_id, e.site_id)
        AND cast(q.planned_at AT TIME ZONE s.time_zone AS date) BETWEEN c.first_on AND c.last_on)
"""
_UNLOGGED = text(f"""
SELECT q.match_id, q.number, q.planned_at, e.mentee_id,
       coalesce(m.preferred_name, m.given_name) || ' ' || m.family_name AS mentee_name, x.mentor_id,
       p.given_name || ' ' || p.family_name AS mentor_name, s.time_zone {_FROM}
   AND (cast(:mentor_id AS uuid) IS NULL OR x.mentor_id = :mentor_id)
   AND (cast(:supervisor_id AS uuid) IS NULL OR direct.holder_id = :supervisor_id)
 ORDER BY q.planned_at, q.match_id LIMIT :most
""")
_OF_THESE = text(f"""
SELECT x.mentor_id AS person_id, q.match_id AS about_id, cast(q.number AS text) AS which,
       cast(q.planned_at AT TIME ZONE s.time_zone AS date) AS day {_FROM} AND x.mentor_id = ANY (:person_ids)
""")


async def unlogged_sessions(
    tx: Transaction, *, mentor_id: UUID | None = None, supervisor_id: UUID | None = None
) -> tuple[UnloggedSession, ...]:
    """What a mentor is reminded of, or what a direct supervisor is told some time later; the oldest first.

    When, is in `session_limits.toml`.
    """
    hours = LIMITS.remind_after_hours if mentor_id else LIMITS.tell_supervisor_after_hours
    asked = {
        "org_id": tx.actor.org_id,
        "mentor_id": mentor_id,
        "supervisor_id": supervisor_id,
        "at": tx.at,
        "since": EVER,
        "until": tx.at - timedelta(hours=hours),
        "most": MOST_LINES,
    }
    return tuple(UnloggedSession(**row) for row in (await tx.connection.execute(_UNLOGGED, asked)).mappings())


async def unlogged_of(
    tx: Transaction, mentor_ids: Collection[UUID], *, since: datetime
) -> tuple[Undone, ...]:
    """Every planned session of these mentors since then that has begun and has no log."""
    asked = {
        "org_id": tx.actor.org_id,
        "at": tx.at,
        "since": since,
        "until": tx.at,
        "person_ids": list(mentor_ids),
    }
    found = await tx.connection.execute(_OF_THESE, asked)
    return tuple(Undone(Cause.UNLOGGED_SESSION, *row) for row in found)
