"""Reviews: a second person reads a decision. Under /decisions/{id}/reviews."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps import codes
from supervision.case_access import why_not_review_decision
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.decision_said import DecisionSaid, decision_said
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.episodes import Case, load_case
from workflows.records.explanations import Decided, Explanation
from workflows.records.refusals import Invalid, NotAllowed, NotFound
from workflows.verbs.explain import explain
from workflows.verbs.review_decision import review_decision


@dataclass(frozen=True, slots=True)
class NewReviewPage:
    """The decision in a sentence, what is kept of it, and the second person's answer."""

    chrome: Chrome
    form: Form
    decision_id: UUID
    mentee_id: UUID
    mentee_name: str
    sentence: str
    decision: DecisionSaid
    answers: tuple[Choice, ...] = choices_of("review_answers")


async def _seen(visit: Visit, decision_id: UUID) -> tuple[Explanation, Decided, Case]:
    """Raises `NotFound` for strangers, `NotAllowed` for who decided it and for who is no supervisor."""
    found = await explain(visit.tx, record_id=decision_id, by=visit.actor)
    if found.decided is None:
        raise NotFound
    case = await load_case(visit.tx, found.episode_id)
    if why := why_not_review_decision(visit.actor, case.standing, decided_by=found.decided.by_id):
        raise NotAllowed(why)
    return found, found.decided, case


def _page(visit: Visit, found: Explanation, decided: Decided, case: Case, form: Form) -> NewReviewPage:
    return NewReviewPage(
        chrome=replace(visit.chrome, time_zone=found.time_zone),
        form=form,
        decision_id=found.id,
        mentee_id=found.mentee_id,
        mentee_name=case.mentee_name,
        sentence=found.sentence,
        decision=decision_said(found, decided),
    )


@reads("/decisions/{decision_id:uuid}/reviews/new", action="see_new_review", has_draft=True)
async def new(visit: NamedDependency[Visit], decision_id: FromPath[UUID]) -> Template:
    return show("reviews/new.html", _page(visit, *await _seen(visit, decision_id), visit.fresh()))


@acts("/decisions/{decision_id:uuid}/reviews", action="review_decision")
async def create(visit: NamedDependency[Visit], decision_id: FromPath[UUID]) -> Redirect:
    seen = await _seen(visit, decision_id)
    typed = Reading(visit.form)
    known = [entry.code for entry in codes.load("review_answers").active]
    try:
        answer = typed.one_of("answer", known, required=mark("Say whether you agree."))
        words = typed.text("words", required=mark("Say in a sentence why."))
        typed.insist()
        await review_decision(
            visit.tx,
            decision_id=decision_id,
            answer=str(answer),
            words=words,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = _page(visit, *seen, visit.again(wrong.errors))
        raise try_again("reviews/new.html", page) from wrong
    return await sent_to(visit, f"/decisions/{decision_id}", mark("Your review is kept with the decision."))


routes: list[Any] = [new, create]
