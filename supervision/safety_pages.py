"""What is done now, in order, when a young person may harm themselves, tells of abuse, or threatens somebody else?

One page for each kind, as data in the file of the same name. Sentences have a place for `%(name)s`.
"""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
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


_PARTS: Final = {
    Part.NOW: "Now",
    Part.TODAY: "On this school day",
    Part.FOUND: "By what was found",
    Part.AFTER: "Afterwards",
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
    """The file, with its version, its owner and where it comes from. `follow_ups_stay`: so long a follow-up
    stands on a list; `follow_ups_ahead`: from so long before it is due on that of everybody."""

    version: int
    owner: str
    source: str
    follow_ups_stay: timedelta
    follow_ups_ahead: timedelta
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


ABUSE: Final = "abuse"
"""The kind of the page that gives away by itself that abuse or neglect is suspected."""


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


def read(text: str) -> SafetyPages:
    """The pages from TOML text; raises `KeyError` for a missing field, `ValueError` for a part nobody knows."""
    found = tomllib.loads(text)
    return SafetyPages(
        found["version"],
        found["owner"],
        found["source"],
        timedelta(days=found["follow_ups_stay_days"]),
        timedelta(days=found["follow_ups_ahead_days"]),
        tuple(_page(one) for one in found["pages"]),
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
