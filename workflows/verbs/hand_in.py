"""A young person gives a form back, filled in or stopped: what they answered is entered, and the rules read it.

Nothing waits for the adult to unlock the device: firing and work stand in the same transaction.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.sign_in_limits import LIMITS
from triage.verdicts import Safety
from workflows.records.administrations import load_administration
from workflows.records.audit import keep_audit
from workflows.records.handovers import (
    Handover,
    handover_of,
    keep_form_given_back,
    keep_given_back,
    keep_next_form,
)
from workflows.records.refusals import NotAllowed, Stale
from workflows.records.scope import Transaction
from workflows.verbs.record_administration import DEVICE, FilledForm, record_administration


async def hand_in(
    tx: Transaction,
    *,
    answers: Mapping[str, int | str | None],
    stopped: bool,
    language: str,
    by: Actor,
    at: datetime,
    number: int = 1,
) -> None:
    """`answers` by the key of the question, None for one that was left open; `language` of the page.

    `number` is the place of the form that was answered among those that were handed over. The next one follows,
    unless it was stopped or an answer calls for an adult. A form that was stopped is entered as far as it was
    answered, since an answer that worries counts also on half a form; when nothing was answered it was never given.
    Raises `NotAllowed`, or `Stale` the second time.
    """
    handover = handover_of(tx)
    if handover is None:
        raise NotAllowed("No form was handed over on this device.")
    if number != handover.number:
        raise Stale("This form was given back already.")
    await keep_given_back(tx, language=language, at=at)
    entered = None
    is_entered = not stopped or any(answer is not None for answer in answers.values())
    if is_entered:
        form = _filled(handover, answers, at)
        entered = await record_administration(tx, episode_id=handover.episode_id, form=form, by=by, at=at)
        await keep_form_given_back(tx, entered)
    if handover.following and entered and not stopped and not await _calls_for_adult(tx, entered):
        await keep_next_form(tx, handover, until=at + LIMITS.handed_over)
    await keep_audit(
        tx,
        "handed_in",
        mentee_id=handover.mentee_id,
        object_kind="sign_in",
        object_id=tx.sign_in_id,
        reason="stopped" if stopped else "",
    )


async def _calls_for_adult(tx: Transaction, entered: UUID) -> bool:
    """Then nobody is asked to go on with other questions; what is left stays due."""
    kept = await load_administration(tx, entered)
    return bool(kept["safety"] != Safety.NEGATIVE)


def _filled(handover: Handover, answers: Mapping[str, int | str | None], at: datetime) -> FilledForm:
    return FilledForm(
        instrument_id=handover.instrument_id,
        answers=answers,
        completed_at=at,
        reason_asked=handover.reason_asked,
        entered_how=DEVICE,
    )
