"""Who may take a piece of work on, and who may end it?"""

from uuid import UUID

from supervision.actors import Actor
from supervision.relations import CARERS, Standing, is_any, is_called, is_clinical, relations


def why_not_acknowledge(
    actor: Actor, standing: Standing, *, kind: str, owner_id: UUID, is_told: bool = False
) -> str | None:
    """To acknowledge is to take it on: to act, or to find somebody who does. `is_told`: the ladder told this person."""
    if is_clinical(actor, standing) or (actor.stands_for(owner_id) and relations(actor, standing)):
        return None
    if kind == "escalation":
        if is_called(actor, standing, is_told=is_told):
            return None
        return (
            "Only whoever was told of it, its owner or a clinical supervisor may acknowledge an escalation."
        )
    if is_any(actor, standing, CARERS):
        return None
    return "Only its owner, the counselor or a supervisor may acknowledge this."


def why_not_end_work(actor: Actor, standing: Standing, *, kind: str, owner_id: UUID) -> str | None:
    if is_clinical(actor, standing):
        return None
    if kind == "escalation":
        return "Only a clinical supervisor may resolve an escalation."
    owns = actor.stands_for(owner_id) and relations(actor, standing)
    if owns or is_any(actor, standing, ("owner", "direct supervisor")):
        return None
    return "Only the owner of this task or a supervisor may end it."
