"""What is done now, in order, when a young person may harm themselves, tells of abuse, or threatens somebody else?

One page for each kind, as data in the file of the same name. Sentences have a place for `%(name)s`.
"""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final

from triage.calendar import SchoolCalendar


class Part(StrEnum):
    """When a step is done."""

    NOW = "now"
    TODAY = "today"
    FOUND = "found"
    AFTER = "after"

    @property
    def plain(self) -> str:
        return _PARTS[self]


class StepState(StrEnum):
    """What was written down about a step; the newest holds, and nothing is taken away."""

    DONE = "done"
    NOT_DONE = "not_done"
    MISTAKE = "mistake"

    @property
    def plain(self) -> str:
        return _STATES[self]


_PARTS: Final = {
    Part.NOW: "Now",
    Part.TODAY: "On this school day",
    Part.FOUND: "By what was found",
    Part.AFTER: "Afterwards",
}
_STATES: Final = {
    StepState.DONE: "It is done",
    StepState.NOT_DONE: "It is not done, because",
    StepState.MISTAKE: "It was ticked by mistake: still to be done",
}


@dataclass(frozen=True, slots=True)
class SafetyStep:
    """One step. `key` holds the kind of its page, like "self_harm.stay"; the file says what the rest means."""

    key: str
    part: Part
    name: str
    says: str
    tiers: tuple[str, ...] = ()
    due_days: int | None = None
    abuse: bool | None = None
    mentor: bool | None = None
    by_report: bool = False
    discloses: bool = False

    @property
    def is_about_abuse(self) -> bool:
        """Whether the step itself gives away that abuse or neglect is suspected."""
        return self.abuse is True or self.key.startswith(f"{ABUSE}.")

    def is_for(self, *, abuse: bool, mentor: bool, tier: str | None) -> bool:
        """`abuse`: a worry about it stands. `mentor`: read by a mentor. `tier`: what was found, None before it."""
        return (
            self.abuse in (None, abuse)
            and self.mentor in (None, mentor)
            and (not self.tiers or tier is None or tier in self.tiers)
        )

    def due_at(self, since: datetime, calendar: SchoolCalendar) -> datetime | None:
        """When a follow-up is due, counted from the screen or the worry; None for a step without a day of its own."""
        if self.due_days is None:
            return None
        return calendar.due_at(since, amount=self.due_days, unit="days")


@dataclass(frozen=True, slots=True)
class SafetyPage:
    """One kind."""

    kind: str
    title: str
    lead: str
    concern_kinds: tuple[str, ...]
    actions: tuple[str, ...]
    steps: tuple[SafetyStep, ...]


@dataclass(frozen=True, slots=True)
class SafetyPages:
    """The file, with its version, its owner and where it comes from."""

    version: int
    owner: str
    source: str
    pages: tuple[SafetyPage, ...]

    def steps(self) -> Iterator[SafetyStep]:
        for page in self.pages:
            yield from page.steps

    def step(self, key: str) -> SafetyStep | None:
        """None for a step that was in an earlier version only."""
        return next((one for one in self.steps() if one.key == key), None)

    def sentences(self) -> Iterator[str]:
        """Everything that people read."""
        for page in self.pages:
            yield from (page.title, page.lead)
        for step in self.steps():
            yield from (step.name, step.says)


@dataclass(frozen=True, slots=True)
class SaidOfSteps:
    """What one form says: the steps that are `done`, and of one `other` step its state, with the reason in `words`.

    `who`: who did it, "" for whoever writes it down. `done_at`: when it was done.
    """

    done: tuple[str, ...]
    done_at: datetime
    who: str = ""
    other: str = ""
    state: str = ""
    words: str = ""

    def states(self) -> Iterator[tuple[str, StepState]]:
        """What is to be kept, once `why_not_take` has found nothing."""
        yield from ((key, StepState.DONE) for key in self.done)
        if self.other:
            yield self.other, StepState(self.state)


ABUSE: Final = "abuse"
"""The kind of the page that gives away by itself that abuse or neglect is suspected."""
NEEDS_WORDS: Final = (StepState.NOT_DONE, StepState.MISTAKE)


def pages_of(concern_kinds: Collection[str], action: str, *, has_other: bool) -> tuple[SafetyPage, ...]:
    """The pages of an escalation that rests on worries of these kinds, in the order of the file.

    `has_other`: it rests on something else besides, such as a screen; then what it asks for counts too.
    """
    return tuple(
        page
        for page in SAFETY.pages
        if set(page.concern_kinds) & set(concern_kinds) or (has_other and action in page.actions)
    )


def has_page(concern_kind: str) -> bool:
    """Whether a worry of this kind has a page of its own."""
    return any(concern_kind in page.concern_kinds for page in SAFETY.pages)


def why_not_take(
    said: SaidOfSteps, *, steps: Collection[str], recorded: Mapping[str, StepState], at: datetime
) -> dict[str, str]:
    """A sentence for each field that cannot be taken. `steps`: those a person may write about; `recorded`: the newest."""
    errors = {}
    is_about = said.other or said.state or said.words.strip()
    if not said.done and not is_about:
        errors["done"] = "Tick what is done, or choose a step that is not."
    if not set(said.done) <= set(steps):
        errors["done"] = "Choose from the steps that are shown."
    if said.done_at > at:
        errors["done_time"] = "This time has not come yet."
    if not said.other:
        if is_about:
            errors["other"] = "Say which step that is about."
        return errors
    if said.other not in steps:
        errors["other"] = "Choose from the steps that are shown."
    elif said.other in said.done:
        errors["other"] = "You have ticked this step as done too. Choose one of the two."
    if said.state not in NEEDS_WORDS:
        errors["state"] = "Say whether it is not done or was ticked by mistake."
    elif said.state == StepState.MISTAKE and recorded.get(said.other, StepState.MISTAKE) is StepState.MISTAKE:
        errors["state"] = "Nobody has ticked this step."
    if not said.words.strip():
        errors["words"] = "Say why, in a sentence."
    return errors


def read(text: str) -> SafetyPages:
    """The pages from TOML text; raises `KeyError` for a missing field, `ValueError` for a part nobody knows."""
    found = tomllib.loads(text)
    return SafetyPages(
        found["version"], found["owner"], found["source"], tuple(_page(one) for one in found["pages"])
    )


def _page(found: Mapping[str, Any]) -> SafetyPage:
    kind = found["kind"]
    return SafetyPage(
        kind,
        found["title"],
        found["lead"],
        tuple(found["concern_kinds"]),
        tuple(found["actions"]),
        tuple(_step(kind, one) for one in found["steps"]),
    )


def _step(kind: str, found: Mapping[str, Any]) -> SafetyStep:
    given = {
        **found,
        "key": f"{kind}.{found['key']}",
        "part": Part(found["part"]),
        "tiers": tuple(found.get("tiers", ())),
    }
    return SafetyStep(**given)


SAFETY: Final = read((files("supervision") / "safety_pages.toml").read_text(encoding="utf-8"))
