"""Which cases does somebody hold who is leaving? The look at each mentee's name is kept."""

from dataclasses import dataclass
from uuid import UUID

from supervision.access import Actor
from supervision.departure_access import why_not_keep_departures
from triage.roles import OF_A_SITE
from workflows.records.audit import keep_audit
from workflows.records.departures import Departure, HeldCase, held_cases, load_departure
from workflows.records.handed_on import Holdings, holdings_of
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class Leaving:
    """What they hold. `named`: the cases whose mentees this reader may know; an administrator is told no name."""

    departure: Departure
    held: tuple[HeldCase, ...]
    named: frozenset[UUID]
    left: Holdings


async def see_departure(tx: Transaction, *, departure_id: UUID, by: Actor) -> Leaving:
    """Raises `NotAllowed` or `NotFound`."""
    if why := why_not_keep_departures(by):
        raise NotAllowed(why)
    departure = await load_departure(tx, departure_id)
    held = await held_cases(tx, departure)
    known = {
        one.episode_id: one.mentee_id for one in held if any(by.has(role, one.site_id) for role in OF_A_SITE)
    }
    for mentee_id in sorted(set(known.values())):
        await keep_audit(
            tx, "saw_departure", mentee_id=mentee_id, object_kind="departure", object_id=departure.id
        )
    return Leaving(departure, held, frozenset(known), await holdings_of(tx, departure.person_id))
