"""Which escalations are open, who has each, who was told and did it arrive; and which ended since?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, text

from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class BoardNotice:
    """The newest notice to one person by one way since it is open for an answer; or into a channel that many read, by its
    name and in the place of a person. Times are None for what has not happened."""

    person_id: UUID
    name: str
    way: str
    sent_at: datetime | None
    is_dead: bool
    shown_at: datetime | None
    opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One escalation. `mentee_name` is None for a reader who does not look after the mentee.

    `since`: from when on it is open for an answer, taken, or ended.
    """

    id: UUID
    class_: str
    state: str
    action: str
    site_id: UUID
    site_name: str
    time_zone: str
    mentee_name: str | None
    opened_at: datetime
    since: datetime
    next_at: datetime | None
    policy_version_id: UUID
    ladder: str
    rung: int
    lap: int
    owner_name: str
    taken_by: str | None
    ended_by: str | None
    told: tuple[BoardNotice, ...]


@dataclass(frozen=True, slots=True)
class BoardReach:
    """Whose escalations are shown: with the name at `known_sites` and of those whom this person supervises, without at
    `run_sites`. None: at every site of the organization."""

    known_sites: Sequence[UUID] | None
    supervisor_id: UUID | None
    run_sites: Sequence[UUID] | None


# Does this reader look after the mentee? `e` is the episode.
KNOWN: Final = """(cast(:knows_all AS boolean) OR e.site_id = ANY(cast(:known_sites AS uuid[])) OR (
        cast(:supervisor_id AS uuid) IS NOT NULL AND EXISTS (
            SELECT FROM app.match x JOIN app.match_supervision d ON (d.org_id, d.match_id) = (x.org_id, x.id)
             WHERE (x.org_id, x.episode_id) = (e.org_id, e.id) AND d.holder_id = :supervisor_id
               AND x.id = (SELECT c.match_id FROM app.match_change_point c
                    WHERE (c.org_id, c.episode_id) = (x.org_id, x.episode_id) AND c.starts_at <= :at
                      AND (c.match_id IS NOT NULL OR c.gap_reason = 'case_closed')
                    ORDER BY c.starts_at DESC, c.recorded_at DESC LIMIT 1)
               AND d.holder_id = (SELECT n.holder_id FROM app.match_supervision n
                    WHERE (n.org_id, n.match_id) = (x.org_id, x.id) AND n.starts_at <= :at
                    ORDER BY n.starts_at DESC, n.recorded_at DESC LIMIT 1))))"""
_LINES: Final = """
SELECT w.id, w.class AS class_, w.state, w.action, s.id AS site_id, s.name AS site_name, s.time_zone,
       CASE WHEN k.is_known THEN coalesce(m.preferred_name, m.given_name) || ' ' || m.family_name END AS mentee_name,
       w.opened_at, coalesce(w.ended_at, w.acknowledged_at, turned.at, w.opened_at) AS since, w.next_at,
       w.policy_version_id, w.ladder, w.rung, w.lap,
       o.given_name || ' ' || o.family_name AS owner_name, a.given_name || ' ' || a.family_name AS taken_by,
       z.given_name || ' ' || z.family_name AS ended_by,
       (SELECT json_agg(json_build_array(t.person_id, t.name, t.way, t.sent_at, t.is_dead, t.shown_at, t.opened_at)
                        ORDER BY t.recorded_at, t.name, t.way DESC)
          FROM (SELECT DISTINCT ON (x.person_id, x.way) x.* FROM (
                SELECT n.person_id, p.given_name || ' ' || p.family_name AS name, n.way, n.sent_at,
                       n.dead_at IS NOT NULL AND n.sent_at IS NULL AS is_dead, n.shown_at, n.opened_at, n.recorded_at
                  FROM app.escalation_notice n JOIN app.person p ON (p.org_id, p.id) = (n.org_id, n.person_id)
                 WHERE (n.org_id, n.work_id) = (w.org_id, w.id) AND n.dropped_at IS NULL
                   AND n.recorded_at >= coalesce(turned.at, w.opened_at)
                UNION ALL
                SELECT l.channel_id, h.name, l.way, l.sent_at, l.dead_at IS NOT NULL AND l.sent_at IS NULL, NULL, NULL,
                       l.recorded_at
                  FROM app.channel_post l JOIN app.channel h ON (h.org_id, h.id) = (l.org_id, l.channel_id)
                 WHERE (l.org_id, l.work_id) = (w.org_id, w.id) AND l.dropped_at IS NULL
                   AND l.recorded_at >= coalesce(turned.at, w.opened_at)) x
                 ORDER BY x.person_id, x.way, x.recorded_at DESC) t) AS told
  FROM app.work w
  JOIN app.episode e ON (e.org_id, e.id) = (w.org_id, w.episode_id)
  JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
  JOIN app.person m ON (m.org_id, m.id) = (e.org_id, e.mentee_id)
  JOIN app.person o ON (o.org_id, o.id) = (w.org_id, w.owner_id)
  LEFT JOIN app.person a ON (a.org_id, a.id) = (w.org_id, w.acknowledged_by)
  LEFT JOIN app.person z ON (z.org_id, z.id) = (w.org_id, w.ended_by)
  LEFT JOIN LATERAL (SELECT max(c.happened_at) AS at FROM app.escalation_change c
       WHERE (c.org_id, c.work_id) = (w.org_id, w.id) AND c.to_state = 'open'
         AND c.from_state IS DISTINCT FROM 'open') turned ON true
  JOIN LATERAL (SELECT {known} AS is_known) k ON true
 WHERE w.org_id = :org_id AND {which}
   AND (k.is_known OR cast(:runs_all AS boolean) OR e.site_id = ANY(cast(:run_sites AS uuid[])))
 ORDER BY {order} LIMIT :most
"""
_OPEN = text(
    _LINES.format(known=KNOWN, which="w.next_at IS NOT NULL", order="w.class, w.opened_at, w.id")
).columns(told=JSON)
_ENDED = text(
    _LINES.format(
        known=KNOWN,
        which="w.kind = 'escalation' AND w.state = 'ended' AND w.ended_at >= :ended_from",
        order="w.ended_at DESC, w.id",
    )
).columns(told=JSON)
_NO_LONGER: Final = 200


async def open_on_board(tx: Transaction, reach: BoardReach) -> tuple[BoardLine, ...]:
    """The most urgent class first, within it the oldest."""
    return await _found(tx, _OPEN, reach)


async def ended_on_board(
    tx: Transaction, reach: BoardReach, *, ended_from: datetime
) -> tuple[BoardLine, ...]:
    """What has ended since, the last first."""
    return await _found(tx, _ENDED, reach, ended_from=ended_from)


def known_by(tx: Transaction, reach: BoardReach) -> dict[str, Any]:
    """What `KNOWN` asks for, of a statement in which `e` is the episode."""
    return {
        "org_id": tx.actor.org_id,
        "at": tx.at,
        "knows_all": reach.known_sites is None,
        "known_sites": list(reach.known_sites or ()),
        "supervisor_id": reach.supervisor_id,
    }


async def _found(tx: Transaction, statement: Any, reach: BoardReach, **more: Any) -> tuple[BoardLine, ...]:
    asked = {
        "most": _NO_LONGER,
        "runs_all": reach.run_sites is None,
        "run_sites": list(reach.run_sites or ()),
    }
    found = await tx.connection.execute(statement, {**known_by(tx, reach), **asked, **more})
    return tuple(
        BoardLine(**{**row, "told": tuple(map(_notice, row["told"] or ()))}) for row in found.mappings()
    )


def _notice(one: Sequence[Any]) -> BoardNotice:
    person_id, name, way, sent_at, is_dead, shown_at, opened_at = one
    sent, shown, opened = (
        datetime.fromisoformat(at) if at else None for at in (sent_at, shown_at, opened_at)
    )
    return BoardNotice(UUID(person_id), name, way, sent, is_dead, shown, opened)
