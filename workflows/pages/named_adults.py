"""Who may be named in a worry, and how does it read who is?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from supervision.named_adults import why_not_ask_unnaming, why_not_unname
from workflows.pages.page import Choice
from workflows.pages.visits import Visit
from workflows.records.concerns import RaisedConcern
from workflows.records.episodes import Case
from workflows.records.named_adults import namings_of
from workflows.records.people import staff


@dataclass(frozen=True, slots=True)
class NamedSaid:
    """Somebody named in a worry. `asked_by`: who said that it is a mistake; `why_not_agree`: None for a second person.

    `told_at` and `seen_at`: what they knew of it before they were named; None where nothing.
    """

    id: UUID
    name: str
    is_undone: bool
    asked_by: str
    asked_words: str
    may_ask: bool
    why_not_agree: str | None
    named_at: datetime
    told_at: datetime | None
    seen_at: datetime | None


async def staff_choices(visit: Visit) -> tuple[Choice, ...]:
    """Everybody who works or volunteers here, but the reader."""
    found = sorted(await staff(visit.tx), key=lambda one: (one.name, one.person_id))
    return tuple(
        Choice(str(one.person_id), one.name) for one in found if one.person_id != visit.actor.person_id
    )


async def named_said(visit: Visit, concern: RaisedConcern, case: Case) -> tuple[NamedSaid, ...]:
    """To those alone who may say that it is a mistake: everybody else who reads the worry need not know who it is."""
    if why_not_ask_unnaming(visit.actor, case.standing, raised_by=concern.raised_by) is not None:
        return ()
    return tuple(
        NamedSaid(
            id=one.id,
            name=one.name,
            is_undone=one.undone_at is not None,
            asked_by=one.undo_asked_by_name or "",
            asked_words=one.undo_words,
            may_ask=one.undo_asked_by is None,
            why_not_agree=why_not_unname(visit.actor, case.standing, asked_by=one.undo_asked_by),
            named_at=one.recorded_at,
            told_at=one.told_at,
            seen_at=one.seen_at,
        )
        for one in await namings_of(visit.tx, concern.id)
    )
