"""How does each open case stand before a break, and on the first day after it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from supervision.before_break import SafetyState
from workflows.records.misfiled import stands
from workflows.records.safety_work import about_safety
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class BreakLine:
    """One case. `due_in_break` counts open work that falls into it, `due_now` what is due by the end of today."""

    mentee_id: UUID
    episode_id: UUID
    name: str
    grade: str | None
    step: str
    mentor_name: str | None
    safety: SafetyState
    contact_name: str | None
    contact_phone: str | None
    contact_words: str | None
    due_in_break: int
    due_now: int
    held_until: date | None
    last_made_at: datetime | None
    next_planned_at: datetime | None


MOST_LINES = 500
"""Longer lists are not read on paper either."""
_LINES = """
SELECT e.mentee_id, e.id AS episode_id, coalesce(m.preferred_name, m.given_name) || ' ' || m.family_name AS name,
       st.grade, e.step, p.given_name || ' ' || p.family_name AS mentor_name,
       safety.open_since, safety.ended_at, safety.runs_until, tier.tier,
       contact.name AS contact_name, contact.phone AS contact_phone, contact.words AS contact_words,
       due.in_break AS due_in_break, due.now AS due_now, held.hold_until AS held_until,
       made.held_at AS last_made_at, planned.planned_at AS next_planned_at
  FROM app.episode e
  JOIN app.person m ON (m.org_id, m.id) = (e.org_id, e.mentee_id)
  LEFT JOIN app.student st ON (st.org_id, st.person_id) = (e.org_id, e.mentee_id)
  LEFT JOIN LATERAL (SELECT c.match_id FROM app.match_change_point c
       WHERE (c.org_id, c.episode_id) = (e.org_id, e.id) AND c.starts_at <= :at
       ORDER BY c.starts_at DESC, c.recorded_at DESC LIMIT 1) serving ON true
  LEFT JOIN LATERAL (SELECT d.holder_id FROM app.match_supervision d
       WHERE (d.org_id, d.match_id) = (e.org_id, serving.match_id) AND d.starts_at <= :at
       ORDER BY d.starts_at DESC, d.recorded_at DESC LIMIT 1) direct ON true
  LEFT JOIN app.match x ON (x.org_id, x.id) = (e.org_id, serving.match_id)
  LEFT JOIN app.person p ON (p.org_id, p.id) = (x.org_id, x.mentor_id)
  LEFT JOIN LATERAL (SELECT
         min(w.opened_at) FILTER (WHERE {safety} AND w.state <> 'ended') AS open_since,
         max(w.ended_at) FILTER (WHERE {safety} AND w.state = 'ended') AS ended_at,
         min(w.due_at) FILTER (WHERE w.state <> 'ended' AND w.class IN ('P0', 'P1')) AS runs_until
       FROM app.work w WHERE (w.org_id, w.episode_id) = (e.org_id, e.id)) safety ON true
  LEFT JOIN LATERAL (SELECT a.tier FROM app.safety_assessment a
       WHERE (a.org_id, a.episode_id) = (e.org_id, e.id) AND a.happened_at <= :at
       ORDER BY a.happened_at DESC, a.recorded_at DESC, a.id DESC LIMIT 1) tier ON true
  LEFT JOIN LATERAL (SELECT k.given_name || ' ' || k.family_name AS name, b.phone, b.words
        FROM app.break_contact b JOIN app.person k ON (k.org_id, k.id) = (b.org_id, b.person_id)
       WHERE (b.org_id, b.episode_id) = (e.org_id, e.id) AND b.first_on <= :last_on AND b.last_on >= :first_on
       ORDER BY b.recorded_at DESC LIMIT 1) contact ON true
  LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE w.due_at >= :begins AND w.due_at < :ends) AS in_break,
                            count(*) FILTER (WHERE w.due_at < :tonight) AS now
        FROM app.work w WHERE (w.org_id, w.episode_id) = (e.org_id, e.id) AND w.state <> 'ended') due ON true
  LEFT JOIN LATERAL (SELECT d.hold_until FROM app.decision d
       WHERE (d.org_id, d.episode_id) = (e.org_id, e.id) AND d.kind <> 'open'
       ORDER BY d.decided_at DESC, d.id DESC LIMIT 1) held ON true
  LEFT JOIN LATERAL (SELECT h.held_at FROM app.session h
       WHERE (h.org_id, h.episode_id) = (e.org_id, e.id) AND h.was_made AND NOT h.is_struck AND {stands}
         AND NOT EXISTS (SELECT FROM app.session n WHERE (n.org_id, n.amends) = (h.org_id, h.id))
       ORDER BY h.held_at DESC LIMIT 1) made ON true
  LEFT JOIN LATERAL (SELECT q.planned_at FROM app.planned_session q
       WHERE (q.org_id, q.match_id) = (e.org_id, serving.match_id) AND q.planned_at >= :at
       ORDER BY q.planned_at LIMIT 1) planned ON true
 WHERE e.org_id = :org_id AND e.site_id = :site_id AND e.step <> 'closed' AND ({which})
 ORDER BY m.family_name, m.given_name, e.id LIMIT :most
"""
_OF_SITE, _OF_HOLDER = (
    text(_LINES.format(stands=stands("h"), safety=about_safety("w"), which="true")),
    text(_LINES.format(stands=stands("h"), safety=about_safety("w"), which="direct.holder_id = :holder_id")),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which school, which break, and the instants between which it lies."""

    site_id: UUID
    first_on: date
    last_on: date
    begins: datetime
    ends: datetime
    tonight: datetime


async def break_lines(
    tx: Transaction, asked: Asked, *, holder_id: UUID | None = None
) -> tuple[BreakLine, ...]:
    """The open cases of the school; with `holder_id` those whose mentor this person supervises directly."""
    values: dict[str, Any] = {
        "org_id": tx.actor.org_id,
        "site_id": asked.site_id,
        "first_on": asked.first_on,
        "last_on": asked.last_on,
        "begins": asked.begins,
        "ends": asked.ends,
        "tonight": asked.tonight,
        "at": tx.at,
        "most": MOST_LINES,
    }
    statement = _OF_SITE if holder_id is None else _OF_HOLDER
    if holder_id is not None:
        values["holder_id"] = holder_id
    return tuple(_lines((await tx.connection.execute(statement, values)).mappings().all()))


def _lines(rows: Sequence[Any]) -> list[BreakLine]:
    found = []
    for row in rows:
        said = dict(row)
        state = SafetyState(
            said.pop("open_since"), said.pop("ended_at"), said.pop("tier"), said.pop("runs_until")
        )
        found.append(BreakLine(safety=state, **said))
    return found
