"""Would a rule have fired in the same life if the school had had no breaks?

The weeks of the breaks are cut out of the calendar and out of everything that happened: what came after a break comes
so many weeks earlier, at the same time of day on the same day of the week. A routine rule that fires in the real year
and not in that one was brought about by closures alone.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from care_steps.facts import derive
from care_steps.policy import Policy, evaluate
from care_steps.raw_facts import RawEpisode
from care_steps.rules.cells import Result
from care_steps.vocabulary import Scope
from supervision.simulating.firings import Fired
from triage.calendar import SchoolCalendar
from triage.school_year import Break, breaks

REAL = "real"
_WEEK = timedelta(weeks=1).days


def closures_caused(fired: Fired, policy: Policy, *, pause_from: int) -> bool:
    """Whether this routine firing is one that only the closures of so many school days brought about.

    What runs in real time is meant to go on while the school is closed, and rules about a form are read when it is
    entered: no calendar has a part in either. Of a row the own cells are asked, not what keeps it silent.
    """
    row = next(one for one in policy.rows if one.id == fired.row_id)
    if row.safety or row.clock == REAL or fired.scope != Scope.EPISODE.value:
        return False
    raw = without_breaks(fired.raw, pause_from=pause_from)
    found = evaluate(policy, derive(raw, policy.settings), scope=Scope.EPISODE)
    trace = next(one for one in found.traces if one.row_id == fired.row_id)
    return any(cell.result is Result.NO for cell in trace.cells)


def without_breaks(raw: RawEpisode, *, pause_from: int) -> RawEpisode:
    """The same episode in a year without breaks."""
    cut = _Cut(raw.calendar, breaks(raw.calendar, pause_from=pause_from))
    at, contacts = cut.moved, raw.contacts
    return replace(
        raw,
        as_of=at(raw.as_of),
        step_began_at=at(raw.step_began_at),
        opened_at=at(raw.opened_at),
        administrations=tuple(
            replace(one, completed_at=at(one.completed_at), recorded_at=at(one.recorded_at))
            for one in raw.administrations
        ),
        contacts=replace(
            contacts,
            mentor_assigned_at=at(contacts.mentor_assigned_at) if contacts.mentor_assigned_at else None,
            last_made_at=at(contacts.last_made_at) if contacts.last_made_at else None,
        ),
        concerns=tuple(replace(one, happened_at=at(one.happened_at)) for one in raw.concerns),
        calendar=cut.calendar,
        ended_safety_item=replace(raw.ended_safety_item, ended_at=at(raw.ended_safety_item.ended_at))
        if raw.ended_safety_item
        else None,
        safety=replace(raw.safety, happened_at=at(raw.safety.happened_at)) if raw.safety else None,
    )


class _Cut:
    """Whole weeks are taken out, so that every day keeps its day of the week."""

    def __init__(self, school: SchoolCalendar, long: tuple[Break, ...]) -> None:
        self._school = school
        self._long = long

    @property
    def calendar(self) -> SchoolCalendar:
        """The closures that are left, each where its days have gone."""
        short = [
            (first, last)
            for first, last in self._school.closures
            if not any(one.first_on <= last and first <= one.last_on for one in self._long)
        ]
        closures = tuple((self._day(first), self._day(last)) for first, last in short)
        return SchoolCalendar(self._school.time_zone, closures, self._school.school_days)

    def moved(self, at: datetime) -> datetime:
        """Where an instant has gone; one within a break is its beginning."""
        local = at.astimezone(ZoneInfo(self._school.time_zone))
        inside = next((one for one in self._long if one.first_on <= local.date() < _back(one)), None)
        if inside is not None:
            return self._school.wall_time(self._day(inside.first_on), local.time().min)
        return self._school.wall_time(self._day(local.date()), local.time())

    def _day(self, day: date) -> date:
        return day - sum((_weeks(one) for one in self._long if _back(one) <= day), timedelta())


def _weeks(one: Break) -> timedelta:
    return timedelta(weeks=-(-((one.last_on - one.first_on).days + 1) // _WEEK))


def _back(one: Break) -> date:
    return one.first_on + _weeks(one)
