"""What happened in a mentoring session? Logs are kept whole; a correction is a new row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, insert, text

from supervision.session_limits import LIMITS
from supervision.session_logs import SessionLog
from workflows.records.misfiled import stands
from workflows.records.refusals import NotFound
from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction
from workflows.records.tables.episodes import session


@dataclass(frozen=True, slots=True)
class LoggedSession:
    """One log as kept. The concern is what it said that worries; each part is None when it said nothing.

    `amends` is the log that it corrects or strikes out, `amended_by_id` the one that does so to it.
    """

    id: UUID
    episode_id: UUID
    match_id: UUID
    mentor_name: str
    held_at: datetime
    was_made: bool
    whose_cause: str | None
    minutes: int | None
    medium: str | None
    place: str
    topics: tuple[str, ...]
    practices: tuple[Mapping[str, str | None], ...]
    note: str
    worry: str
    logged_by: UUID
    logged_by_name: str
    recorded_at: datetime
    concern_id: UUID | None
    concern_kind: str | None
    said: str | None
    amends: UUID | None = None
    amended_by_id: UUID | None = None
    is_struck: bool = False
    why_amended: str = ""
    together_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Logged:
    """That a session was logged, and for when."""

    id: UUID
    held_at: datetime


_KEEP_SESSION = insert(session)
_SESSION = """
SELECT s.id, s.episode_id, s.match_id, m.given_name || ' ' || m.family_name AS mentor_name, s.held_at, s.was_made,
       s.whose_cause, s.minutes, s.medium, s.place, s.topics, s.practices, s.note, s.worry, s.logged_by,
       p.given_name || ' ' || p.family_name AS logged_by_name, s.recorded_at, c.id AS concern_id,
       c.kind AS concern_kind, c.said, s.amends, s.is_struck, s.why_amended, s.together_id,
       (SELECT n.id FROM app.session n WHERE (n.org_id, n.amends) = (s.org_id, s.id)) AS amended_by_id
  FROM app.session s
  JOIN app.match x ON (x.org_id, x.id) = (s.org_id, s.match_id)
  JOIN app.person m ON (m.org_id, m.id) = (x.org_id, x.mentor_id)
  JOIN app.person p ON (p.org_id, p.id) = (s.org_id, s.logged_by)
  LEFT JOIN app.concern c ON c.org_id = s.org_id AND c.id = coalesce(s.concern_id,
       (SELECT k.id FROM app.concern k WHERE (k.org_id, k.session_id) = (s.org_id, s.id) LIMIT 1))
 WHERE s.org_id = :org_id AND {which} AND {stands}
"""
_BY_ID = text(_SESSION.format(which="s.id = :id", stands=stands("s"))).columns(practices=JSON)
# Forwards and backwards from this one: at most one log corrects another.
_VERSIONS = text(
    f"""
WITH RECURSIVE before AS (
    SELECT id, amends FROM app.session WHERE org_id = :org_id AND id = :id
    UNION ALL SELECT o.id, o.amends FROM app.session o JOIN before b ON o.org_id = :org_id AND o.id = b.amends
), since AS (
    SELECT id FROM app.session WHERE org_id = :org_id AND id = :id
    UNION ALL SELECT n.id FROM app.session n JOIN since a ON n.org_id = :org_id AND n.amends = a.id
)
{_SESSION.format(which="s.id IN (SELECT id FROM before UNION SELECT id FROM since)", stands=stands("s"))}
 ORDER BY s.recorded_at, s.id
"""
).columns(practices=JSON)
_STARTED = text("""
SELECT c.id FROM app.offer_change c JOIN app.offer o ON (o.org_id, o.id) = (c.org_id, c.offer_id)
 WHERE o.org_id = :org_id AND o.episode_id = :id AND c.to_state = 'started'
   AND c.recorded_at = ANY(cast(:recorded_at AS timestamptz[])) LIMIT 1
""")
# Those that stand: neither struck out, nor corrected or moved elsewhere.
LOGGED: Final = f"""
SELECT s.id, s.held_at FROM app.session s
 WHERE s.org_id = :org_id AND s.match_id = :id AND NOT s.is_struck AND {stands("s")}
   AND NOT EXISTS (SELECT FROM app.session n WHERE (n.org_id, n.amends) = (s.org_id, s.id))
 ORDER BY s.held_at DESC, s.id DESC
"""
_LOGGED = text(LOGGED)
# Two logs of one match that are no farther apart may be of the same session.
_SAME: Final = timedelta(hours=LIMITS.same_session_hours)


def values_of(log: SessionLog) -> Mapping[str, Any]:
    """What was filled in, by column."""
    return {
        "held_at": log.held_at,
        "was_made": log.was_made,
        "whose_cause": log.whose_cause,
        "minutes": log.minutes,
        "medium": log.medium,
        "place": log.place,
        "topics": list(log.topics),
        "practices": [
            {"practice": practice, "delivered": delivered, "reason": reason}
            for practice, (delivered, reason) in log.practices.items()
        ],
        "note": log.note,
        "worry": log.worry,
        "amends": None,
        "concern_id": log.concern_id,
    }


async def keep_session(tx: Transaction, values: Mapping[str, Any]) -> None:
    await tx.connection.later(_KEEP_SESSION, {"org_id": tx.actor.org_id, **values})


async def load_session(tx: Transaction, session_id: UUID) -> LoggedSession:
    return _logged(await known_row(tx, _BY_ID, id=session_id))


async def versions_of(tx: Transaction, session_id: UUID) -> tuple[LoggedSession, ...]:
    """Everything that was logged of this session, the first log first; raises `NotFound`."""
    found = await tx.connection.execute(_VERSIONS, {"org_id": tx.actor.org_id, "id": session_id})
    versions = tuple(_logged(row) for row in found.mappings())
    if not versions:
        raise NotFound
    return versions


async def logged_about(tx: Transaction, match_id: UUID, held_at: datetime) -> UUID | None:
    """The log of this match that is most likely of the same session, if there is one."""
    logged: Sequence[Logged] | None = tx.connection.at_hand("logged", match_id)
    if logged is None:
        found = await tx.connection.execute(_LOGGED, {"org_id": tx.actor.org_id, "id": match_id})
        logged = [Logged(*row) for row in found]
    return next((one.id for one in logged if abs(one.held_at - held_at) <= _SAME), None)


async def started_a_step(tx: Transaction, versions: Sequence[LoggedSession]) -> bool:
    """Whether one of these logs started an offer: both are recorded at the same instant, and at no other."""
    asked = {"id": versions[0].episode_id, "recorded_at": [one.recorded_at for one in versions]}
    return await row_of(tx, _STARTED, **asked) is not None


def _logged(row: Mapping[Any, Any]) -> LoggedSession:
    lists = {"topics": tuple(row["topics"]), "practices": tuple(row["practices"])}
    return LoggedSession(**{**row, **lists})
