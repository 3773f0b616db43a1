"""Somebody says that the wrong person was named in a worry. Nothing changes before a second person agrees."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.named_adults import why_not_ask_unnaming
from workflows.records.audit import keep_audit
from workflows.records.concerns import load_concern
from workflows.records.episodes import lock_case
from workflows.records.named_adults import keep_undo_asked, namings_of
from workflows.records.refusals import Invalid, NotAllowed, NotFound
from workflows.records.scope import Transaction


async def ask_to_unname(
    tx: Transaction, *, concern_id: UUID, naming_id: UUID, words: str, by: Actor, at: datetime
) -> None:
    """Raises `Invalid` at `why_mistaken`, `NotAllowed`, `NotFound`, or `Stale` when somebody said so already."""
    concern = await load_concern(tx, concern_id)
    case = await lock_case(tx, concern.episode_id)
    why = why_not_ask_unnaming(by, case.standing, raised_by=concern.raised_by)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may say so.")
    if naming_id not in [one.id for one in await namings_of(tx, concern_id)]:
        raise NotFound
    if not words.strip():
        raise Invalid({"why_mistaken": "Say in a sentence how it came to this mistake."})
    await keep_undo_asked(tx, naming_id, words=words.strip(), by=by.person_id)
    await keep_audit(
        tx, "asked_to_unname", mentee_id=case.mentee_id, object_kind="concern", object_id=concern_id
    )
