"""Amendments: a log is corrected by a new one, or taken back while it is fresh. Under /sessions/{id}."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.access import why_not_amend_session
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.session_form import MET, read_amended
from workflows.pages.session_practices import PLAN, PRACTICES, STATES, Practice, plan_said
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.matches import load_match
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.sessions import LoggedSession, load_session, versions_of
from workflows.verbs.amend_session import CORRECTED, amend_session
from workflows.verbs.see_case import see_case
from workflows.verbs.strike_session import strike_session


@dataclass(frozen=True, slots=True)
class NewAmendmentPage:
    """The log as it was, to be said again. `others`: none, since each log is corrected by itself."""

    chrome: Chrome
    form: Form
    session_id: UUID
    mentee_id: UUID
    mentee_name: str
    worried: bool
    is_correction: bool = True
    others: tuple[Choice, ...] = ()
    practices: tuple[Practice, ...] = PRACTICES
    met: tuple[Choice, ...] = MET
    plan: tuple[Choice, ...] = PLAN
    states: tuple[Choice, ...] = STATES
    media: tuple[Choice, ...] = choices_of("session_media")
    topics: tuple[Choice, ...] = choices_of("session_topics")
    causes: tuple[Choice, ...] = choices_of("missed_causes")
    reasons: tuple[Choice, ...] = choices_of("practice_reasons")


async def _session_and_case(visit: Visit, session_id: UUID) -> tuple[LoggedSession, Case]:
    """Raises `NotFound` for strangers, `NotAllowed` for those who may see the case and not correct the log."""
    session = await load_session(visit.tx, session_id)
    case = await see_case(
        visit.tx, by=visit.actor, episode_id=session.episode_id, object_kind="session", object_id=session_id
    )
    match = await load_match(visit.tx, session.match_id)
    first = (await versions_of(visit.tx, session_id))[0]
    why = why_not_amend_session(
        visit.actor, case.standing, mentor_id=match.mentor_id, logged_by=first.logged_by
    )
    if why:
        raise NotAllowed(why)
    return session, case


def _page(visit: Visit, session: LoggedSession, case: Case, form: Form) -> NewAmendmentPage:
    return NewAmendmentPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        session_id=session.id,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        worried=session.worry != "no",
    )


def _as_logged(session: LoggedSession, case: Case) -> Mapping[str, str | tuple[str, ...]]:
    """The form as whoever logged it filled it in."""
    local = session.held_at.astimezone(ZoneInfo(case.calendar.time_zone))
    return {
        "held_on_month": str(local.month),
        "held_on_day": str(local.day),
        "held_on_year": str(local.year),
        "held_time": f"{local:%H:%M}",
        "met": "yes" if session.was_made else "no",
        "whose_cause": session.whose_cause or "",
        "minutes": "" if session.minutes is None else str(session.minutes),
        "medium": session.medium or "",
        "place": session.place,
        "topics": session.topics,
        "note": session.note,
        **plan_said(session.practices),
    }


@reads("/sessions/{session_id:uuid}/amendments/new", action="see_new_amendment", has_draft=True)
async def new(visit: NamedDependency[Visit], session_id: FromPath[UUID]) -> Template:
    """Whichever log is named, the newest one of its session is corrected."""
    session, case = await _session_and_case(visit, session_id)
    newest = (await versions_of(visit.tx, session_id))[-1]
    session = session if newest.is_struck else newest
    corrected = CORRECTED if session.id != session_id else ""
    form = visit.fresh(_as_logged(session, case), moved_on=corrected)
    return show("amendments/new.html", _page(visit, session, case, form))


@acts("/sessions/{session_id:uuid}/amendments", action="amend_session", escalates=True)
async def create(visit: NamedDependency[Visit], session_id: FromPath[UUID]) -> Redirect:
    session, case = await _session_and_case(visit, session_id)
    typed = Reading(visit.form)
    try:
        why = typed.text("why", required=mark("Say in a few words what was wrong."))
        log = read_amended(typed, case.calendar, session.held_at)
        amended_id = await amend_session(
            visit.tx, session_id=session_id, log=log, why=why, by=visit.actor, at=visit.at
        )
    except Invalid as wrong:
        page = _page(visit, session, case, visit.again(wrong.errors))
        raise try_again("amendments/new.html", page) from wrong
    notice = mark("The log is corrected. What was there before stays readable.")
    return await sent_to(visit, f"/sessions/{amended_id}", notice)


@acts("/sessions/{session_id:uuid}/striking", action="strike_session")
async def strike(visit: NamedDependency[Visit], session_id: FromPath[UUID]) -> Redirect:
    session = await load_session(visit.tx, session_id)
    await see_case(
        visit.tx, by=visit.actor, episode_id=session.episode_id, object_kind="session", object_id=session_id
    )
    await strike_session(visit.tx, session_id=session_id, by=visit.actor, at=visit.at)
    return await sent_to(visit, f"/sessions/{session_id}", mark("The log is undone. It counts nowhere."))


routes: list[Any] = [new, create, strike]
