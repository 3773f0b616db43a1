"""What can happen to a made-up mentee, and what do the people around them see afterwards?

Each act is one verb of the real thing: a simulated year is played in memory or through the verbs, from the same acts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from care_steps.offers import OfferMove
from care_steps.steps import Step


@dataclass(frozen=True, slots=True)
class Act:
    """Something happens at this instant."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Refer(Act):
    """A case is opened."""


@dataclass(frozen=True, slots=True)
class Assign(Act):
    """A mentor is assigned, with weekly sessions from a day on."""

    for_step: Step
    first_on: date
    count: int


@dataclass(frozen=True, slots=True)
class Log(Act):
    """A session is logged. `worry` is a kind of concern."""

    held_at: datetime
    was_made: bool
    cause: str | None = None
    worry: str | None = None


@dataclass(frozen=True, slots=True)
class Fill(Act):
    """A form came back."""

    instrument_id: str
    answers: Mapping[str, int | str | None]


@dataclass(frozen=True, slots=True)
class Worry(Act):
    """Somebody says that something worries them."""

    kind: str


@dataclass(frozen=True, slots=True)
class Acknowledge(Act):
    """Somebody takes an escalation on."""

    work_id: UUID


@dataclass(frozen=True, slots=True)
class End(Act):
    """A task is done, or an escalation is over. `tier` is what a trained person found."""

    work_id: UUID
    kind: str
    tier: str | None = None


@dataclass(frozen=True, slots=True)
class Decide(Act):
    """A recommendation is answered: accept, hold (until a day), or stay at the step."""

    work_id: UUID
    answer: str
    hold_until: date | None = None


@dataclass(frozen=True, slots=True)
class Reply(Act):
    """An offer is accepted or declined."""

    move: OfferMove


@dataclass(frozen=True, slots=True)
class Confirm(Act):
    """The professional confirms the first contact."""


@dataclass(frozen=True, slots=True)
class Close(Act):
    """Care ends as planned."""


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Open work as a person reads it; `proposes` is the step that a recommendation asks for."""

    id: UUID
    kind: str
    action: str
    class_: str
    proposes: Step | None


@dataclass(frozen=True, slots=True)
class Seen:
    """How the case stands after an act or a sweep."""

    step: Step
    work: tuple[OpenWork, ...]
    offer: str | None
    offer_to: Step | None
    has_match: bool
