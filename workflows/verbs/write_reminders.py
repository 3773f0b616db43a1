"""Whoever left something undone is told so by one message, when an hour comes in which they may be. Only time tells: a
job asks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from uuid import UUID

from supervision.interruptions import Addressee, Kind, Turn, turn_of
from supervision.reminders import RULES, Reminded, Undone, is_due
from workflows.records.closures import site_years
from workflows.records.interruptions import spent_since
from workflows.records.reminders import (
    Before,
    Reminder,
    keep_reminders,
    left_undone,
    reminded_of,
    unsent_reminders,
)
from workflows.records.scope import Transaction
from workflows.records.when_told import readers


async def write_reminders(tx: Transaction, *, at: datetime) -> Sequence[Reminder]:
    """Those that are to be sent now. What is over the budget of a day is held back, and the daily message counts it.

    Nobody is reminded while they are away, cannot sign in or hold no role, and nobody of what was done meanwhile.
    """
    sites = await site_years(tx)
    here = [one for one in (await readers(tx, sites) if sites else ()) if one.holds_role]
    awake = {
        one.person_id: one.to
        for one in here
        if one.person_id not in tx.stand_ins.away and turn_of(Kind.REMINDER, one.to, at) is not Turn.LATER
    }
    undone = await left_undone(tx, awake) if awake else frozenset()
    if not undone:
        return ()
    people = {one.person_id: awake[one.person_id] for one in undone}
    # First who else decides now has to end, then what they told is looked up.
    spent = await _spent(tx, people, at)
    before = await reminded_of(tx, people)
    told = []
    for person_id, due in _by_person(undone, people, before, at).items():
        turn = turn_of(Kind.REMINDER, replace(people[person_id], spent=spent.get(person_id, 0)), at)
        told.append((due, turn is Turn.IN_DIGEST))
    await keep_reminders(tx, told, before, at=at)
    # What could not be sent before is tried again, and at no hour at which it would not have been sent.
    return await unsent_reminders(tx, people, undone)


async def _spent(tx: Transaction, people: Mapping[UUID, Addressee], at: datetime) -> Mapping[UUID, int]:
    begins = {one: to.own.wall_time(to.own.local_day(at), time.min) for one, to in people.items()}
    return await spent_since(tx, begins)


def _by_person(
    undone: Collection[Undone],
    people: Mapping[UUID, Addressee],
    before: Mapping[Undone, Before],
    at: datetime,
) -> Mapping[UUID, Sequence[Undone]]:
    """What each of them is told today, the oldest first."""
    found: dict[UUID, list[Undone]] = {}
    for one in sorted(undone, key=lambda one: (one.day, one.cause, one.about_id, one.which)):
        own = people[one.person_id].own
        told = before.get(one)
        reminded = Reminded(told.times, own.local_day(told.last_at)) if told else None
        if is_due(RULES[one.cause], one.day, own=own, today=own.local_day(at), before=reminded):
            found.setdefault(one.person_id, []).append(one)
    return found
