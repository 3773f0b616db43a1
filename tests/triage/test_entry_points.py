"""Do the documented entry points have exactly the names, arguments and fields that were promised?"""

import inspect
from typing import Any

import pytest

from triage import instruments
from triage.answers import ScoringError
from triage.change import ChangeError, cut_offs, reliable_change
from triage.scoring import score

EMPTY = inspect.Parameter.empty


def signature(function: Any) -> list[tuple[str, bool, object]]:
    """Every argument: its name, whether it is by name only, and its default."""
    found = inspect.signature(function).parameters.values()
    return [(one.name, one.kind is inspect.Parameter.KEYWORD_ONLY, one.default) for one in found]


def test_score_takes_the_form_and_its_answers() -> None:
    assert signature(score) == [("instrument_id", False, EMPTY), ("answers", False, EMPTY)]


def test_reliable_change_takes_the_scale_by_name_and_exactly_1_96() -> None:
    assert signature(reliable_change) == [
        ("before", False, EMPTY),
        ("after", False, EMPTY),
        ("sd", True, EMPTY),
        ("reliability", True, EMPTY),
        ("z", True, 1.96),
        ("direction", True, "higher_worse"),
    ]


def test_cut_offs_take_the_clinical_population_first() -> None:
    assert signature(cut_offs) == [
        (name, False, EMPTY) for name in ("clinical_mean", "clinical_sd", "functional_mean", "functional_sd")
    ]


def test_a_score_has_the_promised_fields() -> None:
    result = score("phq-a", {1: 2, 2: 2, 3: 2, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1, 9: 0, "EX3": None})
    assert result.status == "scored"
    assert result.total == 11
    assert result.band == "moderate"
    assert dict(result.subscales) == {}
    assert result.positivity == "positive"
    assert result.safety == "unknown"


@pytest.mark.parametrize("answers", [{}, {1: "unreadable"}])
@pytest.mark.parametrize("form", ["phq-a", "gad-7"])
def test_without_a_total_there_is_no_band_either(form: str, answers: dict[Any, Any]) -> None:
    result = score(form, answers)
    assert result.status in ("incomplete", "unreadable")
    assert result.total is None
    assert result.band is None
    assert result.positivity == "indeterminate"


def test_the_words_of_a_score_compare_as_plain_text() -> None:
    result = score("gad-7", dict.fromkeys(range(1, 8), 1))
    assert str(result.status) == "scored"
    assert f"{result.status} {result.positivity} {result.safety}" == "scored negative negative"


@pytest.mark.parametrize(
    ("form", "total", "expected"),
    [
        pytest.param("phq-a", 10, "negative", id="PHQ-A 10, one below its cut-off"),
        pytest.param("phq-a", 11, "positive", id="PHQ-A 11, at its cut-off"),
        pytest.param("phq-a", 12, "positive", id="PHQ-A 12, one above"),
        pytest.param("gad-7", 7, "negative", id="GAD-7 7, one below its cut-off"),
        pytest.param("gad-7", 8, "positive", id="GAD-7 8, at its cut-off"),
        pytest.param("gad-7", 9, "positive", id="GAD-7 9, one above"),
    ],
)
def test_t22_the_promised_cut_offs(form: str, total: int, expected: str) -> None:
    answers: dict[Any, Any] = {}
    for item in range(1, 10 if form == "phq-a" else 8):
        answers[item] = min(3, total)
        total -= answers[item]
    assert score(form, answers).positivity == expected


def test_reliable_change_has_the_promised_fields() -> None:
    change = reliable_change(20, 10, sd=5.0, reliability=0.84)
    assert change.standard_error == pytest.approx(2.0)
    assert change.difference_error == pytest.approx(8**0.5)
    assert change.threshold == pytest.approx(1.96 * 8**0.5)
    assert change.index == pytest.approx(-10 / 8**0.5)
    assert change.verdict == "improved"


@pytest.mark.parametrize(
    ("before", "after", "direction", "verdict"),
    [
        pytest.param(20, 10, "higher_worse", "improved", id="a fall where higher is worse"),
        pytest.param(10, 20, "higher_worse", "deteriorated", id="a rise where higher is worse"),
        pytest.param(10, 20, "higher_better", "improved", id="a rise where higher is better"),
        pytest.param(20, 10, "higher_better", "deteriorated", id="a fall where higher is better"),
        pytest.param(20, 19, "higher_worse", "unchanged", id="less than chance could do"),
    ],
)
def test_a_verdict_is_improved_unchanged_or_deteriorated(
    before: int, after: int, direction: str, verdict: str
) -> None:
    assert reliable_change(before, after, sd=5.0, reliability=0.84, direction=direction).verdict == verdict


def test_cut_offs_have_the_promised_fields() -> None:
    found = cut_offs(20, 4, 8, 6)
    assert (found.a, found.b) == (12.0, 20.0)
    assert found.c == pytest.approx((6 * 20 + 4 * 8) / 10)


BAD = [
    pytest.param(lambda: score("phq-9", {}), instruments.UnknownInstrument, id="a form that does not exist"),
    pytest.param(lambda: score("phq-a", {10: 0}), ScoringError, id="a wrong number"),
    pytest.param(lambda: score("phq-a", {"EX9": "yes"}), ScoringError, id="a wrong extra"),
    pytest.param(lambda: score("gad-7", {"EX3": "yes"}), ScoringError, id="an extra of another form"),
    pytest.param(lambda: score("phq-a", {1: 4}), ScoringError, id="a wrong value"),
    pytest.param(lambda: score("phq-a", {1: "x"}), ScoringError, id="a word"),
    pytest.param(lambda: score("phq-a", None), ScoringError, id="no answers"),  # type: ignore[arg-type]
    pytest.param(lambda: reliable_change(1, 2, sd=0, reliability=0.9), ChangeError, id="no spread"),
    pytest.param(lambda: reliable_change(1, 2, sd=1, reliability=1.1), ChangeError, id="too reliable"),
    pytest.param(
        lambda: reliable_change(1, 2, sd=1, reliability=-0.1), ChangeError, id="less than unreliable"
    ),
    pytest.param(lambda: reliable_change(1, 2, sd=1, reliability=0.5, z=0), ChangeError, id="no z"),
    pytest.param(
        lambda: reliable_change(1, 2, sd=1, reliability=0.5, direction="up"),
        ChangeError,
        id="a wrong direction",
    ),
    pytest.param(
        lambda: reliable_change("1", 2, sd=1, reliability=0.5),  # type: ignore[arg-type]
        ChangeError,
        id="a score as text",
    ),
    pytest.param(
        lambda: reliable_change(float("nan"), 2, sd=1, reliability=0.5), ChangeError, id="no number"
    ),
    pytest.param(lambda: cut_offs(1, 0, 2, 1), ChangeError, id="cut-offs without spread"),
    pytest.param(lambda: cut_offs(1, 1, 1, 1), ChangeError, id="cut-offs between equals"),
]


@pytest.mark.parametrize(("call", "error"), BAD)
def test_bad_input_raises_a_typed_error_with_a_sentence(call: Any, error: type[Exception]) -> None:
    with pytest.raises(error) as raised:
        call()
    said = str(raised.value)
    assert said[:1].isupper() or said[:1] in "'“0123456789"
    assert said.endswith(".")
