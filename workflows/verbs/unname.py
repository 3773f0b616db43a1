"""A second person agrees that the wrong person was named: what was kept from them is kept from them no longer."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.named_adults import why_not_unname
from workflows.records.audit import keep_audit
from workflows.records.concerns import load_concern
from workflows.records.episodes import lock_case
from workflows.records.named_adults import keep_undone, namings_of
from workflows.records.refusals import NotAllowed, NotFound
from workflows.records.scope import Transaction


async def unname(tx: Transaction, *, concern_id: UUID, naming_id: UUID, by: Actor, at: datetime) -> None:
    """Raises `NotAllowed` for whoever asked, `NotFound`, or `Stale` when it was undone already."""
    concern = await load_concern(tx, concern_id)
    case = await lock_case(tx, concern.episode_id)
    naming = next((one for one in await namings_of(tx, concern_id) if one.id == naming_id), None)
    if naming is None:
        raise NotFound
    why = why_not_unname(by, case.standing, asked_by=naming.undo_asked_by)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may agree to this.")
    await keep_undone(tx, naming_id, by=by.person_id)
    await keep_audit(
        tx, "unnamed_adult", mentee_id=case.mentee_id, object_kind="concern", object_id=concern_id
    )
