"""An administrator ends a rule about who looks after whom. Cases that are open stay with whom they have."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor, why_not_administrate
from workflows.records.audit import keep_audit
from workflows.records.owner_rules import end_rule, lock_rules, site_of_rule
from workflows.records.refusals import NotAllowed, Stale
from workflows.records.scope import Transaction


async def end_owner_rule(tx: Transaction, *, rule_id: UUID, by: Actor, at: datetime) -> None:
    """Raises `NotAllowed`, `NotFound`, or `Stale` when it has ended already."""
    if why := why_not_administrate(by):
        raise NotAllowed(why)
    await lock_rules(tx, await site_of_rule(tx, rule_id))
    if not await end_rule(tx, rule_id, at=at):
        raise Stale("This rule has ended already.")
    await keep_audit(tx, "ended_owner_rule", object_kind="owner_rule", object_id=rule_id)
