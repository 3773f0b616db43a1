"""In which grades are the students of a school, and did it go over to the new school year?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from sqlalchemy import insert, text

from supervision.rolling_over import RollOver, roll_over_of, why_not_roll_over
from triage.school_year import first_day_of, school_year_of
from workflows.records.closures import SiteYear
from workflows.records.refusals import Stale
from workflows.records.rows import row_of
from workflows.records.scope import Transaction
from workflows.records.tables.people import roll_over

# Whoever came in this school year came with the grade of this year.
_OLD = "s.org_id = :org_id AND s.site_id = :site_id AND s.left_on IS NULL AND s.recorded_at < :begins"
_GRADES = text(f"SELECT s.grade, count(*) AS students FROM app.student s WHERE {_OLD} GROUP BY s.grade")
_LEAVING = text(f"""
SELECT p.id, coalesce(p.preferred_name, p.given_name) || ' ' || p.family_name AS name, s.grade
  FROM app.student s JOIN app.person p ON (p.org_id, p.id) = (s.org_id, s.person_id)
 WHERE {_OLD} AND s.grade = ANY(:grades) ORDER BY p.family_name, p.given_name, p.id LIMIT :most
""")
_OPEN = text(f"""
SELECT count(*) FROM app.student s JOIN app.episode e ON (e.org_id, e.mentee_id) = (s.org_id, s.person_id)
 WHERE {_OLD} AND s.grade = ANY(:grades) AND e.step <> 'closed'
""")
_DONE = text("""
SELECT r.recorded_at, r.raised, r.leaving, p.given_name || ' ' || p.family_name AS name
  FROM app.roll_over r JOIN app.person p ON (p.org_id, p.id) = (r.org_id, r.done_by)
 WHERE r.org_id = :org_id AND r.site_id = :site_id AND r.school_year = :school_year
""")
_ROSTER = text("""
SELECT max(i.ended_at) AS ended_at FROM app.roster_import i
 WHERE i.org_id = :org_id AND i.kind = 'roster' AND i.state = 'done'
   AND (i.site_id IS NULL OR i.site_id = :site_id)
""")
# One statement for every grade: raised one after the other, a student would climb the whole ladder.
_RAISE = text(f"""
UPDATE app.student AS s SET grade = m.following
  FROM unnest(cast(:grades AS text[]), cast(:followings AS text[])) AS m (grade, following)
 WHERE s.grade = m.grade AND {_OLD}
""")
# Two that begin the year of a school at once wait for each other.
_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:org_id || ' roll_over ' || :site_id, 0))")
_KEEP = insert(roll_over)


@dataclass(frozen=True, slots=True)
class Done:
    """A school went over to a school year: when, by whom, and how many grades were raised."""

    recorded_at: datetime
    raised: int
    leaving: int
    name: str


@dataclass(frozen=True, slots=True)
class Leaver:
    """A student of the last grade. Whether there is a case is nothing for whoever keeps the roster."""

    person_id: UUID
    name: str
    grade: str


async def grades_at(
    tx: Transaction, site_id: UUID, *, begins: datetime
) -> tuple[tuple[str | None, int], ...]:
    """Each grade as it is written, with its students; who came in since `begins` is left out."""
    asked = {"org_id": tx.actor.org_id, "site_id": site_id, "begins": begins}
    return tuple((row.grade, row.students) for row in await tx.connection.execute(_GRADES, asked))


async def leavers_at(
    tx: Transaction, site_id: UUID, grades: Sequence[str], *, begins: datetime, most: int
) -> tuple[Leaver, ...]:
    """Those in these grades, by name."""
    asked = {"org_id": tx.actor.org_id, "site_id": site_id, "begins": begins}
    found = await tx.connection.execute(_LEAVING, {**asked, "grades": list(grades), "most": most})
    return tuple(Leaver(row.id, row.name, row.grade) for row in found)


async def open_cases_of(tx: Transaction, site_id: UUID, grades: Sequence[str], *, begins: datetime) -> int:
    """How many cases of students in these grades are open."""
    asked = {"org_id": tx.actor.org_id, "site_id": site_id, "begins": begins, "grades": list(grades)}
    return int((await tx.connection.execute(_OPEN, asked)).scalar_one())


async def done_for(tx: Transaction, site_id: UUID, school_year: str) -> Done | None:
    row = await row_of(tx, _DONE, site_id=site_id, school_year=school_year)
    return Done(**row) if row else None


async def last_roster_at(tx: Transaction, site_id: UUID) -> datetime | None:
    """When a roster with this school in it was taken last."""
    row = await row_of(tx, _ROSTER, site_id=site_id)
    return row["ended_at"] if row else None


async def why_not_yet(tx: Transaction, site: SiteYear) -> str | None:
    """Why this school cannot go over now, in a sentence."""
    today = site.calendar.local_day(tx.at)
    done = await done_for(tx, site.site_id, school_year_of(today))
    roster_at = await last_roster_at(tx, site.site_id)
    return why_not_roll_over(
        today=today,
        done_on=site.calendar.local_day(done.recorded_at) if done else None,
        began_on=site.calendar.local_day(site.since),
        roster_on=site.calendar.local_day(roster_at) if roster_at else None,
    )


async def planned_for(tx: Transaction, site: SiteYear, last: str | None) -> RollOver:
    """What would happen now, when this is the last grade."""
    counted = await grades_at(tx, site.site_id, begins=begins_at(site, tx.at))
    return roll_over_of(counted, today=site.calendar.local_day(tx.at), last=last)


def begins_at(site: SiteYear, at: datetime) -> datetime:
    """The instant at which the present school year began there."""
    year = school_year_of(site.calendar.local_day(at))
    return site.calendar.wall_time(first_day_of(year), time(0))


async def lock_year(tx: Transaction, site_id: UUID) -> None:
    await tx.connection.execute(_ALONE, {"org_id": str(tx.actor.org_id), "site_id": str(site_id)})


async def raise_grades(tx: Transaction, site_id: UUID, planned: RollOver, *, begins: datetime) -> None:
    """Raise them; raises `Stale` when there are others by now than were planned for."""
    grades, followings = [one.grade for one in planned.raises], [one.following for one in planned.raises]
    asked = {"org_id": tx.actor.org_id, "site_id": site_id, "begins": begins}
    raised = await tx.connection.execute(_RAISE, {**asked, "grades": grades, "followings": followings})
    if raised.rowcount != planned.raised:
        raise Stale("Students came or left a moment ago. Look at the preview again.")


async def keep_roll_over(
    tx: Transaction, site_id: UUID, planned: RollOver, *, by: UUID, at: datetime
) -> None:
    await tx.connection.execute(
        _KEEP,
        {
            "org_id": tx.actor.org_id,
            "site_id": site_id,
            "school_year": planned.school_year,
            "raised": planned.raised,
            "leaving": planned.leaving,
            "done_by": by,
            "recorded_at": at,
        },
    )
