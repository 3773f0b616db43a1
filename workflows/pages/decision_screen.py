"""What stands before a supervisor who decides, on one screen: why, the scores, the dose, the notes, the views?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from care_steps.decisions import Answer
from care_steps.holds import usual_end
from care_steps.less_help import is_down
from care_steps.offers import OfferState
from care_steps.proposals import Proposal
from care_steps.steps import Step
from supervision.access import why_not_decide
from supervision.stated_views import Whose
from workflows.pages.components import Tag, TimelineItem
from workflows.pages.decision_form import FIRINGS, DecisionChoices, choices_for, prefilled
from workflows.pages.decision_notes import NoteSaid, last_notes
from workflows.pages.decision_queue import Place, place_in_queue
from workflows.pages.decision_views import ViewSaid, views_said
from workflows.pages.dose_in_step import DoseSaid, dose_in_step
from workflows.pages.findings_said import ConditionSaid, FindingSaid, conditions_said, findings_said
from workflows.pages.happenings import items_of
from workflows.pages.page import Chrome, Form
from workflows.pages.score_lines import score_lines, step_marks
from workflows.pages.sparkline import Sparkline
from workflows.pages.step_said import LADDER
from workflows.pages.urgency import due_tag
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.findings import Finding
from workflows.records.recommendations import Recommendation, recommendation
from workflows.records.stated_views import StatedView, newest_views
from workflows.records.timelines import Happening
from workflows.records.work import Work


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
    place: Place
    proposal: Proposal
    ladder: tuple[str, ...]
    findings: tuple[FindingSaid, ...]
    before: TimelineItem | None
    dose: DoseSaid
    lines: tuple[Sparkline, ...]
    notes: tuple[NoteSaid, ...]
    views: tuple[ViewSaid, ...]
    choices: DecisionChoices
    why_not: str | None
    why_not_change: str | None
    criteria: tuple[tuple[ConditionSaid, ...], ...]

    @property
    def stays(self) -> bool:
        return self.proposal.recommended is self.proposal.present

    @property
    def accepts_less(self) -> bool:
        """Whether accepting is a step down."""
        return is_down(self.proposal.present, self.proposal.recommended)

    @property
    def proposes_end(self) -> bool:
        return not self.proposal.recommended.is_open

    @property
    def may_go_down(self) -> bool:
        """Whether one of the answers is less help than now, so that its plan is asked for."""
        less = any(is_down(self.proposal.present, Step(one.value)) for one in self.choices.steps)
        return self.why_not_change is None and (less or self.accepts_less)


async def decision_screen(visit: Visit, work: Work, case: Case, form: Form | None = None) -> NewDecisionPage:
    """Everything that is known now, and the form as it came back or fresh."""
    found = await recommendation(visit.tx, work.id, case)
    views = await newest_views(visit.tx, case.id)
    why_not_change = why_not_decide(visit.actor, case.standing, changes_step=True)
    choices = choices_for(found.proposal, may_change_step=why_not_change is None)
    return NewDecisionPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form or _fresh(visit, case, found, choices, views),
        work_id=work.id,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        due=due_tag(work, case.calendar, visit.at),
        owner_name=work.owner_name,
        place=await place_in_queue(visit, work),
        proposal=found.proposal,
        ladder=LADDER,
        findings=findings_said(_proposing_first(found), case.mentee_id),
        before=_before(found),
        dose=dose_in_step(found, case.calendar.local_day(visit.at)),
        lines=_lines(found, case),
        notes=last_notes(found.happened, case.mentee_id),
        views=views_said(visit, case, views),
        choices=choices,
        why_not=why_not_decide(visit.actor, case.standing, changes_step=False),
        why_not_change=why_not_change,
        criteria=tuple(conditions_said(one) for one in found.criteria),
    )


def _fresh(
    visit: Visit,
    case: Case,
    found: Recommendation,
    choices: DecisionChoices,
    views: Mapping[Whose, StatedView],
) -> Form:
    seen = tuple(one.id for one in found.findings)
    values = prefilled(seen, usual_end(case.calendar, visit.at), choices, views)
    return visit.fresh(values, seen_version=case.version, not_drafted=(FIRINGS,))


def _proposing_first(found: Recommendation) -> list[Finding]:
    """Those that ask for the recommended step stand on top."""
    return sorted(found.findings, key=lambda one: one.proposed is not found.proposal.recommended)


def _before(found: Recommendation) -> TimelineItem | None:
    """What was last answered, or became of what was offered: a hold that has ended, an offer that was declined."""
    answered = (one for one in found.happened if one.kind == "offer_change" or _is_answer(one))
    last = next(answered, None)
    # An offer that began is the present step: what was before it is answered by it.
    if last is None or last.fields.get("to_state") == OfferState.STARTED:
        return None
    return items_of([last], with_scores=True)[0]


def _is_answer(one: Happening) -> bool:
    return one.kind == "decision" and one.fields["kind"] in (*Answer, "undo")


def _lines(found: Recommendation, case: Case) -> tuple[Sparkline, ...]:
    """The form that the rule read stands first."""
    lines = score_lines(found.raw, found.facts, step_marks(found.happened, case.calendar), case.calendar)
    read = {source.id for one in found.findings for source in one.sources}
    fired = {f"score-{form.instrument_id}" for form in found.raw.administrations if form.id in read}
    return tuple(sorted(lines, key=lambda one: one.identifier not in fired))
