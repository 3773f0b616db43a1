"""A match is paused, and the two go on meeting. Under /matches/{match_id}."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps.match_states import MatchMove, why_not
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.match_life import match_to_change
from workflows.pages.page import Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.matches import Match
from workflows.records.refusals import Invalid, Refused
from workflows.verbs.pause_match import pause_match
from workflows.verbs.resume_match import resume_match


@dataclass(frozen=True, slots=True)
class NewPausePage:
    """Who does not meet for now."""

    chrome: Chrome
    form: Form
    match_id: UUID
    mentee_name: str
    mentor_name: str


async def _seen(visit: Visit, match_id: UUID) -> tuple[Case, Match]:
    case, match = await match_to_change(visit, match_id)
    if why := why_not(match.state, MatchMove.PAUSE):
        raise Refused(why)
    return case, match


def _page(visit: Visit, case: Case, match: Match, form: Form) -> NewPausePage:
    return NewPausePage(visit.chrome, form, match.id, case.mentee_name, match.mentor_name)


@reads("/matches/{match_id:uuid}/pauses/new", action="see_new_pause", has_draft=True)
async def new(visit: NamedDependency[Visit], match_id: FromPath[UUID]) -> Template:
    case, match = await _seen(visit, match_id)
    return show("pauses/new.html", _page(visit, case, match, visit.fresh(seen_version=match.sequence)))


@acts("/matches/{match_id:uuid}/pauses", action="pause_match")
async def create(visit: NamedDependency[Visit], match_id: FromPath[UUID]) -> Redirect:
    case, match = await _seen(visit, match_id)
    typed = Reading(visit.form)
    try:
        words = typed.text("words", required=mark("Say why they do not meet for now."))
        seen = typed.seen_version()
        typed.insist()
        await pause_match(
            visit.tx, match_id=match.id, words=words, seen_sequence=seen, by=visit.actor, at=visit.at
        )
    except Invalid as wrong:
        raise try_again("pauses/new.html", _page(visit, case, match, visit.again(wrong.errors))) from wrong
    return await sent_to(visit, f"/matches/{match.id}", mark("The match is paused."))


@acts("/matches/{match_id:uuid}/resumption", action="resume_match")
async def resume(visit: NamedDependency[Visit], match_id: FromPath[UUID]) -> Redirect:
    await match_to_change(visit, match_id)
    typed = Reading(visit.form)
    seen = typed.seen_version()
    typed.insist()
    await resume_match(visit.tx, match_id=match_id, seen_sequence=seen, by=visit.actor, at=visit.at)
    return await sent_to(visit, f"/matches/{match_id}", mark("They go on meeting."))


routes: list[Any] = [new, create, resume]
