"""Sessions: a mentor says what happened, on a phone. Under /matches/{id}/sessions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps import codes
from supervision.access import is_mentor_only, why_not_log_session
from supervision.safety_pages import has_page
from supervision.session_logs import SessionLog
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.misfiling_links import misfile_path
from workflows.pages.page import Chrome, mark
from workflows.pages.routes import acts, reads
from workflows.pages.session_asking import empty_form, group_of, new_session_page, others_of
from workflows.pages.session_form import read_logs
from workflows.pages.session_versions import History, history_of
from workflows.pages.session_worries import Group, read_worry_now
from workflows.pages.visits import Visit
from workflows.pages.who_was_told import WhoWasTold, who_was_told
from workflows.records.episodes import Case
from workflows.records.firings import firings_resting_on
from workflows.records.holding import hold_match
from workflows.records.matches import Match, load_match
from workflows.records.refusals import Invalid, NotAllowed, NotFound
from workflows.records.sessions import LoggedSession, load_session
from workflows.verbs.log_group_session import log_group_session
from workflows.verbs.log_session import LoggedBefore
from workflows.verbs.see_case import see_case
from workflows.verbs.send_worry_first import send_worry_first

_NAMED: Final = mark(
    "It was sent, and your log is kept as you left it: finish it when there is time. It says nothing of this."
)


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
    history: History
    misfile_path: str | None
    safety_href: str = ""


async def _match_and_case(visit: Visit, match_id: UUID) -> tuple[Match, Case]:
    """Raises `NotFound` for strangers, `NotAllowed` for those who may see the case and not log."""
    match = await load_match(visit.tx, match_id)
    case = await see_case(
        visit.tx, by=visit.actor, episode_id=match.episode_id, object_kind="match", object_id=match_id
    )
    if why := why_not_log_session(visit.actor, case.standing, mentor_id=match.mentor_id):
        raise NotAllowed(why)
    return match, case


@reads("/matches/{match_id:uuid}/sessions/new", action="see_new_session", has_draft=True, escalates=True)
async def new(visit: NamedDependency[Visit], match_id: FromPath[UUID]) -> Template:
    match, case = await _match_and_case(visit, match_id)
    form = await empty_form(visit, match, case)
    page = await new_session_page(visit, match, case, form, await others_of(visit, match))
    return show("sessions/new.html", page)


@acts("/matches/{match_id:uuid}/sessions", action="log_session", escalates=True)
async def create(visit: NamedDependency[Visit], match_id: FromPath[UUID]) -> Redirect:
    await hold_match(visit.tx, match_id)
    match, case = await _match_and_case(visit, match_id)
    others = await others_of(visit, match) if visit.form.chosen("others") else ()
    group, logs = group_of(visit, match, others), {}
    cannot_wait = visit.form.value("worry") == "now" and not group.sent
    try:
        # What names somebody who works here goes out by itself: they may read the log.
        if cannot_wait and (visit.form.value("send") == "now" or visit.form.value("named_id")):
            return await _sent_first(visit, group)
        logs = read_logs(Reading(visit.form), case.calendar, group)
        kept = await log_group_session(visit.tx, logs=logs, by=visit.actor, at=visit.at)
    except Invalid as wrong:
        # Refused for a field of the log: the worry goes out all the same. Of several logs one may be written by now.
        if cannot_wait and len(logs) < 2 and (sent := await _sent_if_it_says_enough(visit, group)):
            return sent
        twin_id = wrong.session_id if isinstance(wrong, LoggedBefore) else None
        others = others or await others_of(visit, match)
        page = await new_session_page(visit, match, case, visit.again(wrong.errors), others, twin_id)
        raise try_again("sessions/new.html", page) from wrong
    return await _answer(visit, case, logs, kept)


async def _sent_if_it_says_enough(visit: Visit, group: Group) -> Redirect | None:
    """None: not even what is asked before a worry is sent was answered."""
    try:
        return await _sent_first(visit, group)
    except Invalid:
        return None


async def _sent_first(visit: Visit, group: Group) -> Redirect:
    """The worry goes out at once; the browser comes back to the log as it stands. Raises `Invalid`."""
    about, kind, said, named_id = read_worry_now(Reading(visit.form), group)
    path = f"/matches/{group.match_id}/sessions/new"
    concerns = await send_worry_first(
        visit.tx,
        match_ids=about,
        kind=kind,
        said=said,
        path=path,
        typed={name: value for name, value in visit.form.values.items() if name != "send"},
        named_id=named_id,
        by=visit.actor,
        at=visit.at,
    )
    # The draft was written a moment ago: it must not be erased as that of a form that is done with.
    kept = replace(visit, form=replace(visit.form, draft_path=""))
    if named_id is not None:
        return await sent_to(kept, f"/concerns/{concerns[0]}", _NAMED)
    return await sent_to(kept, path)


async def _answer(
    visit: Visit, case: Case, logs: Mapping[UUID, SessionLog], kept: Mapping[UUID, UUID]
) -> Redirect:
    """To whom to call, when something cannot wait; else to the mentee."""
    for match_id, log in logs.items():
        if log.worry == "now":
            return await sent_to(visit, f"/sessions/{kept[match_id]}")
    notice = (
        mark("The session is logged.") if len(kept) == 1 else mark("The session is logged for each of them.")
    )
    if any(log.worry == "talk_over" for log in logs.values()):
        notice = mark("The session is logged, and your supervisor is asked to talk it over with you.")
    return await sent_to(visit, f"/mentees/{case.mentee_id}", notice)


@reads("/sessions/{session_id:uuid}", action="see_session")
async def show_one(visit: NamedDependency[Visit], session_id: FromPath[UUID]) -> Template:
    session = await load_session(visit.tx, session_id)
    case = await see_case(
        visit.tx, by=visit.actor, episode_id=session.episode_id, object_kind="session", object_id=session_id
    )
    if await _is_another_mentors(visit, case, session):
        raise NotFound
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
        who=await who_was_told(visit.tx, case, told, since=session.recorded_at),
        history=await history_of(visit, case, session),
        misfile_path=await misfile_path(visit, case, "session", session_id),
        safety_href=f"/concerns/{session.concern_id}/safety"
        if told and has_page(session.concern_kind or "")
        else "",
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


async def _is_another_mentors(visit: Visit, case: Case, session: LoggedSession) -> bool:
    """What another mentor wrote down is not the next mentor's to read."""
    if not is_mentor_only(visit.actor, case.standing) or session.logged_by == visit.actor.person_id:
        return False
    return (await load_match(visit.tx, session.match_id)).mentor_id != visit.actor.person_id


routes: list[Any] = [new, create, show_one]
