"""How does a case stand? Load it, lock it, open it, and write its step together with the record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, text

from care_steps.steps import Step
from supervision.access import Standing
from triage.calendar import SchoolCalendar
from workflows.records.match_lives import OVER
from workflows.records.refusals import Stale
from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Case:
    """An episode as it stands, with those who look after it and the calendar of its site.

    `mentee_called` is the first name alone: for what bystanders may read.
    """

    id: UUID
    mentee_id: UUID
    mentee_name: str
    mentee_called: str
    site_id: UUID
    site_name: str
    owner_id: UUID
    step: Step
    version: int
    opened_at: datetime
    known_at: datetime
    standing: Standing
    calendar: SchoolCalendar
    serving_match_id: UUID | None
    on_call_phone: str | None
    policy_version_id: UUID | None

    def knows_at(self, at: datetime) -> datetime:
        """The instant at which a new fact is known: `at`, but always after the newest fact."""
        return max(at, self.known_at + INSTANT)


# Who serves and supervises at :at: the newest change point that has begun holds. A closed case stays readable to those
# who looked after it last: the gap that its end makes counts once it is open again. A match that ends while the case
# goes on leaves the mentee without a mentor, and not without the supervisors who looked after them until then.
CASE: Final = """
SELECT e.id, e.mentee_id, e.site_id, e.owner_id, e.step, e.version, e.opened_at, e.known_at,
       coalesce(m.preferred_name, m.given_name) || ' ' || m.family_name AS mentee_name,
       coalesce(m.preferred_name, m.given_name) AS mentee_called,
       s.name AS site_name, s.time_zone, serving.match_id, direct.holder_id AS direct_id, clinical.holder_id AS clinical_id,
       duty.person_id AS on_call_id, duty.phone AS on_call_phone, active.id AS policy_version_id,
       (SELECT array_agg(x.mentor_id) FROM app.match x JOIN app.offer o ON (o.org_id, o.id) = (x.org_id, x.offer_id)
         WHERE (x.org_id, x.episode_id) = (e.org_id, e.id)
           AND (x.id = serving.match_id OR (o.state IN ('accepted', 'waiting') AND NOT {over}))) AS mentor_ids,
       (SELECT json_agg(json_build_array(c.first_on, c.last_on)) FROM app.closure c
         WHERE (c.org_id, c.site_id) = (e.org_id, e.site_id)) AS closures
  FROM app.episode e
  JOIN app.person m ON (m.org_id, m.id) = (e.org_id, e.mentee_id)
  JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
  LEFT JOIN LATERAL (SELECT p.match_id FROM app.match_change_point p
       WHERE (p.org_id, p.episode_id) = (e.org_id, e.id) AND p.starts_at <= :at
         AND (p.match_id IS NOT NULL OR e.step <> 'closed')
       ORDER BY p.starts_at DESC, p.recorded_at DESC LIMIT 1) serving ON true
  LEFT JOIN LATERAL (SELECT p.match_id FROM app.match_change_point p
       WHERE (p.org_id, p.episode_id) = (e.org_id, e.id) AND p.starts_at <= :at
         AND (p.match_id IS NOT NULL OR (p.gap_reason = 'case_closed' AND e.step <> 'closed'))
       ORDER BY p.starts_at DESC, p.recorded_at DESC LIMIT 1) latest ON true
  LEFT JOIN LATERAL (SELECT p.holder_id FROM app.match_supervision p
       WHERE (p.org_id, p.match_id) = (e.org_id, latest.match_id) AND p.starts_at <= :at
       ORDER BY p.starts_at DESC, p.recorded_at DESC LIMIT 1) direct ON true
  LEFT JOIN LATERAL (SELECT p.holder_id FROM app.person_supervision p
       WHERE (p.org_id, p.person_id) = (e.org_id, direct.holder_id) AND p.starts_at <= :at
       ORDER BY p.starts_at DESC, p.recorded_at DESC LIMIT 1) clinical ON true
  LEFT JOIN LATERAL (SELECT p.person_id, p.phone FROM app.on_call p
       WHERE (p.org_id, p.site_id) = (e.org_id, e.site_id) AND p.starts_at <= :at
       ORDER BY p.starts_at DESC, p.recorded_at DESC LIMIT 1) duty ON true
  LEFT JOIN LATERAL (SELECT v.id FROM app.policy_version v
       WHERE v.org_id = e.org_id AND v.policy_id = 'escalation' AND v.effective_at <= :at
       ORDER BY v.effective_at DESC, v.version DESC LIMIT 1) active ON true
 WHERE e.org_id = :org_id AND {which}
""".replace("{over}", OVER.format(match="x"))
_BY_ID = text(CASE.format(which="e.id = :id")).columns(closures=JSON)
# One after the other among those who change a case. Whoever only writes something that names it does not wait, above all
# the timer of its escalation: with a plain FOR UPDATE the key of that row would be asked for and not be had.
_LOCK = text(CASE.format(which="e.id = :id FOR NO KEY UPDATE OF e")).columns(closures=JSON)
_BY_MENTEE = text(
    CASE.format(which="e.mentee_id = :id ORDER BY (e.step = 'closed'), e.opened_at DESC LIMIT 1")
).columns(closures=JSON)

_OPEN_OF_MENTEE = text("""
SELECT id FROM app.episode WHERE org_id = :org_id AND mentee_id = :mentee_id AND step <> 'closed'
""")


async def load_case(tx: Transaction, episode_id: UUID) -> Case:
    case: Case | None = tx.connection.at_hand("case", episode_id)
    return case or await _one(tx, _BY_ID, episode_id)


async def load_case_of_mentee(tx: Transaction, mentee_id: UUID) -> Case:
    """The mentee's open episode, or else the last one."""
    return await _one(tx, _BY_MENTEE, mentee_id)


async def lock_case(tx: Transaction, episode_id: UUID, *, seen_version: int | None = None) -> Case:
    """Lock the episode's row; raises `Stale` when the step has moved since the reader's page."""
    held: Case | None = tx.connection.at_hand("case", episode_id)
    case = held or await _one(tx, _LOCK, episode_id)
    if seen_version is not None and seen_version != case.version:
        raise Stale(f"{case.mentee_name} has moved to “{case.step.plain}” since you opened this page.")
    return case


async def lock_open_case(tx: Transaction, mentee_id: UUID) -> Case | None:
    """The mentee's open episode, locked; None for a student without one."""
    row = await row_of(tx, _OPEN_OF_MENTEE, mentee_id=mentee_id)
    return await lock_case(tx, row["id"]) if row else None


async def _one(tx: Transaction, statement: Any, found_by: UUID) -> Case:
    return case_of(await known_row(tx, statement, id=found_by, at=tx.at))


def case_of(row: Mapping[Any, Any]) -> Case:
    closures = tuple((date.fromisoformat(a), date.fromisoformat(b)) for a, b in row["closures"] or ())
    standing = Standing(
        mentee_id=row["mentee_id"],
        site_id=row["site_id"],
        owner_id=row["owner_id"],
        mentor_ids=frozenset(row["mentor_ids"] or ()),
        direct_supervisor_id=row["direct_id"],
        clinical_supervisor_id=row["clinical_id"],
        on_call_id=row["on_call_id"],
    )
    return Case(
        id=row["id"],
        mentee_id=row["mentee_id"],
        mentee_name=row["mentee_name"],
        mentee_called=row["mentee_called"],
        site_id=row["site_id"],
        site_name=row["site_name"],
        owner_id=row["owner_id"],
        step=Step(row["step"]),
        version=row["version"],
        opened_at=row["opened_at"],
        known_at=row["known_at"],
        standing=standing,
        calendar=SchoolCalendar(time_zone=row["time_zone"], closures=closures),
        serving_match_id=row["match_id"],
        on_call_phone=row["on_call_phone"],
        policy_version_id=row["policy_version_id"],
    )


# One statement, so that the keys between episode, step change and decision hold at its end.
_OPEN = text("""
WITH opened AS (
    INSERT INTO app.episode (org_id, id, mentee_id, site_id, owner_id, step, version, opened_at, known_at, recorded_at)
    VALUES (:org_id, :id, :mentee_id, :site_id, :owner_id, 'referred', 1, :at, :known_at, :known_at)
    ON CONFLICT (org_id, mentee_id) WHERE step <> 'closed' DO NOTHING
    RETURNING org_id, id
), decided AS (
    INSERT INTO app.decision (org_id, id, episode_id, kind, actor_kind, decided_by, decided_as, credential,
        decided_at, effective_at, to_step, direction, evidence, chosen_step, consent_basis, told, next_due,
        why, words, as_of, known_at, recorded_at)
    SELECT org_id, :decision_id, id, 'open', 'person', :by, :decided_as, '', :at, :at, 'referred', 'in', '{}',
           'referred', 'not_needed_to_open', '[]', '[]', :why, :words, :at, :known_at, :known_at FROM opened
    RETURNING org_id, id, episode_id
)
INSERT INTO app.step_change (org_id, id, episode_id, sequence, to_step, move, decision_id, effective_at, recorded_at)
SELECT org_id, :step_change_id, episode_id, 1, 'referred', 'open', id, :at, :known_at FROM decided
""")


async def keep_opening(tx: Transaction, **values: Any) -> None:
    """Write a new episode with its opening decision and its first step change; nothing when one is open already."""
    await tx.connection.execute(_OPEN, {"org_id": tx.actor.org_id, **values})


_MOVE = text("""
WITH moved AS (
    UPDATE app.episode SET step = :to_step, version = version + 1
     WHERE org_id = :org_id AND id = :episode_id AND version = :version AND step = :from_step
    RETURNING org_id, id, version
)
INSERT INTO app.step_change
       (org_id, id, episode_id, sequence, from_step, to_step, move, decision_id, effective_at, recorded_at)
SELECT org_id, :id, id, version, :from_step, :to_step, :move, :decision_id, :effective_at, :recorded_at FROM moved
RETURNING id
""")


async def keep_step_change(tx: Transaction, case: Case, **values: Any) -> None:
    """The one function that writes a mentee's step, together with its record. Raises `Stale`."""
    row = await tx.connection.execute(
        _MOVE, {"org_id": tx.actor.org_id, "episode_id": case.id, "version": case.version, **values}
    )
    if row.first() is None:
        raise Stale("Somebody moved this case a moment ago.")


_KNOWN = text(
    "UPDATE app.episode SET known_at = :known_at WHERE org_id = :org_id AND id = :id AND known_at < :known_at"
)


async def keep_known_at(tx: Transaction, episode_id: UUID, known_at: datetime) -> None:
    await tx.connection.later(_KNOWN, {"org_id": tx.actor.org_id, "id": episode_id, "known_at": known_at})
