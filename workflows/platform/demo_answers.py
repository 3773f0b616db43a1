"""Which answers stand on a made-up PHQ-A? Drawn item by item from one thing behind them all, how low somebody is.

An item is answered above 0 when its own threshold is passed; the thresholds are set so that in a population as
healthy as the one that was surveyed as many answer 0 as did there. Whoever is referred is lower than that.
"""

from collections.abc import Mapping, Sequence
from random import Random
from statistics import NormalDist
from typing import Any, Final

Answers = Mapping[str, int]
_NORMAL: Final = NormalDist()
_TRIES: Final = 2000


def first_form(random: Random, forms: Mapping[str, Any], wanted: Sequence[int], *, thoughts: bool) -> Answers:
    """One whose total lies between the two of `wanted`; item 9 is answered above 0 exactly when asked for."""
    return _drawn(random, forms, wanted, thoughts=thoughts)


def form_later(
    random: Random, forms: Mapping[str, Any], before: Answers, change: Sequence[int], *, most: int
) -> Answers:
    """One whose total differs from the one before by between the two of `change`. Item 9 is answered 0."""
    total = sum(before.values())
    lowest, highest = (min(most, max(0, total + by)) for by in change)
    return _drawn(random, forms, (lowest, highest), thoughts=False)


def _drawn(random: Random, forms: Mapping[str, Any], wanted: Sequence[int], *, thoughts: bool) -> Answers:
    lowest, highest = wanted
    for _ in range(_TRIES):
        answers = _once(random, forms)
        answers["9"] = 1 if thoughts else 0
        if lowest <= sum(answers.values()) <= highest:
            return answers
    raise ValueError(f"No form with a total between {lowest} and {highest} comes of these figures.")


def _once(random: Random, forms: Mapping[str, Any]) -> dict[str, int]:
    low = random.gauss(forms["referred_mean"], forms["referred_spread"])
    loading = forms["loading"]
    rest = (1 - loading**2) ** 0.5
    return {
        key: _answered(loading * low + rest * random.gauss(0, 1), zero / 100, forms["of_those_above_zero"])
        for key, zero in forms["percent_zero"].items()
    }


def _answered(felt: float, zero: float, split: Sequence[float]) -> int:
    """0 to 3: above the threshold of 0 the answers split as given."""
    ones, twos, _ = split
    steps = (zero, zero + (1 - zero) * ones, zero + (1 - zero) * (ones + twos))
    return sum(felt > _NORMAL.inv_cdf(step) for step in steps)
