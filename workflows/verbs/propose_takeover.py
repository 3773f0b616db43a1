"""Somebody is asked to take over one case of a person who is leaving."""

from datetime import datetime
from typing import Final
from uuid import UUID

from supervision.access import Actor
from supervision.departure_access import why_not_keep_departures, why_not_take_over, why_not_under
from supervision.last_days import needed_from
from workflows.records.audit import keep_audit
from workflows.records.departures import held_cases, load_departure
from workflows.records.handed_on import stands_under
from workflows.records.ids import new_id
from workflows.records.people import taker_of
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Refused
from workflows.records.scope import Transaction
from workflows.records.takeovers import keep_takeover, withdraw_takeovers

ASKED_FOR: Final = ("owner", "direct_supervisor")
"""What somebody is asked to take over. A mentor is followed by another match."""


async def propose_takeover(
    tx: Transaction, *, departure_id: UUID, episode_id: UUID, what: str, to_id: UUID, by: Actor, at: datetime
) -> UUID:
    """Returns its id. The case is theirs once they accept; whoever was asked before is asked no more.

    Raises `Invalid` at `to_id`, `NotAllowed`, `NotFound`, or `Refused` once the departure is over.
    """
    if (why := why_not_keep_departures(by)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may do this.")
    departure = await load_departure(tx, departure_id, locked=True)
    if departure.ended_at is not None:
        raise Refused("This person has left already.")
    held = [
        one for one in await held_cases(tx, departure) if (one.episode_id, one.what) == (episode_id, what)
    ]
    if not held or what not in ASKED_FOR:
        raise NotFound
    taker = await taker_of(tx, to_id)
    needed_on = needed_from(departure.last_day_on, today=at.date())
    supervises = what != "owner"
    wrong = why_not_take_over(taker, supervises=supervises, needed_on=needed_on)
    if supervises and not wrong:
        above_id = await stands_under(tx, to_id)
        wrong = why_not_under(taker.roles, above_id=above_id, leaver_id=departure.person_id)
    if wrong or to_id == departure.person_id:
        raise Invalid({"to_id": wrong or "Choose somebody else."})
    await withdraw_takeovers(tx, departure.id, episode_id=episode_id, what=what, by=by.person_id, at=at)
    takeover_id = new_id()
    await keep_takeover(
        tx,
        id=takeover_id,
        departure_id=departure.id,
        episode_id=episode_id,
        what=what,
        to_id=to_id,
        proposed_by=by.person_id,
        proposed_at=at,
        recorded_at=at,
    )
    await keep_audit(
        tx, "proposed_takeover", mentee_id=held[0].mentee_id, object_kind="takeover", object_id=takeover_id
    )
    return takeover_id
