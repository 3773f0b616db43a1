"""A goodbye is planned: the day on which mentor and mentee meet for the last time. Under /matches/{match_id}/goodbyes."""

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
from workflows.verbs.begin_ending import begin_ending


@dataclass(frozen=True, slots=True)
class NewGoodbyePage:
    """Who says goodbye."""

    chrome: Chrome
    form: Form
    match_id: UUID
    mentee_name: str
    mentor_name: str


async def _seen(visit: Visit, match_id: UUID) -> tuple[Case, Match]:
    case, match = await match_to_change(visit, match_id)
    if why := why_not(match.state, MatchMove.PLAN_GOODBYE):
        raise Refused(why)
    return case, match


def _page(visit: Visit, case: Case, match: Match, form: Form) -> NewGoodbyePage:
    return NewGoodbyePage(visit.chrome, form, match.id, case.mentee_name, match.mentor_name)


@reads("/matches/{match_id:uuid}/goodbyes/new", action="see_new_goodbye", has_draft=True)
async def new(visit: NamedDependency[Visit], match_id: FromPath[UUID]) -> Template:
    case, match = await _seen(visit, match_id)
    return show("goodbyes/new.html", _page(visit, case, match, visit.fresh(seen_version=match.sequence)))


@acts("/matches/{match_id:uuid}/goodbyes", action="begin_ending")
async def create(visit: NamedDependency[Visit], match_id: FromPath[UUID]) -> Redirect:
    case, match = await _seen(visit, match_id)
    typed = Reading(visit.form)
    try:
        goodbye_on = typed.date("goodbye_on", required=mark("Enter the day of the goodbye."))
        words, seen = typed.text("words"), typed.seen_version()
        typed.insist()
        if goodbye_on is None:
            raise Invalid(typed.errors)
        await begin_ending(
            visit.tx,
            match_id=match.id,
            goodbye_on=goodbye_on,
            words=words,
            seen_sequence=seen,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        raise try_again("goodbyes/new.html", _page(visit, case, match, visit.again(wrong.errors))) from wrong
    notice = mark("The goodbye is planned. They go on meeting until then.")
    return await sent_to(visit, f"/matches/{match.id}", notice)


routes: list[Any] = [new, create]
