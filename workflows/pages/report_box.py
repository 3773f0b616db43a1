"""What does whoever heard of abuse or neglect read: whom to call, by when, how long it has been, and what was reported?"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from care_steps import codes
from supervision.abuse_reports import KIND, hours_to_say, is_old
from supervision.reporting_clock import Exclude, ends_at, share_passed
from triage.calendar import SchoolCalendar
from workflows.pages.components import Sentence, Tag, Tone
from workflows.pages.page import mark
from workflows.pages.visits import Visit
from workflows.pages.who_was_told import dialled
from workflows.records.abuse_reports import KeptReport, report_of
from workflows.records.concerns import RaisedConcern
from workflows.records.episodes import Case
from workflows.records.reporting_duties import ReportingDuty, reporting_duties
from workflows.records.school_laws import duty_kept, law_at

_HOUR: Final = timedelta(hours=1)
_HALF, _MOST = 0.5, 0.8
"""From these shares of the time on, what is left of it reads more urgently (ours)."""


@dataclass(frozen=True, slots=True)
class DutyLine:
    """What the law of one state asks. `last_checked_on`: only where that is too long ago to go by its hours.

    `spoken_by` and `written_by` say when the hours end, while that is still to be done.
    """

    state: str
    agency: str
    phone: str
    href: str
    duty: str
    spoken: Sentence
    written: Sentence | None
    last_checked_on: date | None
    spoken_by: Tag | None = None
    written_by: Tag | None = None


@dataclass(frozen=True, slots=True)
class ReportBox:
    """The report of one worry. `duties` is empty where the law of the school's state is not on record; `report` is None
    while there is none. `state`: where the school lies, "" when nobody has said so; then nobody is given any time.
    """

    concern_id: UUID
    since: Sentence
    heard_by: str
    is_own: bool
    duties: tuple[DutyLine, ...]
    report: KeptReport | None
    way: str
    state: str = ""


async def report_box(visit: Visit, concern: RaisedConcern, case: Case) -> ReportBox | None:
    """None for a worry of another kind."""
    if concern.kind != KIND:
        return None
    report = await report_of(visit.tx, concern.id)
    law = await law_at(visit.tx, case.site_id)
    duty = law.duty
    if report and report.duty_state and report.duty_recorded_at:
        # What was reported goes on under the law of that day.
        duty = await duty_kept(visit.tx, report.duty_state, report.duty_recorded_at)
    clock = _Clock(concern.happened_at, visit.at, case.calendar, report)
    if law.state is None and duty is None:
        duties = tuple(clock.without_time(one) for one in await reporting_duties(visit.tx))
    else:
        duties = (clock.line(duty),) if duty else ()
    return ReportBox(
        concern_id=concern.id,
        since=_since(visit.at - concern.happened_at),
        heard_by=concern.raised_by_name,
        is_own=concern.raised_by == visit.actor.person_id,
        duties=duties,
        report=report,
        way=codes.load("report_ways").plain(report.way) if report else "",
        state=law.state or "",
    )


def _since(passed: timedelta) -> Sentence:
    hours, rest = divmod(max(passed, timedelta()), _HOUR)
    said = {"hours": hours, "minutes": int(rest.total_seconds()) // 60}
    if hours:
        return Sentence(mark("It was written down %(hours)s hours and %(minutes)s minutes ago."), said)
    return Sentence(mark("It was written down %(minutes)s minutes ago."), said)


@dataclass(frozen=True, slots=True)
class _Clock:
    """What a law asks of one worry now: heard at `since`, read at `at`, and reported or not."""

    since: datetime
    at: datetime
    calendar: SchoolCalendar
    report: KeptReport | None

    def line(self, duty: ReportingDuty) -> DutyLine:
        today = self.calendar.local_day(self.at)
        spoken = hours_to_say(duty.spoken_within_hours, duty.checked_on, today)
        written = hours_to_say(duty.written_within_hours, duty.checked_on, today)
        excludes = Exclude(duty.written_excludes)
        within = Sentence(mark("At once, at the latest within %(hours)s hours."), {"hours": spoken})
        is_written = self.report is not None and self.report.written_on is not None
        return DutyLine(
            state=duty.state,
            agency=duty.agency,
            phone=duty.phone,
            href=dialled(duty.phone),
            duty=duty.duty,
            spoken=within if spoken else Sentence(mark("At once.")),
            written=Sentence(_WRITTEN[excludes], {"hours": written}) if written else None,
            last_checked_on=duty.checked_on if is_old(duty.checked_on, today) else None,
            spoken_by=self._until(_CALLED, spoken, Exclude.NONE) if spoken and self.report is None else None,
            written_by=self._until(_SENT, written, excludes) if written and not is_written else None,
        )

    def without_time(self, duty: ReportingDuty) -> DutyLine:
        """Of a state in which the school may lie or not."""
        return replace(
            self.line(duty), spoken=Sentence(mark("At once.")), written=None, spoken_by=None, written_by=None
        )

    def _until(self, said: str, hours: int, excludes: Exclude) -> Tag:
        until = ends_at(self.since, hours, excludes, self.calendar)
        passed = share_passed(self.since, until, self.at)
        if passed >= 1:
            return Tag(Sentence(_OVER[said], _places(until, self.calendar)), Tone.LATE)
        tone = Tone.DANGER if passed >= _MOST else Tone.SOON if passed >= _HALF else Tone.PLANNED
        return Tag(Sentence(said, _places(until, self.calendar)), tone)


_CALLED: Final = mark("By telephone until %(day)s, %(time)s")
_SENT: Final = mark("In writing until %(day)s, %(time)s")
_OVER: Final = {
    _CALLED: mark("The time for the call ended on %(day)s, %(time)s: call now"),
    _SENT: mark("The time for the written report ended on %(day)s, %(time)s: send it now"),
}
_WRITTEN: Final = {
    Exclude.NONE: mark("In writing within %(hours)s hours."),
    Exclude.WEEKENDS_AND_HOLIDAYS: mark("In writing within %(hours)s hours, weekends and holidays left out."),
}


def _places(until: datetime, calendar: SchoolCalendar) -> dict[str, object]:
    return {"day": calendar.local_day(until), "time": until}
