"""What did these people leave undone, of what were they reminded, and which message has not left the house?

The job reads for everybody. What is asked here says of nobody that a worry names them: sessions, letters and credentials
stay with whoever has them, named or not; and of a follow-up that is kept from somebody they are not reminded.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, TIMESTAMP, Date, Uuid, bindparam, insert, text

from supervision.interruptions import Kind
from supervision.reminders import RULES, Cause, Undone, oldest_day
from workflows.records.consent_letters import overdue_of
from workflows.records.ending_credentials import ending_of
from workflows.records.follow_ups import follow_ups_of
from workflows.records.ids import new_id
from workflows.records.scope import Transaction
from workflows.records.tables.interruptions import interruption, reminder
from workflows.records.unlogged_sessions import unlogged_of


@dataclass(frozen=True, slots=True)
class Before:
    """How often somebody was reminded of one thing, and when last."""

    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Reminder:
    """One message to one person: how much of each kind is undone at this moment."""

    id: UUID
    address: str
    undone: Mapping[Cause, int]


_PEOPLE: Final = bindparam("person_ids", type_=ARRAY(Uuid))
_TOLD: Final = text("""
SELECT r.cause, r.person_id, r.about_id, r.which, r.day, max(r.number) AS times, max(r.recorded_at) AS last_at
  FROM app.reminder r WHERE r.org_id = :org_id AND r.person_id = ANY (:person_ids) AND r.day >= :since
 GROUP BY r.cause, r.person_id, r.about_id, r.which, r.day
""").bindparams(_PEOPLE, bindparam("since", type_=Date))
_UNSENT: Final = text("""
SELECT i.id, s.email AS address, r.cause, r.person_id, r.about_id, r.which, r.day
  FROM app.interruption i
  JOIN app.reminder r ON (r.org_id, r.interruption_id) = (i.org_id, i.id)
  JOIN LATERAL (SELECT d.email FROM sign_in.identity d
       WHERE (d.org_id, d.person_id) = (i.org_id, i.person_id) AND d.disabled_at IS NULL
       ORDER BY d.recorded_at DESC LIMIT 1) s ON true
 WHERE i.org_id = :org_id AND i.kind = 'reminder' AND i.sent_at IS NULL AND i.held_at IS NULL
   AND i.recorded_at >= :since AND i.person_id = ANY (:person_ids)
 ORDER BY i.recorded_at, i.id
""").bindparams(_PEOPLE, bindparam("since", type_=TIMESTAMP(timezone=True)))
_HELD: Final = text("""
SELECT i.id, r.cause, r.person_id, r.about_id, r.which, r.day
  FROM app.interruption i
  JOIN app.reminder r ON (r.org_id, r.interruption_id) = (i.org_id, i.id)
 WHERE i.org_id = :org_id AND i.held_at IS NOT NULL AND i.digest_id IS NULL AND i.person_id = ANY (:person_ids)
""").bindparams(_PEOPLE)
_KEEP: Final = insert(interruption)
_KEEP_EACH: Final = insert(reminder)


async def left_undone(tx: Transaction, person_ids: Collection[UUID]) -> frozenset[Undone]:
    """Everything that is still undone by these people and recent enough to be told, due today or not."""
    session, letter = RULES[Cause.UNLOGGED_SESSION], RULES[Cause.UNANSWERED_LETTER]
    credential = RULES[Cause.ENDING_CREDENTIAL]
    sessions = await unlogged_of(tx, person_ids, since=tx.at - timedelta(days=session.until_days_after + 1))
    tomorrow = (tx.at + timedelta(days=1)).date()
    letters = await overdue_of(tx, person_ids, since=oldest_day(tx.at, letter), until=tomorrow)
    ends = tomorrow + timedelta(days=(credential.days_before or 0) + 1)
    papers = await ending_of(tx, person_ids, since=oldest_day(tx.at, credential), until=ends)
    return frozenset((*sessions, *letters, *papers, *await follow_ups_of(tx, person_ids)))


async def reminded_of(tx: Transaction, person_ids: Collection[UUID]) -> Mapping[Undone, Before]:
    """Of what each of these people was reminded, as far as it could be told again."""
    since = min(oldest_day(tx.at, one) for one in RULES.values())
    asked = {"org_id": tx.actor.org_id, "person_ids": list(person_ids), "since": since}
    return {
        Undone(Cause(row.cause), row.person_id, row.about_id, row.which, row.day): Before(
            row.times, row.last_at
        )
        for row in await tx.connection.execute(_TOLD, asked)
    }


async def keep_reminders(
    tx: Transaction,
    told: Iterable[tuple[Sequence[Undone], bool]],
    before: Mapping[Undone, Before],
    *,
    at: datetime,
) -> None:
    """It is decided: each of these is one message to one person, sent or (where it says so) held back."""
    org_id, messages, each = tx.actor.org_id, [], []
    for undone, is_held in told:
        message = new_id()
        messages.append(
            {
                "org_id": org_id,
                "id": message,
                "person_id": undone[0].person_id,
                "kind": Kind.REMINDER.value,
                # About several things at once, each of which stands beside it.
                "cause_id": message,
                "items": len(undone),
                "recorded_at": at,
                "held_at": at if is_held else None,
            }
        )
        each += [
            {
                "org_id": org_id,
                "person_id": one.person_id,
                "cause": one.cause.value,
                "about_id": one.about_id,
                "which": one.which,
                "day": one.day,
                "number": (before[one].times if one in before else 0) + 1,
                "interruption_id": message,
                "recorded_at": at,
            }
            for one in undone
        ]
    if messages:
        await tx.connection.execute(_KEEP, messages)
        await tx.connection.execute(_KEEP_EACH, each)


async def unsent_reminders(
    tx: Transaction, person_ids: Collection[UUID], still: Collection[Undone]
) -> Sequence[Reminder]:
    """What has not left the house for these people, each with what of it is `still` undone; none where all is done."""
    since = tx.at - timedelta(days=max(one.until_days_after for one in RULES.values()))
    asked = {"org_id": tx.actor.org_id, "person_ids": list(person_ids), "since": since}
    found: dict[tuple[UUID, str], dict[Cause, int]] = {}
    for row in await tx.connection.execute(_UNSENT, asked):
        cause = Cause(row.cause)
        if Undone(cause, row.person_id, row.about_id, row.which, row.day) in still:
            counts = found.setdefault((row.id, row.address), dict.fromkeys(Cause, 0))
            counts[cause] += 1
    return [Reminder(id, address, counts) for (id, address), counts in found.items()]


async def done_meanwhile(tx: Transaction, person_ids: Collection[UUID]) -> tuple[UUID, ...]:
    """The messages that were held back from these people, and were counted in no daily message, of which all is done."""
    asked = {"org_id": tx.actor.org_id, "person_ids": list(person_ids)}
    held = [(row.id, Undone(Cause(row.cause), *row[2:])) for row in await tx.connection.execute(_HELD, asked)]
    still = await left_undone(tx, {one.person_id for _, one in held}) if held else frozenset()
    left = {id for id, one in held if one in still}
    return tuple({id for id, _ in held} - left)
