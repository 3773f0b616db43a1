"""Are scores that somebody else worked out taken only when they can be right, and nothing made up for them?"""

from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage import instruments
from triage.answers import ScoringError, UnknownQuestion, WrongAnswer
from triage.item_upload import item_keys, scores_from_items
from triage.scoring import Positivity, ScoreFaults, Status, score

SDQ = {"emotional": 5, "conduct": 3, "hyperactivity": 7, "peer": 2}
RCADS = {"sad": 1, "sp": 2, "gad": 3, "pd": 4, "ocd": 5, "mdd": 6}
ORS: dict[str, Any] = {"individual": "7.1", "interpersonal": "6", "social": "5.5", "overall": "8"}
WHOLE: dict[str, dict[str, Any]] = {
    "sdq-self": SDQ,
    "sdq-parent": SDQ,
    "sdq-teacher": SDQ,
    "rcads-47": RCADS,
    "rcads-25": {"anxiety": 20, "depression": 10},
    "ors": ORS,
    "cors": dict.fromkeys(("me", "family", "school", "everything"), 8),
    "srs": dict.fromkeys(("relationship", "goals", "approach", "overall"), 9),
    "pss-10": {"total": 20},
    "who-5": {"raw": 13},
    "kads-6": {"total": 6},
}
TOTALS = {
    "sdq-self": 17,
    "sdq-parent": 17,
    "sdq-teacher": 17,
    "rcads-47": 21,
    "rcads-25": 30,
    "ors": Decimal("26.6"),
    "cors": 32,
    "srs": 36,
    "pss-10": 20,
    "who-5": 52,
    "kads-6": 6,
}


def test_every_instrument_whose_scores_are_entered_is_tried_here() -> None:
    kinds = {one: instruments.load(one).kind for one in instruments.IDS}
    assert set(WHOLE) == {one for one, kind in kinds.items() if kind == "score_entry"}


@pytest.mark.parametrize("form", sorted(WHOLE))
def test_the_sum_is_that_of_its_parts_and_no_question_is_shown(form: str) -> None:
    result = score(form, WHOLE[form])
    assert (result.status, result.total) == (Status.SCORED, TOTALS[form])
    assert instruments.load(form).questions == ()


@pytest.mark.parametrize("form", sorted(WHOLE))
def test_t15_a_sum_that_differs_from_its_parts_is_refused(form: str) -> None:
    summed = [scale for scale in instruments.load(form).scales if scale.sum_of]
    for scale in summed:
        with pytest.raises(ScoreFaults, match="its parts give") as raised:
            score(form, WHOLE[form] | {scale.key: scale.maximum})
        assert list(raised.value.errors) == [scale.key]


@pytest.mark.parametrize("form", sorted(WHOLE))
def test_every_score_lies_within_its_range_and_on_a_step(form: str) -> None:
    for scale in instruments.load(form).scales:
        step = Decimal(scale.smallest_step)
        for wrong in (scale.minimum - step, scale.maximum + step, scale.minimum + step / 2):
            with pytest.raises(ScoreFaults) as raised:
                score(form, WHOLE[form] | {scale.key: wrong})
            assert scale.key in raised.value.errors


@pytest.mark.parametrize("wrong", ["", "seven", "1e400", "NaN", "Infinity", True, "0x5", object()])
def test_what_is_no_number_is_refused_with_a_sentence(wrong: object) -> None:
    with pytest.raises(ScoreFaults, match="Total"):
        score("pss-10", {"total": wrong})


def test_a_score_that_is_needed_is_never_made_up() -> None:
    with pytest.raises(ScoreFaults) as raised:
        score("sdq-self", {"emotional": 5, "conduct": None})
    assert set(raised.value.errors) == {"conduct", "hyperactivity", "peer"}
    with pytest.raises(ScoreFaults) as raised:
        score("who-5", {"percent": 52})
    assert "cannot be checked" in raised.value.errors["percent"]


def test_a_score_that_may_be_left_out_says_nothing() -> None:
    result = score("rcads-47", RCADS)
    assert result.subscales["t_total"].value is None
    assert result.positivity is Positivity.NO_CUT_OFF
    assert score("rcads-47", RCADS | {"t_total": 65}).positivity is Positivity.POSITIVE


def test_a_score_of_another_instrument_is_refused() -> None:
    with pytest.raises(UnknownQuestion):
        score("kads-6", {"total": 6, "raw": 1})
    with pytest.raises(ScoringError):
        score("kads-6", None)  # type: ignore[arg-type]


def test_decimals_are_kept_exactly() -> None:
    kept = score("ors", ORS).kept_answers
    assert kept["individual"] == "7.1"
    assert kept["total"] == "26.6"
    assert score("ors", kept).total == Decimal("26.6")


# Numbers of single items (SDQ).

ONES = dict.fromkeys(map(str, range(1, 26)), 1)
REVERSED = {"7": "conduct", "21": "hyperactivity", "25": "hyperactivity", "11": "peer", "14": "peer"}


def test_every_item_belongs_to_one_scale_and_five_are_turned_round() -> None:
    keys = item_keys(instruments.load("sdq-self"))
    assert keys[:25] == tuple(str(n) for n in range(1, 26))
    base = score("sdq-self", dict.fromkeys(keys[:25], 0))
    for key in keys[:25]:
        result = score("sdq-self", dict.fromkeys(keys[:25], 0) | {key: 2})
        moved = {
            name: one.value - base.subscales[name].value  # type: ignore[operator]
            for name, one in result.subscales.items()
            if one.value != base.subscales[name].value
        }
        assert len(moved) == 1
        assert set(moved.values()) == ({-2} if key in REVERSED else {2})
        assert REVERSED.get(key, *moved) in moved


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        pytest.param({"3": 1, "8": 1, "13": 1}, 5, id="three of five are enough"),
        pytest.param({"3": 1, "8": 1}, None, id="two are not"),
        pytest.param({"3": 1, "8": 0, "13": 0, "16": 1}, 3, id="t20 2.5 goes up to 3"),
        pytest.param({"3": 0, "8": 1, "13": 1, "16": 2, "24": 2}, 6, id="all five"),
        pytest.param(
            {"3": 1, "8": 1, "13": 0, "16": 0, "24": None}, 3, id="t20 a half is not rounded to even"
        ),
    ],
)
def test_a_scale_is_prorated_from_three_items_with_halves_up(
    items: dict[str, int | None], expected: int | None
) -> None:
    assert scores_from_items(instruments.load("sdq-self"), items).scores["emotional"] == expected


@given(st.lists(st.none() | st.integers(0, 2), min_size=5, max_size=5))
def test_proration_is_the_formula_with_halves_up(given: list[int | None]) -> None:
    keys = ("3", "8", "13", "16", "24")
    found = scores_from_items(instruments.load("sdq-self"), dict(zip(keys, given, strict=True)))
    answered = [one for one in given if one is not None]
    expected = None
    if len(answered) >= 3:
        expected = floor(Fraction(sum(answered) * 5, len(answered)) + Fraction(1, 2))
    assert found.scores["emotional"] == expected


def test_the_total_needs_all_four_scales() -> None:
    result = score("sdq-self", ONES | dict.fromkeys(("3", "8", "13")))
    assert (result.status, result.total) == (Status.INCOMPLETE, None)
    assert score("sdq-self", ONES | {"3": None}).status is Status.PRORATED
    assert score("sdq-self", ONES).status is Status.SCORED


def test_impact_counts_0_0_1_2_and_is_0_without_difficulties() -> None:
    impact = {f"impact{n}": n % 4 for n in range(1, 6)}
    assert score("sdq-self", ONES | impact).subscales["impact"].value == 0 + 1 + 2 + 0 + 0
    assert score("sdq-self", ONES | {"difficulties": 0}).subscales["impact"].value == 0
    assert score("sdq-self", ONES).subscales["impact"].value is None


def test_items_and_scores_that_disagree_are_refused() -> None:
    with pytest.raises(ScoreFaults, match="its parts give 5"):
        score("sdq-self", ONES | {"emotional": 4})
    assert score("sdq-self", ONES | {"emotional": 5}).total == 20


def test_an_item_that_is_no_item_or_no_answer_is_refused() -> None:
    with pytest.raises(WrongAnswer):
        score("sdq-self", ONES | {"3": 3})
    with pytest.raises(UnknownQuestion):
        score("sdq-self", ONES | {"26": 1})
    with pytest.raises(ScoringError):
        scores_from_items(instruments.load("ors"), {"1": 1})
