"""What stands on a case before its next step can start: everything missing at once, each with its button?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from care_steps.offers import OfferState
from care_steps.raw_facts import RawEpisode
from care_steps.steps import Step
from supervision.access import Actor, why_not_administrate, why_not_answer_offer
from supervision.assigning import why_not_reserve_now
from supervision.before_start import BeforeStart, Need, NeedState, is_before_start, needs
from supervision.intake_access import why_not_rate_needs, why_not_reserve_mentor, why_not_tell_applicant
from workflows.pages.case_actions import CaseNow, forms_of, why_not_assign_here
from workflows.pages.components import Action, Sentence, Tag, Tone
from workflows.pages.page import mark
from workflows.pages.visits import Visit
from workflows.records.match_plans import sessions_of_plan
from workflows.records.matches import Match
from workflows.records.mentors import supervisors_at
from workflows.records.reservations import Reservation, open_reservation
from workflows.records.starts import start_now

_MET: Final = Tag(mark("Done"), Tone.DONE)
_BLOCKS: Final = Tag(mark("Needed"), Tone.LATE)
_ADVISED: Final = Tag(mark("Advised"), Tone.SOON)
_WHY: Final[Mapping[Need, str]] = {
    Need.ANSWER: mark("The young person and a guardian say yes first."),
    Need.ON_CALL: mark("Without one no form opens that asks about safety."),
    Need.BASELINE: mark("Later scores are compared with it."),
    Need.RATED: mark("It says with which step help could begin."),
    Need.TOLD: mark("How well it fits, what happens when, and limits. It can be ticked while assigning."),
    Need.SUPERVISORS: mark("No mentor works without one."),
    Need.CONSENT: mark("It is chosen when the mentor is assigned."),
    Need.MENTOR: mark("Care begins with the first session made."),
    Need.FIRST_SESSION: mark("It is planned when the mentor is assigned."),
    Need.FIRST_CONTACT: mark("The step begins when it is confirmed."),
}

_PAGES: Final = {
    Need.RATED: (mark("Rate the needs"), "assessments/new", why_not_rate_needs),
    Need.TOLD: (mark("Write down what they were told"), "told/new", why_not_tell_applicant),
}


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One need in words. `action` is None once it is met."""

    text: str
    note: Sentence | None
    tag: Tag
    action: Action | None


@dataclass(frozen=True, slots=True)
class NeedsBox:
    """The list. `starts` names the step when it is decided; `is_urgent`: an escalation is open and does not wait."""

    starts: Step | None
    lines: tuple[NeedLine, ...]
    is_urgent: bool
    worry_href: str

    @property
    def missing(self) -> int:
        """How many things hold the start up."""
        return sum(one.tag is _BLOCKS for one in self.lines)


async def needs_box(visit: Visit, now: CaseNow, raw: RawEpisode, *, is_urgent: bool) -> NeedsBox | None:
    """None when nothing is about to start."""
    offer_to = now.offer.to_step if now.offer else None
    if not is_before_start(now.case.step, offer_to=offer_to):
        return None
    match = _match(now)
    kept = await open_reservation(visit.tx, now.case.id)
    # What is missing stands first; within that, in the order in which it is best done.
    found = sorted(needs(await _state(visit, now, raw, match)), key=lambda one: (one.is_met, not one.blocks))
    return NeedsBox(
        starts=offer_to,
        lines=tuple(_line(visit, now, one, match, kept) for one in found),
        is_urgent=is_urgent,
        worry_href=f"/mentees/{now.case.mentee_id}/concerns/new",
    )


def _match(now: CaseNow) -> Match | None:
    """The match that is to begin the step: of the live offer, if there is one."""
    about_to = (OfferState.ACCEPTED, OfferState.WAITING)
    to_step = now.offer.to_step if now.offer else None
    found = [one for one in now.matches if one.offer_state in about_to and one.for_step is to_step]
    return found[-1] if found else None


async def _state(visit: Visit, now: CaseNow, raw: RawEpisode, match: Match | None) -> BeforeStart:
    case = now.case
    start = await start_now(visit.tx, case)
    plan = await sessions_of_plan(visit.tx, match.id) if match else ()
    above = await supervisors_at(visit.tx, case.site_id, at=visit.at) if match is None else ()
    return BeforeStart(
        step=case.step,
        offer_state=now.offer.state if now.offer else None,
        offer_to=now.offer.to_step if now.offer else None,
        is_assigned=match is not None,
        has_supervisors=match is not None or any(one.clinical_id for one in above),
        has_first_session=any(one.planned_at > visit.at and one.said != "canceled" for one in plan),
        has_baseline=bool(raw.administrations),
        has_on_call=case.standing.on_call_id is not None,
        is_rated=start.assessment is not None,
        is_told=bool(start.told),
        wants_telling=start.wants_telling,
    )


def _line(
    visit: Visit, now: CaseNow, one: NeedState, match: Match | None, kept: Reservation | None
) -> NeedLine:
    if one.is_met:
        return NeedLine(one.need.plain, None, _MET, None)
    note, action = Sentence(_WHY[one.need]), _action(visit.actor, now, one.need, match)
    if one.need is Need.CONSENT and kept is not None and kept.lives_on(now.case.calendar.local_day(visit.at)):
        action = replace(action, text=mark("Keep the place longer, or release it")) if action else None
        note = Sentence(
            mark("%(mentor)s is kept free until %(day)s while consent is out."),
            {"mentor": kept.mentor_name, "day": kept.until_on},
        )
    if one.need is Need.FIRST_SESSION and match is not None:
        note = Sentence(mark("None of the planned days is still to come."))
    tag = _BLOCKS if one.blocks else _ADVISED
    return NeedLine(one.need.plain, note, tag, action)


def _action(actor: Actor, now: CaseNow, need: Need, match: Match | None) -> Action | None:
    """What is done about it; beside it, for whoever may not, who can."""
    if need in (Need.ON_CALL, Need.SUPERVISORS):
        return Action(mark("Bring staff in"), "/people-imports", why_not_administrate(actor))
    if need in (Need.ANSWER, Need.FIRST_CONTACT):
        offer_id = now.offer.id if now.offer else None
        why = why_not_answer_offer(actor, now.case.standing)
        return Action(mark("Open the offer"), f"/offers/{offer_id}", why)
    if need in _PAGES:
        text, page, why_not = _PAGES[need]
        return Action(text, f"/mentees/{now.case.mentee_id}/{page}", why_not(actor, now.case.standing))
    if need is Need.BASELINE:
        forms = forms_of(now, actor)
        return next((one for one in forms if one.why_not is None), forms[0])
    if match is not None:
        return Action(mark("Open the plan"), f"/matches/{match.id}")
    path = f"/mentees/{now.case.mentee_id}/matches/new"
    if need is Need.CONSENT:
        # While one waits for it a mentor can be kept free, whatever else is missing.
        offer_to = now.offer.to_step if now.offer else None
        why = why_not_reserve_mentor(actor, now.case.standing) or why_not_reserve_now(
            now.case.step, offer_to=offer_to
        )
        return Action(
            mark("Keep a mentor free while consent is out"),
            f"/mentees/{now.case.mentee_id}/reservations",
            why,
        )
    text = mark("Assign a mentor") if need is Need.MENTOR else mark("Plan it with the mentor")
    return Action(text, path, why_not_assign_here(now, actor))
