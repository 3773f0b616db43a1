"""Sessions: a mentor says what happened, on a phone. Under /matches/{id}/sessions."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps import codes
from supervision.access import why_not_log_session
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.session_form import MET, PRACTICES, STATES, Practice, prefilled, read_log
from workflows.pages.visits import Visit
from workflows.pages.who_was_told import PhoneLine, WhoWasTold, phone_lines, who_was_told
from workflows.records.episodes import Case
from workflows.records.firings import firings_resting_on
from workflows.records.matches import Match, load_match, planned_to_log
from workflows.records.phones import phones_of
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.sessions import LoggedSession, load_session
from workflows.verbs.log_session import log_session
from workflows.verbs.see_case import see_case


@dataclass(frozen=True, slots=True)
class NewSessionPage:
    """The log to fill in. `for_mentor`: whose log it is, when a supervisor fills it in."""

    chrome: Chrome
    form: Form
    match_id: UUID
    mentee_id: UUID
    mentee_name: str
    for_mentor: str | None
    planned_at: datetime | None
    length_minutes: int
    place: str
    phones: tuple[PhoneLine, ...]
    crisis_contact: str
    practices: tuple[Practice, ...] = PRACTICES
    met: tuple[Choice, ...] = MET
    states: tuple[Choice, ...] = STATES
    media: tuple[Choice, ...] = choices_of("session_media")
    topics: tuple[Choice, ...] = choices_of("session_topics")
    causes: tuple[Choice, ...] = choices_of("missed_causes")
    reasons: tuple[Choice, ...] = choices_of("practice_reasons")
    worries: tuple[Choice, ...] = choices_of("worry_kinds")
    now_kinds: tuple[Choice, ...] = choices_of("concern_kinds", without=("talk_over",))


@dataclass(frozen=True, slots=True)
class SessionPage:
    """One log, and when it said that something cannot wait, who knows of it."""

    chrome: Chrome
    session: LoggedSession
    mentee_id: UUID
    mentee_name: str
    cause: str
    medium: str
    worry: str | None
    topics: tuple[str, ...]
    practices: tuple[tuple[str, str, str], ...]
    who: WhoWasTold


async def _match_and_case(visit: Visit, match_id: UUID) -> tuple[Match, Case]:
    """Raises `NotFound` for strangers, `NotAllowed` for those who may see the case and not log."""
    match = await load_match(visit.tx, match_id)
    case = await see_case(
        visit.tx, by=visit.actor, episode_id=match.episode_id, object_kind="match", object_id=match_id
    )
    if why := why_not_log_session(visit.actor, case.standing, mentor_id=match.mentor_id):
        raise NotAllowed(why)
    return match, case


async def _page(visit: Visit, match: Match, case: Case, form: Form | None = None) -> NewSessionPage:
    zone = case.calendar.time_zone
    planned_at = await planned_to_log(visit.tx, match.id)
    phones = await phones_of(visit.tx, case)
    return NewSessionPage(
        chrome=replace(visit.chrome, time_zone=zone),
        form=form or visit.fresh(prefilled(match, planned_at, visit.at, zone)),
        match_id=match.id,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        for_mentor=None if match.mentor_id == visit.actor.person_id else match.mentor_name,
        planned_at=planned_at,
        length_minutes=match.length_minutes,
        place=match.place,
        phones=phone_lines(phones),
        crisis_contact=phones.crisis_contact,
    )


@reads("/matches/{match_id:uuid}/sessions/new", action="see_new_session")
async def new(visit: NamedDependency[Visit], match_id: FromPath[UUID]) -> Template:
    return show("sessions/new.html", await _page(visit, *await _match_and_case(visit, match_id)))


@acts("/matches/{match_id:uuid}/sessions", action="log_session")
async def create(visit: NamedDependency[Visit], match_id: FromPath[UUID]) -> Redirect:
    match, case = await _match_and_case(visit, match_id)
    try:
        log = read_log(Reading(visit.form), case.calendar)
        session_id = await log_session(visit.tx, match_id=match_id, log=log, by=visit.actor, at=visit.at)
    except Invalid as wrong:
        page = await _page(visit, match, case, visit.again(wrong.errors))
        raise try_again("sessions/new.html", page) from wrong
    if log.worry == "now":
        return await sent_to(visit, f"/sessions/{session_id}")
    notice = mark("The session is logged.")
    if log.worry == "talk_over":
        notice = mark("The session is logged, and your supervisor is asked to talk it over with you.")
    return await sent_to(visit, f"/mentees/{case.mentee_id}", notice)


@reads("/sessions/{session_id:uuid}", action="see_session")
async def show_one(visit: NamedDependency[Visit], session_id: FromPath[UUID]) -> Template:
    session = await load_session(visit.tx, session_id)
    case = await see_case(
        visit.tx, by=visit.actor, episode_id=session.episode_id, object_kind="session", object_id=session_id
    )
    told = await firings_resting_on(visit.tx, case.id, session.concern_id) if session.concern_id else ()
    page = SessionPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        session=session,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        cause=codes.load("missed_causes").plain(session.whose_cause or ""),
        medium=codes.load("session_media").plain(session.medium or ""),
        worry=codes.load("concern_kinds").plain(session.concern_kind) if session.concern_kind else None,
        topics=tuple(codes.load("session_topics").plain(topic) for topic in session.topics),
        practices=tuple(_practice(one) for one in session.practices),
        who=who_was_told(told, await phones_of(visit.tx, case)),
    )
    return show("sessions/show.html", page)


def _practice(kept: Any) -> tuple[str, str, str]:
    """The practice, how it went, and why, in words."""
    reason = kept["reason"]
    return (
        codes.load("practices").plain(kept["practice"]),
        codes.load("practice_states").plain(kept["delivered"]),
        codes.load("practice_reasons").plain(reason) if reason else "",
    )


routes: list[Any] = [new, create, show_one]
