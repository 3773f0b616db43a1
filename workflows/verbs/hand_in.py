"""A young person gives a form back, filled in or stopped: what they answered is entered, and the rules read it.

Nothing waits for the adult to unlock the device: firing and work stand in the same transaction.
"""

from collections.abc import Mapping
from datetime import datetime

from supervision.access import Actor
from workflows.records.audit import keep_audit
from workflows.records.handovers import Handover, handover_of, keep_form_given_back, keep_given_back
from workflows.records.refusals import NotAllowed
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
) -> None:
    """`answers` by the key of the question, None for one that was left open; `language` of the page.

    A form that was stopped is entered as far as it was answered, since an answer that worries counts also
    on half a form; when nothing was answered it was never given. Raises `NotAllowed`, or `Stale` the second
    time.
    """
    handover = handover_of(tx)
    if handover is None:
        raise NotAllowed("No form was handed over on this device.")
    await keep_given_back(tx, language=language, at=at)
    is_entered = not stopped or any(answer is not None for answer in answers.values())
    if is_entered:
        form = _filled(handover, answers, at)
        entered = await record_administration(tx, episode_id=handover.episode_id, form=form, by=by, at=at)
        await keep_form_given_back(tx, entered)
    await keep_audit(
        tx,
        "handed_in",
        mentee_id=handover.mentee_id,
        object_kind="sign_in",
        object_id=tx.sign_in_id,
        reason="stopped" if stopped else "",
    )


def _filled(handover: Handover, answers: Mapping[str, int | str | None], at: datetime) -> FilledForm:
    return FilledForm(
        instrument_id=handover.instrument_id,
        answers=answers,
        completed_at=at,
        reason_asked=handover.reason_asked,
        entered_how=DEVICE,
    )
