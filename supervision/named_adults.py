"""Somebody who works here is named in a worry: how is it told, to whom never, and who may undo a mistaken naming?

The data stands in the file of the same name.
"""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final
from uuid import UUID

from care_steps.policy import Whom
from supervision.actors import Actor
from supervision.ladder import Audience
from supervision.relations import Standing, is_clinical

NAMED: Final = "named"
"""The beginning of the cause of whatever is done about such a worry. No rule asks about it."""
_OWNERS: Final = (
    Whom.CLINICAL_SUPERVISOR,
    Whom.ON_CALL,
    Whom.CLINICAL_SUPERVISORS_OF_SITE,
    Whom.CLINICAL_SUPERVISORS,
    Whom.CASE_OWNER,
    Whom.DIRECT_SUPERVISOR,
    Whom.COUNSELORS_OF_SITE,
    Whom.ADMINISTRATORS,
)


@dataclass(frozen=True, slots=True)
class HowTold:
    """What is asked, how urgently, and by when: amount and unit as `SchoolCalendar.due_at` takes them."""

    action: str
    class_: str
    lane: str
    amount: int
    unit: str


@cache
def how_told(kind: str) -> HowTold:
    """By a code of the list `concern_kinds`; what is not known is told like the gravest."""
    known = tomllib.loads((files("supervision") / "named_adults.toml").read_text(encoding="utf-8"))
    found = known.get(kind, known["active_statement"])
    return HowTold(found["action"], found["class"], found["lane"], found["amount"], found["unit"])


def owner_among(audience: Audience, never: Collection[UUID], *, raised_by: UUID) -> UUID:
    """Whose it is: the first of those who answer for the case and can be reached, and never anybody who is named.

    Whoever raised it only when nobody else is left: they have told it, and somebody has to hear it.
    """
    return next_owner(audience, {*never, raised_by}, by=raised_by)


def next_owner(audience: Audience, never: Collection[UUID], *, by: UUID) -> UUID:
    """The same for one that is open, when its owner is named: whoever named them when nobody else can be reached."""
    reached = (one.person_id for whom in _OWNERS for one in audience.get(whom, ()))
    return next((one for one in reached if one not in never), by)


def why_not_name(named: UUID, *, by: UUID, staff: Collection[UUID]) -> str | None:
    if named == by:
        return "You cannot write down a worry about yourself. Ask whoever told you to tell somebody else, or call the agency."
    if named not in staff:
        return "Choose somebody who works or volunteers here."
    return None


def why_not_ask_unnaming(actor: Actor, standing: Standing, *, raised_by: UUID) -> str | None:
    if actor.person_id == raised_by or is_clinical(actor, standing):
        return None
    return "Only whoever raised it, or a clinical supervisor, may say that the wrong person was named."


def why_not_unname(actor: Actor, standing: Standing, *, asked_by: UUID | None) -> str | None:
    """Two people: until the second agrees, the named person stays out of it."""
    if asked_by is None:
        return "Nobody has said that the wrong person was named."
    if not is_clinical(actor, standing):
        return "Only a clinical supervisor may agree that the wrong person was named."
    if actor.person_id == asked_by:
        return "You said so yourself. A second person decides."
    return None
