"""What hangs together with an escalation in which somebody who works here is named, and how is it kept from that person?

It goes outside of the rules from then on: what further comes up in the case opens something of its own, which whoever is
named may be told of like everybody else, and nothing that only these records knew is counted any more.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, text

from supervision.emergency_disclosures import emergency_terms
from supervision.named_adults import NAMED
from supervision.unanswered import UNANSWERED
from workflows.records.misfiled import stands
from workflows.records.rows import row_of
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class Thing:
    """One record that is kept from them. `what`: concern, escalation, task or disclosure."""

    what: str
    id: UUID
    is_open: bool


# The worries behind it, whatever else was opened because of these, what only tells that nobody answered some of it, and
# what was told outside while it was open and is tied to nothing.
_THINGS: Final = text(f"""
WITH here AS (
    SELECT w.id, w.episode_id, w.opened_at FROM app.work w WHERE w.org_id = :org_id AND w.id = :work_id
), worry AS (
    SELECT c.id, c.happened_at FROM app.concern c JOIN here h ON h.episode_id = c.episode_id
     WHERE c.org_id = :org_id AND {stands("c")}
       AND (EXISTS (SELECT FROM app.firing f
                     WHERE (f.org_id, f.work_id) = (c.org_id, h.id) AND c.id = ANY (f.evidence))
            OR EXISTS (SELECT FROM app.named_adult n
                        WHERE (n.org_id, n.work_id, n.concern_id) = (c.org_id, h.id, c.id)))
), behind AS (
    SELECT w.id, w.kind, w.state FROM app.work w JOIN here h ON h.episode_id = w.episode_id
     WHERE w.org_id = :org_id AND w.kind IN ('escalation', 'task')
       AND (w.id = h.id
            OR w.cause IN (SELECT '{NAMED}_report:' || y.id FROM worry y)
            OR EXISTS (SELECT FROM app.firing f WHERE (f.org_id, f.work_id) = (w.org_id, w.id)
                          AND f.evidence && ARRAY(SELECT y.id FROM worry y))
            OR EXISTS (SELECT FROM app.named_adult n WHERE (n.org_id, n.work_id) = (w.org_id, w.id)
                          AND n.concern_id IN (SELECT y.id FROM worry y)))
), found AS (
    SELECT 1 AS place, 'concern' AS what, y.id, true AS is_open, y.happened_at AS at FROM worry y
    UNION ALL SELECT 2, b.kind, b.id, b.state <> 'ended', NULL FROM behind b
    UNION ALL SELECT 3, 'escalation', x.id, x.state <> 'ended', NULL
      FROM app.work x JOIN here h ON h.episode_id = x.episode_id
     WHERE x.org_id = :org_id AND x.kind = 'escalation' AND split_part(x.cause, ':', 1) = '{UNANSWERED}'
       AND (SELECT bool_and(u.work_id IN (SELECT b.id FROM behind b)) FROM app.unanswered_work u
             WHERE (u.org_id, u.escalation_id) = (x.org_id, x.id))
    UNION ALL SELECT 4, 'disclosure', d.id, false, NULL FROM app.disclosure d JOIN here h ON h.episode_id = d.episode_id
     WHERE d.org_id = :org_id AND d.work_id IS NULL AND d.basis = :basis AND d.recorded_at >= h.opened_at
       AND d.disclosed_by <> :person_id
)
SELECT what, id, is_open FROM found ORDER BY place, at DESC, id DESC
""")
_OUTSIDE: Final = text("SELECT app.take_outside_rules(:org_id, :ids)").bindparams(
    bindparam("ids", type_=ARRAY(Uuid))
)
_TASKS: Final = text("""
UPDATE app.work SET owner_id = CASE WHEN owner_id = :person_id THEN :to_id ELSE owner_id END, state = 'open',
       acknowledged_by = NULL, acknowledged_at = NULL
 WHERE org_id = :org_id AND id = ANY (:ids) AND kind = 'task' AND state <> 'ended'
   AND :person_id IN (owner_id, coalesce(acknowledged_by, owner_id))
""")
_UNSENT: Final = """
UPDATE app.{outbox} SET dropped_at = :at, lease_owner = NULL, lease_until = NULL
 WHERE org_id = :org_id AND work_id = ANY (:ids) AND sent_at IS NULL AND dropped_at IS NULL {whose}
"""
_UNSENT_NOTICES: Final = text(_UNSENT.format(outbox="escalation_notice", whose="AND person_id = :person_id"))
_UNSENT_POSTS: Final = text(_UNSENT.format(outbox="channel_post", whose=""))
_HEARD_BY: Final = text("""
SELECT true FROM app.escalation_notice n
 WHERE n.org_id = :org_id AND n.work_id = :id AND n.person_id <> ALL (:never)
   AND n.change_id = (SELECT c.id FROM app.escalation_change c
        WHERE (c.org_id, c.work_id) = (n.org_id, n.work_id)
          AND EXISTS (SELECT FROM app.escalation_notice x WHERE (x.org_id, x.change_id) = (c.org_id, c.id))
        ORDER BY c.sequence DESC LIMIT 1) LIMIT 1
""")
# Whoever told it themselves knows what they told: nothing of their own is taken away.
_TOLD_SINCE: Final = text("""
INSERT INTO app.hidden_from (org_id, naming_id, object_id, person_id, recorded_at)
SELECT n.org_id, n.id, :id, n.person_id, :recorded_at FROM app.named_adult n
  JOIN app.work w ON (w.org_id, w.id) = (n.org_id, n.work_id)
 WHERE n.org_id = :org_id AND w.episode_id = :episode_id AND w.state <> 'ended' AND n.undone_at IS NULL
   AND n.person_id <> :by
""")


async def things_around(tx: Transaction, work_id: UUID, *, person_id: UUID) -> tuple[Thing, ...]:
    """Worries first, the newest before the others; what `person_id` told outside themselves is not among them."""
    asked = {"work_id": work_id, "person_id": person_id, "basis": emergency_terms().basis}
    found = await tx.connection.execute(_THINGS, {"org_id": tx.actor.org_id, **asked})
    return tuple(Thing(**row) for row in found.mappings())


async def keep_outside_rules(tx: Transaction, work_ids: Sequence[UUID]) -> None:
    """None of these is joined any more by what a rule finds, also not once it is opened again, and none falls silent."""
    await tx.connection.execute(_OUTSIDE, {"org_id": tx.actor.org_id, "ids": list(work_ids)})


async def keep_tasks_from(tx: Transaction, work_ids: Sequence[UUID], *, person_id: UUID, to_id: UUID) -> None:
    """What of these this person has goes to somebody else, and is to be taken on anew."""
    asked = {"ids": list(work_ids), "person_id": person_id, "to_id": to_id}
    await tx.connection.execute(_TASKS, {"org_id": tx.actor.org_id, **asked})


async def keep_unsent_from(tx: Transaction, work_ids: Sequence[UUID], *, person_id: UUID) -> None:
    """What waits to be sent to them is never sent, and nothing of it into a channel that many read."""
    asked = {"org_id": tx.actor.org_id, "ids": list(work_ids), "at": tx.at}
    await tx.connection.execute(_UNSENT_NOTICES, {**asked, "person_id": person_id})
    await tx.connection.execute(_UNSENT_POSTS, asked)


async def is_heard_by_another(tx: Transaction, work_id: UUID, never: Collection[UUID]) -> bool:
    """Whether somebody else than these was told on the rung on which it stands."""
    return await row_of(tx, _HEARD_BY, id=work_id, never=list(never)) is not None


async def keep_told_since(
    tx: Transaction, disclosure_id: UUID, *, episode_id: UUID, by: UUID, recorded_at: datetime
) -> None:
    """What was told outside and is tied to no escalation is kept from whoever is named in an open one of that case."""
    asked = {"id": disclosure_id, "episode_id": episode_id, "by": by, "recorded_at": recorded_at}
    await tx.connection.execute(_TOLD_SINCE, {"org_id": tx.actor.org_id, **asked})
