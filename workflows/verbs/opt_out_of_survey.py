"""A family says no to questionnaires of which it was told in advance."""

from datetime import date, datetime
from uuid import UUID

from supervision.access import Actor
from supervision.family_access import why_not_see_notices
from workflows.records.audit import keep_audit
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction
from workflows.records.survey_notices import keep_opt_out, load_notice, student_by_number


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
    if mentee_id is None:
        raise Invalid({"number": "No student of this school has this number."})
    await keep_opt_out(tx, notice_id, mentee_id, said_on=said_on, at=at)
    await keep_audit(
        tx, "opted_out_of_survey", mentee_id=mentee_id, object_kind="survey_notice", object_id=notice_id
    )
