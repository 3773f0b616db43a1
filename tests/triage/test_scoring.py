"""Is a form scored as its source says, and does a missing answer ever lower concern?"""

from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage import instruments
from triage.answers import State
from triage.scoring import (
    Positivity,
    Safety,
    Score,
    ScoringError,
    Status,
    TotalMismatch,
    UnknownQuestion,
    WrongAnswer,
    check_received_total,
    received_total_matches,
    score,
)

ITEMS = {"phq-a": 9, "gad-7": 7}
CUT = {"phq-a": 11, "gad-7": 8}


def summing_to(form: str, total: int) -> dict[Any, Any]:
    """Answers that add up to this; item 9 of the PHQ-A gets points last."""
    answers: dict[Any, Any] = {}
    for item in range(1, ITEMS[form] + 1):
        answers[item] = min(3, total)
        total -= answers[item]
    assert total == 0
    return answers


def with_blanks(total: int, *blank: int) -> dict[Any, Any]:
    """PHQ-A answers with this sum on the items that are not blank."""
    answers: dict[Any, Any] = {}
    for item in (one for one in range(1, 10) if one not in blank):
        answers[item] = min(3, total)
        total -= answers[item]
    assert total == 0
    return answers


BANDS = [
    *[("phq-a", total, "none/minimal") for total in (0, 4)],
    *[("phq-a", total, "mild") for total in (5, 9)],
    *[("phq-a", total, "moderate") for total in (10, 14)],
    *[("phq-a", total, "moderately severe") for total in (15, 19)],
    *[("phq-a", total, "severe") for total in (20, 27)],
    *[("gad-7", total, "minimal") for total in (0, 4)],
    *[("gad-7", total, "mild") for total in (5, 9)],
    *[("gad-7", total, "moderate") for total in (10, 14)],
    *[("gad-7", total, "severe") for total in (15, 21)],
]


@pytest.mark.parametrize(("form", "total", "band"), BANDS)
def test_a_complete_form_gets_its_sum_and_the_band_of_the_sum(form: str, total: int, band: str) -> None:
    result = score(form, summing_to(form, total))
    assert (result.status, result.total, result.band) == ("scored", total, band)
    assert dict(result.subscales) == {}
    assert not result.prorated


@pytest.mark.parametrize("form", ITEMS)
@pytest.mark.parametrize(
    ("off", "expected"),
    [
        pytest.param(-1, "negative", id="one below the cut-off is negative"),
        pytest.param(0, "positive", id="at the cut-off is positive"),
        pytest.param(1, "positive", id="one above the cut-off is positive"),
    ],
)
def test_t22_the_screening_cut_off_is_inclusive(form: str, off: int, expected: str) -> None:
    assert score(form, summing_to(form, CUT[form] + off)).positivity == expected


@pytest.mark.parametrize(
    ("total", "blank", "expected"),
    [
        pytest.param(8, (1,), 9, id="8 x 9 / 8 = 9"),
        pytest.param(4, (1,), 5, id="t20: 4 x 9 / 8 = 4.5 goes up, as half-even would not"),
        pytest.param(12, (1,), 14, id="t20: 12 x 9 / 8 = 13.5 goes up"),
        pytest.param(20, (1,), 23, id="t20: 20 x 9 / 8 = 22.5 goes up, as half-even would not"),
        pytest.param(3, (1,), 3, id="3 x 9 / 8 = 3.375 goes down"),
        pytest.param(5, (1, 2), 6, id="5 x 9 / 7 = 6.43 goes down"),
        pytest.param(6, (1, 2), 8, id="6 x 9 / 7 = 7.71 goes up"),
        pytest.param(0, (1, 2), 0, id="nothing stays nothing"),
        pytest.param(24, (1,), 27, id="all at worst is the top of the scale"),
    ],
)
def test_t20_one_or_two_blanks_of_the_phq_a_are_prorated_with_halves_up(
    total: int, blank: tuple[int, ...], expected: int
) -> None:
    result = score("phq-a", with_blanks(total, *blank))
    assert (result.status, result.total, result.prorated) == ("prorated", expected, True)


@pytest.mark.parametrize("blank", [(1, 2, 3), tuple(range(1, 9)), tuple(range(1, 10))])
def test_three_or_more_blanks_of_the_phq_a_give_no_total(blank: tuple[int, ...]) -> None:
    result = score("phq-a", with_blanks(0, *blank))
    assert (result.status, result.total, result.band) == ("incomplete", None, None)
    assert result.positivity == "indeterminate"


@pytest.mark.parametrize("absent", [None, "refused"])
def test_item_9_unanswered_gives_no_total_and_no_safety_answer_whatever_the_rest_says(
    absent: str | None,
) -> None:
    result = score("phq-a", dict.fromkeys(range(1, 9), 3) | {9: absent})
    assert (result.status, result.total, result.positivity) == ("incomplete", None, "indeterminate")
    assert result.safety == "unknown"


@pytest.mark.parametrize("item", range(1, 8))
@pytest.mark.parametrize("answer", [None, "refused"])
def test_the_gad_7_needs_all_seven(item: int, answer: str | None) -> None:
    result = score("gad-7", summing_to("gad-7", 14) | {item: answer})
    assert (result.status, result.total, result.positivity) == ("incomplete", None, "indeterminate")


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        pytest.param({}, "negative", id="item 9 at 0 and extras not asked"),
        pytest.param({9: 1}, "positive", id="item 9 at 1"),
        pytest.param({9: 3}, "positive", id="item 9 at 3"),
        pytest.param({"EX3": "yes"}, "positive", id="EX3 yes alone"),
        pytest.param({"EX4": "yes"}, "positive", id="EX4 yes alone"),
        pytest.param({"EX4": True}, "positive", id="EX4 true alone"),
        pytest.param({"EX3": 1}, "positive", id="EX3 1 alone"),
        pytest.param({"EX3": "no", "EX4": "no"}, "negative", id="both no"),
        pytest.param({"EX3": None}, "unknown", id="t13: EX3 asked and left blank"),
        pytest.param({"EX4": "refused"}, "unknown", id="t13: EX4 refused"),
        pytest.param({"EX3": "unreadable"}, "unknown", id="t13: EX3 cannot be read"),
        pytest.param({9: None}, "unknown", id="t13: item 9 left blank"),
        pytest.param({"EX3": None, "EX4": "yes"}, "positive", id="a yes outweighs a blank"),
        pytest.param({"EX3": "not_asked"}, "negative", id="said to be not asked"),
        pytest.param({"EX1": "yes", "EX2": 3}, "negative", id="the other extras are no safety questions"),
    ],
)
def test_t13_safety_is_three_valued_and_a_missing_answer_is_never_no_concern(
    extra: dict[Any, Any], expected: str
) -> None:
    assert score("phq-a", dict.fromkeys(range(1, 10), 0) | extra).safety == expected


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({9: 1}, id="all else blank"),
        pytest.param({"EX4": "yes"}, id="nothing but EX4"),
        pytest.param({9: 2, 1: "unreadable"}, id="an unreadable form"),
    ],
)
def test_safety_is_read_also_on_a_form_that_cannot_be_scored(answers: dict[Any, Any]) -> None:
    result = score("phq-a", answers)
    assert result.total is None
    assert result.safety == "positive"


def test_the_gad_7_asks_no_safety_question_and_says_no_more_than_that() -> None:
    assert score("gad-7", summing_to("gad-7", 21)).safety == "negative"
    assert score("gad-7", {}).safety == "negative"
    assert all("no risk" not in one.plain.lower() for enum in (Status, Positivity, Safety) for one in enum)


@pytest.mark.parametrize("form", ITEMS)
@pytest.mark.parametrize("item", [1, 5])
def test_t14_an_answer_that_cannot_be_read_makes_no_label(form: str, item: int) -> None:
    result = score(form, summing_to(form, 4) | {item: "unreadable"})
    assert (result.status, result.total, result.band) == ("unreadable", None, None)
    assert result.positivity == "indeterminate"


@pytest.mark.parametrize("answer", ["LA6568-5", "Not at all", "0", "", "nothing", "No risk"])
def test_t14_an_answer_in_words_nobody_pinned_is_never_a_zero(answer: str) -> None:
    with pytest.raises(WrongAnswer, match="is no answer to question 1"):
        score("phq-a", {1: answer})


@pytest.mark.parametrize(
    ("answers", "received", "matches"),
    [
        pytest.param(summing_to("phq-a", 12), 11, False, id="one below"),
        pytest.param(summing_to("phq-a", 12), 12, True, id="the same"),
        pytest.param(summing_to("phq-a", 12), 13, False, id="one above"),
        pytest.param(summing_to("phq-a", 12), None, True, id="no total on the form"),
        pytest.param({}, 12, False, id="a total over blanks"),
        pytest.param({}, 0, False, id="a zero over blanks"),
        pytest.param(with_blanks(8, 1), 8, False, id="the sum where the prorated total belongs"),
        pytest.param(with_blanks(8, 1), 9, True, id="the prorated total"),
    ],
)
def test_t15_a_received_total_never_outranks_the_answers(
    answers: dict[Any, Any], received: int | None, matches: bool
) -> None:
    result = score("phq-a", answers)
    assert received_total_matches(result, received) is matches
    if matches:
        check_received_total(result, received)
    else:
        with pytest.raises(TotalMismatch, match=f"The form says {received}"):
            check_received_total(result, received)


@pytest.mark.parametrize("zero", [5e-79, 5.397605346934028e-79, 0.0, Decimal("5E-79"), -5e-79])
def test_t16_a_transport_files_tiny_zero_is_a_zero(zero: float) -> None:
    result = score("phq-a", dict.fromkeys(range(1, 10), zero))
    assert (result.total, result.safety) == (0, "negative")
    assert result.kept_answers["9"] == 0


@pytest.mark.parametrize("answer", [2.0, Decimal("2"), Decimal("2.0"), 1.9999999999999])
def test_t16_a_whole_number_is_read_however_it_is_written(answer: float) -> None:
    assert score("gad-7", dict.fromkeys(range(1, 8), answer)).total == 14


WRONG = [
    0.5,
    1.01,
    -1,
    4,
    99,
    float("nan"),
    float("inf"),
    Decimal("NaN"),
    Decimal("0.5"),
    True,
    False,
    [1],
    {},
    b"1",
]


@pytest.mark.parametrize("answer", [pytest.param(one, id=repr(one)) for one in WRONG])
@pytest.mark.parametrize("form", ITEMS)
def test_t16_any_other_value_is_refused_with_a_sentence(form: str, answer: object) -> None:
    with pytest.raises(WrongAnswer, match="The answers are 0 "):
        score(form, {1: answer})


@pytest.mark.parametrize("answer", [2, -1, "maybe", "y", 0.5])
def test_a_yes_or_no_question_takes_only_yes_or_no(answer: object) -> None:
    with pytest.raises(WrongAnswer):
        score("phq-a", {"EX3": answer})


@pytest.mark.parametrize("key", [0, 10, -1, "10", "09", " 9", "ex3", "EX5", "", None, True, 1.0, ("9",)])
def test_a_question_the_form_does_not_ask_is_refused_with_a_sentence(key: object) -> None:
    with pytest.raises(UnknownQuestion, match="has no question"):
        score("phq-a", {key: 1})


def test_one_question_is_answered_once() -> None:
    with pytest.raises(UnknownQuestion, match="answered twice"):
        score("phq-a", {9: 0, "9": 3})


def test_a_scored_item_is_never_not_asked() -> None:
    with pytest.raises(WrongAnswer):
        score("phq-a", {9: "not_asked"})


def test_answers_come_by_question() -> None:
    with pytest.raises(ScoringError, match="number or name"):
        score("gad-7", [0] * 7)  # type: ignore[arg-type]


def test_an_unknown_form_is_refused_with_a_sentence() -> None:
    with pytest.raises(instruments.UnknownInstrument, match="There is no questionnaire"):
        score("phq-9", {})


def test_number_keys_and_their_decimals_say_the_same() -> None:
    answers = summing_to("phq-a", 13)
    assert score("phq-a", answers) == score("phq-a", {str(key): value for key, value in answers.items()})


def test_t8_no_extra_is_ever_in_the_sum() -> None:
    worst = {"EX1": "yes", "EX2": 3, "EX3": "yes", "EX4": "yes"}
    assert score("phq-a", summing_to("phq-a", 7) | worst).total == 7


def test_every_state_of_an_answer_is_kept_apart() -> None:
    result = score("phq-a", {1: 0, 2: None, 3: "refused", 4: "unreadable", "EX3": None, "EX4": "not_asked"})
    states = {key: one.state for key, one in result.answers.items()}
    assert states["1"] is State.VALUE
    assert states["2"] is states["5"] is states["EX3"] is State.BLANK
    assert states["3"] is State.REFUSED
    assert states["4"] is State.UNREADABLE
    assert states["EX1"] is states["EX4"] is State.NOT_ASKED
    assert result.kept_answers["3"] == "refused"
    assert result.kept_answers["2"] is None
    assert "EX4" not in result.kept_answers
    assert all(state.plain for state in State)


def test_what_is_kept_scores_the_same_again() -> None:
    result = score("phq-a", {1: 2.0, 2: None, 9: 1, "EX3": True, "EX4": "refused", "EX2": "not_asked"})
    assert score("phq-a", result.kept_answers) == result


@pytest.mark.parametrize("item", range(1, 10))
@pytest.mark.parametrize("value", range(4))
def test_t22_items_count_as_positive_from_2_and_item_9_from_1(item: int, value: int) -> None:
    result = score("phq-a", dict.fromkeys(range(1, 10), 0) | {item: value})
    assert result.item_positive[str(item)] is (value >= (1 if item == 9 else 2))


def test_an_unanswered_item_is_neither_positive_nor_negative() -> None:
    assert score("phq-a", {1: 0}).item_positive["2"] is None


@pytest.mark.parametrize(
    ("total", "blank", "expected"),
    [
        pytest.param(7, (1,), "negative", id="even the worst answer stays below: 10"),
        pytest.param(8, (1,), "indeterminate", id="the worst answer would reach 11"),
        pytest.param(9, (1,), "indeterminate", id="prorated 10, the worst answer reaches 12"),
        pytest.param(10, (1,), "positive", id="prorated 11"),
        pytest.param(4, (1, 2), "negative", id="two blanks, even the worst stay below: 10"),
        pytest.param(5, (1, 2), "indeterminate", id="two blanks, the worst would reach 11"),
    ],
)
def test_a_blank_never_makes_a_form_negative_that_it_could_have_made_positive(
    total: int, blank: tuple[int, ...], expected: str
) -> None:
    assert score("phq-a", with_blanks(total, *blank)).positivity == expected


# What every change of one answer must leave true, whatever the other answers are.

CONCERN = {"negative": 0, "indeterminate": 1, "unknown": 1, "positive": 2}
KEYS = {form: [question.key for question in instruments.load(form).questions] for form in ITEMS}


@st.composite
def filled_forms(draw: st.DrawFn, *, complete: bool = False) -> tuple[str, dict[str, Any]]:
    form = draw(st.sampled_from(sorted(ITEMS)))
    answers: dict[str, Any] = {}
    for question in instruments.load(form).questions:
        values = st.integers(0, question.highest)
        answers[question.key] = draw(values if complete else values | st.none() | st.just("refused"))
    return form, answers


def concern(result: Score) -> tuple[int, int]:
    return CONCERN[result.positivity], CONCERN[result.safety]


@given(filled_forms(complete=True), st.data())
def test_making_one_answer_worse_never_lowers_the_total_the_positivity_or_the_safety(
    filled: tuple[str, dict[str, Any]], data: st.DataObject
) -> None:
    form, answers = filled
    key = data.draw(st.sampled_from(KEYS[form]))
    highest = next(one.highest for one in instruments.load(form).questions if one.key == key)
    before = score(form, answers)
    after = score(form, answers | {key: data.draw(st.integers(answers[key], highest))})
    assert after.total is not None
    assert before.total is not None
    assert after.total >= before.total
    assert all(new >= old for new, old in zip(concern(after), concern(before), strict=True))


@given(filled_forms(), st.data())
def test_making_one_answer_worse_on_a_form_with_blanks_never_lowers_concern(
    filled: tuple[str, dict[str, Any]], data: st.DataObject
) -> None:
    form, answers = filled
    key = data.draw(st.sampled_from(KEYS[form]))
    highest = next(one.highest for one in instruments.load(form).questions if one.key == key)
    if not isinstance(answers[key], int):
        return
    before = score(form, answers)
    after = score(form, answers | {key: data.draw(st.integers(answers[key], highest))})
    assert after.status == before.status
    assert all(new >= old for new, old in zip(concern(after), concern(before), strict=True))


@given(filled_forms(), st.data(), st.sampled_from([None, "refused", "unreadable"]))
def test_blanking_an_answer_never_turns_concern_into_none(
    filled: tuple[str, dict[str, Any]], data: st.DataObject, absent: str | None
) -> None:
    form, answers = filled
    before = score(form, answers)
    after = score(form, answers | {data.draw(st.sampled_from(KEYS[form])): absent})
    for new, old in zip(concern(after), concern(before), strict=True):
        assert new >= min(old, 1), "what was a matter for a person stays one"


@given(filled_forms())
def test_a_prorated_total_is_the_rounded_mean_times_the_items_and_stays_on_the_scale(
    filled: tuple[str, dict[str, Any]],
) -> None:
    form, answers = filled
    result = score(form, answers)
    assert (result.total is None) == (result.status not in ("scored", "prorated"))
    if result.total is None:
        return
    values = [answers[str(n)] for n in range(1, ITEMS[form] + 1) if isinstance(answers[str(n)], int)]
    exact = Fraction(sum(values) * ITEMS[form], len(values))
    assert result.total == floor(exact + Fraction(1, 2))
    assert 0 <= result.total <= instruments.load(form).highest_total
