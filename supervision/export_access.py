"""Who may have which figures as a file, of which schools, and in which words is it refused?

Whoever may see the page on which they stand, and nobody else.
"""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from supervision.access import sites_with
from supervision.actors import Actor
from supervision.escalation_access import why_not_see_notice_counts
from supervision.exports import Figures
from supervision.intake_access import why_not_see_timeliness
from triage.roles import OF_A_SITE, Role

COUNTED_BY: Final[Mapping[Figures, tuple[Role, ...]]] = {
    Figures.TIMELINESS: tuple(sorted(OF_A_SITE)),
    Figures.NOTICE_COUNTS: (Role.CLINICAL_SUPERVISOR,),
}
"""Who counts the schools where they have this role; an administrator counts all of them."""
_WHY_NOT: Final[Mapping[Figures, Callable[[Actor], str | None]]] = {
    Figures.TIMELINESS: why_not_see_timeliness,
    Figures.NOTICE_COUNTS: why_not_see_notice_counts,
}


def why_not_export(actor: Actor, figures: Figures) -> str | None:
    return _WHY_NOT[figures](actor)


def why_not_see_exports(actor: Actor) -> str | None:
    """The page of one's own files. Whose rights have ended sees what became of theirs no more."""
    if exportable(actor):
        return None
    return "Only a counselor, a clinical supervisor or a program administrator may have figures as a file."


def exportable(actor: Actor) -> tuple[Figures, ...]:
    """Which of the figures this person may have."""
    return tuple(one for one in Figures if why_not_export(actor, one) is None)


def sites_counted(actor: Actor, figures: Figures) -> tuple[UUID, ...] | None:
    """The schools whose figures these are; None for all of them."""
    return None if actor.has(Role.ADMINISTRATOR) else sites_with(actor, *COUNTED_BY[figures])
