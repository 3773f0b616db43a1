"""A match ends: why, whose wish, and how they said goodbye. Under /matches/{match_id}/endings."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps.match_states import BY_ITSELF, MatchEnd, MatchMove, MatchState, why_not
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.match_life import match_to_change
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.match_lives import history_of
from workflows.records.matches import Match
from workflows.records.refusals import Invalid, Refused
from workflows.verbs.end_match import end_match


@dataclass(frozen=True, slots=True)
class NewEndingPage:
    """What is asked of whoever ends a match. `has_met`: whether a goodbye is asked about."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    match_id: UUID
    mentee_name: str
    mentor_name: str
    has_met: bool
    reasons: tuple[Choice, ...] = choices_of("match_end_reasons", without=BY_ITSELF)
    wishes: tuple[Choice, ...] = choices_of("whose_wish")
    no_goodbyes: tuple[Choice, ...] = choices_of("no_goodbye_reasons")


async def _seen(visit: Visit, match_id: UUID) -> tuple[Case, Match]:
    case, match = await match_to_change(visit, match_id)
    if why := why_not(match.state, MatchMove.END):
        raise Refused(why)
    return case, match


def _page(visit: Visit, case: Case, match: Match, form: Form) -> NewEndingPage:
    return NewEndingPage(
        chrome=visit.chrome,
        form=form,
        mentee_id=case.mentee_id,
        match_id=match.id,
        mentee_name=case.mentee_name,
        mentor_name=match.mentor_name,
        has_met=match.state is not MatchState.PROPOSED,
    )


@reads("/matches/{match_id:uuid}/endings/new", action="see_new_ending", has_draft=True)
async def new(visit: NamedDependency[Visit], match_id: FromPath[UUID]) -> Template:
    case, match = await _seen(visit, match_id)
    planned = (await history_of(visit.tx, match.id))[-1].goodbye_on
    day = planned if planned and planned <= case.calendar.local_day(visit.at) else None
    values = {} if day is None else {
        "goodbye_on_month": str(day.month),
        "goodbye_on_day": str(day.day),
        "goodbye_on_year": str(day.year),
    }  # fmt: skip
    form = visit.fresh(values, seen_version=match.sequence)
    return show("endings/new.html", _page(visit, case, match, form))


@acts("/matches/{match_id:uuid}/endings", action="end_match")
async def create(visit: NamedDependency[Visit], match_id: FromPath[UUID]) -> Redirect:
    case, match = await _seen(visit, match_id)
    typed = Reading(visit.form)
    try:
        end, seen = _end(typed), typed.seen_version()
        typed.insist()
        await end_match(visit.tx, match_id=match.id, end=end, seen_sequence=seen, by=visit.actor, at=visit.at)
    except Invalid as wrong:
        raise try_again("endings/new.html", _page(visit, case, match, visit.again(wrong.errors))) from wrong
    notice = mark("The match has ended. The case goes on, and a new mentor is needed.")
    return await sent_to(visit, f"/matches/{match.id}", notice)


def _end(typed: Reading) -> MatchEnd:
    """What is missing at a goodbye says the verb, which knows whether they have met."""
    reasons = [one.value for one in choices_of("match_end_reasons", without=BY_ITSELF)]
    wishes = [one.value for one in choices_of("whose_wish")]
    why = [one.value for one in choices_of("no_goodbye_reasons")]
    return MatchEnd(
        reason=typed.one_of("reason", reasons, required=mark("Choose why the match ends.")) or "",
        whose_wish=typed.one_of("whose_wish", wishes, required=mark("Say whose wish it is.")) or "",
        goodbye_on=typed.date("goodbye_on", required=None),
        no_goodbye=typed.one_of("no_goodbye", why, required=None) or "",
        words=typed.text("words"),
    )


routes: list[Any] = [new, create]
