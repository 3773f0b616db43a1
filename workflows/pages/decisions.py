"""Decisions: a supervisor answers a recommendation, and everybody who looks after the mentee can ask why.

Under /work/{id}/decisions and /decisions/{id}.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps.hindsight import LateRule
from care_steps.offers import OfferState
from care_steps.steps import Step
from supervision.access import why_not_decide, why_not_see_decisions, why_not_undo_emergency
from supervision.case_access import why_not_review_decision
from supervision.intake_access import why_not_tell_applicant
from workflows.pages.answers import moved, sent_to, show, too_late, try_again
from workflows.pages.decision_form import NEXT, THEN, read_decision
from workflows.pages.decision_queue import Place, place_in_queue
from workflows.pages.decision_said import DecisionSaid, decision_said
from workflows.pages.decision_screen import decision_screen
from workflows.pages.findings_said import FactSaid, FindingSaid, facts_said, findings_said
from workflows.pages.forms import Reading
from workflows.pages.late_said import LateSaid, late_said
from workflows.pages.page import Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.emergencies import last_emergency
from workflows.records.episodes import Case, load_case
from workflows.records.explanations import Explanation
from workflows.records.holding import hold_work
from workflows.records.offers import OfferOutcome
from workflows.records.recommendations import Answer, answer_of
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Stale
from workflows.records.stated_views import StatedView
from workflows.records.work import Work, load_work
from workflows.verbs.decide import decide
from workflows.verbs.explain import explain
from workflows.verbs.see_case import see_case


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """Why? The record of one decision, for a reader and for paper."""

    chrome: Chrome
    mentee_id: UUID
    mentee_name: str
    sentence: str
    decided_at: datetime
    effective_at: datetime
    decision: DecisionSaid
    findings: tuple[FindingSaid, ...]
    facts: tuple[FactSaid, ...]
    late: tuple[LateSaid, ...]
    late_rules: tuple[LateRule, ...]
    offer: OfferOutcome | None
    offer_state: OfferState | None
    offer_views: tuple[StatedView, ...]
    may_undo: bool
    may_review: bool
    tell_href: str | None


@dataclass(frozen=True, slots=True)
class AnsweredPage:
    """Somebody else was faster. `form` is what this reader had typed; `place` is what waits beside it."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    answer: Answer
    place: Place


async def _work_and_case(visit: Visit, work_id: UUID) -> tuple[Work, Case]:
    """Raises `NotFound` for strangers and for what is no recommendation, `NotAllowed` for mentors."""
    work = await load_work(visit.tx, work_id)
    case = await see_case(
        visit.tx, by=visit.actor, episode_id=work.episode_id, object_kind="work", object_id=work_id
    )
    if why := why_not_see_decisions(visit.actor, case.standing):
        raise NotAllowed(why)
    if work.kind != "recommendation":
        raise NotFound
    return work, case


async def _answered(visit: Visit, work: Work, case: Case, answer: Answer) -> AnsweredPage:
    return AnsweredPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=visit.form,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        answer=answer,
        place=await place_in_queue(visit, work),
    )


@reads("/work/{work_id:uuid}/decisions/new", action="see_new_decision", has_draft=True)
async def new(visit: NamedDependency[Visit], work_id: FromPath[UUID]) -> Response[Any]:
    work, case = await _work_and_case(visit, work_id)
    answer = await answer_of(visit.tx, work_id)
    if answer is None:
        return show("decisions/new.html", await decision_screen(visit, work, case))
    decides = why_not_decide(visit.actor, case.standing, changes_step=False) is None
    if decides and answer.by_id != visit.actor.person_id:
        # A list that was opened a while ago led here.
        return show("decisions/answered.html", await _answered(visit, work, case, answer))
    return moved(f"/decisions/{answer.decision_id}")


@acts("/work/{work_id:uuid}/decisions", action="decide")
async def create(visit: NamedDependency[Visit], work_id: FromPath[UUID]) -> Redirect:
    await hold_work(visit.tx, work_id)
    work, case = await _work_and_case(visit, work_id)
    try:
        choice, seen = read_decision(Reading(visit.form), visit.form)
        decision_id = await decide(
            visit.tx, work_id=work_id, choice=choice, seen=seen, by=visit.actor, at=visit.at
        )
    except Invalid as wrong:
        page = await decision_screen(visit, work, case, visit.again(wrong.errors))
        raise try_again("decisions/new.html", page) from wrong
    except Stale as late:
        # What fired meanwhile has to be looked at; what was answered meanwhile is over.
        if (answer := await answer_of(visit.tx, work_id)) is None:
            raise
        raise too_late("decisions/answered.html", await _answered(visit, work, case, answer)) from late
    if visit.form.value(THEN) == NEXT:
        return await _on_to_the_next(visit, work)
    return await sent_to(visit, f"/decisions/{decision_id}", mark("Your decision is kept."))


async def _on_to_the_next(visit: Visit, work: Work) -> Redirect:
    place = await place_in_queue(visit, work)
    if place.following is None:
        notice = mark("Your decision is kept. That was the last one: no other decision waits for you.")
        return await sent_to(visit, "/", notice)
    return await sent_to(visit, place.following.href, mark("Your decision is kept. This is the next one."))


@reads("/decisions/{decision_id:uuid}", action="see_decision")
async def show_one(visit: NamedDependency[Visit], decision_id: FromPath[UUID]) -> Template:
    found = await explain(visit.tx, record_id=decision_id, by=visit.actor)
    if found.decided is None:
        raise NotFound
    case = await load_case(visit.tx, found.episode_id)
    page = DecisionPage(
        chrome=replace(visit.chrome, time_zone=found.time_zone),
        mentee_id=found.mentee_id,
        mentee_name=case.mentee_name,
        sentence=found.sentence,
        decided_at=found.decided.decided_at,
        effective_at=found.decided.effective_at,
        decision=decision_said(found, found.decided),
        findings=findings_said(found.findings, found.mentee_id),
        facts=facts_said(found.facts, found.mentee_id),
        late=late_said(found.known_since, found.mentee_id),
        late_rules=found.known_since.rules if found.known_since else (),
        offer=found.offer,
        offer_state=found.offer.state if found.offer else None,
        offer_views=found.offer_views,
        may_undo=await _may_undo(visit, case, found),
        may_review=why_not_review_decision(visit.actor, case.standing, decided_by=found.decided.by_id)
        is None,
        tell_href=_tell_href(visit, case),
    )
    return show("decisions/show.html", page)


def _tell_href(visit: Visit, case: Case) -> str | None:
    """Where this reader writes down who was told; None where they may not."""
    may = case.step.is_open and why_not_tell_applicant(visit.actor, case.standing) is None
    return f"/mentees/{case.mentee_id}/told/new" if may else None


async def _may_undo(visit: Visit, case: Case, found: Explanation) -> bool:
    """Only the last move, only an emergency, and only for those who may."""
    emergency = await last_emergency(visit.tx, case.id, case.version)
    if emergency is None or emergency.decision_id != found.id or case.step is not Step.PROFESSIONAL:
        return False
    return why_not_undo_emergency(visit.actor, case.standing) is None


routes: list[Any] = [new, create, show_one]
