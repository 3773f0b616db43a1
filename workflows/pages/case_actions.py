"""What can this person do about a case, and in which words is the rest refused?

The sentences are those of the gates: what stands beside an action here is what the verb would answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from care_steps.offers import OfferState
from care_steps.steps import Step
from supervision.access import (
    Actor,
    is_mentor_only,
    why_not_administer,
    why_not_log_session,
    why_not_raise_concern,
    why_not_undo_emergency,
)
from supervision.assigning import why_not_assign_now
from supervision.case_access import why_not_close, why_not_rate_safety, why_not_reopen
from supervision.chain import why_not_answerable
from supervision.departure_access import why_not_hand_on_student
from supervision.disclosure_access import why_not_see_log, why_not_tell_outside
from supervision.family_access import why_not_see_family
from supervision.intake_access import why_not_assign, why_not_refer_in
from supervision.voice_access import why_not_ask_check_in, why_not_take_guardian_input
from triage import instruments
from workflows.pages.components import Action, Sentence
from workflows.pages.page import mark
from workflows.pages.unreleased_summaries import release_actions
from workflows.records.episodes import Case
from workflows.records.matches import Match
from workflows.records.offers import Offer
from workflows.records.unreleased_summaries import Unreleased

NO_MENTOR = mark("No mentor is assigned yet.")


@dataclass(frozen=True, slots=True)
class CaseNow:
    """What the actions depend on beside the case; `stopped`: why no mentor may be assigned, where a family said no.

    `has_left`: the student is at the school no more, and nobody goes on with the case yet.
    """

    case: Case
    matches: tuple[Match, ...]
    offer: Offer | None
    was_emergency: bool
    at: datetime
    stopped: str | None = None
    unreleased: tuple[Unreleased, ...] = ()
    has_left: bool = False

    @property
    def live_matches(self) -> tuple[Match, ...]:
        """Those whose mentor meets the mentee now, or is about to."""
        return tuple(
            one
            for one in self.matches
            if one.id == self.case.serving_match_id
            or (one.state.is_live and one.offer_state in (OfferState.ACCEPTED, OfferState.WAITING))
        )


def actions_of(now: CaseNow, actor: Actor) -> tuple[Action, ...]:
    """In the order of how often they are done; what this person may not do stands last, with the reason."""
    case = now.case
    path = f"/mentees/{case.mentee_id}"
    again = Action(
        mark("Add to the referral") if case.step.is_open else mark("Open a new case"),
        f"{path}/cases/new",
        why_not_refer_in(actor, case.site_id),
    )
    if not case.step.is_open:
        return _of_closed(case, actor, again)
    concern = Action(
        mark("Say that something worries you"),
        f"{path}/concerns/new",
        why_not_raise_concern(actor, case.standing),
    )
    assigning, sessions = assigning_of(now, actor), _sessions(now, actor)
    # Whoever has no mentor needs one before anything can be logged.
    first = sessions if now.live_matches else [assigning, *sessions]
    if now.has_left and not is_mentor_only(actor, case.standing):
        first = [_leaves(case, actor), *sessions]
    found = [
        *first,
        *_for_next_mentor(now, actor),
        *_plans(now, actor),
        concern,
        Action(
            mark("Write down that abuse or neglect was reported"),
            f"{path}/abuse-reports/new",
            concern.why_not,
        ),
        *_voices(now, actor),
        *forms_of(now, actor),
    ]
    found += [assigning] if now.live_matches and not now.has_left else []
    # Refused here, "a counselor opens cases" would be said about a case that is open already.
    if again.why_not is None:
        found.append(again)
    if now.was_emergency:
        why = why_not_undo_emergency(actor, case.standing)
        found.append(Action(mark("Undo the emergency move"), f"{path}/undoings/new", why))
    if why_not_see_family(actor, case.standing) is None:
        found.append(Action(mark("Family and what it agreed to"), f"{path}/family"))
    found += _outside(case, actor)
    found += _ends(now, actor)
    return tuple(sorted(found, key=lambda one: one.why_not is not None))


def _for_next_mentor(now: CaseNow, actor: Actor) -> tuple[Action, ...]:
    """What waits to be released. A mentor is not told that something does."""
    standing = now.case.standing
    return () if is_mentor_only(actor, standing) else release_actions(now.unreleased, actor, standing)


def _voices(now: CaseNow, actor: Actor) -> list[Action]:
    """What the mentee says, whoever asks, and what the family says, of which a mentor reads nothing."""
    standing, path = now.case.standing, f"/mentees/{now.case.mentee_id}"
    found = [Action(mark("Ask how it goes"), f"{path}/check-ins/new", why_not_ask_check_in(actor, standing))]
    if not is_mentor_only(actor, standing):
        why = why_not_take_guardian_input(actor, standing)
        found.append(Action(mark("Write down what the family says"), f"{path}/guardian-inputs/new", why))
    return found


def _of_closed(case: Case, actor: Actor, again: Action) -> tuple[Action, ...]:
    """The same case goes on, or another begins; a mentor does neither."""
    path = f"/mentees/{case.mentee_id}/reopening/new"
    reopen = Action(mark("Reopen this case"), path, why_not_reopen(actor, case.standing))
    if is_mentor_only(actor, case.standing):
        return (again,)
    found = (reopen, again, *_outside(case, actor))
    return tuple(sorted(found, key=lambda one: one.why_not is not None))


def _outside(case: Case, actor: Actor) -> list[Action]:
    """Where it is written down that somebody outside was told in an emergency, and the log of all that was told."""
    path, found = f"/mentees/{case.mentee_id}", []
    if case.step.is_open and why_not_tell_outside(actor, case.standing) is None:
        text = mark("Write down who outside was told in an emergency")
        found.append(Action(text, f"{path}/emergency-disclosures/new"))
    if why_not_see_log(actor, case.standing) is None:
        found.append(Action(mark("What was told outside"), f"{path}/disclosures"))
    return found


def _ends(now: CaseNow, actor: Actor) -> list[Action]:
    """What was found about safety, for the trained; and the end of care, for everybody but the mentor."""
    case, path = now.case, f"/mentees/{now.case.mentee_id}"
    if is_mentor_only(actor, case.standing):
        return []
    today = case.calendar.local_day(now.at)
    found = [Action(mark("Close the case"), f"{path}/closing/new", why_not_close(actor, case.standing))]
    if not now.has_left:
        text, why = mark("The student leaves the school"), why_not_hand_on_student(actor, case.standing)
        found.insert(0, Action(text, f"/leaving-students/{case.id}", why))
    if why_not_rate_safety(actor, case.standing, on=today) is None:
        text = mark("Write down what you found about safety")
        found.insert(0, Action(text, f"{path}/safety-assessments/new"))
    return found


def _leaves(case: Case, actor: Actor) -> Action:
    """What comes before any other mentor, once the student is at another school or at none."""
    text, why = mark("Say who goes on with the case"), why_not_hand_on_student(actor, case.standing)
    return Action(text, f"/leaving-students/{case.id}", why)


def first_possible(actions: Sequence[Action]) -> Action | None:
    """The one that is offered as a button."""
    return next((one for one in actions if one.why_not is None), None)


def _sessions(now: CaseNow, actor: Actor) -> list[Action]:
    if not now.live_matches:
        return [Action(mark("Log a session"), "", NO_MENTOR)]
    actions = [_session(now, one, actor) for one in now.live_matches]
    mine = [one for one in actions if one.why_not is None]
    return mine or actions[:1]


def _plans(now: CaseNow, actor: Actor) -> list[Action]:
    """The plan of each match that lives; a mentor reads their own."""
    of_mentor = actor.person_id if is_mentor_only(actor, now.case.standing) else None
    text = mark("See the planned sessions with %(mentor)s")
    return [
        Action(Sentence(text, {"mentor": one.mentor_name}), f"/matches/{one.id}")
        for one in now.live_matches
        if of_mentor in (None, one.mentor_id)
    ]


def _session(now: CaseNow, match: Match, actor: Actor) -> Action:
    is_own = actor.person_id == match.mentor_id
    text = mark("Log a session with %(mentee)s") if is_own else mark("Log a session for %(mentor)s")
    return Action(
        Sentence(text, {"mentee": now.case.mentee_name} if is_own else {"mentor": match.mentor_name}),
        f"/matches/{match.id}/sessions/new",
        why_not_log_session(actor, now.case.standing, mentor_id=match.mentor_id),
    )


def forms_of(now: CaseNow, actor: Actor) -> list[Action]:
    """One line for a mentor, who is told nothing about which forms there are."""
    case, today = now.case, now.case.calendar.local_day(now.at)
    path = f"/mentees/{case.mentee_id}/administrations"
    if is_mentor_only(actor, case.standing):
        why = why_not_administer(actor, case.standing, has_safety_item=False, on=today)
        return [Action(mark("Enter a questionnaire"), "", why)]
    found = [
        Action(
            Sentence(mark("Enter a %(form)s"), {"form": form.name}),
            f"{path}/{form.id}/new",
            why_not_administer(actor, case.standing, has_safety_item=form.has_safety_item, on=today)
            or why_not_answerable(case.standing, has_safety_item=form.has_safety_item),
        )
        for form in map(instruments.load, instruments.IDS)
        if form.is_self_report
    ]
    why = why_not_administer(actor, case.standing, has_safety_item=False, on=today)
    return [*found, Action(mark("Choose another form, a screener or scores"), path, why)]


def why_not_assign_here(now: CaseNow, actor: Actor) -> str | None:
    """Person first, then the state of the case."""
    why_not_now = why_not_assign_now(
        now.case.step,
        offer_state=now.offer.state if now.offer else None,
        offer_to=now.offer.to_step if now.offer else None,
    )
    return why_not_assign(actor, now.case.standing) or now.stopped or why_not_now


def assigning_of(now: CaseNow, actor: Actor) -> Action:
    """Assigning the first mentor of a step, or another one; of a student who has left, who goes on."""
    if now.has_left and not now.live_matches:
        return _leaves(now.case, actor)
    is_first = not now.live_matches or (now.offer is not None and now.case.step is not Step.REFERRED)
    text = mark("Assign a mentor") if is_first else mark("Assign another mentor")
    return Action(text, f"/mentees/{now.case.mentee_id}/matches/new", why_not_assign_here(now, actor))
