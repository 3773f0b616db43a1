"""Which sessions are planned, as they were last confirmed, moved or called off, and which wait for their log?

The agreed dose stays as it was planned: an answer changes when a session is, never how many were agreed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from supervision.session_limits import LIMITS
from supervision.session_logs import NextSession
from workflows.records.misfiled import stands
from workflows.records.rows import row_of
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """One planned session of a match. `said`: the newest answer (stands, moved), or None before anybody answered."""

    number: int
    planned_at: datetime
    said: str | None


NEAR: Final = f"interval '{LIMITS.same_session_hours} hours'"
"""How far a log may be from the session that it is of, in SQL."""
# The newest answer holds; what was called off is not there. A subquery to read from, here and in other statements.
AS_ANSWERED: Final = """(
    SELECT p.org_id, p.match_id, p.number, coalesce(x.planned_at, p.planned_at) AS planned_at, x.said
      FROM app.planned_session p LEFT JOIN LATERAL (
           SELECT y.said, y.planned_at FROM app.planned_session_answer y
            WHERE (y.org_id, y.match_id, y.number) = (p.org_id, p.match_id, p.number)
            ORDER BY y.recorded_at DESC LIMIT 1) x ON true
     WHERE x.said IS DISTINCT FROM 'canceled')"""
# A log belongs to the planned session `q` near it; a log struck out, corrected or moved elsewhere does not.
IS_LOGGED: Final = f"""EXISTS (
    SELECT FROM app.session s WHERE (s.org_id, s.match_id) = (q.org_id, q.match_id) AND NOT s.is_struck AND {stands("s")}
       AND s.held_at BETWEEN q.planned_at - {NEAR} AND q.planned_at + {NEAR}
       AND NOT EXISTS (SELECT FROM app.session n WHERE (n.org_id, n.amends) = (s.org_id, s.id)))"""
_TO_LOG = text(f"""
SELECT q.number, q.planned_at, q.said FROM {AS_ANSWERED} q
 WHERE q.org_id = :org_id AND q.match_id = :id AND q.planned_at <= :at AND NOT {IS_LOGGED}
 ORDER BY q.planned_at DESC LIMIT 1
""")
# The one that a log opened now is about is not the next one, though it may begin in a few minutes.
_NEXT = text(f"""
SELECT q.number, q.planned_at, q.said FROM {AS_ANSWERED} q
 WHERE q.org_id = :org_id AND q.match_id = :id AND q.planned_at > :at AND NOT {IS_LOGGED}
 ORDER BY q.planned_at LIMIT 1
""")
_ONE = text(f"""
SELECT q.number, q.planned_at, q.said FROM {AS_ANSWERED} q
 WHERE q.org_id = :org_id AND q.match_id = :id AND q.number = :number
""")
# A log of another day says when that session was: the plan then follows the log. What was said of the next one is
# kept in the same trip; a number that the plan does not have keeps nothing.
_KEEP_ANSWERS = text(f"""
INSERT INTO app.planned_session_answer (org_id, match_id, number, said, planned_at, answered_by, recorded_at)
SELECT q.org_id, q.match_id, q.number, 'moved', cast(:held_at AS timestamptz),
       cast(:answered_by AS uuid), cast(:recorded_at AS timestamptz) FROM {AS_ANSWERED} q
 WHERE q.org_id = :org_id AND q.match_id = :match_id AND q.number = cast(:about AS integer)
   AND cast(:held_at AS timestamptz)
       NOT BETWEEN q.planned_at - {NEAR} AND q.planned_at + {NEAR}
UNION ALL
SELECT q.org_id, q.match_id, q.number, cast(:said AS text),
       CASE WHEN cast(:said AS text) <> 'canceled' THEN coalesce(cast(:next_at AS timestamptz), q.planned_at) END,
       cast(:answered_by AS uuid), cast(:recorded_at AS timestamptz)
  FROM {AS_ANSWERED} q
 WHERE q.org_id = :org_id AND q.match_id = :match_id AND q.number = cast(:next AS integer)
""")


async def planned_to_log(tx: Transaction, match_id: UUID) -> PlannedSession | None:
    """The newest planned session that has begun and has no log: what a log opened now is most likely about."""
    return await _found(tx, _TO_LOG, match_id, at=tx.at)


async def next_planned(tx: Transaction, match_id: UUID) -> PlannedSession | None:
    """The first planned session that has not begun."""
    return await _found(tx, _NEXT, match_id, at=tx.at)


async def planned_session_of(tx: Transaction, match_id: UUID, number: int) -> PlannedSession | None:
    """The planned session of this number, unless it was called off."""
    return await _found(tx, _ONE, match_id, number=number)


async def _found(tx: Transaction, statement: Any, match_id: UUID, **asked: Any) -> PlannedSession | None:
    row = await row_of(tx, statement, id=match_id, **asked)
    return PlannedSession(**row) if row else None


async def keep_planned_answers(
    tx: Transaction,
    match_id: UUID,
    *,
    about: int | None,
    held_at: datetime,
    next_session: NextSession | None,
    by: UUID,
    recorded_at: datetime,
) -> None:
    """`about`: the number of the planned session that a log of `held_at` is about, if it is about one."""
    await tx.connection.later(
        _KEEP_ANSWERS,
        {
            "org_id": tx.actor.org_id,
            "match_id": match_id,
            "about": about,
            "held_at": held_at,
            "next": next_session.number if next_session else None,
            "said": next_session.said if next_session else "",
            "next_at": next_session.planned_at if next_session else None,
            "answered_by": by,
            "recorded_at": recorded_at,
        },
    )
