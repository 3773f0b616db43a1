"""What has become of a log: what was corrected, by whom and why, or who took it back? And what may its reader do?"""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final
from uuid import UUID

from care_steps import codes
from supervision.access import why_not_amend_session, why_not_strike_session
from supervision.session_logs import why_not_undo
from triage.calendar import SchoolCalendar
from workflows.pages.components import Sentence
from workflows.pages.page import Chrome, Form, mark
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.matches import load_match
from workflows.records.sessions import LoggedSession, started_a_step, versions_of
from workflows.verbs.strike_session import STARTED

Words = str | Sentence
NOTHING: Final = mark("nothing")


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing as it was said before and as it is said now."""

    name: str
    was: Words
    now: Words


@dataclass(frozen=True, slots=True)
class Version:
    """One correction of a log, or that it was taken back."""

    by: str
    at: datetime
    why: str
    is_struck: bool
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class UndoBox:
    """A log that its author may still take back; a form of its own, for `form_start`."""

    chrome: Chrome
    form: Form
    session_id: UUID
    mentee_name: str


@dataclass(frozen=True, slots=True)
class History:
    """`newest_id` when this log was corrected since, `is_struck` when it was taken back.

    `why_not_amend` and `why_not_undo` refuse in a sentence; `undo` is there when it may still be taken back, and
    neither is said to whom it was never offered.
    """

    versions: tuple[Version, ...]
    newest_id: UUID | None
    is_struck: bool
    why_not_amend: str | None
    why_not_undo: str | None
    undo: UndoBox | None


async def history_of(visit: Visit, case: Case, session: LoggedSession) -> History:
    """For the page of this log, whichever of its versions it is."""
    versions = await versions_of(visit.tx, session.id)
    first, newest = versions[0], versions[-1]
    match = await load_match(visit.tx, session.match_id)
    is_mine = why_not_strike_session(visit.actor, case.standing, logged_by=first.logged_by) is None
    is_fresh = is_mine and why_not_undo(first.recorded_at, visit.at) is None
    began = is_fresh and await started_a_step(visit.tx, versions)
    may_undo = is_fresh and not began and not newest.is_struck
    return History(
        versions=tuple(_version(before, after, case.calendar) for before, after in pairwise(versions)),
        newest_id=None if newest.id == session.id or newest.is_struck else newest.id,
        is_struck=newest.is_struck,
        why_not_amend=why_not_amend_session(
            visit.actor, case.standing, mentor_id=match.mentor_id, logged_by=first.logged_by
        ),
        why_not_undo=STARTED if began else None,
        undo=undo_box(visit, session.id, case.mentee_name) if may_undo else None,
    )


def undo_box(visit: Visit, session_id: UUID, mentee_name: str) -> UndoBox:
    return UndoBox(visit.chrome, visit.fresh(), session_id, mentee_name)


def _version(before: LoggedSession, after: LoggedSession, calendar: SchoolCalendar) -> Version:
    was, now = _said(before, calendar), _said(after, calendar)
    names = list(dict.fromkeys([*was, *now]))
    return Version(
        by=after.logged_by_name,
        at=after.recorded_at,
        why=after.why_amended,
        is_struck=after.is_struck,
        corrections=tuple(
            Correction(name, was.get(name, NOTHING), now.get(name, NOTHING))
            for name in names
            if was.get(name, NOTHING) != now.get(name, NOTHING)
        ),
    )


def _said(log: LoggedSession, calendar: SchoolCalendar) -> dict[str, Words]:
    """What a log says, thing by thing, in words."""
    when = {"day": calendar.local_day(log.held_at), "time": log.held_at}
    found: dict[str, Words] = {mark("When"): Sentence(mark("%(day)s, %(time)s"), when)}
    if not log.was_made:
        cause = codes.load("missed_causes").plain(log.whose_cause or "")
        found[mark("Met")] = Sentence(mark("no: %(cause)s"), terms={"cause": cause})
    else:
        found |= _made(log)
    return found | ({mark("Note"): _written(log.note)} if log.note else {})


def _made(log: LoggedSession) -> dict[str, Words]:
    topics = ", ".join(codes.load("session_topics").plain(one) for one in log.topics)
    place = {mark("Place"): _written(log.place)} if log.place else {}
    return {
        mark("Met"): mark("yes"),
        mark("Length"): Sentence(mark("%(minutes)s minutes"), {"minutes": log.minutes}),
        mark("How"): codes.load("session_media").plain(log.medium or ""),
        **place,
        mark("Talked about or did"): topics,
        **{
            codes.load("practices").plain(one["practice"] or ""): _practice(
                one["delivered"] or "", one["reason"]
            )
            for one in log.practices
        },
    }


def _written(text: str) -> Sentence:
    """What somebody wrote is shown as it is, and never taken for words of ours."""
    return Sentence("%(written)s", {"written": text})


def _practice(delivered: str, reason: str | None) -> Words:
    state = codes.load("practice_states").plain(delivered)
    if not reason:
        return state
    why = codes.load("practice_reasons").plain(reason)
    return Sentence(mark("%(state)s: %(why)s"), terms={"state": state, "why": why})
