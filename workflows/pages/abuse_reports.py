"""Reports of abuse or neglect: to which agency, when and how. Under /concerns/{id}/reports, open to whoever heard it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.abuse_reports import KIND, AbuseReport, reporters
from triage.calendar import SchoolCalendar
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.report_box import ReportBox, report_box
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.concerns import RaisedConcern
from workflows.records.episodes import Case
from workflows.records.refusals import Invalid, NotFound
from workflows.verbs.add_to_report import add_to_report
from workflows.verbs.record_report import record_report
from workflows.verbs.see_concern import see_concern


@dataclass(frozen=True, slots=True)
class NewReportPage:
    """The form. `reporters` is empty for whoever heard it: then nobody else has reported it."""

    chrome: Chrome
    form: Form
    mentee_called: str
    box: ReportBox
    ways: tuple[Choice, ...]
    reporters: tuple[Choice, ...]


async def _heard(visit: Visit, concern_id: UUID) -> tuple[RaisedConcern, Case]:
    """Raises `NotFound` for whoever may not read it, and for a worry about something else."""
    concern, case = await see_concern(visit.tx, concern_id=concern_id, by=visit.actor)
    if concern.kind != KIND:
        raise NotFound
    return concern, case


async def _page(visit: Visit, concern: RaisedConcern, case: Case, form: Form) -> NewReportPage:
    box = await report_box(visit, concern, case)
    assert box is not None
    others = (
        Choice(str(concern.raised_by), concern.raised_by_name),
        Choice(str(visit.actor.person_id), mark("I did")),
    )
    return NewReportPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        mentee_called=case.mentee_called,
        box=box,
        ways=choices_of("report_ways"),
        reporters=() if box.is_own else others,
    )


def _prefilled(visit: Visit, box: ReportBox, case: Case) -> dict[str, str]:
    """Now, and the agency where only one is on record."""
    local = visit.at.astimezone(ZoneInfo(case.calendar.time_zone))
    return {
        "agency": box.duties[0].agency if len(box.duties) == 1 else "",
        "reported_on_month": str(local.month),
        "reported_on_day": str(local.day),
        "reported_on_year": str(local.year),
        "reported_time": f"{local:%H:%M}",
    }


@reads("/concerns/{concern_id:uuid}/reports/new", action="see_new_report")
async def new(visit: NamedDependency[Visit], concern_id: FromPath[UUID]) -> Template:
    concern, case = await _heard(visit, concern_id)
    page = await _page(visit, concern, case, visit.fresh())
    return show("abuse_reports/new.html", replace(page, form=visit.fresh(_prefilled(visit, page.box, case))))


@acts("/concerns/{concern_id:uuid}/reports", action="record_report")
async def create(visit: NamedDependency[Visit], concern_id: FromPath[UUID]) -> Redirect:
    concern, case = await _heard(visit, concern_id)
    try:
        report = _read(Reading(visit.form), concern, visit, case.calendar)
        await record_report(visit.tx, concern_id=concern_id, report=report, by=visit.actor, at=visit.at)
    except Invalid as wrong:
        page = await _page(visit, concern, case, visit.again(wrong.errors))
        raise try_again("abuse_reports/new.html", page) from wrong
    return await sent_to(visit, f"/concerns/{concern_id}", mark("The report is written down."))


@acts("/concerns/{concern_id:uuid}/reports/more", action="add_to_report")
async def more(visit: NamedDependency[Visit], concern_id: FromPath[UUID]) -> Redirect:
    """The number of the agency, or the day of the written report, once they are known."""
    concern, case = await _heard(visit, concern_id)
    typed = Reading(visit.form)
    try:
        reference = typed.line("reference")
        written_on = typed.date("written_on", required=None)
        typed.insist()
        await add_to_report(
            visit.tx,
            concern_id=concern_id,
            reference=reference,
            written_on=written_on,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = await _page(visit, concern, case, visit.again(wrong.errors))
        raise try_again("abuse_reports/new.html", page) from wrong
    return await sent_to(visit, f"/concerns/{concern_id}", mark("It is added to the report."))


def _read(typed: Reading, concern: RaisedConcern, visit: Visit, calendar: SchoolCalendar) -> AbuseReport:
    """Raises `Invalid` with everything that is wrong, in the order of the fields."""
    reported_by = _reporter(typed, concern, visit)
    agency = typed.line("agency", required=mark("Say to which agency it was reported."))
    called_at = reported_at(typed, calendar)
    ways = [choice.value for choice in choices_of("report_ways")]
    way = typed.one_of("way", ways, required=mark("Say how it was reported."))
    reference = typed.line("reference")
    written_on = typed.date("written_on", required=None)
    typed.insist()
    assert reported_by is not None
    assert called_at is not None
    return AbuseReport(reported_by, agency, called_at, str(way), reference, written_on)


def _reporter(typed: Reading, concern: RaisedConcern, visit: Visit) -> UUID | None:
    assert visit.actor.person_id is not None
    who = reporters(concern.raised_by, visit.actor.person_id)
    if len(who) == 1:
        return who[0]
    said = typed.one_of("reported_by", [str(one) for one in who], required=mark("Say who reported it."))
    return UUID(said) if said else None


def reported_at(typed: Reading, calendar: SchoolCalendar) -> datetime | None:
    day = typed.date("reported_on", required=mark("Enter the day of the report."))
    clock = typed.time("reported_time", required=mark("Enter the time of the report."))
    return calendar.wall_time(day, clock) if day and clock else None


routes: list[Any] = [new, create, more]
