"""The duty to report, state by state: whom to call and within how many hours. Under /ready/reporting-duties."""

from dataclasses import dataclass
from typing import Any, Final

from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from supervision.live_access import why_not_keep_duty, why_not_see_ready
from supervision.reporting_clock import STATES, Exclude, KnownLaw
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.refusals import Invalid
from workflows.records.reporting_duties import ReportingDuty
from workflows.verbs.record_reporting_duty import record_reporting_duty

_MOST_HOURS: Final = 1_000
"""Longer than any law gives: a slip of the hand (ours)."""


@dataclass(frozen=True, slots=True)
class NewReportingDutyPage:
    """The form; `why_not` refuses it to this reader."""

    chrome: Chrome
    form: Form
    why_not: str | None
    states: tuple[Choice, ...] = tuple(Choice(one, one) for one in STATES.states)
    excludes: tuple[Choice, ...] = tuple(Choice(one.value, one.plain) for one in Exclude)
    known: tuple[KnownLaw, ...] = tuple(STATES.known.values())


def _page(visit: Visit, form: Form) -> NewReportingDutyPage:
    visit.insist(why_not_see_ready)
    return NewReportingDutyPage(visit.chrome, form, why_not_keep_duty(visit.actor))


@reads("/ready/reporting-duties/new", action="see_new_reporting_duty")
async def new(visit: NamedDependency[Visit]) -> Template:
    return show("reporting_duties/new.html", _page(visit, visit.fresh()))


@acts("/ready/reporting-duties", action="record_reporting_duty")
async def create(visit: NamedDependency[Visit]) -> Redirect:
    try:
        await record_reporting_duty(visit.tx, duty=_read(Reading(visit.form)), by=visit.actor, at=visit.at)
    except Invalid as wrong:
        raise try_again("reporting_duties/new.html", _page(visit, visit.again(wrong.errors))) from wrong
    return await sent_to(visit, "/ready", mark("It is written down."))


def _read(typed: Reading) -> ReportingDuty:
    """Raises `Invalid` with everything that is wrong, in the order of the fields."""
    state = typed.one_of("state", STATES.states, required=mark("Say which state."))
    agency = typed.line("agency", required=mark("Say which agency is called."))
    phone = typed.line("phone", required=mark("Give its telephone number."))
    duty = typed.text("duty", required=mark("Say in words who has to report what."))
    spoken = typed.integer("spoken_within_hours", least=0, most=_MOST_HOURS, required=None)
    written = typed.integer("written_within_hours", least=0, most=_MOST_HOURS, required=None)
    excludes = typed.one_of("written_excludes", tuple(Exclude), required=None) or Exclude.NONE
    source = typed.line("source", required=mark("Say where it is written, like a section of the law."))
    checked_by = typed.line("checked_by", required=mark("Say which lawyer checked it."))
    checked_on = typed.date("checked_on", required=mark("Say on which day it was checked."))
    typed.insist()
    assert checked_on is not None
    return ReportingDuty(
        str(state), agency, phone, duty, spoken, written, source, checked_on, checked_by, str(excludes)
    )


routes: list[Any] = [new, create]
