"""Which mentors and supervisors are there for a case, and what is on file about each?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, text

from supervision.clearance import Mentor
from workflows.records.episodes import Case
from workflows.records.match_lives import OVER
from workflows.records.rows import known_row
from workflows.records.scope import Transaction
from workflows.records.tables.people import mentor_terms

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""How the weekdays of a mentor are kept, from Monday on."""
MOST_SHOWN: Final = 300
"""Mentors of the site first, so that only those of other sites are ever cut off."""


@dataclass(frozen=True, slots=True)
class Supervisor:
    """A direct supervisor with the clinical supervisor above, if there is one."""

    person_id: UUID
    name: str
    clinical_id: UUID | None
    clinical_name: str | None
    last_day_on: date | None = None


@dataclass(frozen=True, slots=True)
class MentorTerms:
    """How many mentees a mentor takes, on which weekdays (`WEEKDAYS`), and at which reasons of referral they are good."""

    most_mentees: int
    weekdays: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()


_ABOVE = """LEFT JOIN LATERAL (SELECT h.holder_id FROM app.person_supervision h
       WHERE (h.org_id, h.person_id) = ({below}) AND h.starts_at <= :at
       ORDER BY h.starts_at DESC, h.recorded_at DESC LIMIT 1) {name} ON true"""
_LAST_DAY = """(SELECT l.last_day_on FROM app.departure l
           WHERE (l.org_id, l.person_id) = (p.org_id, p.id) AND l.ended_at IS NULL) AS last_day_on"""
_UNTIL = """(SELECT c.valid_until FROM app.credential c WHERE (c.org_id, c.person_id) = (p.org_id, p.id)
           AND c.kind = '{kind}' ORDER BY c.recorded_at DESC LIMIT 1)"""
# A place is taken by the newest change point, whenever it begins: of two who assign the last place at the same
# moment, the later must see what the earlier wrote under a clock that may be ahead of its own.
_MENTORS = text(
    f"""
SELECT p.id AS person_id, p.given_name || ' ' || p.family_name AS name,
       {_UNTIL.format(kind="clearance")} AS cleared_until, {_UNTIL.format(kind="journey_mentor")} AS journey_until,
       direct.holder_id AS supervisor_id, d.given_name || ' ' || d.family_name AS supervisor_name,
       clinical.holder_id AS clinical_id, c.given_name || ' ' || c.family_name AS clinical_name,
       post.works_here, terms.most_mentees, terms.weekdays, terms.strengths,
       (SELECT count(*) FROM app.match m JOIN app.offer o ON (o.org_id, o.id) = (m.org_id, m.offer_id)
          JOIN app.episode e ON (e.org_id, e.id) = (m.org_id, m.episode_id)
         WHERE (m.org_id, m.mentor_id) = (p.org_id, p.id) AND e.step <> 'closed'
           AND e.id IS DISTINCT FROM cast(:episode_id AS uuid)
           AND ((o.state IN ('accepted', 'waiting') AND NOT {OVER.format(match="m")}) OR m.id =
               (SELECT s.match_id FROM app.match_change_point s
                 WHERE (s.org_id, s.episode_id) = (m.org_id, m.episode_id)
                 ORDER BY s.starts_at DESC, s.recorded_at DESC LIMIT 1))) AS open_matches,
       (SELECT count(*) FROM app.reservation r
         WHERE (r.org_id, r.mentor_id) = (p.org_id, p.id) AND r.ended_at IS NULL AND r.until_on >= :today
           AND r.episode_id IS DISTINCT FROM cast(:episode_id AS uuid)) AS reserved_elsewhere,
       (SELECT r.until_on FROM app.reservation r
         WHERE (r.org_id, r.mentor_id) = (p.org_id, p.id) AND r.ended_at IS NULL AND r.until_on >= :today
           AND r.episode_id = cast(:episode_id AS uuid)) AS reserved_until,
       met.mentees_before, met.met_before, coalesce(p.id = now_meeting.mentor_id, false) AS meets_now,
       EXISTS (SELECT FROM app.mentor_conflict x
         WHERE (x.org_id, x.mentor_id, x.mentee_id) = (p.org_id, p.id, cast(:mentee_id AS uuid))
           AND x.withdrawn_at IS NULL) AS has_conflict,
       {_LAST_DAY}
  FROM app.person p
  JOIN LATERAL (SELECT bool_or(a.site_id IS NULL OR a.site_id = :site_id) AS works_here FROM app.appointment a
       WHERE (a.org_id, a.person_id) = (p.org_id, p.id) AND a.role IN ('mentor', 'journey_mentor')
         AND a.starts_at <= :at AND (a.ended_at IS NULL OR a.ended_at > :at)) post ON post.works_here IS NOT NULL
  {_ABOVE.format(below="p.org_id, p.id", name="direct")}
  {_ABOVE.format(below="p.org_id, direct.holder_id", name="clinical")}
  LEFT JOIN app.person d ON (d.org_id, d.id) = (p.org_id, direct.holder_id)
  LEFT JOIN app.person c ON (c.org_id, c.id) = (p.org_id, clinical.holder_id)
  LEFT JOIN LATERAL (SELECT t.most_mentees, t.weekdays, t.strengths FROM app.mentor_terms t
       WHERE (t.org_id, t.person_id) = (p.org_id, p.id) AND t.starts_at <= :at
       ORDER BY t.starts_at DESC, t.recorded_at DESC LIMIT 1) terms ON true
  LEFT JOIN LATERAL (SELECT m.mentor_id FROM app.match_change_point s
        LEFT JOIN app.match m ON (m.org_id, m.id) = (s.org_id, s.match_id)
       WHERE (s.org_id, s.episode_id) = (p.org_id, cast(:episode_id AS uuid)) AND s.starts_at <= :at
       ORDER BY s.starts_at DESC, s.recorded_at DESC LIMIT 1) now_meeting ON true
  LEFT JOIN LATERAL (SELECT count(DISTINCT e.mentee_id) AS mentees_before,
            coalesce(bool_or(e.mentee_id = cast(:mentee_id AS uuid)), false) AS met_before
       FROM app.match m JOIN app.episode e ON (e.org_id, e.id) = (m.org_id, m.episode_id)
      WHERE (m.org_id, m.mentor_id) = (p.org_id, p.id)) met ON true
 WHERE p.org_id = :org_id AND (cast(:mentor_id AS uuid) IS NULL OR p.id = :mentor_id)
 ORDER BY post.works_here DESC, p.family_name, p.given_name, p.id LIMIT :most
"""
)
_SUPERVISORS = text(
    f"""
SELECT p.id AS person_id, p.given_name || ' ' || p.family_name AS name, clinical.holder_id AS clinical_id,
       c.given_name || ' ' || c.family_name AS clinical_name, {_LAST_DAY}
  FROM app.person p
  {_ABOVE.format(below="p.org_id, p.id", name="clinical")}
  LEFT JOIN app.person c ON (c.org_id, c.id) = (p.org_id, clinical.holder_id)
 WHERE p.org_id = :org_id
   AND EXISTS (SELECT FROM app.appointment a WHERE (a.org_id, a.person_id) = (p.org_id, p.id)
        AND a.role = 'direct_supervisor' AND (a.site_id IS NULL OR a.site_id = :site_id)
        AND a.starts_at <= :at AND (a.ended_at IS NULL OR a.ended_at > :at))
 ORDER BY p.family_name, p.given_name, p.id
"""
)
# Weak enough not to keep anybody from naming this person in a row of theirs.
_LOCK = text("SELECT p.id FROM app.person p WHERE p.org_id = :org_id AND p.id = :id FOR NO KEY UPDATE")
_TERMS = insert(mentor_terms)


async def mentors_for(tx: Transaction, case: Case, *, mentor_id: UUID | None = None) -> tuple[Mentor, ...]:
    """Every mentor of the organization as they stand to this case; those of the site first. One when named."""
    return await _mentors(
        tx,
        site_id=case.site_id,
        today=case.calendar.local_day(tx.at),
        episode_id=case.id,
        mentee_id=case.mentee_id,
        mentor_id=mentor_id,
    )


async def mentors_at(tx: Transaction, site_id: UUID, *, today: date) -> tuple[Mentor, ...]:
    """Mentors appointed at the site, by name, whoever the mentee."""
    found = await _mentors(tx, site_id=site_id, today=today, episode_id=None, mentee_id=None, mentor_id=None)
    return tuple(one for one in found if one.works_here)


async def _mentors(tx: Transaction, **asked: object) -> tuple[Mentor, ...]:
    whole = {"org_id": tx.actor.org_id, "at": tx.at, "most": MOST_SHOWN, **asked}
    return tuple(_mentor(row) for row in (await tx.connection.execute(_MENTORS, whole)).mappings())


def _mentor(row: Mapping[Any, Any]) -> Mentor:
    weekdays = frozenset(WEEKDAYS.index(day) for day in row["weekdays"] or ())
    lists = {"weekdays": weekdays, "strengths": frozenset(row["strengths"] or ())}
    # Whoever meets the mentee now did not know them from an earlier match.
    return Mentor(**{**row, **lists, "met_before": row["met_before"] and not row["meets_now"]})


async def lock_mentor(tx: Transaction, mentor_id: UUID) -> None:
    """Whoever gives one of this mentor's places away waits here for whoever is doing so. Raises `NotFound`.

    Read the mentor afterwards: only then is what the other one wrote seen.
    """
    await known_row(tx, _LOCK, id=mentor_id)


async def supervisors_at(tx: Transaction, site_id: UUID, *, at: datetime) -> tuple[Supervisor, ...]:
    """Direct supervisors appointed at the site."""
    asked = {"org_id": tx.actor.org_id, "site_id": site_id, "at": at}
    return tuple(Supervisor(**row) for row in (await tx.connection.execute(_SUPERVISORS, asked)).mappings())


async def keep_mentor_terms(tx: Transaction, person_id: UUID, terms: MentorTerms, at: datetime) -> None:
    """A change point: from now on these terms hold."""
    row = {"org_id": tx.actor.org_id, "person_id": person_id, "starts_at": at, "recorded_at": at}
    lists: dict[str, Sequence[str]] = {"weekdays": list(terms.weekdays), "strengths": list(terms.strengths)}
    await tx.connection.execute(_TERMS, {**row, "most_mentees": terms.most_mentees, **lists})
