"""What is rated to find a level of need, and which floors hold? `needs.toml`, read and checked.

A floor holds when, in one of its conditions, every domain is rated at least as high as it says. So a worse
rating can only add floors, and the level, which is the highest of them, never falls.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from triage.lanes import Lane

D4_TWO_FLOOR: Final = "d4_two_floor"
"""Stands for a level that the owner of the policy chooses."""


@dataclass(frozen=True, slots=True)
class Domain:
    """One thing that is rated, with the words for each rating from 0 to 4."""

    key: str
    name: str
    question: str
    is_primary: bool
    descriptors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Floor:
    """A level that is certain when one of the conditions holds; each names domains and their least rating."""

    level: int | None
    because: str
    when: tuple[Mapping[str, int], ...]

    def at(self, d4_two_floor: int) -> int:
        """The level; the owner's choice for the one floor that leaves it open."""
        return d4_two_floor if self.level is None else self.level

    def met_by(self, ratings: Mapping[str, int]) -> Mapping[str, int] | None:
        """The first condition that holds."""
        for condition in self.when:
            if all(ratings.get(key, 0) >= least for key, least in condition.items()):
                return condition
        return None


@dataclass(frozen=True, slots=True)
class NeedsModel:
    """The file as it stands. `lanes` in order, the most urgent first."""

    version: str
    owner: str
    source: str
    domains: tuple[Domain, ...]
    floors: tuple[Floor, ...]
    lanes: tuple[tuple[Lane, tuple[Mapping[str, int], ...]], ...]
    reassess_days: Mapping[Lane, int]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(one.key for one in self.domains)

    @property
    def ratings(self) -> range:
        """What a domain may be rated, the worst last."""
        return range(len(self.domains[0].descriptors))

    @property
    def primary(self) -> tuple[Domain, ...]:
        """Those without which nobody can judge; enough to start."""
        return tuple(one for one in self.domains if one.is_primary)

    @property
    def highest(self) -> int:
        return max(one.level for one in self.floors if one.level is not None)


@cache
def model() -> NeedsModel:
    """The domains and floors that are shipped."""
    return read((files("triage") / "needs.toml").read_text(encoding="utf-8"))


def read(text: str) -> NeedsModel:
    """A model from TOML text. Raises `ValueError` for one that is not complete, or names what is not there."""
    found = tomllib.loads(text)
    domains = tuple(Domain(**{**one, "descriptors": tuple(one["descriptors"])}) for one in found["domains"])
    model = NeedsModel(
        version=found["version"],
        owner=found["owner"],
        source=found["source"],
        domains=domains,
        floors=tuple(_floor(one) for one in found["floors"]),
        lanes=tuple((Lane(one["lane"]), tuple(one["when"])) for one in found["lanes"]),
        reassess_days={Lane(lane): days for lane, days in found["reassess_days"].items()},
    )
    known = {*model.keys, "level"}
    conditions = [one for floor in model.floors for one in floor.when]
    conditions += [one for _, when in model.lanes for one in when]
    if len({len(one.descriptors) for one in domains}) != 1:
        raise ValueError("Every domain has a description for each rating.")
    if not all(set(one) <= known for one in conditions):
        raise ValueError("A condition names a domain that is not there.")
    if {} not in model.floors[-1].when or {} not in model.lanes[-1][1]:
        raise ValueError("The last floor and the last lane hold always, so that nobody is without one.")
    return model


def _floor(entry: Mapping[str, Any]) -> Floor:
    level = None if entry["level"] == D4_TWO_FLOOR else entry["level"]
    return Floor(level, entry["because"], tuple(entry["when"]))
