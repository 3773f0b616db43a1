"""Who may say that somebody is away, and that they are back?"""

from collections.abc import Collection
from uuid import UUID

from supervision.actors import Actor
from supervision.departure_access import LEADERS


def why_not_be_away(actor: Actor) -> str | None:
    """Everybody who holds a role says it of themselves."""
    if actor.kind == "person" and actor.appointments:
        return None
    return "Only somebody who works here may say that they are away."


def why_not_keep_absence(actor: Actor, person_id: UUID, supervisor_ids: Collection[UUID]) -> str | None:
    """`supervisor_ids`: who supervises that person now. For somebody who fell ill, others may write it down."""
    own = actor.person_id == person_id and bool(actor.appointments)
    if own or keeps_everybodys(actor) or actor.person_id in supervisor_ids:
        return None
    return (
        "Only they themselves, their supervisor or a program administrator may say that this person is away."
    )


def keeps_everybodys(actor: Actor) -> bool:
    return any(actor.has(role) for role in LEADERS)
