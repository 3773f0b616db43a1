"""Notices to families: of which questionnaires were they told in advance, and who said no? Under /survey-notices."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps.consent_limits import CONSENT_LIMITS
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.measure_form import forms_to_plan
from workflows.pages.measures_said import form_name, names_of_forms
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.refusals import Invalid
from workflows.records.survey_notices import Notice, OptOut
from workflows.verbs.announce_survey import NewNotice, announce_survey
from workflows.verbs.opt_out_of_survey import opt_out_of_survey
from workflows.verbs.see_notice import see_notice
from workflows.verbs.see_notices import see_notices

_ALL, _ONE = "/survey-notices", "/survey-notices/{survey_id:uuid}"


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice in the list."""

    notice: Notice
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """The notices of the reader's schools, and the form for another."""

    chrome: Chrome
    form: Form
    lines: tuple[NoticeLine, ...]
    sites: tuple[Choice, ...]
    forms: tuple[Choice, ...]
    least_days: int = CONSENT_LIMITS.shortest_opt_out_days


@dataclass(frozen=True, slots=True)
class NoticePage:
    """One notice, who said no, and the form that writes down another."""

    chrome: Chrome
    form: Form
    line: NoticeLine
    opt_outs: tuple[OptOut, ...]


def _line(notice: Notice) -> NoticeLine:
    return NoticeLine(notice, names_of_forms(notice.instrument_ids))


async def _page(visit: Visit, form: Form | None = None) -> NoticesPage:
    found = await see_notices(visit.tx, by=visit.actor)
    sites = tuple(Choice(str(site_id), name) for site_id, name in found.sites)
    filled: dict[str, str | tuple[str, ...]] = {"site_id": sites[0].value} if len(sites) == 1 else {}
    return NoticesPage(
        chrome=visit.chrome,
        form=form or visit.fresh(filled),
        lines=tuple(_line(one) for one in found.notices),
        sites=sites,
        forms=tuple(Choice(one, form_name(one)) for one in forms_to_plan()),
    )


@reads(_ALL, action="see_survey_notices")
async def index(visit: NamedDependency[Visit]) -> Template:
    return show("survey_notices/index.html", await _page(visit))


@acts(_ALL, action="announce_survey")
async def create(visit: NamedDependency[Visit]) -> Redirect:
    page, typed = await _page(visit, visit.form), Reading(visit.form)
    try:
        site_id = typed.one_of(
            "site_id", [one.value for one in page.sites], required=mark("Choose the school.")
        )
        chosen = typed.many_of(
            "instrument_ids", [one.value for one in page.forms], required=mark("Choose the questionnaires.")
        )
        sent_on = typed.date("sent_on", required=mark("Enter the day on which the notice went out."))
        until = typed.date("opt_out_until", required=mark("Enter the last day to say no."))
        words = typed.text("words")
        typed.insist()
        assert sent_on is not None
        assert until is not None
        notice = NewNotice(chosen, sent_on, until, words)
        notice_id = await announce_survey(
            visit.tx, site_id=UUID(str(site_id)), notice=notice, by=visit.actor, at=visit.at
        )
    except Invalid as wrong:
        again = await _page(visit, visit.again(wrong.errors))
        raise try_again("survey_notices/index.html", again) from wrong
    return await sent_to(visit, f"/survey-notices/{notice_id}", mark("The notice is written down."))


async def _one(visit: Visit, notice_id: UUID, form: Form | None = None) -> NoticePage:
    notice, opt_outs = await see_notice(visit.tx, notice_id=notice_id, by=visit.actor)
    return NoticePage(visit.chrome, form or visit.fresh(), _line(notice), opt_outs)


@reads(_ONE, action="see_survey_notice")
async def show_one(visit: NamedDependency[Visit], survey_id: FromPath[UUID]) -> Template:
    return show("survey_notices/show.html", await _one(visit, survey_id))


@acts(_ONE + "/opt-outs", action="opt_out_of_survey")
async def opt_out(visit: NamedDependency[Visit], survey_id: FromPath[UUID]) -> Redirect:
    await _one(visit, survey_id, visit.form)
    typed = Reading(visit.form)
    try:
        number = typed.line("number", required=mark("Enter the number of the student."))
        said_on = typed.date("said_on", required=mark("Enter the day on which the family said no."))
        typed.insist()
        assert said_on is not None
        await opt_out_of_survey(
            visit.tx, notice_id=survey_id, number=number, said_on=said_on, by=visit.actor, at=visit.at
        )
    except Invalid as wrong:
        again = await _one(visit, survey_id, visit.again(wrong.errors))
        raise try_again("survey_notices/show.html", again) from wrong
    said = mark("It is written down: these questionnaires are not asked of this student.")
    return await sent_to(visit, f"/survey-notices/{survey_id}", said)


routes: list[Any] = [index, create, show_one, opt_out]
