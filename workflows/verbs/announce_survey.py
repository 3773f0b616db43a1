"""The families of a school are told of questionnaires in advance, with the days in which they may say no."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from care_steps.survey_bases import why_not_announce
from supervision.access import Actor
from supervision.family_access import why_not_see_notices
from triage import instruments
from workflows.records.audit import keep_audit
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction
from workflows.records.sites import day_at
from workflows.records.survey_notices import keep_notice


@dataclass(frozen=True, slots=True)
class NewNotice:
    """Which forms, when the notice went out, and the last day on which a family may say no."""

    instrument_ids: tuple[str, ...]
    sent_on: date
    opt_out_until: date
    words: str = ""


async def announce_survey(
    tx: Transaction, *, site_id: UUID, notice: NewNotice, by: Actor, at: datetime
) -> UUID:
    """Returns the notice's id. It was sent by the school; here it is written down. Raises `Invalid` or `NotAllowed`."""
    if (why := why_not_see_notices(by, site_id)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may write down a notice.")
    today = await day_at(tx, site_id)
    errors = why_not_announce(notice.instrument_ids, notice.sent_on, notice.opt_out_until, today=today)
    if any(one not in instruments.IDS for one in notice.instrument_ids):
        errors["instrument_ids"] = "Choose from the questionnaires."
    if errors:
        raise Invalid(errors)
    notice_id = await keep_notice(
        tx,
        site_id=site_id,
        instrument_ids=notice.instrument_ids,
        sent_on=notice.sent_on,
        opt_out_until=notice.opt_out_until,
        words=notice.words.strip(),
        recorded_at=at,
    )
    await keep_audit(tx, "announced_survey", object_kind="survey_notice", object_id=notice_id)
    return notice_id
