"""Somebody opens the log of what of a mentee's record went outside: may they? The look itself is kept."""

from uuid import UUID

from supervision.access import Actor, relation
from supervision.disclosure_access import why_not_see_log
from workflows.records.audit import keep_audit
from workflows.records.disclosure_log import DisclosureLine, log_of
from workflows.records.episodes import Case, load_case_of_mentee
from workflows.records.refusals import NotFound
from workflows.records.scope import Seen, Transaction


async def see_disclosures(
    tx: Transaction, *, mentee_id: UUID, by: Actor
) -> tuple[Case, tuple[DisclosureLine, ...]]:
    """The case and its log. Raises `NotFound` for everybody else, a mentor too: to whom it is not told, it is not there."""
    case = await load_case_of_mentee(tx, mentee_id)
    if why_not_see_log(by, case.standing) is not None:
        raise NotFound
    reason = relation(by, case.standing)
    await keep_audit(
        tx,
        "saw_disclosures",
        mentee_id=case.mentee_id,
        object_kind="disclosures",
        object_id=case.id,
        reason=reason or "privacy officer",
    )
    # Whoever answers for the log alone has no page of the student on which to say a worry.
    if reason is not None:
        tx.seen.append(Seen(case.mentee_id, case.standing, case.step.is_open))
    return case, await log_of(tx, mentee_id)
