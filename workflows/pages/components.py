"""What do the pieces that many pages share want to know: rows, cards, timelines, tags?

Each value here is taken by the macro of the same name in templates/components/. Texts are English and are
translated while rendering, except what people wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from workflows.pages.page import mark

UNDONE = mark("Undone")


class Tone(StrEnum):
    """How something is to be met; a tag says it in words, with a shape of its own, and only then in color."""

    DANGER = "danger"
    LATE = "late"
    SOON = "soon"
    PLANNED = "planned"
    DONE = "done"
    QUIET = "quiet"


class ShortDay(date):
    """A day in a row, where the year is plain: "Dec 3"."""

    is_short = True


class NearDay(date):
    """A day close to today, with its weekday and without its year: "Thu, Dec 3"."""

    is_near = True


@dataclass(frozen=True, slots=True)
class Sentence:
    """A marked sentence with places to fill: `Sentence(mark("%(days)s days late"), {"days": 2})`.

    `values` are shown as they are (what people wrote, numbers; a date as a day, a `ShortDay` or `NearDay` without its year,
    an instant as a time of day);
    `terms` are words of ours and are translated too, several as a list of them. The macro `said` shows it, and a plain
    text as well.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    terms: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tag:
    """A few words with a shape."""

    text: str | Sentence
    tone: Tone = Tone.QUIET


@dataclass(frozen=True, slots=True)
class Link:
    """Where one can go from here."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done from here, or the sentence that says why not."""

    text: str | Sentence
    href: str
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known, and the record it was read from."""

    name: str
    value: str | Sentence
    href: str | None = None
    note: str | Sentence | None = None


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One line of work: about whom, what changed, why it is here, whose it is and by when.

    `tag` names the kind of work; its tone is the shape beside `due`, which is in words ("due Thu", "late since
    Mon"). `facts` are what changed, the most telling first. `urgency` stands before everything else.
    """

    person: str
    href: str
    why: str | Sentence
    tag: Tag
    due: str | Sentence
    due_at: datetime | None = None
    facts: tuple[str | Sentence, ...] = ()
    next_step: str = ""
    place: str | Sentence = ""
    owner: str | Sentence = ""
    urgency: Tag | None = None


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One thing that happened. `by` is a name with a role; `kind` is a word of `TimelineKind`.

    `lines` are words of ours and are translated; `body` is what people wrote and stays as it is.
    """

    at: datetime | date
    title: str | Sentence
    by: str | Sentence
    kind: str
    kind_plain: str | Sentence
    body: str = ""
    links: tuple[Link, ...] = ()
    tone: Tone = Tone.QUIET
    struck_out: bool = False
    struck_out_plain: str = UNDONE
    anchor: str = ""
    lines: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonCard:
    """One person in a list to choose from: enough to tell namesakes apart. Without `href` nothing opens.

    A Sentence in place of the name is about something that names nobody.
    """

    name: str | Sentence
    href: str
    details: tuple[str | Sentence, ...] = ()
    tag: Tag | None = None
    formal_name: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `key` is what the address sorts by, None when it cannot be sorted."""

    title: str
    key: str | None = None
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Sort:
    """Which column a table is sorted by now, and how."""

    key: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter."""

    name: str
    value: str
    text: str
    is_selected: bool = False
