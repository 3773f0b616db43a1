"""When is each school closed, and what does a new closure reach? Closures are only ever added."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from care_steps.policy import Policy
from supervision.closing_school import Cause
from triage.calendar import SchoolCalendar
from workflows.records.episodes import INSTANT
from workflows.records.ids import new_id
from workflows.records.refusals import NotFound
from workflows.records.scope import Transaction
from workflows.records.tables.people import closure

_SITES = text("""
SELECT s.id, s.name, s.time_zone, s.recorded_at, c.first_on, c.last_on, c.name AS called, c.recorded_at AS declared_at
  FROM app.site s LEFT JOIN app.closure c ON (c.org_id, c.site_id) = (s.org_id, s.id)
 WHERE s.org_id = :org_id ORDER BY s.name, s.id, c.first_on, c.recorded_at
""")
# In the order of their ids, like every act that locks several cases, so that no two wait for each other in a ring.
_LOCK = text("""
SELECT known_at FROM app.episode WHERE org_id = :org_id AND site_id = :site_id AND step <> 'closed' ORDER BY id FOR UPDATE
""")
_KNOWN = text("""
UPDATE app.episode SET known_at = :known_at
 WHERE org_id = :org_id AND site_id = :site_id AND step <> 'closed' AND known_at < :known_at
""")
_AHEAD = text("""
SELECT w.id, w.due_at, f.row_id, f.policy_version_id, f.as_of, step.effective_at AS step_began_at
  FROM app.episode e
  JOIN app.step_change step ON (step.org_id, step.episode_id, step.sequence) = (e.org_id, e.id, e.version)
  JOIN app.work w ON (w.org_id, w.episode_id) = (e.org_id, e.id)
  JOIN app.firing f ON (f.org_id, f.work_id) = (w.org_id, w.id)
 WHERE e.org_id = :org_id AND e.site_id = :site_id AND e.step <> 'closed' AND w.state <> 'ended' AND w.due_at > :at
 ORDER BY w.id, f.recorded_at, f.id
""")
_MOVE = text("UPDATE app.work SET due_at = :due_at WHERE org_id = :org_id AND id = :id AND state <> 'ended'")
_KEEP = insert(closure)


@dataclass(frozen=True, slots=True)
class Closed:
    """Days without school, both ends included."""

    first_on: date
    last_on: date
    name: str
    declared_at: datetime


@dataclass(frozen=True, slots=True)
class SiteYear:
    """A school with its calendar, the closures as they were declared, and since when it is here."""

    site_id: UUID
    name: str
    calendar: SchoolCalendar
    closures: tuple[Closed, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class DueWork:
    """Open work that is not late yet, with the rules behind it."""

    work_id: UUID
    due_at: datetime
    step_began_at: datetime
    firings: tuple[tuple[str, UUID, datetime], ...]

    def causes(self, policies: Mapping[UUID, Policy]) -> tuple[Cause, ...]:
        """Of each firing the time that its rule gave; one whose policy has no such row any more explains nothing."""
        found = []
        for row_id, version_id, fired_at in self.firings:
            policy = policies[version_id]
            row = next((one for one in policy.rows if one.id == row_id), None)
            pause = policy.settings.pause_from_school_days
            found += [Cause(fired_at, row.limit, self.step_began_at, pause)] if row else []
        return tuple(found)


def first_today(years: Iterable[SiteYear], at: datetime) -> date:
    """Which day it is where it is earliest; that of the database's clock without any school."""
    return min((one.calendar.local_day(at) for one in years), default=at.date())


async def site_years(tx: Transaction) -> tuple[SiteYear, ...]:
    """Every school of the organization, by name."""
    rows: dict[UUID, list[Any]] = {}
    for row in await tx.connection.execute(_SITES, {"org_id": tx.actor.org_id}):
        rows.setdefault(row.id, []).append(row)
    return tuple(_site(found) for found in rows.values())


async def site_year(tx: Transaction, site_id: UUID) -> SiteYear:
    """One of them; raises `NotFound`."""
    site = next((one for one in await site_years(tx) if one.site_id == site_id), None)
    if site is None:
        raise NotFound
    return site


def _site(rows: Sequence[Any]) -> SiteYear:
    first = rows[0]
    closures = tuple(
        Closed(row.first_on, row.last_on, row.called, row.declared_at) for row in rows if row.first_on
    )
    calendar = SchoolCalendar(first.time_zone, tuple((one.first_on, one.last_on) for one in closures))
    return SiteYear(first.id, first.name, calendar, closures, first.recorded_at)


async def hold_site(tx: Transaction, site_id: UUID) -> datetime:
    """Lock the open cases of a site; returns the instant at which a new fact about all of them is known."""
    found = await tx.connection.execute(_LOCK, {"org_id": tx.actor.org_id, "site_id": site_id})
    newest: list[datetime] = [known_at + INSTANT for known_at in found.scalars()]
    return max([tx.at, *newest])


async def keep_closure(
    tx: Transaction, site_id: UUID, *, first_on: date, last_on: date, name: str, known_at: datetime
) -> UUID:
    """Add it; whatever is found out about the cases of the site from now on knows of it. Returns its id."""
    scope, closure_id = {"org_id": tx.actor.org_id, "site_id": site_id}, new_id()
    days = {"first_on": first_on, "last_on": last_on, "name": name, "recorded_at": known_at}
    await tx.connection.execute(_KEEP, {**scope, "id": closure_id, **days})
    await tx.connection.execute(_KNOWN, {**scope, "known_at": known_at})
    return closure_id


async def work_ahead(tx: Transaction, site_id: UUID) -> tuple[DueWork, ...]:
    """Open work of the site that is due later than now."""
    asked = {"org_id": tx.actor.org_id, "site_id": site_id, "at": tx.at}
    found: dict[UUID, list[Any]] = {}
    for row in await tx.connection.execute(_AHEAD, asked):
        found.setdefault(row.id, []).append(row)
    return tuple(
        DueWork(
            work_id,
            rows[0].due_at,
            rows[0].step_began_at,
            tuple((one.row_id, one.policy_version_id, one.as_of) for one in rows),
        )
        for work_id, rows in found.items()
    )


async def move_due(tx: Transaction, work_id: UUID, due_at: datetime) -> None:
    await tx.connection.execute(_MOVE, {"org_id": tx.actor.org_id, "id": work_id, "due_at": due_at})
