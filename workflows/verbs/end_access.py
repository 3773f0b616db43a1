"""Somebody's access ends now: everything that is still theirs falls to the cover, in the same write."""

from datetime import date, datetime
from uuid import UUID

from care_steps.match_states import MatchEnd
from supervision.access import Actor
from supervision.departure_access import (
    why_not_end_access,
    why_not_keep_departures,
    why_not_take_over,
    why_not_under,
)
from workflows.records.audit import keep_audit
from workflows.records.departures import Departure, HeldCase, held_cases, keep_departure_end, load_departure
from workflows.records.episodes import keep_known_at, lock_case
from workflows.records.handed_on import (
    Holdings,
    hand_on_everything,
    holdings_of,
    keep_access_end,
    stands_under,
)
from workflows.records.match_lives import keep_match_ends, live_matches_of
from workflows.records.matches import keep_match_gap
from workflows.records.people import phone_of, taker_of
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction
from workflows.records.takeovers import withdraw_takeovers
from workflows.verbs.end_match import GAP
from workflows.verbs.settle_referrals import settle_referrals


async def end_access(
    tx: Transaction, *, departure_id: UUID, cover_id: UUID | None, by: Actor, at: datetime
) -> None:
    """Their matches as a mentor end and the mentees wait for new mentors; accepted takeovers stay as they are.

    Raises `Invalid` at `cover_id`, `NotAllowed`, or `Refused`: nothing is ever left to nobody.
    """
    if (why := why_not_keep_departures(by)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may do this.")
    departure = await load_departure(tx, departure_id, locked=True)
    if departure.ended_at is not None:
        raise Refused("This person has left already.")
    held = await held_cases(tx, departure)
    for episode_id in sorted({one.episode_id for one in held}):
        await lock_case(tx, episode_id)
    left = await holdings_of(tx, departure.person_id)
    await _insist(tx, departure, held, left, cover_id, today=at.date())
    for one in held:
        if one.what == "mentor":
            await _end_match(tx, one, by=by.person_id, at=at)
        action = "ended_match" if one.what == "mentor" else "handed_on"
        await keep_audit(tx, action, mentee_id=one.mentee_id, object_kind="departure", object_id=departure.id)
    if cover_id is not None:
        await hand_on_everything(tx, person_id=departure.person_id, to_id=cover_id, at=at)
    await withdraw_takeovers(tx, departure.id, by=by.person_id, at=at)
    await keep_access_end(tx, departure.person_id, at)
    await settle_referrals(tx, cover_id=cover_id)
    await keep_departure_end(tx, departure.id, cover_id=cover_id, by=by.person_id, at=at)
    await keep_audit(tx, "ended_access", object_kind="departure", object_id=departure.id)


async def _insist(
    tx: Transaction,
    departure: Departure,
    held: tuple[HeldCase, ...],
    left: Holdings,
    cover_id: UUID | None,
    *,
    today: date,
) -> None:
    as_holder = [one for one in held if one.what != "mentor"]
    count = len(as_holder) + left.open_work + left.people + len(left.on_call_at) + left.closed_cases
    if (why := why_not_end_access(held=count, has_cover=cover_id is not None)) is not None:
        raise Invalid({"cover_id": why})
    if cover_id is None:
        return
    taker = await taker_of(tx, cover_id)
    supervises = bool(left.people or left.closed_supervised) or any(
        one.what == "direct_supervisor" for one in held
    )
    wrong = why_not_take_over(taker, supervises=supervises, needed_on=today)
    if wrong or cover_id == departure.person_id:
        raise Invalid({"cover_id": wrong or "Nobody covers for themselves."})
    above_id = await stands_under(tx, cover_id)
    under = why_not_under(taker.roles, above_id=above_id, leaver_id=departure.person_id)
    if supervises and under:
        raise Invalid({"cover_id": under})
    if left.on_call_at and not await phone_of(tx, cover_id):
        where = ", ".join(left.on_call_at)
        raise Invalid(
            {"cover_id": f"They are on call at {where}. Choose somebody whose telephone is on file."}
        )


async def _end_match(tx: Transaction, held: HeldCase, *, by: UUID, at: datetime) -> None:
    case = await lock_case(tx, held.episode_id)
    known_at = case.knows_at(at)
    ending = [one for one in await live_matches_of(tx, case.id) if one.id == held.match_id]
    # Whether they said goodbye is not known here, and nothing is said about it.
    end = MatchEnd("mentor_leaves", "mentor")
    await keep_match_ends(tx, ending, end, by=by, at=at, recorded_at=known_at)
    if case.serving_match_id == held.match_id:
        await keep_match_gap(tx, case.id, starts_at=at, recorded_at=known_at, reason=GAP)
    await keep_known_at(tx, case.id, known_at)
