"""What has to be done about an episode, and which firings stand behind it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, text

from supervision.worklist import PastFiring
from workflows.records.refusals import Stale
from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction
from workflows.records.tables.work import firing, work


@dataclass(frozen=True, slots=True)
class Work:
    """One item of the worklist."""

    id: UUID
    kind: str
    action: str
    episode_id: UUID
    owner_id: UUID
    owner_name: str
    lane: str
    class_: str
    due_at: datetime
    ends: str
    state: str
    opened_at: datetime
    acknowledged_by: UUID | None
    acknowledged_by_name: str | None
    acknowledged_at: datetime | None
    ended_by_name: str | None
    ended_at: datetime | None
    outcome: str | None
    outcome_words: str | None


PAST: Final = """
SELECT f.episode_id, f.id, f.row_id, f.rule_id, f.evidence_key, f.class AS class_, w.id AS work_id, w.kind AS work_kind,
       w.cause AS work_cause, w.state AS work_state, w.ends AS work_ends, a.instrument_id, a.informant, a.completed_at,
       answer.id IS NOT NULL AS is_answered, answer.hold_until, w.outcome IS NOT DISTINCT FROM 'became_silent' AS has_gone
  FROM app.firing f
  JOIN app.work w ON (w.org_id, w.id) = (f.org_id, f.work_id)
  LEFT JOIN app.administration a ON (a.org_id, a.id) = (f.org_id, f.administration_id)
  LEFT JOIN LATERAL (SELECT d.id, d.hold_until FROM app.decision_firing x
       JOIN app.decision d ON (d.org_id, d.id) = (x.org_id, x.decision_id)
      WHERE (x.org_id, x.firing_id) = (f.org_id, f.id) ORDER BY d.decided_at DESC, d.id DESC LIMIT 1) answer ON true
 WHERE f.org_id = :org_id AND {which}
 ORDER BY f.recorded_at, f.id
"""
_PAST = text(PAST.format(which="f.episode_id = ANY(cast(:episode_ids AS uuid[]))"))
WORK: Final = """
SELECT w.id, w.kind, w.action, w.episode_id, w.owner_id, o.given_name || ' ' || o.family_name AS owner_name, w.lane,
       w.class AS class_, w.due_at, w.ends, w.state, w.opened_at, w.acknowledged_by,
       a.given_name || ' ' || a.family_name AS acknowledged_by_name, w.acknowledged_at,
       e.given_name || ' ' || e.family_name AS ended_by_name, w.ended_at, w.outcome, w.outcome_words
  FROM app.work w
  JOIN app.person o ON (o.org_id, o.id) = (w.org_id, w.owner_id)
  LEFT JOIN app.person a ON (a.org_id, a.id) = (w.org_id, w.acknowledged_by)
  LEFT JOIN app.person e ON (e.org_id, e.id) = (w.org_id, w.ended_by)
 WHERE w.org_id = :org_id AND {which}
"""
_BY_ID = text(WORK.format(which="w.id = :id"))
_OPEN_OF_EPISODE = text(
    WORK.format(which="w.episode_id = :id AND w.state <> 'ended' ORDER BY w.class, w.due_at, w.id")
)
_OPEN_WITH_CAUSE = text(
    WORK.format(which="w.episode_id = :id AND w.cause = :cause AND w.state <> 'ended' LIMIT 1")
)
_OPEN_TWIN = text("""
SELECT true FROM app.work w JOIN app.work t ON (t.org_id, t.episode_id, t.cause) = (w.org_id, w.episode_id, w.cause)
 WHERE w.org_id = :org_id AND w.id = :id AND t.id <> w.id AND t.kind <> 'recommendation' AND t.state <> 'ended' LIMIT 1
""")
_NEXT = text("SELECT next_at FROM app.work WHERE org_id = :org_id AND id = :id")
_KEEP_WORK = insert(work)
_KEEP_FIRING = insert(firing)
_JOIN = text("""
UPDATE app.work SET state = 'open', acknowledged_by = NULL, acknowledged_at = NULL,
       due_at = least(due_at, :due_at), class = least(class, :class),
       lane = CASE WHEN cast(:class AS text) < class THEN :lane ELSE lane END
 WHERE org_id = :org_id AND id = :id AND state <> 'ended'
""")
_ACKNOWLEDGE = text("""
UPDATE app.work SET state = 'acknowledged', acknowledged_by = :by, acknowledged_at = :at
 WHERE org_id = :org_id AND id = :id AND state = 'open' RETURNING id
""")
_END = text("""
UPDATE app.work SET state = 'ended', ended_by = :by, ended_at = :ended_at, outcome = :outcome, outcome_words = :words
 WHERE org_id = :org_id AND id = :id AND state <> 'ended'
""")


async def past_firings(tx: Transaction, episode_id: UUID) -> tuple[PastFiring, ...]:
    """Every firing of the episode with its work and its newest answer, oldest first."""
    return (await past_firings_of(tx, [episode_id])).get(episode_id, ())


async def past_firings_of(
    tx: Transaction, episode_ids: Sequence[UUID]
) -> Mapping[UUID, tuple[PastFiring, ...]]:
    """The same for many, by episode; one that never fired is not there."""
    asked = {"org_id": tx.actor.org_id, "episode_ids": list(episode_ids)}
    found: dict[UUID, list[PastFiring]] = {}
    for row in (await tx.connection.execute(_PAST, asked)).mappings().all():
        values = dict(row)
        found.setdefault(values.pop("episode_id"), []).append(PastFiring(**values))
    return {episode_id: tuple(past) for episode_id, past in found.items()}


async def load_work(tx: Transaction, work_id: UUID) -> Work:
    work: Work | None = tx.connection.at_hand("work", work_id)
    return work or Work(**await known_row(tx, _BY_ID, id=work_id))


async def next_time_of(tx: Transaction, work_id: UUID) -> datetime | None:
    """When an escalation comes again while nobody does anything; None for what has ended, and for other work."""
    found: datetime | None = (await known_row(tx, _NEXT, id=work_id))["next_at"]
    return found


async def open_work_of(tx: Transaction, episode_id: UUID) -> tuple[Work, ...]:
    found = await tx.connection.execute(_OPEN_OF_EPISODE, {"org_id": tx.actor.org_id, "id": episode_id})
    return tuple(Work(**row) for row in found.mappings())


async def has_open_work(tx: Transaction, episode_id: UUID, cause: str) -> bool:
    """Whether work with this cause is open already."""
    return await row_of(tx, _OPEN_WITH_CAUSE, id=episode_id, cause=cause) is not None


async def has_open_twin(tx: Transaction, work_id: UUID) -> bool:
    """Whether other work with the same cause is open by now."""
    return await row_of(tx, _OPEN_TWIN, id=work_id) is not None


async def keep_work(tx: Transaction, values: Mapping[str, Any]) -> None:
    await tx.connection.later(_KEEP_WORK, {"org_id": tx.actor.org_id, "state": "open", **values})


async def join_work(tx: Transaction, work_id: UUID, *, due_at: datetime, class_: str, lane: str) -> None:
    """A further cause joins open work: the earlier deadline and the higher class hold; it is open again."""
    await tx.connection.execute(
        _JOIN, {"org_id": tx.actor.org_id, "id": work_id, "due_at": due_at, "class": class_, "lane": lane}
    )


async def keep_firings(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    await tx.connection.later(_KEEP_FIRING, *({"org_id": tx.actor.org_id, **row} for row in rows))


async def keep_acknowledgement(tx: Transaction, work_id: UUID, *, by: UUID, at: datetime) -> None:
    """One statement decides; raises `Stale` when somebody else was faster."""
    values = {"org_id": tx.actor.org_id, "id": work_id, "by": by, "at": at}
    if (await tx.connection.execute(_ACKNOWLEDGE, values)).first() is None:
        raise Stale("Somebody has acknowledged or ended this already.")


async def keep_end(
    tx: Transaction, work_id: UUID, *, by: UUID | None, ended_at: datetime, outcome: str, words: str = ""
) -> None:
    """End a task or a recommendation; `by` is None only when a task closes itself. Raises `Stale`.

    An escalation is resolved, with its history: `workflows.verbs.resolve_escalation`.
    """
    values = {"org_id": tx.actor.org_id, "id": work_id, "by": by, "ended_at": ended_at}
    await tx.connection.later(
        _END, {**values, "outcome": outcome, "words": words}, otherwise="Somebody has ended this already."
    )
