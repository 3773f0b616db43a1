"""A report of abuse or neglect that begins with the case, without a worry before it. Under /mentees/{id}/abuse-reports."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.abuse_reports import AbuseReport
from supervision.access import why_not_raise_concern
from workflows.pages.abuse_reports import reported_at
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.named_adults import staff_choices
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.refusals import Invalid, NotAllowed
from workflows.verbs.report_abuse import report_abuse
from workflows.verbs.see_case import see_case


@dataclass(frozen=True, slots=True)
class FirstReportPage:
    """What was heard, who is named in it, and to whom it was reported."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    mentee_called: str
    staff: tuple[Choice, ...]
    ways: tuple[Choice, ...]


async def _case(visit: Visit, mentee_id: UUID) -> Case:
    case = await see_case(visit.tx, by=visit.actor, mentee_id=mentee_id)
    if why := why_not_raise_concern(visit.actor, case.standing):
        raise NotAllowed(why)
    return case


async def _page(visit: Visit, case: Case, form: Form) -> FirstReportPage:
    return FirstReportPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        mentee_called=case.mentee_called,
        staff=await staff_choices(visit),
        ways=choices_of("report_ways"),
    )


@reads(
    "/mentees/{mentee_id:uuid}/abuse-reports/new",
    action="see_new_first_report",
    has_draft=True,
    escalates=True,
)
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case = await _case(visit, mentee_id)
    local = visit.at.astimezone(ZoneInfo(case.calendar.time_zone))
    today = {
        "reported_on_month": str(local.month),
        "reported_on_day": str(local.day),
        "reported_on_year": str(local.year),
    }
    return show("abuse_reports/first.html", await _page(visit, case, visit.fresh(today)))


@acts("/mentees/{mentee_id:uuid}/abuse-reports", action="report_abuse", escalates=True)
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case = await _case(visit, mentee_id)
    typed = Reading(visit.form)
    try:
        said = typed.text("said")
        named_id = typed.uuid("named_id", required=None)
        report = _read(typed, visit, case)
        concern_id = await report_abuse(
            visit.tx,
            episode_id=case.id,
            said=said,
            named_id=named_id,
            report=report,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = await _page(visit, case, visit.again(wrong.errors))
        raise try_again("abuse_reports/first.html", page) from wrong
    return await sent_to(visit, f"/concerns/{concern_id}", mark("The report is written down."))


def _read(typed: Reading, visit: Visit, case: Case) -> AbuseReport:
    """Raises `Invalid` with everything that is wrong, in the order of the fields."""
    agency = typed.line("agency", required=mark("Say to which agency it was reported."))
    at = reported_at(typed, case.calendar)
    ways = [choice.value for choice in choices_of("report_ways")]
    way = typed.one_of("way", ways, required=mark("Say how it was reported."))
    reference = typed.line("reference")
    written_on = typed.date("written_on", required=None)
    typed.insist()
    assert at is not None
    assert visit.actor.person_id is not None
    return AbuseReport(visit.actor.person_id, agency, at, str(way), reference, written_on)


routes: list[Any] = [new, create]
