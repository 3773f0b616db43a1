"""Who says that somebody leaves, who may cover for them, and when may their access end?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from supervision.actors import Actor
from supervision.last_days import why_not_there
from supervision.relations import CARERS, Standing, is_any
from triage.roles import OF_A_SITE, Role

LEADERS = frozenset({Role.ADMINISTRATOR, Role.CLINICAL_SUPERVISOR})
"""Those who say that somebody leaves."""
HOLDERS = frozenset({Role.COUNSELOR, Role.DIRECT_SUPERVISOR, Role.CLINICAL_SUPERVISOR})
"""Those who look after cases, and so may take them over."""
_ABOVE = frozenset({Role.DIRECT_SUPERVISOR, Role.CLINICAL_SUPERVISOR})


def why_not_keep_departures(actor: Actor) -> str | None:
    if any(actor.has(role) for role in LEADERS):
        return None
    return "Only a program administrator or a clinical supervisor may say that somebody leaves."


@dataclass(frozen=True, slots=True)
class Taker:
    """Somebody who might take something over: the roles held now, and the last day of somebody who leaves."""

    name: str = ""
    roles: Collection[Role] = ()
    last_day_on: date | None = None


def why_not_take_over(taker: Taker, *, supervises: bool, needed_on: date) -> str | None:
    """May they hold another's cases, from that day on? `supervises`: or matches and mentors."""
    roles = taker.roles
    if supervises and not _ABOVE & set(roles):
        return "Choose a direct or a clinical supervisor: mentors and matches are supervised."
    if not HOLDERS & set(roles):
        return "Choose a counselor, a direct or a clinical supervisor."
    return why_not_there(taker.name, taker.last_day_on, needed_on=needed_on)


def why_not_under(roles: Collection[Role], *, above_id: UUID | None, leaver_id: UUID) -> str | None:
    """Who supervises matches is a clinical supervisor, or stands under one who stays."""
    if Role.CLINICAL_SUPERVISOR in roles or above_id not in (None, leaver_id):
        return None
    return "No clinical supervisor who stays is above this person. Choose somebody else."


def why_not_answer_takeover(actor: Actor, *, to_id: UUID) -> str | None:
    if actor.person_id == to_id:
        return None
    return "Only whoever was asked may say whether they take it over."


def why_not_end_access(*, held: int, has_cover: bool) -> str | None:
    """`held`: how many cases, matches, people and open items would be nobody's."""
    if held and not has_cover:
        return "Something would belong to nobody. Name who covers first."
    return None


def why_not_see_leaving_students(actor: Actor) -> str | None:
    """The list. An administrator works through it without a name."""
    if any(actor.has(role) for role in (*OF_A_SITE, Role.ADMINISTRATOR)):
        return None
    return "Only a counselor, a clinical supervisor or a program administrator may see which students leave."


def why_not_hand_on_student(actor: Actor, standing: Standing) -> str | None:
    if is_any(actor, standing, CARERS):
        return None
    return "Only the counselor or a supervisor may ask somebody else to take this case over."


def why_not_take_student(taker: Taker, *, to_id: UUID, owner_id: UUID, needed_on: date) -> str | None:
    """May they go on with a student who leaves, from that day on?"""
    if to_id == owner_id:
        return "The case is theirs already. Choose somebody else."
    if not OF_A_SITE & set(taker.roles):
        return "Choose a counselor or a clinical supervisor."
    return why_not_there(taker.name, taker.last_day_on, needed_on=needed_on)
