"""A mentee's page: how the case stands, what can be done, and everything that happened. Under /mentees."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from care_steps.facts import derive, dose
from care_steps.offers import OfferState
from care_steps.steps import Step
from supervision.access import is_mentor_only, why_not_answer_offer, why_not_decide
from supervision.session_logs import why_not_undo
from workflows.pages.answers import show
from workflows.pages.case_actions import CaseNow, actions_of, assigning_of, first_possible
from workflows.pages.case_consents import CaseConsent, case_consents
from workflows.pages.case_measures import MeasuresBox, measures_box
from workflows.pages.case_needs import NeedsBox, needs_box
from workflows.pages.case_referral import ReferralBox, referral_box
from workflows.pages.components import Action, Fact, Sentence, Tag, TimelineItem, WorklistRow
from workflows.pages.happenings import items_of
from workflows.pages.identity_facts import identity_facts
from workflows.pages.page import Chrome, mark
from workflows.pages.places import place_of
from workflows.pages.reassessing import RatedBox, rated_box
from workflows.pages.routes import reads
from workflows.pages.safety_links import SafetyLine, safety_lines
from workflows.pages.score_lines import score_lines, step_marks
from workflows.pages.session_versions import UndoBox, undo_box
from workflows.pages.sparkline import Sparkline
from workflows.pages.step_said import LADDER, step_tag
from workflows.pages.visits import Visit
from workflows.pages.work_rows import ESCALATION, RECOMMENDATION, work_row
from workflows.records.emergencies import last_emergency
from workflows.records.episodes import Case
from workflows.records.facts import gather_one
from workflows.records.match_summaries import Summary, released_to
from workflows.records.matches import matches_of
from workflows.records.offers import Offer, live_offer
from workflows.records.on_paper import KEPT_BACK, on_paper
from workflows.records.people import Student, load_student
from workflows.records.policies import settings_of
from workflows.records.refusals import NotFound
from workflows.records.student_leaves import leaving_student
from workflows.records.timelines import Happening, timeline
from workflows.records.unreleased_summaries import unreleased_of
from workflows.records.worklists import OpenItem, open_items
from workflows.verbs.see_case import see_case
from workflows.verbs.see_student import see_student

_OFFERS: Final = {
    OfferState.OFFERED: mark("%(step)s was offered. The answer is not recorded yet."),
    OfferState.ACCEPTED: mark("%(step)s was accepted and has not begun."),
    OfferState.WAITING: mark("%(step)s was accepted and waits for a place."),
}


@dataclass(frozen=True, slots=True)
class WorkBox:
    """One open item as a box: the row, and for a recommendation whether this reader may decide."""

    row: WorklistRow
    action: Action


@dataclass(frozen=True, slots=True)
class CasePage:
    """The case as its reader may see it. A mentor gets no boxes, no lines and no offer."""

    chrome: Chrome
    name: str
    roster_name: str | None
    facts: tuple[Fact, ...]
    tag: Tag
    step_number: int | None
    ladder: tuple[str, ...]
    primary: Action | None
    actions: tuple[Action, ...]
    boxes: tuple[WorkBox, ...]
    offer: Sentence | None
    offer_href: str
    dose: str | None
    lines: tuple[Sparkline, ...]
    items: tuple[TimelineItem, ...]
    with_scores: bool
    undo: UndoBox | None
    needs: NeedsBox | None
    measures: MeasuresBox | None
    rated: RatedBox | None
    referral: ReferralBox | None
    before: tuple[Summary, ...] = ()
    consents: tuple[CaseConsent, ...] = ()
    safety: tuple[SafetyLine, ...] = ()


@dataclass(frozen=True, slots=True)
class StudentPage:
    """A student without a case that this reader could see."""

    chrome: Chrome
    student: Student

    @property
    def place(self) -> Sentence:
        return place_of(self.student.grade, self.student.site_name)


@reads("/mentees/{mentee_id:uuid}", action="see_mentee")
async def show_one(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    try:
        case = await see_case(visit.tx, mentee_id=mentee_id, by=visit.actor)
    except NotFound:
        student = await see_student(visit.tx, mentee_id=mentee_id, by=visit.actor)
        return show("mentees/student.html", StudentPage(visit.chrome, student))
    return show("mentees/show.html", await case_page(visit, case))


async def case_page(visit: Visit, case: Case, *, prints: bool = False) -> CasePage:
    """The case as this reader may see it; for the page itself and for its print."""
    tx, actor = visit.tx, visit.actor
    with_scores = not is_mentor_only(actor, case.standing)
    student = await load_student(tx, case.mentee_id)
    happened = await timeline(tx, case.id, with_scores=with_scores, with_family=with_scores)
    happened = on_paper(happened) if prints else happened
    offer = await live_offer(tx, case.id)
    emergency = await last_emergency(tx, case.id, case.version)
    consents = await case_consents(visit, case)
    now = CaseNow(
        case,
        await matches_of(tx, case.id),
        offer,
        emergency is not None,
        visit.at,
        consents.stopped,
        await unreleased_of(tx, case.id) if with_scores else (),
        has_left=await _has_left(visit, case, student),
    )
    actions = actions_of(now, actor)
    raw = await gather_one(tx, case.id, max(visit.at, case.known_at))
    facts = derive(raw, await settings_of(tx, case.policy_version_id))
    lines = score_lines(raw, facts, step_marks(happened, case.calendar), case.calendar)
    items = await open_items(tx, episode_id=case.id) if with_scores else ()
    boxes = tuple(_box(visit, case, item) for item in items if not (prints and item.action in KEPT_BACK))
    is_urgent = any(item.kind == ESCALATION for item in items)
    return CasePage(
        chrome=visit.chrome,
        name=case.mentee_name,
        roster_name=student.roster_name if with_scores and student.roster_name != case.mentee_name else None,
        facts=await identity_facts(visit, case, student),
        tag=step_tag(case.step),
        step_number=case.step.number,
        ladder=LADDER,
        primary=_primary(visit, now, boxes, actions),
        actions=actions,
        boxes=boxes,
        offer=_offer(offer) if offer and with_scores else None,
        offer_href=f"/offers/{offer.id}" if offer else "",
        dose=dose(facts) if case.step in (Step.MENTOR, Step.JOURNEY) else None,
        lines=lines if with_scores else (),
        items=items_of(happened, with_scores=with_scores),
        with_scores=with_scores,
        undo=_undo(visit, case, happened),
        needs=await needs_box(visit, now, raw, is_urgent=is_urgent) if with_scores else None,
        measures=await measures_box(visit, case, raw, facts) if with_scores else None,
        rated=await rated_box(visit, case, items) if with_scores else None,
        referral=await referral_box(visit, case, offer),
        before=await released_to(tx, case.id, actor.person_id) if actor.person_id else (),
        consents=consents.lines,
        safety=await safety_lines(visit, case) if with_scores and not prints else (),
    )


async def _has_left(visit: Visit, case: Case, student: Student) -> bool:
    found = await leaving_student(visit.tx, case.id) if student.left_on and case.step.is_open else None
    return found is not None and found.is_left_alone


def _undo(visit: Visit, case: Case, happened: Sequence[Happening]) -> UndoBox | None:
    """The log that this reader has just written and may take back."""
    for one in happened:
        if (
            one.kind == "session"
            and one.fields["logged_by"] == str(visit.actor.person_id)
            and not (one.fields["amends"] or one.fields["is_amended"] or one.fields["began_step"])
            and why_not_undo(one.recorded_at, visit.at) is None
        ):
            return undo_box(visit, one.id, case.mentee_name)
    return None


def _primary(
    visit: Visit, now: CaseNow, boxes: Sequence[WorkBox], actions: Sequence[Action]
) -> Action | None:
    """The button: a mentor logs; safety first; an offer gets its answer; whoever waits for a mentor gets one."""
    if is_mentor_only(visit.actor, now.case.standing):
        return first_possible(actions)
    assigning = assigning_of(now, visit.actor)
    wanted = [one.action for one in boxes]
    if now.offer and now.offer.state is OfferState.OFFERED:
        why = why_not_answer_offer(visit.actor, now.case.standing)
        wanted.append(Action(mark("Write down the answer to the offer"), f"/offers/{now.offer.id}", why))
    if not now.live_matches:
        wanted.append(assigning)
    return first_possible(wanted)


def _offer(offer: Offer) -> Sentence:
    return Sentence(_OFFERS[offer.state], terms={"step": offer.to_step.plain})


def _box(visit: Visit, case: Case, item: OpenItem) -> WorkBox:
    row = work_row(item, visit.at, decides=False)
    if item.kind == RECOMMENDATION:
        why = why_not_decide(visit.actor, case.standing, changes_step=False)
        return WorkBox(row, Action(mark("Decide about the step"), f"/work/{item.id}/decisions/new", why))
    text = mark("Open the escalation") if item.kind == ESCALATION else mark("Open the task")
    return WorkBox(row, Action(text, f"/work/{item.id}"))


routes: list[Any] = [show_one]
