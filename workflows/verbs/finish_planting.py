"""The demo's world is whole. Said once at its end, so that a world planted by half is never shown."""

from supervision.access import Actor
from workflows.records.audit import keep_audit
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction

PLANTED = "planted_demo"


async def finish_planting(tx: Transaction, *, by: Actor) -> None:
    """Raises `NotAllowed` for a person: only `stepwise demo` plants."""
    if by.kind != "system":
        raise NotAllowed("Only `stepwise demo` plants a demo.")
    await keep_audit(tx, PLANTED, object_kind="organisation", object_id=tx.actor.org_id)
