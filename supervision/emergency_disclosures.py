"""Somebody outside had to be told because somebody was in danger: what must be written down, and what says the second person?

The law asks for the threat and for whom was told; nothing else holds it up. Its terms stand in `emergency_disclosures.toml`.
"""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final
from uuid import UUID

from care_steps import codes
from supervision.handoff_packages import TERMS as PACKAGE

ITEMS: Final = "emergency_items"
"""The coded list of what may have been told."""


class DisclosureAnswer(StrEnum):
    """What the second person says of it."""

    RIGHT = "right"
    TOO_MUCH = "too_much"
    NOT_RIGHT = "not_right"

    @property
    def plain(self) -> str:
        """The name people read."""
        return _PLAIN[self]


_PLAIN: Final = {
    DisclosureAnswer.RIGHT: "It was right to tell them this",
    DisclosureAnswer.TOO_MUCH: "It was right to tell them, and more was told than they needed",
    DisclosureAnswer.NOT_RIGHT: "There was no such threat, or others were told than could help",
}


@dataclass(frozen=True, slots=True)
class EmergencyTerms:
    """The coded basis, what it was for in a sentence, and within how many hours a second person reads it."""

    version: int
    owner: str
    source: str
    basis: str
    interest: str
    review_within_hours: int

    def review_due_at(self, recorded_at: datetime) -> datetime:
        """Hours that pass, whatever the calendar of the school."""
        return recorded_at + timedelta(hours=self.review_within_hours)


@dataclass(frozen=True, slots=True)
class EmergencyDisclosure:
    """What was told: the threat in words, to whom (one party each), when; which items and in which words, if said.

    `work_id`: the escalation that it is about, if it is about one.
    """

    threat: str
    disclosed_to: tuple[str, ...]
    happened_at: datetime
    what: tuple[str, ...] = ()
    words: str = ""
    work_id: UUID | None = None


@cache
def emergency_terms() -> EmergencyTerms:
    found = tomllib.loads((files("supervision") / "emergency_disclosures.toml").read_text(encoding="utf-8"))
    return EmergencyTerms(**found)


def why_not_keep(told: EmergencyDisclosure, *, at: datetime) -> dict[str, str]:
    """A sentence for each field without which it cannot be kept: 34 CFR 99.32(a)(5) asks for the first two."""
    errors = {}
    if not told.threat.strip():
        errors["threat"] = "Say which threat it was: what might happen, to whom, and how you knew."
    if not any(one.strip() for one in told.disclosed_to):
        errors["disclosed_to"] = "Say who was told, one on each line."
    if told.happened_at > at:
        errors["told_on"] = "This day and time have not come yet."
    if not _are_known(told.what):
        errors["what"] = "Choose from what is offered."
    return errors


def why_not_answer(answer: str, words: str) -> dict[str, str]:
    """A sentence for each field of a review that cannot be taken."""
    if answer not in tuple(DisclosureAnswer):
        return {"answer": "Say what you find."}
    if answer != DisclosureAnswer.RIGHT and not words.strip():
        return {"words": "Say in a sentence why."}
    return {}


def plain_items(what: Collection[str]) -> tuple[str, ...]:
    """What went outside, in words: of an emergency, or of a package that was sent with a referral."""
    listed = codes.load(ITEMS)
    sent = {one: PACKAGE.find(one) for one in what}
    return tuple(found.plain if (found := sent[one]) else listed.plain(one) for one in what)


def _are_known(what: Collection[str]) -> bool:
    listed = codes.load(ITEMS)
    return all(listed.knows(one) for one in what)
