"""Is no small number said, nor one that could be worked out from what is said?"""

from collections import defaultdict
from itertools import pairwise

import pytest

from supervision.small_counts import Count, Shown, met_shown, missing_shown
from triage.priority import priority

LEAST = priority().smallest_shown
EVERY = [
    Count(met, missing, counted)
    for counted in range(4 * LEAST)
    for met in range(counted + 1)
    for missing in range(counted + 1 - met)
]


@pytest.mark.parametrize(
    ("count", "met", "missing"),
    [
        (Count(), Shown("nobody"), Shown("nobody")),
        (Count(4, 0, 4), Shown("too_few"), Shown("too_few")),
        (Count(2, 2, 4), Shown("too_few"), Shown("too_few")),
        (Count(4, 6, 20), Shown("under", 5), Shown("exactly", 6)),
        (Count(6, 0, 6), Shown("over", 4), Shown("under", 5)),
        (Count(5, 1, 6), Shown("over", 4), Shown("under", 5)),
        (Count(12, 0, 20), Shown("exactly", 12), Shown("nobody")),
        (Count(12, 3, 20), Shown("exactly", 12), Shown("under", 5)),
        (Count(19, 0, 20), Shown("over", 15), Shown("nobody")),
        (Count(20, 0, 20), Shown("exactly", 20), Shown("nobody")),
        (Count(12, 6, 20), Shown("exactly", 12), Shown("over", 4)),
        (Count(2, 18, 20), Shown("under", 5), Shown("over", 4)),
        (Count(0, 20, 20), Shown("under", 5), Shown("over", 4)),
    ],
)
def test_what_is_said_of_a_count(count: Count, met: Shown, missing: Shown) -> None:
    assert (met_shown(count), missing_shown(count)) == (met, missing)


@pytest.mark.parametrize("of", range(LEAST, 4 * LEAST))
def test_nobody_can_work_out_a_small_group_from_what_is_said(of: int) -> None:
    """Of each group of one to four, what is said leaves another size possible."""
    fitting: defaultdict[tuple[Shown, Shown], list[Count]] = defaultdict(list)
    for one in EVERY:
        if one.counted == of:
            fitting[met_shown(one), missing_shown(one)].append(one)
    for said, counts in fitting.items():
        for group in ("met", "missing", "otherwise"):
            sizes = {getattr(one, group) for one in counts}
            assert len(sizes) > 1 or not 0 < min(sizes) < LEAST, (group, said, counts)


def test_a_count_with_more_met_is_never_said_to_be_less() -> None:
    said = [met_shown(Count(met, 0, 20)) for met in range(21)]
    known = [one.number for one in said if one.how == "exactly"]
    assert all(a < b for a, b in pairwise(known))
