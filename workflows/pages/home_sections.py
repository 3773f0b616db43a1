"""What is a list of the home page made of, and how is open work listed there?"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Generic, TypeVar

from workflows.pages.components import Action, Link, PersonCard, WorklistRow
from workflows.pages.page import mark
from workflows.pages.work_rows import ESCALATION, RECOMMENDATION, TASK, work_row
from workflows.records.worklists import OpenItem

FIND = Link(mark("Find a student"), "/students")


@dataclass(frozen=True, slots=True)
class Empty:
    """What is true when there is nothing, and what to do next."""

    title: str
    sentence: str
    action: Link | None = None


@dataclass(frozen=True, slots=True)
class MenteeCard:
    """One mentee with the button for what is done next: log a session, or assign a mentor."""

    card: PersonCard
    action: Action | None


Found = TypeVar("Found")
Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Listed(Collection[Line], Generic[Found, Line]):
    """What was found, each made into its line only when the list is shown: of all other lists only the count is."""

    found: Collection[Found]
    line: Callable[[Found], Line]

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[Line]:
        return map(self.line, self.found)

    def __contains__(self, other: object) -> bool:
        return other in tuple(self)


@dataclass(frozen=True, slots=True)
class Section:
    """One list of the home page: rows of work, people, or mentees; or what is said when there are none.

    `is_cut` when there are more than can be listed: a name is then found by looking for it.
    """

    id: str
    title: str
    empty: Empty
    is_cut: bool = False
    rows: Collection[WorklistRow] = ()
    people: Collection[PersonCard] = ()
    mentees: Collection[MenteeCard] = ()

    @property
    def count(self) -> int:
        return len(self.rows) + len(self.people) + len(self.mentees)


def work_sections(
    items: Sequence[OpenItem], now: datetime, *, decides: bool, of_sites: bool = True
) -> dict[str, Section]:
    """Escalations, recommendations and tasks, each in the order of class and deadline.

    Without `of_sites` its reader is shown only what is theirs, and nothing is said about what others have.
    """
    rows = {
        kind: Listed([one for one in items if one.kind == kind], partial(work_row, now=now, decides=decides))
        for kind in (ESCALATION, RECOMMENDATION, TASK)
    }
    return {
        ESCALATION: Section(
            "escalations",
            mark("Escalations"),
            Empty(
                mark("No escalation is open") if of_sites else mark("No escalation is yours"),
                mark("When somebody may be in danger, it stands here first, with what to do."),
            ),
            rows=rows[ESCALATION],
        ),
        RECOMMENDATION: Section(
            "recommendations",
            mark("Recommendations"),
            Empty(
                mark("No decision is waiting") if of_sites else mark("No decision waits for you"),
                mark("When a rule proposes to look at a step again, it appears here with its reason."),
            ),
            rows=rows[RECOMMENDATION],
        ),
        TASK: Section(
            "tasks",
            mark("Tasks"),
            Empty(
                mark("No task is open") if of_sites else mark("No task is yours"),
                mark("Forms to ask again and contacts to find will stand here."),
            ),
            rows=rows[TASK],
        ),
    }
