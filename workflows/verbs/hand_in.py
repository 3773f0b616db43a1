"""A young person gives a form back, filled in or stopped: what they answered is entered, and the rules read it.

Nothing waits for the adult to unlock the device: firing and work stand in the same transaction.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from supervision.access import Actor
from supervision.sign_in_limits import LIMITS
from triage.scoring import ScoringError, score
from triage.verdicts import Safety
from workflows.records.administrations import load_administration
from workflows.records.asking_gate import why_not_ask_now
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
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

CONCERN: Final = "individual_concern"


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
    When consent ended while the device was out nothing is kept, but an answer that says somebody may be in danger.
    Raises `NotAllowed`, or `Stale` the second time.
    """
    handover = handover_of(tx)
    if handover is None or handover.asks_check_in:
        raise NotAllowed("No form was handed over on this device.")
    if number != handover.number:
        raise Stale("This form was given back already.")
    await keep_given_back(tx, language=language, at=at)
    reason = await _kept_as(tx, handover, answers)
    if reason is None:
        await _let_go(tx, handover)
        return
    entered = None
    is_entered = not stopped or any(answer is not None for answer in answers.values())
    if is_entered:
        form = _filled(handover, answers, at, reason)
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


async def _kept_as(
    tx: Transaction, handover: Handover, answers: Mapping[str, int | str | None]
) -> str | None:
    """The reason for which the answers are kept; None when they may not be.

    An answer that says somebody may be in danger is a concern about one student, which no consent ends.
    """
    case = await lock_case(tx, handover.episode_id)
    if await why_not_ask_now(tx, case, (handover.instrument_id,), handover.reason_asked) is None:
        return handover.reason_asked
    try:
        is_worrying = score(handover.instrument_id, answers).safety == Safety.POSITIVE
    except ScoringError:
        return None
    return CONCERN if is_worrying else None


async def _let_go(tx: Transaction, handover: Handover) -> None:
    """Consent ended while the device was out: the device is given back, and not one answer is kept."""
    await keep_audit(
        tx,
        "handed_in",
        outcome="refused",
        mentee_id=handover.mentee_id,
        object_kind="sign_in",
        object_id=tx.sign_in_id,
        reason="consent ended",
    )


async def _calls_for_adult(tx: Transaction, entered: UUID) -> bool:
    """Then nobody is asked to go on with other questions; what is left stays due."""
    kept = await load_administration(tx, entered)
    return bool(kept["safety"] != Safety.NEGATIVE)


def _filled(
    handover: Handover, answers: Mapping[str, int | str | None], at: datetime, reason: str
) -> FilledForm:
    return FilledForm(
        instrument_id=handover.instrument_id,
        answers=answers,
        completed_at=at,
        reason_asked=reason,
        entered_how=DEVICE,
    )
