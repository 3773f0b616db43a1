"""What does the adult do who is beside the young person now, and who stands outside the school?

Read from the file of the same name. Sentences have places for names: `%(name)s`, `%(who)s`.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final


class Said(StrEnum):
    """What somebody said about where the young person is."""

    WITH_ME = "with_me"
    WITH_OTHER = "with_other"
    UNKNOWN = "unknown"

    @property
    def plain(self) -> str:
        return _PLAIN[self]


_PLAIN: Final = {
    Said.WITH_ME: "I am with them",
    Said.WITH_OTHER: "Somebody else is with them",
    Said.UNKNOWN: "I do not know where they are",
}


class DoneBy(StrEnum):
    """What is on record once a step is done."""

    ACKNOWLEDGED = "acknowledged"
    WITH_SOMEBODY = "with_somebody"
    REPORTED = "reported"

    @property
    def plain(self) -> str:
        return _DONE_BY[self]


@dataclass(frozen=True, slots=True)
class Guided:
    """One step. `done_by` is None where nothing on record says that it is done; an `is_aside` is never the next one."""

    says: str
    done_by: DoneBy | None = None
    is_aside: bool = False


class Reached(StrEnum):
    """How far somebody is with a step."""

    DONE = "done"
    NEXT = "next"
    OPEN = "open"

    @property
    def plain(self) -> str:
        return _REACHED[self]


_DONE_BY: Final = {
    DoneBy.ACKNOWLEDGED: "Somebody has said that they act",
    DoneBy.WITH_SOMEBODY: "Somebody has said who is with them",
    DoneBy.REPORTED: "It has been reported to the agency",
}
_REACHED: Final = {
    Reached.DONE: "Done",
    Reached.NEXT: "Next",
    Reached.OPEN: "Still to be done",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What to do, first in one sentence, then in the order of doing; `own` for the person on whose list it stands."""

    headline: str
    steps: tuple[Guided, ...]
    own_headline: str
    own_steps: tuple[Guided, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """The file, with its version, its owner and where it comes from. `words` are by action."""

    version: int
    owner: str
    source: str
    classes: tuple[str, ...]
    at_once: tuple[str, ...]
    inside: tuple[str, ...]
    outside_outcomes: tuple[str, ...]
    outside_offer_states: tuple[str, ...]
    words: dict[str, Words]
    missing: Words

    def sentences(self) -> Iterator[str]:
        """Everything that people read."""
        for one in (*self.words.values(), self.missing):
            yield from (one.headline, one.own_headline, *(step.says for step in (*one.steps, *one.own_steps)))


def what_to_do(action: str, class_: str, *, is_missing: bool) -> Words | None:
    """The words for whoever is there; None for work that nobody has to do beside the young person.

    `is_missing`: nobody knows where the young person is, which comes before everything else.
    """
    if class_ not in GUIDE.classes or action not in GUIDE.words:
        return None
    return GUIDE.missing if is_missing else GUIDE.words[action]


def reached(steps: tuple[Guided, ...], done: frozenset[DoneBy]) -> tuple[Reached, ...]:
    """How far each step is when this is on record: done, the next one, or open still."""
    left = [one for one in steps if one.done_by not in done and not one.is_aside]
    return tuple(
        Reached.DONE if one.done_by in done else Reached.NEXT if one in left[:1] else Reached.OPEN
        for one in steps
    )


def is_at_once(class_: str, *, is_missing: bool) -> bool:
    """May nobody leave the young person, or is the young person gone?"""
    return is_missing or class_ in GUIDE.at_once


def why_not_take(said: str, with_whom: str) -> dict[str, str]:
    """A sentence for each field of what was said that cannot be taken."""
    if said not in tuple(Said):
        return {"said": "Say whether somebody is with them."}
    if said == Said.WITH_OTHER and not with_whom.strip():
        return {"with_whom": "Write who is with them."}
    return {}


def read(text: str) -> Guide:
    """The guide from TOML text; raises `KeyError` for a missing field."""
    found = tomllib.loads(text)
    lists = ("classes", "at_once", "inside", "outside_outcomes", "outside_offer_states")
    return Guide(
        version=found["version"],
        owner=found["owner"],
        source=found["source"],
        **{name: tuple(found[name]) for name in lists},
        words={one["action"]: _words(one) for one in found["words"]},
        missing=_words(found["missing"]),
    )


def _words(found: dict[str, Any]) -> Words:
    steps, own_steps = (tuple(_step(one) for one in found[name]) for name in ("steps", "own_steps"))
    return Words(found["headline"], steps, found["own_headline"], own_steps)


def _step(found: str | dict[str, Any]) -> Guided:
    if isinstance(found, str):
        return Guided(found)
    done_by = found.get("done_by")
    return Guided(found["says"], DoneBy(done_by) if done_by else None, found.get("aside", False))


GUIDE: Final = read((files("supervision") / "beside.toml").read_text(encoding="utf-8"))
