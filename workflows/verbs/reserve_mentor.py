"""A mentor is kept free for a mentee while consent is out, or kept free for longer."""

from datetime import date, datetime
from uuid import UUID

from supervision.access import Actor
from supervision.assigning import reserved_until, why_not_reserve_now
from supervision.intake_access import why_not_reserve_mentor
from supervision.matching import Need, refusals
from supervision.said_days import day_said
from workflows.records.audit import keep_audit
from workflows.records.episodes import Case, lock_case
from workflows.records.mentors import lock_mentor, mentors_for
from workflows.records.offers import live_offer
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.reservations import end_reservation, keep_reservation, open_reservation
from workflows.records.scope import Transaction


async def reserve_mentor(
    tx: Transaction, *, episode_id: UUID, mentor_id: UUID, by: Actor, at: datetime
) -> UUID:
    """Returns the reservation's id. The same mentor again: until a new day, counted from today.

    Raises `Invalid` at the mentor, `NotAllowed`, or `Refused` while another mentor is kept free.
    """
    case = await lock_case(tx, episode_id)
    if (why := why_not_reserve_mentor(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may keep a mentor free.")
    today = case.calendar.local_day(at)
    await _check(tx, case, mentor_id, today)
    kept = await open_reservation(tx, case.id)
    if kept is not None and kept.lives_on(today) and kept.mentor_id != mentor_id:
        until = day_said(kept.until_on)
        raise Refused(f"{kept.mentor_name} is reserved until {until}. Release that first.")
    if kept is not None:
        await end_reservation(tx, kept.id, outcome="released", by=by.person_id, at=at)
    reservation_id = await keep_reservation(
        tx,
        episode_id=case.id,
        mentor_id=mentor_id,
        until_on=reserved_until(case.calendar, at),
        by=by.person_id,
        at=at,
    )
    await keep_audit(
        tx,
        "reserved_mentor",
        mentee_id=case.mentee_id,
        object_kind="reservation",
        object_id=reservation_id,
    )
    return reservation_id


async def _check(tx: Transaction, case: Case, mentor_id: UUID, today: date) -> None:
    offer = await live_offer(tx, case.id)
    if why := why_not_reserve_now(case.step, offer_to=offer.to_step if offer else None):
        raise Refused(why)
    await lock_mentor(tx, mentor_id)
    found = await mentors_for(tx, case, mentor_id=mentor_id)
    # A referred case may begin at either mentor's step; the certificate is asked for when it is assigned.
    step = offer.to_step if offer else case.step
    need = Need(frozenset(), step, today, case.calendar)
    why_not = [why for _, why in refusals(found[0], need)] if found else ["Choose a mentor."]
    if why_not:
        raise Invalid({"mentor_id": " ".join(why_not)})
