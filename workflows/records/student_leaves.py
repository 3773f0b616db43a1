"""Which students leave their school while their case is open, what is open of each, and who was asked to take it over?

It is kept as a departure of the student. Where a student has left in the roster, or is at another school there, nobody
need have said it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from supervision.rolling_over import highest
from workflows.records.match_lives import OVER
from workflows.records.referrals import LIVE
from workflows.records.rows import row_of
from workflows.records.said_leaves import OF_STUDENT
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class LeavingStudent:
    """One open case. `left_on` and `goes_to` are of the roster; `last_day_on` and `why` of whoever said that they leave.

    `mentors` are those of the matches that live; `letters` the kinds of consent for which a letter is out.
    """

    episode_id: UUID
    mentee_id: UUID
    mentee_name: str
    site_id: UUID
    site_name: str
    grade: str | None
    step: str
    owner_id: UUID
    owner_name: str
    left_on: date | None
    goes_to: str | None
    departure_id: UUID | None
    last_day_on: date | None
    why: str
    asked_name: str | None
    answer: str | None
    taken_over_on: date | None
    mentors: tuple[str, ...]
    escalations: int
    recommendations: int
    tasks: int
    referrals: int
    offers: int
    letters: int

    @property
    def is_left_alone(self) -> bool:
        """Whether the student has left by the roster, and nobody has taken the case over since."""
        return self.left_on is not None and (self.taken_over_on is None or self.left_on > self.taken_over_on)

    @property
    def is_unsafe(self) -> bool:
        return self.escalations > 0

    @property
    def open_items(self) -> int:
        return (
            self.escalations + self.recommendations + self.tasks + self.referrals + self.offers + self.letters
        )


LEFT_ALONE: Final = """(st.left_on IS NOT NULL AND NOT EXISTS (SELECT FROM app.takeover gone
         JOIN app.departure own ON (own.org_id, own.id) = (gone.org_id, gone.departure_id) AND own.person_id = e.mentee_id
        WHERE (gone.org_id, gone.episode_id, gone.what, gone.answer) = (e.org_id, e.id, 'owner', 'accepted')
          AND st.left_on <= (gone.answered_at AT TIME ZONE s.time_zone)::date))"""
"""Whether the student (`st`, of the episode `e` at the site `s`) has left, and nobody has taken the case over since."""
_WORK: Final = """(SELECT count(*) FROM app.work w WHERE (w.org_id, w.episode_id) = (e.org_id, e.id)
           AND w.state <> 'ended' AND w.kind = '{kind}')"""
_CASES: Final = f"""
SELECT e.id AS episode_id, e.mentee_id, coalesce(m.preferred_name, m.given_name) || ' ' || m.family_name AS mentee_name,
       e.site_id, s.name AS site_name, st.grade, e.step, e.owner_id, o.given_name || ' ' || o.family_name AS owner_name,
       st.left_on, CASE WHEN st.site_id <> e.site_id THEN other.name END AS goes_to,
       said.id AS departure_id, said.last_day_on, coalesce(said.why, '') AS why,
       asked.name AS asked_name, asked.answer,
       CASE WHEN asked.answer = 'accepted' THEN (asked.answered_at AT TIME ZONE s.time_zone)::date END AS taken_over_on,
       ARRAY(SELECT k.given_name || ' ' || k.family_name FROM app.match x
               JOIN app.person k ON (k.org_id, k.id) = (x.org_id, x.mentor_id)
              WHERE (x.org_id, x.episode_id) = (e.org_id, e.id) AND NOT {OVER.format(match="x")}
              ORDER BY x.assigned_at, x.id) AS mentors,
       {_WORK.format(kind="escalation")} AS escalations,
       {_WORK.format(kind="recommendation")} AS recommendations,
       {_WORK.format(kind="task")} AS tasks,
       (SELECT count(*) FROM app.referral r WHERE (r.org_id, r.episode_id) = (e.org_id, e.id) AND r.{LIVE}) AS referrals,
       (SELECT count(*) FROM app.offer f WHERE (f.org_id, f.episode_id) = (e.org_id, e.id)
           AND f.state IN ('offered', 'accepted', 'waiting')) AS offers,
       (SELECT count(*) FROM (SELECT DISTINCT ON (c.kind) c.state FROM app.consent c
              WHERE (c.org_id, c.mentee_id) = (e.org_id, e.mentee_id)
              ORDER BY c.kind, c.recorded_at DESC) newest WHERE newest.state = 'out') AS letters
  FROM app.episode e
  JOIN app.person m ON (m.org_id, m.id) = (e.org_id, e.mentee_id)
  JOIN app.person o ON (o.org_id, o.id) = (e.org_id, e.owner_id)
  JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
  LEFT JOIN app.student st ON (st.org_id, st.person_id) = (e.org_id, e.mentee_id)
  LEFT JOIN app.site other ON (other.org_id, other.id) = (st.org_id, st.site_id)
  LEFT JOIN LATERAL (SELECT d.id, d.last_day_on, d.why FROM app.departure d
       WHERE (d.org_id, d.person_id) = (e.org_id, e.mentee_id) AND {OF_STUDENT}
       ORDER BY d.recorded_at DESC, d.id DESC LIMIT 1) said ON true
  LEFT JOIN LATERAL (SELECT t.answer, t.answered_at, k.given_name || ' ' || k.family_name AS name
        FROM app.takeover t JOIN app.person k ON (k.org_id, k.id) = (t.org_id, t.to_id)
       WHERE (t.org_id, t.departure_id) = (e.org_id, said.id)
       ORDER BY t.proposed_at DESC, t.id DESC LIMIT 1) asked ON true
 WHERE e.org_id = :org_id AND e.step <> 'closed'
"""
# Whoever was taken over is done, until the roster says once more that they leave.
_LEAVES: Final = """(CASE WHEN taken_over_on IS NULL
    THEN left_on IS NOT NULL OR goes_to IS NOT NULL OR departure_id IS NOT NULL ELSE left_on > taken_over_on END)"""
_ALL = text(f"""
SELECT * FROM ({_CASES}) c WHERE {_LEAVES}
   AND (cast(:site_ids AS uuid[]) IS NULL OR site_id = ANY(:site_ids) OR owner_id = :person_id)
 ORDER BY escalations = 0, site_name, mentee_name, episode_id
""")
_GRADES = text("""
SELECT s.site_id, s.grade FROM app.student s WHERE s.org_id = :org_id AND s.left_on IS NULL GROUP BY s.site_id, s.grade
""")
_IN_GRADE = text(f"""
SELECT * FROM ({_CASES}) c WHERE taken_over_on IS NULL AND NOT {_LEAVES}
   AND (site_id, grade) IN (SELECT * FROM unnest(cast(:at_sites AS uuid[]), cast(:grades AS text[])))
   AND (cast(:site_ids AS uuid[]) IS NULL OR site_id = ANY(:site_ids) OR owner_id = :person_id)
 ORDER BY escalations = 0, site_name, mentee_name, episode_id
""")
_ONE = text(f"SELECT * FROM ({_CASES} AND e.id = :id) c")
_COUNT = text("""
SELECT count(*) FROM app.episode e
  JOIN app.student st ON (st.org_id, st.person_id) = (e.org_id, e.mentee_id)
  JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
 WHERE e.org_id = :org_id AND e.step <> 'closed' AND (st.left_on IS NOT NULL OR st.site_id <> e.site_id)
   AND (cast(:site_ids AS uuid[]) IS NULL OR e.site_id = ANY(:site_ids) OR e.owner_id = :person_id)
   AND NOT EXISTS (SELECT FROM app.takeover t
        WHERE (t.org_id, t.episode_id, t.what, t.answer) = (e.org_id, e.id, 'owner', 'accepted')
          AND (st.left_on IS NULL OR st.left_on <= (t.answered_at AT TIME ZONE s.time_zone)::date)
          AND EXISTS (SELECT FROM app.departure d WHERE (d.org_id, d.id, d.person_id)
                          = (t.org_id, t.departure_id, e.mentee_id)))
""")


async def leaving_students(
    tx: Transaction, *, site_ids: tuple[UUID, ...] | None
) -> tuple[LeavingStudent, ...]:
    """Those of these sites (None: of all) and of the reader's own cases; the cases about safety first."""
    asked = {"org_id": tx.actor.org_id, "person_id": tx.actor.person_id}
    sites = None if site_ids is None else list(site_ids)
    found = await tx.connection.execute(_ALL, {**asked, "site_ids": sites})
    return tuple(_student(row) for row in found.mappings())


async def in_last_grade(tx: Transaction, *, site_ids: tuple[UUID, ...] | None) -> tuple[LeavingStudent, ...]:
    """Those who stand in the highest grade of their school and have not left: they graduate next."""
    grades: dict[UUID, list[str]] = {}
    for row in await tx.connection.execute(_GRADES, {"org_id": tx.actor.org_id}):
        grades.setdefault(row.site_id, []).append(row.grade)
    last = {site_id: grade for site_id, found in grades.items() if (grade := highest(found)) is not None}
    asked = {
        "org_id": tx.actor.org_id,
        "person_id": tx.actor.person_id,
        "site_ids": None if site_ids is None else list(site_ids),
        "at_sites": list(last),
        "grades": list(last.values()),
    }
    found_rows = await tx.connection.execute(_IN_GRADE, asked)
    return tuple(_student(row) for row in found_rows.mappings())


async def leaving_student(tx: Transaction, episode_id: UUID) -> LeavingStudent | None:
    """One open case, whether or not anybody has said that its student leaves."""
    row = await row_of(tx, _ONE, id=episode_id)
    return _student(row) if row else None


async def count_leaving(tx: Transaction, *, site_ids: tuple[UUID, ...] | None) -> int:
    """How many have left by the roster, and nobody has taken their case over."""
    asked = {"org_id": tx.actor.org_id, "person_id": tx.actor.person_id}
    sites = None if site_ids is None else list(site_ids)
    return int((await tx.connection.execute(_COUNT, {**asked, "site_ids": sites})).scalar_one())


def _student(row: Mapping[Any, Any]) -> LeavingStudent:
    return LeavingStudent(**{**row, "mentors": tuple(row["mentors"])})
