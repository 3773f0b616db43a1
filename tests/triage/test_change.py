"""Is change told from chance exactly as the formulas say, also on the boundary?"""

from dataclasses import astuple
from decimal import Decimal
from math import inf, isclose, nan, sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.change import (
    ChangeError,
    Verdict,
    cut_off_without_norms,
    cut_offs,
    points_change,
    reliable_change,
)

# Jacobson and Truax 1991, their worked example: a marital scale on which a higher score is better.
PAPER = {"sd": 7.5, "reliability": 0.80, "direction": "higher_better"}


def test_t18_the_worked_example_of_the_paper_comes_out_of_the_formulas() -> None:
    result = reliable_change(32.5, 47.5, **PAPER)  # type: ignore[arg-type]
    assert isclose(result.standard_error, 7.5 * sqrt(0.2), abs_tol=1e-8)
    assert isclose(result.difference_error, sqrt(2) * 7.5 * sqrt(0.2), abs_tol=1e-8)
    assert round(result.standard_error, 2) == 3.35
    assert round(result.difference_error, 2) == 4.74
    assert round(result.index, 2) == 3.16
    assert result.verdict == "improved"


def test_the_cut_offs_of_the_paper_come_out_of_the_formulas() -> None:
    found = cut_offs(clinical_mean=40, clinical_sd=7.5, functional_mean=60, functional_sd=7.5)
    assert (found.a, found.b, found.c) == (55, 45, 50)
    assert found.overlap
    assert found.preferred == found.c


@pytest.mark.parametrize(
    ("ill", "s1", "well", "s0", "expected"),
    [
        pytest.param(15, 5, 4, 3, (5, 10, (3 * 15 + 5 * 4) / 8), id="higher is worse: a goes down, b up"),
        pytest.param(20, 5, 40, 4, (30, 32, (4 * 20 + 5 * 40) / 9), id="higher is better: a goes up, b down"),
        pytest.param(30, 2, 10, 2, (26, 14, 20), id="populations that do not meet"),
    ],
)
def test_cut_offs_move_toward_each_other_whichever_mean_is_the_higher(
    ill: float, s1: float, well: float, s0: float, expected: tuple[float, float, float]
) -> None:
    found = cut_offs(ill, s1, well, s0)
    assert (found.a, found.b) == expected[:2]
    assert isclose(found.c, expected[2], abs_tol=1e-8)


@pytest.mark.parametrize(
    ("ill", "well", "overlap"),
    [
        pytest.param(18, 10, True, id="less than two sd on both sides"),
        pytest.param(20, 10, False, id="they only touch"),
        pytest.param(22, 10, False, id="apart"),
        pytest.param(10, 18, True, id="the other way up, meeting"),
        pytest.param(10, 22, False, id="the other way up, apart"),
    ],
)
def test_c_is_preferred_where_the_populations_overlap_and_b_where_they_do_not(
    ill: float, well: float, overlap: bool
) -> None:
    found = cut_offs(ill, 2.5, well, 2.5)
    assert found.overlap is overlap
    assert found.preferred == (found.c if overlap else found.b)


def test_a_scale_without_norms_has_cut_off_a_only() -> None:
    assert cut_off_without_norms(15, 5, direction="higher_worse") == 5
    assert cut_off_without_norms(15, 5, direction="higher_better") == 25


# sd 5 at reliability .5 gives a difference error of exactly 5, so a change of 9.8 is exactly 1.96 errors.
@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        pytest.param("9.7", "unchanged", id="below the threshold"),
        pytest.param("9.8", "unchanged", id="at the threshold, which is not beyond it"),
        pytest.param("9.9", "deteriorated", id="above the threshold"),
        pytest.param("-9.7", "unchanged", id="above the lower threshold"),
        pytest.param("-9.8", "unchanged", id="at the lower threshold"),
        pytest.param("-9.9", "improved", id="below the lower threshold"),
        pytest.param("0", "unchanged", id="no change at all"),
    ],
)
def test_t22_the_computed_reliable_change_is_strict(change: str, verdict: str) -> None:
    result = reliable_change(Decimal(20), 20 + Decimal(change), sd=5, reliability=Decimal("0.5"))
    assert result.threshold == 9.8
    assert result.verdict == verdict


@pytest.mark.parametrize(("before", "after"), [(0.7, 2.66), (10.1, 12.06)])
def test_a_boundary_does_not_fall_by_the_error_of_binary_fractions(before: float, after: float) -> None:
    # In binary floating point this change is 1.9600000000000002 errors or more, and would be called reliable.
    assert (after - before) / sqrt(2 * sqrt(1 - 0.5) ** 2) > 1.96
    result = reliable_change(before, after, sd=1, reliability=0.5)
    assert (result.index, result.verdict) == (1.96, "unchanged")


@pytest.mark.parametrize("sd", [Decimal(n) / 10 for n in range(1, 200)], ids=str)
def test_a_boundary_does_not_fall_by_the_error_of_a_square_root(sd: Decimal) -> None:
    # At reliability .5 the difference error is exactly sd, but its two square roots are not exact.
    assert reliable_change(0, sd * Decimal("1.96"), sd=sd, reliability=Decimal("0.5")).verdict == "unchanged"


def test_the_default_z_is_exactly_1_96_and_a_finer_one_can_flip_a_boundary_case() -> None:
    numbers: dict[str, Any] = {"sd": 5, "reliability": 0.5}
    assert reliable_change(0, Decimal("9.79985"), **numbers).verdict == "unchanged"
    assert reliable_change(0, Decimal("9.79985"), z=1.959964, **numbers).verdict == "deteriorated"
    assert reliable_change(0, 8, z=1.5, **numbers).verdict == "deteriorated"


@pytest.mark.parametrize(
    ("direction", "fall", "rise"),
    [("higher_worse", "improved", "deteriorated"), ("higher_better", "deteriorated", "improved")],
)
def test_t21_a_fall_on_a_scale_where_higher_is_better_is_a_deterioration(
    direction: str, fall: str, rise: str
) -> None:
    assert reliable_change(30, 10, sd=5, reliability=0.8, direction=direction).verdict == fall
    assert reliable_change(10, 30, sd=5, reliability=0.8, direction=direction).verdict == rise
    assert points_change(30, 10, points=5, direction=direction) == fall
    assert points_change(10, 30, points=5, direction=direction) == rise


@pytest.mark.parametrize("points", [6, 4])
@pytest.mark.parametrize(
    ("off", "down", "up"),
    [
        pytest.param(-1, "unchanged", "unchanged", id="one point short"),
        pytest.param(0, "improved", "deteriorated", id="exactly the published points"),
        pytest.param(1, "improved", "deteriorated", id="one point more"),
    ],
)
def test_t22_published_points_are_inclusive(points: int, off: int, down: str, up: str) -> None:
    assert points_change(15, 15 - points - off, points=points) == down
    assert points_change(15 - points - off, 15, points=points) == up


@pytest.mark.parametrize(
    "wrong",
    [
        {"sd": 0},
        {"sd": -1},
        {"reliability": 1},
        {"reliability": -0.1},
        {"reliability": 1.1},
        {"z": 0},
        {"sd": nan},
        {"sd": inf},
        {"sd": 1e-300},
        {"sd": 1e300},
        {"sd": True},
        {"sd": "5"},
        {"direction": "up"},
    ],
    ids=repr,
)
def test_numbers_that_cannot_be_are_refused_with_a_sentence(wrong: dict[str, Any]) -> None:
    with pytest.raises(ChangeError, match=r"\.$"):
        reliable_change(20, 10, **({"sd": 5, "reliability": 0.8} | wrong))


def test_cut_offs_that_cannot_be_are_refused_with_a_sentence() -> None:
    with pytest.raises(ChangeError, match="equal"):
        cut_offs(10, 2, 10, 2)
    with pytest.raises(ChangeError, match="greater than 0"):
        cut_offs(10, 0, 5, 2)
    with pytest.raises(ChangeError, match="greater than 0"):
        cut_off_without_norms(10, 0, direction="higher_worse")
    with pytest.raises(ChangeError, match="greater than 0"):
        points_change(1, 2, points=0)


SPREADS = st.decimals("0.5", "20", places=2)
RELIABILITIES = st.decimals("0", "0.99", places=2)
POINTS = st.integers(0, 40)


@given(POINTS, POINTS, SPREADS, RELIABILITIES)
def test_change_agrees_with_the_formulas_and_is_the_same_backwards(
    before: int, after: int, sd: Decimal, r: Decimal
) -> None:
    there = reliable_change(before, after, sd=sd, reliability=r)
    back = reliable_change(after, before, sd=sd, reliability=r)
    expected = (after - before) / sqrt(2 * (float(sd) * sqrt(1 - float(r))) ** 2)
    assert isclose(there.index, expected, rel_tol=1e-9, abs_tol=1e-8)
    assert there.index == -back.index
    assert astuple(there)[:3] == astuple(back)[:3]
    mirrored = reliable_change(before, after, sd=sd, reliability=r, direction="higher_better")
    assert mirrored.verdict == back.verdict


@given(POINTS, POINTS, SPREADS, RELIABILITIES)
def test_one_more_point_never_makes_a_change_look_better(
    before: int, after: int, sd: Decimal, r: Decimal
) -> None:
    order = [Verdict.IMPROVED, Verdict.UNCHANGED, Verdict.DETERIORATED]
    now = reliable_change(before, after, sd=sd, reliability=r).verdict
    worse = reliable_change(before, after + 1, sd=sd, reliability=r).verdict
    assert order.index(worse) >= order.index(now)
