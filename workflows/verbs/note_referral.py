"""Something was done about a referral without moving it: a call, an appointment missed, the family told."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from care_steps.referral_choices import NO_SHOW, why_not_note
from supervision.access import Actor
from supervision.referral_access import why_not_refer_out
from workflows.records.audit import keep_audit
from workflows.records.episodes import Case, keep_known_at, lock_case
from workflows.records.referrals import Referral, keep_referral_note, load_referral
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction
from workflows.verbs.ask_for_work import ask_for_work

MISSED: Final = "missed_appointment"
"""The work that a missed appointment asks for, as lost contact does: why, how is the mentee, who calls."""


async def note_referral(
    tx: Transaction,
    *,
    referral_id: UUID,
    kind: str,
    words: str = "",
    call_back_on: date | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """With `call_back_on` its owner asks again on that day. Raises `Invalid`, `NotAllowed`, `Refused`."""
    referral = await load_referral(tx, referral_id)
    case = await lock_case(tx, referral.episode_id)
    if (why := why_not_refer_out(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may note something about a referral.")
    _insist(referral, case, kind, call_back_on, at)
    known_at = case.knows_at(at)
    note_id = await keep_referral_note(
        tx, referral_id, kind, words=words, call_back_on=call_back_on, recorded_at=known_at
    )
    if kind == NO_SHOW:
        await ask_for_work(
            tx,
            case,
            action=MISSED,
            about=note_id,
            owner_id=referral.owner_id,
            at=at,
            recorded_at=known_at,
        )
    await keep_known_at(tx, case.id, known_at)
    await keep_audit(
        tx, "noted_referral", mentee_id=case.mentee_id, object_kind="referral", object_id=referral_id
    )


def _insist(referral: Referral, case: Case, kind: str, call_back_on: date | None, at: datetime) -> None:
    why = why_not_note(referral.state, kind, has_begun=referral.has_begun(at))
    if why and not referral.state.is_live:
        raise Refused(why)
    errors = {"kind": why} if why else {}
    if call_back_on is not None and call_back_on < case.calendar.local_day(at):
        errors["call_back_on"] = "This day has passed. Enter when you will ask again."
    if errors:
        raise Invalid(errors)
