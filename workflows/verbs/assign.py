"""A mentor is assigned to a mentee, with a plan of sessions and a supervisor named."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from care_steps.consents import ConsentKind
from care_steps.match_states import MatchState
from care_steps.offers import OfferState
from care_steps.starting import NO_REASONS, Reasons
from care_steps.steps import Step
from supervision.access import Actor
from supervision.assigning import steps_to_assign, why_not_assign_now
from supervision.chain import why_not_supervised
from supervision.intake_access import why_not_assign
from supervision.last_days import why_not_there
from supervision.matching import Against, Need, refusals
from supervision.sessions_plan import SessionsPlan, planned_instants, why_not_plan
from supervision.telling import NOT_TOLD, Told
from workflows.records.audit import keep_audit
from workflows.records.consents import insist_not_stopped
from workflows.records.episodes import Case, lock_case
from workflows.records.ids import new_id
from workflows.records.match_lives import keep_match_change
from workflows.records.matches import (
    keep_match,
    keep_match_change_point,
    keep_match_supervision,
    last_match_that_began,
)
from workflows.records.mentors import Supervisor, lock_mentor, mentors_for, supervisors_at
from workflows.records.offers import keep_offer, keep_offer_change, live_offer
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Refused
from workflows.records.reservations import end_reservation, open_reservation
from workflows.records.scope import Transaction
from workflows.records.starts import StartNow, start_now
from workflows.verbs.end_other_matches import end_other_matches
from workflows.verbs.evaluate import evaluate
from workflows.verbs.start_decision import start_decision
from workflows.verbs.tell_applicant import tell_applicant


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the counselor chose. `reasons`: for another step than the rated needs propose; `told` when it is new."""

    mentor_id: UUID
    direct_supervisor_id: UUID | None
    for_step: Step
    plan: SessionsPlan
    consent_basis: str
    words: str = ""
    reasons: Reasons = NO_REASONS
    told: Told | None = None


async def assign(
    tx: Transaction, *, episode_id: UUID, assignment: Assignment, seen_version: int, by: Actor, at: datetime
) -> UUID:
    """Returns the match's id. Raises `Invalid` at the fields, `NotAllowed`, `Refused` or `Stale`.

    From "referred" this writes the starting decision and an accepted offer; the step itself changes
    with the first session made. With an accepted offer open, the match serves that offer.
    """
    case = await lock_case(tx, episode_id, seen_version=seen_version)
    if (why := why_not_assign(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may assign.")
    await insist_not_stopped(tx, case.mentee_id, ConsentKind.MENTORING)
    now = await start_now(tx, case)
    supervisor = await _checked(tx, case, assignment, now, at)
    if assignment.told is not None:
        await tell_applicant(tx, episode_id=case.id, told=assignment.told, by=by, at=at)
    known_at = case.knows_at(at)
    offer_id, for_step = await _offer(tx, case, assignment, now, by=by, at=at, known_at=known_at)
    match_id = new_id()
    if case.step is for_step:
        # Whoever met the mentee at this step until now hands over at once.
        await end_other_matches(
            tx,
            case.id,
            offer_id=offer_id,
            serving_id=case.serving_match_id,
            by=by.person_id,
            at=at,
            recorded_at=known_at,
        )
    await keep_match(
        tx,
        {
            "id": match_id,
            "episode_id": case.id,
            "mentor_id": assignment.mentor_id,
            "offer_id": offer_id,
            "for_step": for_step.value,
            "every_days": assignment.plan.every_days,
            "length_minutes": assignment.plan.length_minutes,
            "planned_count": assignment.plan.count,
            "place": assignment.plan.place,
            "assigned_at": at,
            "assigned_by": by.person_id,
            "recorded_at": known_at,
        },
        planned_instants(assignment.plan, case.calendar),
    )
    await keep_match_change(
        tx, match_id, MatchState.PROPOSED, by=by.person_id, happened_at=at, recorded_at=known_at
    )
    await keep_match_supervision(
        tx, match_id, starts_at=at, recorded_at=known_at, holder_id=supervisor.person_id
    )
    if case.serving_match_id is None or case.step is for_step:
        await keep_match_change_point(tx, case.id, starts_at=at, recorded_at=known_at, match_id=match_id)
    await _end_reservation(tx, case, assignment.mentor_id, by=by.person_id, at=at)
    await keep_audit(tx, "assigned", mentee_id=case.mentee_id, object_kind="match", object_id=match_id)
    await evaluate(tx, case, known_at=known_at)
    return match_id


async def _checked(
    tx: Transaction, case: Case, chosen: Assignment, now: StartNow, at: datetime
) -> Supervisor:
    """Mentor, chain, plan and what was told, all faults at once; returns the direct supervisor."""
    errors = {}
    if chosen.for_step not in (Step.MENTOR, Step.JOURNEY):
        errors["for_step"] = "Choose a mentor’s step. A professional is reached by a referral."
    opened_on, today = case.calendar.local_day(case.opened_at), case.calendar.local_day(at)
    planned = why_not_plan(chosen.plan, case.calendar, opened_on=opened_on, today=today)
    # Nobody is judged by a day that was mistyped.
    first_on = today if "first_on" in planned else chosen.plan.first_on
    against = await _against(
        tx, case, chosen, Need(frozenset(), chosen.for_step, today, case.calendar, first_on)
    )
    errors |= {"mentor_id": against} if against else {}
    above = {one.person_id: one for one in await supervisors_at(tx, case.site_id, at=at)}
    supervisor = above.get(chosen.direct_supervisor_id) if chosen.direct_supervisor_id else None
    if why := _why_not_above(supervisor, needed_on=max(first_on, today)):
        errors["direct_supervisor_id"] = why
    # In the order of the form, so that the summary leads down the page.
    errors |= planned
    if now.wants_telling and chosen.told is None:
        errors["told_who"] = NOT_TOLD
    if errors or supervisor is None:
        raise Invalid(errors)
    return supervisor


def _why_not_above(one: Supervisor | None, *, needed_on: date) -> str | None:
    if one is None:
        return why_not_supervised(None, None)
    return why_not_supervised(one.person_id, one.clinical_id) or why_not_there(
        one.name, one.last_day_on, needed_on=needed_on
    )


async def _against(tx: Transaction, case: Case, chosen: Assignment, need: Need) -> str:
    """Every sentence that refuses this mentor but that about the chain, which is that of the match."""
    try:
        await lock_mentor(tx, chosen.mentor_id)
    except NotFound:
        return "Choose a mentor."
    found = await mentors_for(tx, case, mentor_id=chosen.mentor_id)
    if not found:
        return "Choose a mentor."
    return " ".join(why for against, why in refusals(found[0], need) if against is not Against.CHAIN)


async def _end_reservation(tx: Transaction, case: Case, mentor_id: UUID, *, by: UUID, at: datetime) -> None:
    """Nobody is kept free for a mentee who has a mentor."""
    kept = await open_reservation(tx, case.id)
    if kept is None:
        return
    served = kept.mentor_id == mentor_id and kept.lives_on(case.calendar.local_day(at))
    await end_reservation(tx, kept.id, outcome="assigned" if served else "released", by=by, at=at)


async def _offer(
    tx: Transaction,
    case: Case,
    chosen: Assignment,
    now: StartNow,
    *,
    by: Actor,
    at: datetime,
    known_at: datetime,
) -> tuple[UUID, Step]:
    """The accepted offer that this match serves: the open one, or that of a new starting decision."""
    offer = await live_offer(tx, case.id)
    offer_to = offer.to_step if offer else None
    why = why_not_assign_now(
        case.step,
        offer_state=offer.state if offer else None,
        offer_to=offer_to,
    )
    if why is not None:
        raise Refused(why)
    if chosen.for_step not in (steps := steps_to_assign(case.step, offer_to=offer_to)):
        raise Refused(f"Now a mentor can only be assigned for “{steps[0].plain}”.")
    if offer is not None:
        return offer.id, chosen.for_step
    if case.step is not Step.REFERRED:
        # Another mentor at the present step serves the offer that began it; the step stays.
        before = await last_match_that_began(tx, case.id)
        if before is None:
            raise Refused("This step has no mentor to follow. Another step needs a decision first.")
        return before.offer_id, chosen.for_step
    decision_id = await start_decision(
        tx,
        case,
        to_step=chosen.for_step,
        consent_basis=chosen.consent_basis,
        proposal=now.proposal,
        reasons=chosen.reasons,
        words=chosen.words,
        by=by,
        at=at,
        known_at=known_at,
    )
    assert by.person_id is not None
    offer_id = await keep_offer(
        tx,
        episode_id=case.id,
        decision_id=decision_id,
        to_step=chosen.for_step.value,
        by=by.person_id,
        recorded_at=known_at,
    )
    await keep_offer_change(
        tx, offer_id, version=1, to_state=OfferState.ACCEPTED.value, by=by.person_id, recorded_at=known_at
    )
    return offer_id, chosen.for_step
