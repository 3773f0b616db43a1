"""What was known about an episode, as of one instant and as known at another?

One prebuilt statement gathers raw counts, scores and dates for any number of (episode, as of, known
at). A verb asks for one, the sweep for all, replay for the past: one road, so none of them can drift.
`care_steps.facts` alone judges what comes back. A row counts when it had happened by `as_of` and was
recorded by `known_at`; an amended row counts until its amendment was recorded, and one that stood with the
wrong student until it was moved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from care_steps.facts import RawAdministration, RawConcern, RawContacts, RawEpisode
from care_steps.steps import Step
from workflows.records.misfiled import stands
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class Asked:
    """Which episode, as of when, as known when."""

    episode_id: UUID
    as_of: datetime
    known_at: datetime


# `LIMIT` cuts nothing off. Without it the planner takes a plan for any number of cases to be dearer than one for
# the number at hand, and plans this statement anew each time, which takes ten times as long as running it.
_ASKED = """
    SELECT * FROM unnest(cast(:episode_ids AS uuid[]), cast(:as_ofs AS timestamptz[]), cast(:known_ats AS timestamptz[]))
        WITH ORDINALITY AS a (episode_id, as_of, known_at, place) LIMIT :number
"""
# `reopened`: contacts before the case was open again start no clock. `gone`: who comes back to a step begins it anew, but
# for an emergency that was undone.
GATHER: Final = f"""
WITH asked AS ({{asked}})
SELECT e.id, a.as_of, a.known_at, e.opened_at, step.to_step, step.effective_at AS step_began_at,
       forms.rows AS forms, assigned.id AS assigned_id, assigned.assigned_at, made.id AS made_id, made.held_at AS made_at,
       missed.ids AS missed_ids, dose.made, dose.planned, concerns.rows AS concerns, safety.ids AS safety_ids
  FROM asked a
  JOIN app.episode e ON (e.org_id, e.id) = (cast(:org_id AS uuid), a.episode_id)
  JOIN LATERAL (
       SELECT c.to_step, c.effective_at FROM app.step_change c
        WHERE (c.org_id, c.episode_id) = (e.org_id, e.id) AND c.recorded_at <= a.known_at
        ORDER BY c.sequence DESC LIMIT 1) step ON true
  LEFT JOIN LATERAL (
       SELECT c.effective_at, c.recorded_at FROM app.step_change c
        WHERE (c.org_id, c.episode_id) = (e.org_id, e.id) AND c.recorded_at <= a.known_at AND c.move = 'reopen'
        ORDER BY c.sequence DESC LIMIT 1) reopened ON true
  LEFT JOIN LATERAL (
       SELECT c.recorded_at FROM app.step_change c
        WHERE (c.org_id, c.episode_id) = (e.org_id, e.id) AND c.recorded_at <= a.known_at AND c.from_step = step.to_step
          AND NOT EXISTS (SELECT FROM app.step_change n WHERE (n.org_id, n.episode_id, n.sequence)
                          = (c.org_id, c.episode_id, c.sequence + 1) AND n.move = 'undo' AND n.recorded_at <= a.known_at)
        ORDER BY c.sequence DESC LIMIT 1) gone ON true
  LEFT JOIN LATERAL (
       SELECT json_agg(json_build_array(f.id, f.instrument_id, f.informant, f.recall_window, f.form_version,
                  f.completed_at, f.recorded_at, f.status, f.total, f.band, f.positivity, f.safety, f.answers)
                  ORDER BY f.completed_at, f.id)::text AS rows
         FROM app.administration f
        WHERE (f.org_id, f.episode_id) = (e.org_id, e.id) AND f.completed_at <= a.as_of AND f.recorded_at <= a.known_at
          AND {stands("f", "a.known_at")}
          AND NOT EXISTS (SELECT FROM app.administration n
               WHERE (n.org_id, n.amends) = (f.org_id, f.id) AND n.recorded_at <= a.known_at)) forms ON true
  LEFT JOIN LATERAL (
       SELECT m.id, m.assigned_at FROM app.match_change_point p JOIN app.match m ON (m.org_id, m.id) = (p.org_id, p.match_id)
        WHERE (p.org_id, p.episode_id) = (e.org_id, e.id) AND p.starts_at <= a.as_of AND p.recorded_at <= a.known_at
          AND p.recorded_at > coalesce(reopened.recorded_at, '-infinity')
        ORDER BY p.starts_at DESC, p.recorded_at DESC LIMIT 1) assigned ON true
  LEFT JOIN LATERAL (
       SELECT s.id, s.held_at FROM app.session s
        WHERE (s.org_id, s.episode_id) = (e.org_id, e.id) AND s.was_made AND NOT s.is_struck
          AND s.held_at <= a.as_of AND s.recorded_at <= a.known_at
          AND {stands("s", "a.known_at")}
          AND s.held_at >= coalesce(reopened.effective_at, '-infinity')
          AND NOT EXISTS (SELECT FROM app.session n
               WHERE (n.org_id, n.amends) = (s.org_id, s.id) AND n.recorded_at <= a.known_at)
        ORDER BY s.held_at DESC, s.id DESC LIMIT 1) made ON true
  LEFT JOIN LATERAL (
       SELECT array_agg(s.id ORDER BY s.held_at, s.id) AS ids FROM app.session s
        WHERE (s.org_id, s.episode_id) = (e.org_id, e.id) AND NOT s.was_made AND NOT s.is_struck
          AND s.held_at <= a.as_of AND s.recorded_at <= a.known_at
          AND {stands("s", "a.known_at")}
          AND s.held_at >= coalesce(reopened.effective_at, '-infinity')
          AND (made.held_at IS NULL OR (s.held_at, s.id) > (made.held_at, made.id))
          AND NOT EXISTS (SELECT FROM app.session n
               WHERE (n.org_id, n.amends) = (s.org_id, s.id) AND n.recorded_at <= a.known_at)) missed ON true
  LEFT JOIN LATERAL (
       SELECT (SELECT count(*) FROM app.match m
                 JOIN app.session s ON (s.org_id, s.match_id) = (m.org_id, m.id)
                WHERE (m.org_id, m.episode_id) = (e.org_id, e.id) AND m.for_step = step.to_step
                  AND m.recorded_at > coalesce(gone.recorded_at, '-infinity')
                  AND s.was_made AND NOT s.is_struck AND s.held_at <= a.as_of AND s.recorded_at <= a.known_at
                  AND {stands("s", "a.known_at")}
                  AND NOT EXISTS (SELECT FROM app.session n
                       WHERE (n.org_id, n.amends) = (s.org_id, s.id) AND n.recorded_at <= a.known_at)) AS made,
              (SELECT count(*) FROM app.match m
                 JOIN app.planned_session p ON (p.org_id, p.match_id) = (m.org_id, m.id)
                WHERE (m.org_id, m.episode_id) = (e.org_id, e.id) AND m.for_step = step.to_step
                  AND m.recorded_at > coalesce(gone.recorded_at, '-infinity')
                  AND p.planned_at <= a.as_of AND p.recorded_at <= a.known_at) AS planned) dose ON true
  LEFT JOIN LATERAL (
       SELECT json_agg(json_build_array(c.id, c.kind, c.reason_code, c.happened_at)
                  ORDER BY c.happened_at, c.id)::text AS rows FROM app.concern c
        WHERE (c.org_id, c.episode_id) = (e.org_id, e.id)
          AND c.happened_at <= a.as_of AND c.recorded_at <= a.known_at
          AND {stands("c", "a.known_at")}) concerns ON true
  LEFT JOIN LATERAL (
       SELECT array_agg(w.id ORDER BY w.id) AS ids FROM app.work w
        WHERE (w.org_id, w.episode_id) = (e.org_id, e.id) AND w.kind = 'escalation'
          AND w.recorded_at <= a.known_at AND (w.ended_at IS NULL OR w.ended_at > a.known_at)) safety ON true
 ORDER BY a.place
"""
_GATHER = text(GATHER.format(asked=_ASKED))


async def gather(tx: Transaction, asked: Sequence[Asked]) -> tuple[RawEpisode, ...]:
    """Raw facts in the order asked; episodes that this organisation does not have are left out."""
    found = await tx.connection.execute(
        _GATHER,
        {
            "org_id": tx.actor.org_id,
            "episode_ids": [one.episode_id for one in asked],
            "as_ofs": [one.as_of for one in asked],
            "known_ats": [one.known_at for one in asked],
            "number": len(asked),
        },
    )
    return tuple(raw_of(row) for row in found.mappings())


async def gather_one(tx: Transaction, episode_id: UUID, known_at: datetime) -> RawEpisode:
    """Everything known at `known_at`, as of the transaction's instant.

    Whoever waited for the episode's lock has an older instant than what was written meanwhile. Those facts
    count: they would otherwise vanish from this reading and come back as news in the next.
    """
    return (await gather(tx, [Asked(episode_id, max(tx.at, known_at), known_at)]))[0]


def raw_of(row: Mapping[Any, Any]) -> RawEpisode:
    return RawEpisode(
        episode_id=row["id"],
        as_of=row["as_of"],
        step=Step(row["to_step"]),
        step_began_at=row["step_began_at"],
        opened_at=row["opened_at"],
        administrations=tuple(_administration(*one) for one in msgspec.json.decode(row["forms"] or "[]")),
        contacts=RawContacts(
            mentor_assigned_at=row["assigned_at"],
            mentor_assigned_id=row["assigned_id"],
            last_made_at=row["made_at"],
            last_made_id=row["made_id"],
            missed_in_a_row=tuple(row["missed_ids"] or ()),
            made_in_step=row["made"],
            planned_in_step=row["planned"],
        ),
        concerns=tuple(
            RawConcern(UUID(key), kind, code, datetime.fromisoformat(at))
            for key, kind, code, at in msgspec.json.decode(row["concerns"] or "[]")
        ),
        open_safety_items=tuple(row["safety_ids"] or ()),
    )


def _administration(
    key: str,
    instrument: str,
    informant: str,
    recall: str,
    form: str,
    completed: str,
    recorded: str,
    *score: Any,
) -> RawAdministration:
    status, total, band, positivity, safety, answers = score
    return RawAdministration(
        id=UUID(key),
        instrument_id=instrument,
        informant=informant,
        recall_window=recall,
        form_version=form,
        completed_at=datetime.fromisoformat(completed),
        recorded_at=datetime.fromisoformat(recorded),
        status=status,
        total=total,
        band=band,
        positivity=positivity,
        safety=safety,
        answers=answers,
    )
