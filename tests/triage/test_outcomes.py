"""Are caseness, recovery, response and the rest what their sources define?"""

from dataclasses import replace
from decimal import Decimal

import msgspec
import pytest

from triage import instruments
from triage.change import reliable_change
from triage.outcomes import (
    Crossing,
    Measurement,
    NotComparable,
    compare,
    crossing,
    improved_on_two,
    is_case,
    is_finished_course,
    is_improved_for_review,
    is_remission,
    is_response,
    jacobson_truax_class,
    outcome,
    percent_fall,
    recovered_on_two,
)
from triage.rates import Course, improvement_rate, recovery_rate

PHQ, GAD = instruments.load("phq-a"), instruments.load("gad-7")
FIRST = Measurement("phq-a", "mentee", "2 weeks", 16)


@pytest.mark.parametrize("cut", [PHQ.caseness, GAD.caseness])
def test_t22_caseness_is_inclusive(cut: int) -> None:
    assert [is_case(total, cut) for total in (cut - 1, cut, cut + 1)] == [False, True, True]


def test_t21_caseness_on_a_scale_where_higher_is_better_lies_below_the_cut_off() -> None:
    assert [is_case(total, 28, "higher_better") for total in (27, 28, 29)] == [True, False, False]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(10, 9, "out_of_caseness", id="from the cut-off to just below"),
        pytest.param(9, 10, "into_caseness", id="from just below to the cut-off"),
        pytest.param(10, 10, "not_crossed", id="at caseness both times"),
        pytest.param(9, 0, "not_crossed", id="below both times"),
    ],
)
def test_crossing_says_on_which_side_of_the_cut_off_the_scores_lie(
    before: int, after: int, expected: str
) -> None:
    assert crossing(before, after, cut=10) == expected
    assert all(one.plain for one in Crossing)


# improvement, deterioration, recovery, not at caseness at first, no change; reliable recovery.
FLAGS = [
    pytest.param(16, 9, (True, False, True, False, False), True, id="reliably better and below the cut-off"),
    pytest.param(
        20, 14, (True, False, False, False, False), False, id="six points better, still at caseness"
    ),
    pytest.param(11, 9, (False, False, True, False, True), False, id="recovered by two points: not reliably"),
    pytest.param(
        9, 3, (True, False, False, True, False), False, id="better from below caseness: no recovery"
    ),
    pytest.param(9, 15, (False, True, False, True, False), False, id="six points worse, from below"),
    pytest.param(12, 17, (False, False, False, False, True), False, id="five points worse: no change"),
    pytest.param(10, 10, (False, False, False, False, True), False, id="the same"),
]


@pytest.mark.parametrize(("before", "after", "flags", "reliable_recovery"), FLAGS)
def test_the_five_flags_are_kept_apart(
    before: int, after: int, flags: tuple[bool, ...], reliable_recovery: bool
) -> None:
    found = outcome(before, after, points=6, cut=10)
    assert (
        found.reliable_improvement,
        found.reliable_deterioration,
        found.recovery,
        found.not_caseness,
        found.no_change,
    ) == flags
    assert found.reliable_recovery is reliable_recovery


def test_reliable_change_and_crossing_may_disagree_and_both_are_kept() -> None:
    small_but_across = compare(PHQ, replace(FIRST, total=10), replace(FIRST, total=9))
    large_but_above = compare(PHQ, replace(FIRST, total=27), replace(FIRST, total=11))
    assert (small_but_across.reliable, small_but_across.crossing) == ("unchanged", "out_of_caseness")
    assert (large_but_above.reliable, large_but_above.crossing) == ("improved", "not_crossed")


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(FIRST, informant="parent"), id="another informant"),
        pytest.param(replace(FIRST, recall_window="7 days"), id="another recall window"),
        pytest.param(replace(FIRST, instrument_id="gad-7"), id="another instrument"),
    ],
)
def test_change_is_never_computed_between_different_kinds_of_measurement(other: Measurement) -> None:
    with pytest.raises(NotComparable, match="compared only within"):
        compare(PHQ, FIRST, other)
    with pytest.raises(NotComparable):
        compare(GAD, FIRST, FIRST)


@pytest.mark.parametrize(("first", "last"), [(True, False), (False, True), (True, True)])
def test_a_prorated_total_may_show_worsening_but_never_recovery(first: bool, last: bool) -> None:
    before, after = replace(FIRST, prorated=first), replace(FIRST, total=3, prorated=last)
    assert compare(PHQ, replace(before, prorated=False), replace(after, prorated=False)).recovery
    assert not compare(PHQ, before, after).recovery
    assert not compare(PHQ, before, after).reliable_recovery
    assert compare(PHQ, replace(after, prorated=first), replace(before, prorated=last)).reliable_deterioration


def test_without_published_points_there_is_no_reliable_change() -> None:
    parameters = msgspec.structs.replace(PHQ.parameters, reliable_points=None)
    unpublished = msgspec.structs.replace(
        PHQ, scales=(msgspec.structs.replace(PHQ.scales[0], parameters=parameters),)
    )
    with pytest.raises(NotComparable, match="Nobody has published"):
        compare(unpublished, FIRST, FIRST)


@pytest.mark.parametrize(
    ("before", "after", "crossed", "expected"),
    [
        (20, 5, Crossing.OUT_OF_CASENESS, "recovered"),
        (30, 15, Crossing.NOT_CROSSED, "improved"),
        (11, 9, Crossing.OUT_OF_CASENESS, "unchanged"),
        (5, 20, Crossing.INTO_CASENESS, "deteriorated"),
    ],
)
def test_the_four_classes_need_both_results(
    before: int, after: int, crossed: Crossing, expected: str
) -> None:
    assert jacobson_truax_class(reliable_change(before, after, sd=5, reliability=0.8), crossed) == expected


BETTER, SAME, WORSE = (outcome(15, after, points=6, cut=10) for after in (9, 15, 21))


@pytest.mark.parametrize(
    ("first", "second", "improved"),
    [
        (BETTER, SAME, True),
        (BETTER, BETTER, True),
        (BETTER, WORSE, False),
        (SAME, SAME, False),
        (WORSE, SAME, False),
    ],
)
def test_improved_on_two_scales_is_one_better_and_the_other_not_worse(
    first: object, second: object, improved: bool
) -> None:
    assert improved_on_two(first, second) is improved  # type: ignore[arg-type]
    assert improved_on_two(second, first) is improved  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("phq", "gad", "recovered"),
    [
        pytest.param((12, 9, 10), (5, 5, 8), True, id="a case on one at first, on none at last"),
        pytest.param((12, 9, 10), (5, 8, 8), False, id="a new case on the other"),
        pytest.param((9, 3, 10), (7, 3, 8), False, id="never a case"),
        pytest.param((12, 10, 10), (9, 3, 8), False, id="still a case on one"),
    ],
)
def test_recovered_on_two_scales_is_a_case_at_first_and_none_at_last(
    phq: tuple[int, int, int], gad: tuple[int, int, int], recovered: bool
) -> None:
    assert recovered_on_two(phq, gad) is recovered


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(20, 11, False, id="less than half"),
        pytest.param(20, 10, True, id="exactly half"),
        pytest.param(20, 9, True, id="more than half"),
        pytest.param(15, 8, False, id="an odd baseline, just short"),
        pytest.param(15, 7, True, id="an odd baseline, just over"),
        pytest.param(10, 20, False, id="a rise"),
        pytest.param(0, 0, None, id="t23: nothing to fall from"),
        pytest.param(0, 9, None, id="t23: a rise from nothing"),
    ],
)
def test_t23_response_is_half_of_the_baseline_and_undefined_from_zero(
    before: int, after: int, expected: bool | None
) -> None:
    assert PHQ.parameters.response_percent is not None
    assert is_response(before, after, percent=PHQ.parameters.response_percent.value) is expected


def test_t23_a_percentage_of_zero_is_undefined_never_0_or_100() -> None:
    assert percent_fall(0, 0) is None
    assert percent_fall(0, 5) is None
    assert percent_fall(8, 6) == Decimal(25)
    assert percent_fall(8, 10) == Decimal(-25)


def test_t22_remission_is_strictly_below_its_limit() -> None:
    assert PHQ.parameters.remission_below is not None
    below = PHQ.parameters.remission_below.value
    assert [is_remission(total, below=below) for total in (4, 5, 6)] == [True, False, False]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(12, 9, True, id="below the cut-off"),
        pytest.param(12, 10, False, id="at the cut-off and less than half"),
        pytest.param(24, 12, True, id="half, though above the cut-off"),
        pytest.param(0, 12, False, id="undefined response and at caseness"),
        pytest.param(0, 0, True, id="undefined response and below"),
    ],
)
def test_improved_for_the_review_is_below_the_cut_off_or_half(
    before: int, after: int, expected: bool
) -> None:
    assert is_improved_for_review(before, after, cut=10, percent=50) is expected


def test_rates_count_only_who_could_be_counted() -> None:
    recovered, unchanged = outcome(16, 5, points=6, cut=10), outcome(16, 15, points=6, cut=10)
    from_below = outcome(8, 2, points=6, cut=10)
    courses = [
        Course(finished=True, case_at_start=True, outcome=recovered),
        Course(finished=True, case_at_start=True, outcome=unchanged),
        Course(finished=True, case_at_start=True, outcome=None),
        Course(finished=True, case_at_start=False, outcome=from_below),
        Course(finished=False, case_at_start=True, outcome=recovered),
    ]
    assert recovery_rate(courses) == (1, 3)
    assert improvement_rate(courses) == (2, 3)
    assert [is_finished_course(attended, needed=2) for attended in (1, 2, 3)] == [False, True, True]
