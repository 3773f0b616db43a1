"""How much help does a young person need, judged by the rated domains, and which rating decided it?

Descriptors and floors stand in `needs.toml`. The level is the highest floor that holds: no rating is added to
another, and a worse one never lowers it. What nobody rated counts for nothing, so that the level then reads
"at least"; without a primary domain nobody can judge.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

from triage.lanes import Lane
from triage.needs_model import Domain, Floor, model


@dataclass(frozen=True, slots=True)
class Raise:
    """A rating that would lead to a higher level: the domain, the rating, and the level."""

    domain: Domain
    rating: int
    level: int


@dataclass(frozen=True, slots=True)
class Need:
    """The level, and what it rests on. `decided_by` are the domains of the floor that decided."""

    level: int
    is_at_least: bool
    unrated: tuple[Domain, ...]
    because: str
    decided_by: tuple[Domain, ...]
    lane: Lane

    @property
    def cannot_judge(self) -> bool:
        """A primary domain was not rated: only what the level is at least can be said."""
        return any(one.is_primary for one in self.unrated)

    @property
    def sentence(self) -> str:
        """The level and why, in a sentence or two."""
        if self.cannot_judge:
            missing = ", ".join(one.name for one in self.unrated if one.is_primary)
            return f"Nobody can judge yet: not rated are {missing}. The level is at least {self.level}. {self.because}"
        least = "at least " if self.is_at_least else ""
        return f"The level of need is {least}{self.level}. {self.because}"


def why_not_rate(ratings: Mapping[str, int]) -> dict[str, str]:
    """A sentence for each domain that is not there or was not rated from 0 to 4; at the whole, for none at all."""
    known = model().keys
    errors = {key: "This is not a domain that is rated." for key in ratings if key not in known}
    wrong = {
        key: "Choose one of the descriptions."
        for key, rating in ratings.items()
        if key in known and (type(rating) is not int or rating not in model().ratings)
    }
    if not ratings:
        first = model().primary[0].key
        return {first: "Rate at least one of the first four. What you leave out is not taken for “none”."}
    return errors | wrong


def level_of(ratings: Mapping[str, int], *, d4_two_floor: int) -> Need:
    """The level of need. Raises `ValueError` for ratings that `why_not_rate` refuses."""
    if ratings and (wrong := why_not_rate(ratings)):
        raise ValueError(" ".join(f"{key}: {why}" for key, why in wrong.items()))
    found = model()
    floor, condition = _deciding(ratings, d4_two_floor)
    level = floor.at(d4_two_floor)
    unrated = tuple(one for one in found.domains if one.key not in ratings)
    return Need(
        level=level,
        is_at_least=bool(unrated),
        unrated=unrated,
        because=floor.because,
        decided_by=tuple(one for one in found.domains if one.key in condition),
        lane=_lane(ratings, level),
    )


def level_number(ratings: tuple[int, ...], *, d4_two_floor: int) -> int:
    """The level alone, of a rating for every domain in their order."""
    for level, conditions in _by_level(d4_two_floor):
        for condition in conditions:
            if all(ratings[place] >= least for place, least in condition):
                return level
    raise ValueError("The last floor holds always.")


def raised_by(ratings: Mapping[str, int], *, d4_two_floor: int) -> tuple[Raise, ...]:
    """What would raise the level: for each domain the lowest rating that would, and the level it would lead to."""
    now = level_of(ratings, d4_two_floor=d4_two_floor).level
    found: list[Raise] = []
    for domain, rating in product(model().domains, model().ratings):
        if rating <= ratings.get(domain.key, 0) or any(one.domain is domain for one in found):
            continue
        level = level_of({**ratings, domain.key: rating}, d4_two_floor=d4_two_floor).level
        if level > now:
            found.append(Raise(domain, rating, level))
    return tuple(found)


def reassess_days(lane: Lane) -> int:
    """In how many days it is rated again at the latest."""
    return model().reassess_days[lane]


@cache
def _by_level(d4_two_floor: int) -> tuple[tuple[int, tuple[tuple[tuple[int, int], ...], ...]], ...]:
    """The floors as (level, conditions by the place of a domain), the highest first."""
    keys = model().keys
    floors = [
        (
            floor.at(d4_two_floor),
            tuple(tuple((keys.index(key), least) for key, least in one.items()) for one in floor.when),
        )
        for floor in model().floors
    ]
    return tuple(sorted(floors, key=lambda one: -one[0]))


def _deciding(ratings: Mapping[str, int], d4_two_floor: int) -> tuple[Floor, Mapping[str, int]]:
    """The highest floor that holds; of several, the first in the file."""
    for floor in sorted(model().floors, key=lambda one: -one.at(d4_two_floor)):
        condition = floor.met_by(ratings)
        if condition is not None:
            return floor, condition
    raise ValueError("The last floor holds always.")


def _lane(ratings: Mapping[str, int], level: int) -> Lane:
    said = {**ratings, "level": level}
    return next(
        lane
        for lane, when in model().lanes
        if any(all(said.get(key, 0) >= least for key, least in one.items()) for one in when)
    )
