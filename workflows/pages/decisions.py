"""Decisions: a supervisor answers a recommendation, and everybody who looks after the mentee can ask why.

Under /work/{id}/decisions and /decisions/{id}.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps.decisions import Proposal
from care_steps.facts import dose
from care_steps.holds import usual_end
from care_steps.offers import OfferState
from care_steps.steps import Step
from supervision.access import why_not_decide, why_not_see_decisions, why_not_undo_emergency
from workflows.pages.answers import moved, sent_to, show, try_again
from workflows.pages.components import Tag, TimelineItem
from workflows.pages.decision_form import DecisionChoices, choices_for, prefilled, read_decision
from workflows.pages.decision_said import DecisionSaid, decision_said
from workflows.pages.findings_said import FactSaid, FindingSaid, facts_said, findings_said
from workflows.pages.forms import Reading
from workflows.pages.happenings import items_of
from workflows.pages.page import Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.score_lines import score_lines, step_marks
from workflows.pages.sparkline import Sparkline
from workflows.pages.step_said import LADDER
from workflows.pages.urgency import due_tag
from workflows.pages.visits import Visit
from workflows.records.emergencies import last_emergency
from workflows.records.episodes import Case, load_case
from workflows.records.explanations import Explanation
from workflows.records.findings import Finding
from workflows.records.offers import OfferOutcome
from workflows.records.recommendations import Recommendation, answer_of, recommendation
from workflows.records.refusals import Invalid, NotAllowed, NotFound
from workflows.records.work import Work, load_work
from workflows.verbs.decide import decide
from workflows.verbs.explain import explain
from workflows.verbs.see_case import see_case

NOTES: Final = 3
"""The last notes on the page; all of them are on the mentee's own."""
_NOTED: Final = ("session", "concern", "referral_in")


@dataclass(frozen=True, slots=True)
class NewDecisionPage:
    """One recommendation before its reader.

    `why_not` refuses the whole form to this reader, `why_not_change` only another step; both are sentences.
    """

    chrome: Chrome
    form: Form
    work_id: UUID
    mentee_id: UUID
    mentee_name: str
    due: Tag
    owner_name: str
    proposal: Proposal
    ladder: tuple[str, ...]
    findings: tuple[FindingSaid, ...]
    dose: str
    lines: tuple[Sparkline, ...]
    notes: tuple[TimelineItem, ...]
    choices: DecisionChoices
    why_not: str | None
    why_not_change: str | None

    @property
    def stays(self) -> bool:
        return self.proposal.recommended is self.proposal.present


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
    offer: OfferOutcome | None
    offer_state: OfferState | None
    may_undo: bool


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


async def _page(visit: Visit, work: Work, case: Case, form: Form | None = None) -> NewDecisionPage:
    found = await recommendation(visit.tx, work.id, case)
    why_not_change = why_not_decide(visit.actor, case.standing, changes_step=True)
    choices = choices_for(found.proposal, may_change_step=why_not_change is None)
    return NewDecisionPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form or _fresh(visit, case, found, choices),
        work_id=work.id,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        due=due_tag(work, case.calendar, visit.at),
        owner_name=work.owner_name,
        proposal=found.proposal,
        ladder=LADDER,
        findings=findings_said(_proposing_first(found), case.mentee_id),
        dose=dose(found.facts),
        lines=score_lines(found.raw, found.facts, step_marks(found.happened, case.calendar), case.calendar),
        notes=_notes(found),
        choices=choices,
        why_not=why_not_decide(visit.actor, case.standing, changes_step=False),
        why_not_change=why_not_change,
    )


def _proposing_first(found: Recommendation) -> list[Finding]:
    """Those that ask for the recommended step stand on top."""
    return sorted(found.findings, key=lambda one: one.proposed is not found.proposal.recommended)


def _fresh(visit: Visit, case: Case, found: Recommendation, choices: DecisionChoices) -> Form:
    seen = tuple(one.id for one in found.findings)
    values = prefilled(seen, usual_end(case.calendar, visit.at), choices)
    return visit.fresh(values, seen_version=case.version)


def _notes(found: Recommendation) -> tuple[TimelineItem, ...]:
    noted = [
        one
        for one in found.happened
        if one.kind in _NOTED and any(one.fields.get(name) for name in ("note", "said", "noticed"))
    ]
    return items_of(noted[:NOTES], with_scores=True)


@reads("/work/{work_id:uuid}/decisions/new", action="see_new_decision")
async def new(visit: NamedDependency[Visit], work_id: FromPath[UUID]) -> Response[Any]:
    work, case = await _work_and_case(visit, work_id)
    answered = await answer_of(visit.tx, work_id)
    if answered is not None:
        return moved(f"/decisions/{answered}")
    return show("decisions/new.html", await _page(visit, work, case))


@acts("/work/{work_id:uuid}/decisions", action="decide")
async def create(visit: NamedDependency[Visit], work_id: FromPath[UUID]) -> Redirect:
    work, case = await _work_and_case(visit, work_id)
    try:
        choice, seen = read_decision(Reading(visit.form), visit.form)
        decision_id = await decide(
            visit.tx, work_id=work_id, choice=choice, seen=seen, by=visit.actor, at=visit.at
        )
    except Invalid as wrong:
        page = await _page(visit, work, case, visit.again(wrong.errors))
        raise try_again("decisions/new.html", page) from wrong
    return await sent_to(visit, f"/decisions/{decision_id}", mark("Your decision is kept."))


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
        offer=found.offer,
        offer_state=found.offer.state if found.offer else None,
        may_undo=await _may_undo(visit, case, found),
    )
    return show("decisions/show.html", page)


async def _may_undo(visit: Visit, case: Case, found: Explanation) -> bool:
    """Only the last move, only an emergency, and only for those who may."""
    emergency = await last_emergency(visit.tx, case.id, case.version)
    if emergency is None or emergency.decision_id != found.id or case.step is not Step.PROFESSIONAL:
        return False
    return why_not_undo_emergency(visit.actor, case.standing) is None


routes: list[Any] = [new, create, show_one]
