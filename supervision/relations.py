"""Who is this person to this mentee, and at which sites do they hold a role?

Whoever stands in for somebody is to the mentee what that person is, as long as it lasts.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from supervision.actors import Actor
from triage.roles import Role


@dataclass(frozen=True, slots=True)
class Standing:
    """Who looks after one mentee at this moment."""

    mentee_id: UUID
    site_id: UUID
    owner_id: UUID
    mentor_ids: frozenset[UUID] = frozenset()
    direct_supervisor_id: UUID | None = None
    clinical_supervisor_id: UUID | None = None
    on_call_id: UUID | None = None


CLINICAL = ("clinical supervisor", "clinical supervisor of the site")
SUPERVISORS = (*CLINICAL, "direct supervisor")
CARERS = (*SUPERVISORS, "owner", "counselor of the site")
"""Everybody who looks after a mentee and is not the mentor: they see answers, scores and decisions."""

BEYOND = frozenset({Role.CLINICAL_SUPERVISOR, Role.ADMINISTRATOR})
"""Whom a ladder tells at last, at whichever site: they see to it that somebody acts, and are not shown the case for it."""


def relations(actor: Actor, standing: Standing) -> tuple[str, ...]:
    """Every reason for which this person may see this case, most responsible first; people hold several."""
    if actor.kind != "person" or actor.person_id is None:
        return ()
    everybody = set(actor.does_the_work_of)
    reasons = (
        ("clinical supervisor", {standing.clinical_supervisor_id, standing.on_call_id} & everybody),
        ("clinical supervisor of the site", actor.serves_as(Role.CLINICAL_SUPERVISOR, standing.site_id)),
        ("direct supervisor", standing.direct_supervisor_id in everybody),
        ("owner", standing.owner_id in everybody),
        ("counselor of the site", actor.serves_as(Role.COUNSELOR, standing.site_id)),
        ("mentor", standing.mentor_ids & everybody),
    )
    return tuple(reason for reason, holds in reasons if holds)


def relation(actor: Actor, standing: Standing) -> str | None:
    """The reason that is kept in the record: the most responsible one, or what acts when nobody does."""
    if actor.kind != "person":
        return actor.kind
    found = next(iter(relations(actor, standing)), None)
    if found is None or not actor.covers or found in relations(replace(actor, covers=()), standing):
        return found
    return f"{found}, as cover"


def is_clinical(actor: Actor, standing: Standing) -> bool:
    """Is this a clinical supervisor who answers for the case?"""
    return is_any(actor, standing, CLINICAL)


def is_mentor_only(actor: Actor, standing: Standing) -> bool:
    """A mentor sees the sessions and the plan, and no answers, scores or decisions."""
    return relations(actor, standing) == ("mentor",)


def is_called(actor: Actor, standing: Standing, *, is_told: bool) -> bool:
    """Was this person told of an escalation by its ladder, and do they still hold what it tells them for?

    The last rungs reach beyond those who look after the mentee. A mentor is on no rung.
    """
    beyond = actor.kind == "person" and any(actor.has(role) for role in BEYOND)
    return is_told and (beyond or is_any(actor, standing, CARERS))


def is_any(actor: Actor, standing: Standing, wanted: tuple[str, ...]) -> bool:
    """Does this person stand in one of these relations to the mentee?"""
    return any(one in wanted for one in relations(actor, standing))


def sites_with(actor: Actor, *roles: Role) -> tuple[UUID, ...] | None:
    """The sites at which the actor holds one of these roles; None when at every site of the organization."""
    held = [one.site_id for one in actor.appointments if one.role in roles]
    return None if None in held else tuple(dict.fromkeys(site_id for site_id in held if site_id is not None))
