"""Whoever stands in for somebody is told so once, when an hour comes in which they may be. Only time tells: a job asks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from uuid import UUID

from supervision.interruptions import Addressee, Kind, Turn, turn_of
from workflows.records.closures import site_years
from workflows.records.interruptions import Unsent, covers_begun, keep_cover_told, spent_since, unsent_covers
from workflows.records.scope import Transaction
from workflows.records.when_told import readers


async def tell_covers(tx: Transaction, *, at: datetime) -> Sequence[Unsent]:
    """Those that are to be sent now. What is over the budget of a day is held back, and the daily message counts it."""
    if not tx.stand_ins.away:
        return ()
    people = {one.person_id: one.to for one in await readers(tx, await site_years(tx))}
    begun = [one for one in await covers_begun(tx) if one.person_id in people]
    to = await _with_spent(tx, {one.person_id: people[one.person_id] for one in begun}, at)
    for one in begun:
        turn = turn_of(Kind.COVER, to[one.person_id], at)
        if turn is Turn.LATER:
            continue
        await keep_cover_told(tx, one, is_held=turn is Turn.IN_DIGEST, at=at)
        if turn is Turn.NOW:
            to[one.person_id] = replace(to[one.person_id], spent=to[one.person_id].spent + 1)
    # What could not be sent before is tried again, and at no hour at which it would not have been sent.
    awake = [
        one for one, person in people.items() if turn_of(Kind.COVER, replace(person, spent=0), at) is Turn.NOW
    ]
    return await unsent_covers(tx, awake)


async def _with_spent(
    tx: Transaction, people: Mapping[UUID, Addressee], at: datetime
) -> dict[UUID, Addressee]:
    begins = {one: to.own.wall_time(to.own.local_day(at), time.min) for one, to in people.items()}
    spent = await spent_since(tx, begins)
    return {one: replace(to, spent=spent.get(one, 0)) for one, to in people.items()}
