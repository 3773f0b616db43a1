"""One notice to families: which questionnaires, and who said no? The look itself is kept."""

from uuid import UUID

from supervision.access import Actor
from supervision.family_access import why_not_see_notices
from workflows.records.audit import keep_audit
from workflows.records.refusals import NotFound
from workflows.records.scope import Transaction
from workflows.records.survey_notices import Notice, OptOut, load_notice, opt_outs_of


async def see_notice(tx: Transaction, *, notice_id: UUID, by: Actor) -> tuple[Notice, tuple[OptOut, ...]]:
    """Raises `NotFound` for that of another school."""
    notice = await load_notice(tx, notice_id)
    if why_not_see_notices(by, notice.site_id) is not None:
        raise NotFound
    await keep_audit(tx, "saw_survey_notice", object_kind="survey_notice", object_id=notice_id)
    return notice, await opt_outs_of(tx, notice_id)
