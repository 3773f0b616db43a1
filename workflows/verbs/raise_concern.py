"""Somebody who looks after a mentee says that something worries them."""

from datetime import datetime
from uuid import UUID

from care_steps import codes
from supervision.access import Actor, why_not_raise_concern
from supervision.named_adults import why_not_name
from supervision.session_logs import NOW_KINDS
from workflows.records.audit import keep_audit
from workflows.records.concerns import keep_concern
from workflows.records.episodes import lock_case
from workflows.records.people import staff
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction
from workflows.verbs.evaluate import evaluate
from workflows.verbs.name_adult import name_adult


async def raise_concern(
    tx: Transaction,
    *,
    episode_id: UUID,
    kind: str,
    reason_code: str | None,
    said: str,
    named_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> UUID:
    """Returns the concern's id. `kind` is a code of the list `concern_kinds`, `named_id` somebody who works here and is
    named in it.

    Raises `Invalid` at the fields, or `NotAllowed`.
    """
    case = await lock_case(tx, episode_id)
    if (why := why_not_raise_concern(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may raise a concern.")
    errors = {}
    if not codes.load("concern_kinds").knows(kind):
        errors["kind"] = "Say what kind of worry it is."
    # What cannot wait is not held up by words: the kind says whom to send.
    if not said.strip() and kind not in NOW_KINDS:
        errors["said"] = "Say in a few words what worries you."
    if named_id is not None:
        staff_ids = [one.person_id for one in await staff(tx)]
        if why := why_not_name(named_id, by=by.person_id, staff=staff_ids):
            errors["named_id"] = why
    if errors:
        raise Invalid(errors)
    known_at = case.knows_at(at)
    concern_id = await keep_concern(
        tx,
        episode_id=case.id,
        kind=kind,
        reason_code=reason_code,
        said=said,
        by=by.person_id,
        happened_at=at,
        recorded_at=known_at,
    )
    if named_id is not None:
        await name_adult(
            tx, case, concern_id=concern_id, kind=kind, named_id=named_id, by=by.person_id, at=at
        )
    await keep_audit(
        tx, "raised_concern", mentee_id=case.mentee_id, object_kind="concern", object_id=concern_id
    )
    await evaluate(tx, case, known_at=known_at)
    return concern_id
