"""Does the PSC-17 add up the right items, and does a blank on it ever lower concern?"""

from importlib.resources import files
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage import instruments
from triage.instruments import InstrumentError
from triage.instruments.loading import read
from triage.scoring import Positivity, Status, score

FORMS = ["psc-17-youth", "psc-17-parent"]
SUBSCALES = {
    "internalizing": {2, 6, 9, 11, 15},
    "attention": {1, 3, 7, 13, 17},
    "externalizing": {4, 5, 8, 10, 12, 14, 16},
}
CUT_OFFS = {"internalizing": 5, "attention": 7, "externalizing": 7}
ZEROS: dict[int, int | str | None] = dict.fromkeys(range(1, 18), 0)


def summing_to(items: set[int], total: int) -> dict[int, int | str | None]:
    answers = dict(ZEROS)
    for item in sorted(items):
        answers[item] = min(2, total)
        total -= min(2, total)
    assert total == 0
    return answers


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("item", range(1, 18))
def test_t1_each_item_alone_moves_exactly_its_own_subscale(form: str, item: int) -> None:
    result = score(form, ZEROS | {item: 2})
    assert result.total == 2
    moved = {name for name, one in result.subscales.items() if one.value == 2}
    assert moved == {name for name, items in SUBSCALES.items() if item in items}
    assert len(moved) == 1


@pytest.mark.parametrize("form", FORMS)
def test_t2_a_total_cut_off_of_17_is_refused(form: str) -> None:
    assert instruments.load(form).screening == 15
    text = (files("triage.instruments") / f"{form}.toml").read_text(encoding="utf-8")
    wrong = text.replace("screening = { value = 15", "screening = { value = 17")
    assert wrong != text
    with pytest.raises(InstrumentError, match="published is 15"):
        read(wrong)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("total", "expected"), [(14, "negative"), (15, "positive"), (16, "positive")])
def test_t22_the_total_is_positive_from_15_without_any_subscale(form: str, total: int, expected: str) -> None:
    answers = summing_to({2, 6, 1, 3, 7, 4, 5, 8}, total)
    result = score(form, answers)
    assert result.total == total
    assert {one.positivity for one in result.subscales.values()} == {Positivity.NEGATIVE}
    assert result.positivity == expected


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", sorted(SUBSCALES))
@pytest.mark.parametrize(("step", "expected"), [(-1, "negative"), (0, "positive"), (1, "positive")])
def test_t22_each_subscale_is_positive_from_its_cut_off(
    form: str, name: str, step: int, expected: str
) -> None:
    result = score(form, summing_to(SUBSCALES[name], CUT_OFFS[name] + step))
    assert result.subscales[name].positivity == expected
    assert result.positivity == expected


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("blanks", "status"),
    [
        ((), Status.SCORED),
        ((1,), Status.PRORATED),
        ((1, 2, 3), Status.PRORATED),
        ((1, 2, 3, 4), Status.INVALID),
        (tuple(range(1, 18)), Status.INVALID),
    ],
)
def test_a_blank_counts_0_and_four_make_the_form_invalid(
    form: str, blanks: tuple[int, ...], status: Status
) -> None:
    result = score(form, ZEROS | {5: 1} | dict.fromkeys(blanks))
    assert result.status is status
    assert result.total == (1 if status is not Status.INVALID else None)
    if status is Status.INVALID:
        assert {one.value for one in result.subscales.values()} == {None}
        assert result.positivity is Positivity.INDETERMINATE


@pytest.mark.parametrize("form", FORMS)
def test_a_blank_that_could_carry_a_scale_to_its_cut_off_leaves_it_open(form: str) -> None:
    answers = summing_to(SUBSCALES["internalizing"], 4)
    assert score(form, answers).subscales["internalizing"].positivity is Positivity.NEGATIVE
    with_blank = score(form, answers | {15: None})
    assert with_blank.subscales["internalizing"].positivity is Positivity.INDETERMINATE
    assert with_blank.subscales["attention"].positivity is Positivity.NEGATIVE
    assert with_blank.positivity is Positivity.INDETERMINATE


def test_a_refusal_is_no_zero_that_nobody_sees() -> None:
    result = score("psc-17-youth", ZEROS | {15: "refused", 2: 2, 6: 2})
    assert result.status is Status.PRORATED
    assert result.subscales["internalizing"].positivity is Positivity.INDETERMINATE


def test_item_6_is_no_safety_question() -> None:
    assert score("psc-17-youth", ZEROS | {6: 2}).safety == "negative"
    assert not instruments.load("psc-17-youth").has_safety_item


def test_the_subscales_share_no_item_and_leave_none_out() -> None:
    assert not any(one & other for one, other in combinations(SUBSCALES.values(), 2))
    assert set.union(*SUBSCALES.values()) == set(range(1, 18))


ORDER = {Positivity.NEGATIVE: 0, Positivity.INDETERMINATE: 1, Positivity.POSITIVE: 2}
ANSWERS = st.lists(st.integers(0, 2), min_size=17, max_size=17)


@given(ANSWERS, st.sets(st.integers(1, 17), max_size=3))
def test_a_blank_never_makes_a_negative_of_what_could_be_positive(given: list[int], blanks: set[int]) -> None:
    """Whatever stands in the blanks, a scale that is called negative is negative."""
    whole = dict(enumerate(given, start=1))
    full = score("psc-17-youth", whole)
    open_ = score("psc-17-youth", whole | dict.fromkeys(blanks))
    for name, one in open_.subscales.items():
        if one.positivity is Positivity.NEGATIVE:
            assert full.subscales[name].positivity is Positivity.NEGATIVE
    if open_.positivity is Positivity.NEGATIVE:
        assert full.positivity is Positivity.NEGATIVE


@given(ANSWERS, st.integers(1, 17))
def test_one_answer_worse_never_lowers_any_scale(given: list[int], item: int) -> None:
    before = dict(enumerate(given, start=1))
    after = before | {item: min(2, before[item] + 1)}
    one, other = score("psc-17-parent", before), score("psc-17-parent", after)
    assert ORDER[other.positivity] >= ORDER[one.positivity]
    for name in SUBSCALES:
        assert other.subscales[name].value >= one.subscales[name].value  # type: ignore[operator]
