"""A second person has read an emergency disclosure, and says whether it was right to tell them this."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.disclosure_access import why_not_review_disclosure
from supervision.emergency_disclosures import DisclosureAnswer, why_not_answer
from workflows.records.audit import keep_audit
from workflows.records.disclosure_log import keep_disclosure_review, load_disclosure
from workflows.records.episodes import load_case_of_mentee
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.records.scope import Transaction


async def review_disclosure(
    tx: Transaction, *, disclosure_id: UUID, answer: str, words: str, by: Actor, at: datetime
) -> UUID:
    """Returns the mentee's id. `answer` is a value of `DisclosureAnswer`. What was told stays as it is written down.

    Raises `Invalid` at the fields, `NotAllowed`, `Refused` for what was no emergency, or `Stale` the second time.
    """
    found = await load_disclosure(tx, disclosure_id)
    case = await load_case_of_mentee(tx, found.mentee_id)
    why = why_not_review_disclosure(by, case.standing, disclosed_by=found.disclosed_by)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may say whether it was right.")
    if not found.is_emergency:
        raise Refused("Only what was told in an emergency is read by a second person.")
    if found.answer is not None:
        raise Stale(f"{found.answered_by_name} has read this as the second person already.")
    if errors := why_not_answer(answer, words):
        raise Invalid(errors)
    await keep_disclosure_review(
        tx,
        disclosure_id,
        answer=DisclosureAnswer(answer),
        words=words.strip(),
        by=by.person_id,
        happened_at=at,
        recorded_at=max(at, found.recorded_at),
    )
    await keep_audit(
        tx,
        "reviewed_disclosure",
        mentee_id=found.mentee_id,
        object_kind="work" if found.work_id else "disclosure",
        object_id=found.work_id or disclosure_id,
    )
    return found.mentee_id
