"""Somebody agrees to a kind of help, refuses it, or takes back what they agreed to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from care_steps import codes
from care_steps.consents import (
    ConsentKind,
    ConsentMove,
    destination,
    why_not,
    why_not_answer,
)
from supervision.access import Actor
from supervision.family_access import why_not_record_consent
from workflows.records.audit import keep_audit
from workflows.records.consents import ConsentNow, answers_alone, consent_now, keep_consent
from workflows.records.contacts import reachable_contacts
from workflows.records.episodes import Case, load_case_of_mentee, lock_case
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Refused
from workflows.records.scope import Transaction
from workflows.verbs.evaluate import evaluate
from workflows.verbs.rest_matches import rest_matches

OLDER_THAN_A_NO: Final = (
    "This answer is older than the newest one. A yes that came before a no does not take it back."
)

NOES: Final = (ConsentMove.REFUSE, ConsentMove.WITHDRAW)


@dataclass(frozen=True, slots=True)
class ConsentSaid:
    """What was said about each kind. Without a contact the student, who is of age, said it.

    `ends_on`: the last day of what was agreed to, where they named one.
    """

    answers: Mapping[ConsentKind, ConsentMove]
    contact_id: UUID | None
    how: str
    said_on: date
    words: str = ""
    ends_on: date | None = None


async def record_consent(
    tx: Transaction, *, mentee_id: UUID, said: ConsentSaid, by: Actor, at: datetime
) -> None:
    """What was said before stays on record. A "no" stops what it covers from this transaction on.

    Raises `Invalid` at the fields, `NotAllowed`, or `Refused` for a move that does not exist from here.
    """
    case = await lock_case(tx, (await load_case_of_mentee(tx, mentee_id)).id)
    if (why := why_not_record_consent(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may write down a consent.")
    if errors := await _errors(tx, case, said, at):
        raise Invalid(errors)
    stood = {kind: await consent_now(tx, mentee_id, kind) for kind in said.answers}
    for kind, move in said.answers.items():
        if why := why_not(stood[kind].state, move):
            raise Refused(f"{kind.plain}: {why}")
        if move is ConsentMove.GIVE and _is_older_than_a_no(stood[kind], said.said_on):
            raise Invalid({"said_on": OLDER_THAN_A_NO})
    known_at = case.knows_at(at)
    for kind, move in said.answers.items():
        await _keep(tx, case, said, stood[kind], move, known_at)
    if said.answers.get(ConsentKind.MENTORING) in NOES:
        await rest_matches(tx, case, by=by.person_id, at=at, known_at=known_at)
    await keep_audit(
        tx,
        "recorded_consent",
        mentee_id=mentee_id,
        object_kind="consent",
        object_id=mentee_id,
        payload={kind.value: move.value for kind, move in said.answers.items()},
    )
    await evaluate(tx, case, known_at=known_at)


async def _keep(
    tx: Transaction,
    case: Case,
    said: ConsentSaid,
    stood: ConsentNow,
    move: ConsentMove,
    known_at: datetime,
) -> None:
    state = destination(stood.state, move)
    assert state is not None
    await keep_consent(
        tx,
        case.mentee_id,
        stood.kind,
        state,
        happened_on=said.said_on,
        recorded_at=known_at,
        letter_id=stood.letter_id,
        contact_id=said.contact_id,
        how=said.how,
        words=said.words.strip(),
        ends_on=said.ends_on if move is ConsentMove.GIVE else None,
    )


def _is_older_than_a_no(stood: ConsentNow, said_on: date) -> bool:
    return stood.why_stopped is not None and stood.answered_on is not None and said_on < stood.answered_on


async def _errors(tx: Transaction, case: Case, said: ConsentSaid, at: datetime) -> dict[str, str]:
    errors, today = {}, case.calendar.local_day(at)
    if not said.answers:
        errors["answers"] = "Say what was answered, for one kind at least."
    elif ConsentMove.ASK in said.answers.values():
        errors["answers"] = "A letter is sent, not answered, to ask."
    speaks = None
    if said.contact_id is not None:
        reachable = await reachable_contacts(tx, case.mentee_id, on=today)
        contact = next((one for one in reachable if one.id == said.contact_id), None)
        if contact is None:
            raise NotFound
        speaks = contact.detail.speaks
    if why := why_not_answer(is_adult=await answers_alone(tx, case.mentee_id, case.calendar), speaks=speaks):
        errors["contact_id"] = why
    if not codes.load("consent_ways").knows(said.how):
        errors["how"] = "Say how the answer came."
    if said.said_on > today:
        errors["said_on"] = "This day has not come yet."
    if said.ends_on is not None and ConsentMove.GIVE not in said.answers.values():
        errors["ends_on"] = "Only what somebody agrees to ends on a day. Leave this open."
    elif said.ends_on is not None and said.ends_on < today:
        errors["ends_on"] = "This day is over."
    return errors
