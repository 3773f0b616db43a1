"""Somebody outside was told because somebody was in danger: where it is written down, and read by a second person.

Under /mentees/{id}/emergency-disclosures and /emergency-disclosures/{id}/reviews; the log of them is `disclosures`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps import codes
from supervision.access import is_mentor_only
from supervision.disclosure_access import why_not_review_disclosure, why_not_see_log
from supervision.emergency_disclosures import (
    ITEMS,
    DisclosureAnswer,
    EmergencyDisclosure,
    emergency_terms,
    plain_items,
)
from triage.calendar import SchoolCalendar
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.pages.work_rows import ESCALATION
from workflows.records.disclosure_log import DisclosureLine, load_disclosure
from workflows.records.episodes import Case, load_case_of_mentee
from workflows.records.presences import has_raised
from workflows.records.refusals import Invalid, NotAllowed, NotFound
from workflows.records.work import load_work, open_work_of
from workflows.verbs.record_emergency_disclosure import record_emergency_disclosure
from workflows.verbs.review_disclosure import review_disclosure
from workflows.verbs.see_case import see_case
from workflows.verbs.see_disclosures import see_disclosures

_NONE: Final = "none"
_ANSWERS: Final = tuple(Choice(one.value, one.plain) for one in DisclosureAnswer)


@dataclass(frozen=True, slots=True)
class NewEmergencyDisclosurePage:
    """The form. `about`: the escalations that it may be about, the first chosen; empty when this reader knows of none."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    items: tuple[Choice, ...]
    about: tuple[Choice, ...]
    review_within_hours: int


@dataclass(frozen=True, slots=True)
class NewDisclosureReviewPage:
    """What was told, and what the second person says. `items` are what they were told, in words."""

    chrome: Chrome
    form: Form
    told: DisclosureLine
    items: tuple[str, ...]
    mentee_name: str
    answers: tuple[Choice, ...] = _ANSWERS


@reads(
    "/mentees/{mentee_id:uuid}/emergency-disclosures/new",
    action="see_new_disclosure",
    has_draft=True,
    escalates=True,
)
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case = await see_case(visit.tx, by=visit.actor, mentee_id=mentee_id)
    about = await _about(visit, case, _asked_about(visit.query.get("about", "")))
    local = visit.at.astimezone(ZoneInfo(case.calendar.time_zone))
    values = {
        "about": about[0].value if about else _NONE,
        "told_on_month": str(local.month),
        "told_on_day": str(local.day),
        "told_on_year": str(local.year),
        "told_time": f"{local:%H:%M}",
    }
    return show("emergency_disclosures/new.html", _page(visit, case, about, visit.fresh(values)))


@acts("/mentees/{mentee_id:uuid}/emergency-disclosures", action="record_emergency_disclosure", escalates=True)
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case = await see_case(visit.tx, by=visit.actor, mentee_id=mentee_id)
    about = await _about(visit, case, _asked_about(visit.form.value("about")))
    try:
        told = _read(Reading(visit.form), about, case.calendar)
        await record_emergency_disclosure(
            visit.tx, episode_id=case.id, told=told, by=visit.actor, at=visit.at
        )
    except Invalid as wrong:
        page = _page(visit, case, about, visit.again(wrong.errors))
        raise try_again("emergency_disclosures/new.html", page) from wrong
    sees_log = why_not_see_log(visit.actor, case.standing) is None
    where = f"/mentees/{mentee_id}/disclosures" if sees_log else f"/mentees/{mentee_id}"
    return await sent_to(visit, where, mark("It is written down for good. A second person reads it."))


@reads("/emergency-disclosures/{disclosure_id:uuid}/reviews/new", action="see_disclosure_review")
async def new_review(visit: NamedDependency[Visit], disclosure_id: FromPath[UUID]) -> Template:
    told, case = await _told(visit, disclosure_id)
    return show("emergency_disclosures/review.html", _review_page(visit, told, case, visit.fresh()))


@acts("/emergency-disclosures/{disclosure_id:uuid}/reviews", action="review_disclosure")
async def review(visit: NamedDependency[Visit], disclosure_id: FromPath[UUID]) -> Redirect:
    told, case = await _told(visit, disclosure_id)
    typed = Reading(visit.form)
    try:
        answer = typed.one_of("answer", tuple(DisclosureAnswer), required=mark("Say what you find."))
        words = typed.text("words")
        typed.insist()
        await review_disclosure(
            visit.tx,
            disclosure_id=disclosure_id,
            answer=str(answer),
            words=words,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = _review_page(visit, told, case, visit.again(wrong.errors))
        raise try_again("emergency_disclosures/review.html", page) from wrong
    where = f"/mentees/{told.mentee_id}/disclosures"
    return await sent_to(visit, where, mark("What you find stands in the log, beside what was told."))


def _asked_about(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


async def _about(visit: Visit, case: Case, wanted: UUID | None) -> tuple[Choice, ...]:
    """The one from whose page its reader came stands first; a mentor is offered no other. The last one is none of them."""
    found: Sequence[Choice]
    if is_mentor_only(visit.actor, case.standing):
        is_own = wanted is not None and await has_raised(visit.tx, wanted, visit.actor.person_id)
        found = [Choice(str(wanted), mark("The worry that you raised"))] if is_own else []
    else:
        works = [one for one in await open_work_of(visit.tx, case.id) if one.kind == ESCALATION]
        if wanted is not None and wanted not in [one.id for one in works]:
            works.append(await load_work(visit.tx, wanted))
        works.sort(key=lambda one: one.id != wanted)
        plain = codes.load("actions").plain
        found = [Choice(str(one.id), plain(one.action)) for one in works]
    return (*found, Choice(_NONE, mark("None of these"))) if found else ()


def _page(visit: Visit, case: Case, about: tuple[Choice, ...], form: Form) -> NewEmergencyDisclosurePage:
    return NewEmergencyDisclosurePage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        items=choices_of(ITEMS),
        about=about,
        review_within_hours=emergency_terms().review_within_hours,
    )


def _read(typed: Reading, about: Sequence[Choice], calendar: SchoolCalendar) -> EmergencyDisclosure:
    """Raises `Invalid` with everything that is wrong, in the order of the fields."""
    threat = typed.text(
        "threat", required=mark("Say which threat it was: what might happen, to whom, and how you knew.")
    )
    parties = typed.text("disclosed_to", required=mark("Say who was told, one on each line."))
    told_at = _told_at(typed, calendar)
    what = typed.many_of("what", [one.value for one in choices_of(ITEMS)])
    words = typed.text("told_words")
    chosen = typed.one_of("about", [one.value for one in about], required=None) if about else None
    typed.insist()
    assert told_at is not None
    work_id = UUID(chosen) if chosen and chosen != _NONE else None
    lines = tuple(line.strip() for line in parties.splitlines() if line.strip())
    return EmergencyDisclosure(threat, lines, told_at, what, words, work_id)


def _told_at(typed: Reading, calendar: SchoolCalendar) -> datetime | None:
    day = typed.date("told_on", required=mark("Enter the day on which they were told."))
    clock = typed.time("told_time", required=mark("Enter the time at which they were told."))
    return calendar.wall_time(day, clock) if day and clock else None


async def _told(visit: Visit, disclosure_id: UUID) -> tuple[DisclosureLine, Case]:
    """Raises `NotFound` for strangers and mentors, `NotAllowed` for who told them and for who is no second person."""
    told = await load_disclosure(visit.tx, disclosure_id)
    if not told.is_emergency:
        raise NotFound
    case = await load_case_of_mentee(visit.tx, told.mentee_id)
    await see_disclosures(visit.tx, mentee_id=told.mentee_id, by=visit.actor)
    if why := why_not_review_disclosure(visit.actor, case.standing, disclosed_by=told.disclosed_by):
        raise NotAllowed(why)
    return told, case


def _review_page(visit: Visit, told: DisclosureLine, case: Case, form: Form) -> NewDisclosureReviewPage:
    return NewDisclosureReviewPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        told=told,
        items=plain_items(told.what),
        mentee_name=told.mentee_name,
    )


routes: list[Any] = [new, create, new_review, review]
