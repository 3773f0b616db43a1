"""A family says no to questionnaires of which it was told in advance."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from care_steps.survey_bases import not_asked
from supervision.access import Actor
from supervision.family_access import why_not_see_notices
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_open_case
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction
from workflows.records.survey_notices import (
    Notice,
    keep_opt_out,
    load_notice,
    opt_outs_of,
    student_by_number,
    survey_grounds,
)
from workflows.verbs.evaluate import evaluate

AGREED_SINCE: Final = (
    "This family said no to this notice before, and agreed in writing later."
    " Write the new no down with what the family agreed to: it was taken back."
)


async def opt_out_of_survey(
    tx: Transaction, *, notice_id: UUID, number: str, said_on: date, by: Actor, at: datetime
) -> None:
    """`number` of the student on the roster, who need not have a case. A no counts also after the last day.

    Raises `Invalid` at the field, `NotAllowed`, or `NotFound`.
    """
    notice = await load_notice(tx, notice_id)
    if (why := why_not_see_notices(by, notice.site_id)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may write down what a family said.")
    mentee_id = await student_by_number(tx, notice.site_id, number.strip())
    errors = {} if mentee_id else {"number": "No student of this school has this number."}
    if said_on > notice.today:
        errors["said_on"] = "This day has not come yet."
    if mentee_id and await _agreed_since(tx, notice, mentee_id):
        errors["number"] = AGREED_SINCE
    if errors or mentee_id is None:
        raise Invalid(errors)
    case = await lock_open_case(tx, mentee_id)
    known_at = case.knows_at(at) if case is not None else at
    await keep_opt_out(tx, notice_id, mentee_id, said_on=said_on, at=known_at)
    await keep_audit(
        tx, "opted_out_of_survey", mentee_id=mentee_id, object_kind="survey_notice", object_id=notice_id
    )
    if case is not None:
        await evaluate(tx, case, known_at=known_at)


async def _agreed_since(tx: Transaction, notice: Notice, mentee_id: UUID) -> bool:
    """They said no to this notice once and took it back in writing: a second no to it would be kept nowhere."""
    if all(one.mentee_id != mentee_id for one in await opt_outs_of(tx, notice.id)):
        return False
    ground = (await survey_grounds(tx, {mentee_id: notice.today}))[mentee_id]
    return all(not_asked(one, ground) is None for one in notice.instrument_ids)
