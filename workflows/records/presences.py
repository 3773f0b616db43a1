"""Who is with the young person, as people said one after the other? The newest holds; nothing is taken back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, text

from supervision.abuse_reports import REPORT
from supervision.beside import Said
from workflows.records.ids import new_id
from workflows.records.misfiled import stands
from workflows.records.scope import Transaction
from workflows.records.tables.work import presence


@dataclass(frozen=True, slots=True)
class Presence:
    """What one person said at one moment. `with_whom` is only written when it is somebody else."""

    said: Said
    with_whom: str
    said_by: UUID
    said_by_name: str
    happened_at: datetime


_KEEP = insert(presence)
_OF_WORK = text("""
SELECT x.said, x.with_whom, x.said_by, p.given_name || ' ' || p.family_name AS said_by_name, x.happened_at
  FROM app.presence x JOIN app.person p ON (p.org_id, p.id) = (x.org_id, x.said_by)
 WHERE x.org_id = :org_id AND x.work_id = :work_id ORDER BY x.happened_at DESC, x.recorded_at DESC, x.id DESC
""")
_RAISED = text(f"""
SELECT true FROM app.firing f JOIN app.concern c ON c.org_id = f.org_id AND c.id = ANY (f.evidence)
 WHERE f.org_id = :org_id AND f.work_id = :work_id AND c.raised_by = cast(:person_id AS uuid)
   AND {stands("c")}
UNION ALL
SELECT true FROM app.named_adult n JOIN app.concern c ON (c.org_id, c.id) = (n.org_id, n.concern_id)
 WHERE n.org_id = :org_id AND n.work_id = :work_id AND c.raised_by = cast(:person_id AS uuid) LIMIT 1
""")

# Only of mentees whom they mentor now: the page of the worry is closed to everybody else. One that names somebody who
# works here was opened by no rule.
_OWN_WORRIES = text(f"""
SELECT DISTINCT ON (w.id) c.id, coalesce(m.preferred_name, m.given_name) AS mentee_called
  FROM app.concern c
  JOIN app.episode e ON (e.org_id, e.id) = (c.org_id, c.episode_id)
  JOIN app.person m ON (m.org_id, m.id) = (e.org_id, e.mentee_id)
  JOIN LATERAL (
       SELECT f.work_id FROM app.firing f WHERE f.org_id = c.org_id AND c.id = ANY (f.evidence)
        UNION ALL
       SELECT n.work_id FROM app.named_adult n WHERE (n.org_id, n.concern_id) = (c.org_id, c.id)) b ON true
  JOIN app.work w ON (w.org_id, w.id) = (c.org_id, b.work_id) AND w.episode_id = e.id
  JOIN app.match x ON (x.org_id, x.episode_id) = (e.org_id, e.id) AND x.mentor_id = c.raised_by
 WHERE c.org_id = :org_id AND c.raised_by = :person_id AND w.state <> 'ended'
   AND (w.kind = 'escalation' OR w.action = '{REPORT}')
   AND {stands("c")}
   AND x.id = (SELECT s.match_id FROM app.match_change_point s
        WHERE (s.org_id, s.episode_id) = (e.org_id, e.id) AND s.starts_at <= :at
        ORDER BY s.starts_at DESC, s.recorded_at DESC LIMIT 1)
 ORDER BY w.id, c.id DESC
""")


@dataclass(frozen=True, slots=True)
class OwnWorry:
    """A worry that somebody raised, and that is still an open escalation."""

    id: UUID
    mentee_called: str


async def keep_presence(
    tx: Transaction,
    *,
    work_id: UUID,
    said: Said,
    with_whom: str,
    said_by: UUID,
    happened_at: datetime,
    recorded_at: datetime,
) -> None:
    row = {
        "org_id": tx.actor.org_id,
        "id": new_id(),
        "work_id": work_id,
        "said": said.value,
        "with_whom": with_whom,
        "said_by": said_by,
        "happened_at": happened_at,
        "recorded_at": recorded_at,
    }
    await tx.connection.execute(_KEEP, row)


async def presences_of(tx: Transaction, work_id: UUID) -> tuple[Presence, ...]:
    """Everything that was said, the newest first."""
    found = await tx.connection.execute(_OF_WORK, {"org_id": tx.actor.org_id, "work_id": work_id})
    return tuple(Presence(**{**row, "said": Said(row["said"])}) for row in found.mappings())


async def has_raised(tx: Transaction, work_id: UUID, person_id: UUID | None) -> bool:
    """Did this person raise a worry that stands behind this work?"""
    asked = {"org_id": tx.actor.org_id, "work_id": work_id, "person_id": person_id}
    return (await tx.connection.execute(_RAISED, asked)).first() is not None


async def own_worries(tx: Transaction, person_id: UUID) -> tuple[OwnWorry, ...]:
    """What this mentor raised and nobody has ended yet, one for each escalation."""
    asked = {"org_id": tx.actor.org_id, "person_id": person_id, "at": tx.at}
    found = await tx.connection.execute(_OWN_WORRIES, asked)
    # What is escalated and has to be reported besides stands behind the same worry.
    return tuple(dict.fromkeys(OwnWorry(**row) for row in found.mappings()))
