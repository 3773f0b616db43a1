"""What does whoever heard of abuse or neglect read: whom to call, by when, how long it has been, and what was reported?"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from care_steps import codes
from supervision.abuse_reports import KIND, hours_to_say, is_old
from workflows.pages.components import Sentence
from workflows.pages.page import mark
from workflows.pages.visits import Visit
from workflows.pages.who_was_told import dialled
from workflows.records.abuse_reports import KeptReport, report_of
from workflows.records.concerns import RaisedConcern
from workflows.records.episodes import Case
from workflows.records.reporting_duties import ReportingDuty, reporting_duties

_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class DutyLine:
    """What the law of one state asks. `last_checked_on`: only where that is too long ago to go by its hours."""

    state: str
    agency: str
    phone: str
    href: str
    duty: str
    spoken: Sentence
    written: Sentence | None
    last_checked_on: date | None


@dataclass(frozen=True, slots=True)
class ReportBox:
    """The report of one worry. `duties` is empty where no state is on record; `report` is None while there is none."""

    concern_id: UUID
    since: Sentence
    heard_by: str
    is_own: bool
    duties: tuple[DutyLine, ...]
    report: KeptReport | None
    way: str


async def report_box(visit: Visit, concern: RaisedConcern, case: Case) -> ReportBox | None:
    """None for a worry of another kind."""
    if concern.kind != KIND:
        return None
    report = await report_of(visit.tx, concern.id)
    today = case.calendar.local_day(visit.at)
    return ReportBox(
        concern_id=concern.id,
        since=_since(visit.at - concern.happened_at),
        heard_by=concern.raised_by_name,
        is_own=concern.raised_by == visit.actor.person_id,
        duties=tuple(_duty(one, today) for one in await reporting_duties(visit.tx)),
        report=report,
        way=codes.load("report_ways").plain(report.way) if report else "",
    )


def _since(passed: timedelta) -> Sentence:
    hours, rest = divmod(max(passed, timedelta()), _HOUR)
    said = {"hours": hours, "minutes": int(rest.total_seconds()) // 60}
    if hours:
        return Sentence(mark("It was written down %(hours)s hours and %(minutes)s minutes ago."), said)
    return Sentence(mark("It was written down %(minutes)s minutes ago."), said)


def _duty(duty: ReportingDuty, today: date) -> DutyLine:
    spoken = hours_to_say(duty.spoken_within_hours, duty.checked_on, today)
    written = hours_to_say(duty.written_within_hours, duty.checked_on, today)
    within = Sentence(mark("At once, at the latest within %(hours)s hours."), {"hours": spoken})
    in_writing = Sentence(mark("In writing within %(hours)s hours."), {"hours": written})
    return DutyLine(
        state=duty.state,
        agency=duty.agency,
        phone=duty.phone,
        href=dialled(duty.phone),
        duty=duty.duty,
        spoken=within if spoken else Sentence(mark("At once.")),
        written=in_writing if written else None,
        last_checked_on=duty.checked_on if is_old(duty.checked_on, today) else None,
    )
