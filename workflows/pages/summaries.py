"""What the next mentor should know: it is written, and released. Under /matches/{match_id}/summaries and /summaries."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps.match_states import MatchState
from supervision.match_access import why_not_release_summary, why_not_write_summary
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.match_life import match_to_see
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.match_lives import live_matches_of
from workflows.records.match_summaries import Summary, load_summary, newest_summary
from workflows.records.matches import Match
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.verbs.release_summary import release_summary
from workflows.verbs.write_summary import write_summary


@dataclass(frozen=True, slots=True)
class NewSummaryPage:
    """Three fields about one match."""

    chrome: Chrome
    form: Form
    match_id: UUID
    mentee_name: str
    mentor_name: str


@dataclass(frozen=True, slots=True)
class NewReleasePage:
    """What would be read, and by whom it may be."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    summary: Summary
    mentors: tuple[Choice, ...]


async def _to_write(visit: Visit, match_id: UUID) -> tuple[Case, Match]:
    case, match = await match_to_see(visit, match_id)
    if why := why_not_write_summary(visit.actor, case.standing, mentor_id=match.mentor_id):
        raise NotAllowed(why)
    if match.state is MatchState.PROPOSED:
        raise Refused(mark("They have not met yet, so that there is nothing to hand over."))
    return case, match


def _page(visit: Visit, case: Case, match: Match, form: Form) -> NewSummaryPage:
    return NewSummaryPage(visit.chrome, form, match.id, case.mentee_name, match.mentor_name)


@reads("/matches/{match_id:uuid}/summaries/new", action="see_new_summary", has_draft=True)
async def new(visit: NamedDependency[Visit], match_id: FromPath[UUID]) -> Template:
    case, match = await _to_write(visit, match_id)
    before = await newest_summary(visit.tx, match.id)
    values = {"helped": before.helped, "to_know": before.to_know, "agreed": before.agreed} if before else {}
    return show("summaries/new.html", _page(visit, case, match, visit.fresh(values)))


@acts("/matches/{match_id:uuid}/summaries", action="write_summary")
async def create(visit: NamedDependency[Visit], match_id: FromPath[UUID]) -> Redirect:
    case, match = await _to_write(visit, match_id)
    typed = Reading(visit.form)
    try:
        helped = typed.text("helped", required=mark("Say what helped."))
        to_know = typed.text("to_know", required=mark("Say what the next mentor should know."))
        agreed = typed.text("agreed")
        typed.insist()
        await write_summary(
            visit.tx,
            match_id=match.id,
            helped=helped,
            to_know=to_know,
            agreed=agreed,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        raise try_again("summaries/new.html", _page(visit, case, match, visit.again(wrong.errors))) from wrong
    notice = mark("It is written down. The next mentor reads it once a supervisor releases it.")
    return await sent_to(visit, f"/matches/{match.id}", notice)


async def _to_release(visit: Visit, summary_id: UUID) -> tuple[Case, Summary]:
    summary = await load_summary(visit.tx, summary_id)
    case, _ = await match_to_see(visit, summary.match_id)
    if why := why_not_release_summary(visit.actor, case.standing):
        raise NotAllowed(why)
    return case, summary


async def _release_page(visit: Visit, case: Case, summary: Summary, form: Form) -> NewReleasePage:
    living = await live_matches_of(visit.tx, case.id)
    return NewReleasePage(
        chrome=visit.chrome,
        form=form,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        summary=summary,
        mentors=tuple(
            Choice(str(one.id), one.mentor_name) for one in living if one.mentor_id != summary.mentor_id
        ),
    )


@reads("/summaries/{summary_id:uuid}/releases/new", action="see_new_release")
async def new_release(visit: NamedDependency[Visit], summary_id: FromPath[UUID]) -> Template:
    case, summary = await _to_release(visit, summary_id)
    page = await _release_page(visit, case, summary, visit.fresh())
    return show("summaries/release.html", page)


@acts("/summaries/{summary_id:uuid}/releases", action="release_summary")
async def create_release(visit: NamedDependency[Visit], summary_id: FromPath[UUID]) -> Redirect:
    case, summary = await _to_release(visit, summary_id)
    typed = Reading(visit.form)
    try:
        to_match_id = typed.uuid("to_match_id", required=mark("Choose who may read it."))
        typed.insist()
        if to_match_id is None:
            raise Invalid(typed.errors)
        await release_summary(
            visit.tx, summary_id=summary.id, to_match_id=to_match_id, by=visit.actor, at=visit.at
        )
    except Invalid as wrong:
        page = await _release_page(visit, case, summary, visit.again(wrong.errors))
        raise try_again("summaries/release.html", page) from wrong
    notice = mark("The mentor may read it now, at the page of the mentee.")
    return await sent_to(visit, f"/matches/{summary.match_id}", notice)


routes: list[Any] = [new, create, new_release, create_release]
