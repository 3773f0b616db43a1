"""Who may take an escalation in hand, give it to whom, make it less urgent, or open it again?"""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from care_steps.rules.limits import LANES
from supervision.actors import Actor
from supervision.relations import CARERS, Standing, is_any, is_clinical
from supervision.work_access import why_not_acknowledge
from triage.roles import OF_A_SITE, Role

_OF_SAFETY: Final = (*LANES["emergency"], *LANES["urgent"])


def less_urgent(class_: str) -> tuple[str, ...]:
    """The classes to which an escalation of this one may be brought down; what is about safety never becomes routine."""
    return tuple(one for one in _OF_SAFETY if one > class_)


def why_not_see_board(actor: Actor) -> str | None:
    """What is open, and who has it: those who look after a school or supervise, and whoever runs it, without names."""
    roles = OF_A_SITE | {Role.DIRECT_SUPERVISOR, Role.ADMINISTRATOR}
    if any(actor.has(role) for role in roles):
        return None
    return "Only counselors, supervisors and program administrators see the board of escalations."


def why_not_claim(
    actor: Actor, standing: Standing, *, kind: str, owner_id: UUID, is_told: bool = False
) -> str | None:
    """It is theirs to end from then on, so that it is not for whoever only finds somebody."""
    if why := why_not_acknowledge(actor, standing, kind=kind, owner_id=owner_id, is_told=is_told):
        return why
    if is_any(actor, standing, CARERS):
        return None
    return "Only somebody who looks after this mentee may take it in hand. Say that you find somebody."


def why_not_give(actor: Actor, standing: Standing, *, taken_by: UUID | None) -> str | None:
    """Whoever has it, or a clinical supervisor for them. What nobody has, nobody gives away."""
    if taken_by is None:
        return "Nobody has this yet. Take it, or let the ladder go on."
    if actor.stands_for(taken_by) or is_clinical(actor, standing):
        return None
    return "Only whoever has this, or a clinical supervisor, may hand it over."


def why_not_receive(
    person: Actor | None, standing: Standing, *, given_by: UUID, never: Collection[UUID] = ()
) -> str | None:
    """Could this person act on it? None: nobody of that name works here any more.

    `never`: who is named in what it is about. The sentence is that of everybody who could not: it tells nobody why.
    """
    elsewhere = "Choose a clinical supervisor of this school, or somebody who is on call for it."
    if person is None or person.person_id is None or person.person_id in never:
        return elsewhere
    if why_not_acknowledge(person, standing, kind="escalation", owner_id=standing.owner_id) is not None:
        return elsewhere
    if person.person_id == given_by:
        return "Choose somebody else."
    return None


def why_not_ask_downgrade(actor: Actor, standing: Standing) -> str | None:
    if is_clinical(actor, standing):
        return None
    return "Only a clinical supervisor may ask to make an escalation less urgent."


def why_not_downgrade(actor: Actor, standing: Standing, *, asked_by: UUID | None) -> str | None:
    """Two people: whoever asks does not decide."""
    if asked_by is None:
        return "Nobody has asked to make this less urgent."
    if not is_clinical(actor, standing):
        return "Only a clinical supervisor may make an escalation less urgent."
    if actor.person_id == asked_by:
        return "You asked for this yourself. A second clinical supervisor decides."
    return None


def why_not_reopen(actor: Actor, standing: Standing) -> str | None:
    if is_clinical(actor, standing):
        return None
    return "Only a clinical supervisor may open an escalation again."


def why_not_see_notice_counts(actor: Actor) -> str | None:
    """Numbers of notices, and nobody's name: for whoever answers for the rules, and whoever runs the program."""
    if actor.has(Role.CLINICAL_SUPERVISOR) or actor.has(Role.ADMINISTRATOR):
        return None
    return "Only clinical supervisors and program administrators see what became of notices."
