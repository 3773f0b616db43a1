"""Does a screener ever say less than its answers do? All combinations of answers, for both of them."""

from itertools import product
from typing import Any

import pytest

from triage import instruments
from triage.answers import WrongAnswer, read_answers, read_kept
from triage.scoring import Positivity, Safety, Score, Status, score
from triage.screening import screened, skipped_by
from triage.verdicts import Screened

C_SSRS, ASQ = instruments.load("c-ssrs"), instruments.load("asq")
NO_C_SSRS: dict[str, Any] = {"1": "no", "2": "no", "6": "no"}
NO_ASQ: dict[str, Any] = dict.fromkeys("1234", "no")
ALL_2_YES: dict[str, Any] = {"1": "yes", "2": "yes", "3": "no", "4": "no", "5": "no", "6": "no"}
# How much somebody has to do: what is missing stands above what was answered with no.
ORDER = [
    Screened.NEGATIVE,
    Screened.INCOMPLETE,
    Screened.INTERVIEW,
    Screened.INCOMPLETE_ESCALATE,
    Screened.IMMINENT,
]


def c_ssrs(**answers: Any) -> Score:
    given = {key.removeprefix("q"): answer for key, answer in answers.items()}
    return score("c-ssrs", NO_C_SSRS | given)


def asq(**answers: Any) -> Score:
    return score("asq", NO_ASQ | {key.removeprefix("q"): answer for key, answer in answers.items()})


C_SSRS_CASES = [
    ({}, Screened.NEGATIVE, Status.ANSWERED),
    ({"q1": "yes"}, Screened.INTERVIEW, Status.ANSWERED),
    ({"q2": "yes", "q3": "no", "q4": "no", "q5": "no"}, Screened.INTERVIEW, Status.ANSWERED),
    ({"q2": "yes", "q3": "yes", "q4": "no", "q5": "no"}, Screened.INTERVIEW, Status.ANSWERED),
    pytest.param(
        {"q2": "yes", "q3": "no", "q4": "yes", "q5": "no"},
        Screened.IMMINENT,
        Status.ANSWERED,
        id="t10 question 4 is imminent",
    ),
    ({"q2": "yes", "q3": "no", "q4": "no", "q5": "yes"}, Screened.IMMINENT, Status.ANSWERED),
    pytest.param(
        {"q6": "yes", "q6r": "no"},
        Screened.INTERVIEW,
        Status.ANSWERED,
        id="t11 behavior of long ago is no emergency",
    ),
    ({"q6": "yes", "q6r": "yes"}, Screened.IMMINENT, Status.ANSWERED),
    pytest.param({"q1": None}, Screened.INCOMPLETE, Status.INCOMPLETE, id="t13 question 1 unanswered"),
    pytest.param({"q2": None}, Screened.INCOMPLETE, Status.INCOMPLETE, id="t13 question 2 unanswered"),
    pytest.param({"q6": "refused"}, Screened.INCOMPLETE, Status.INCOMPLETE, id="t13 question 6 refused"),
    (
        {"q2": "yes", "q3": "no", "q4": None, "q5": "no"},
        Screened.INCOMPLETE_ESCALATE,
        Status.INCOMPLETE,
    ),
    (
        {"q2": "yes", "q3": "no", "q4": "no", "q5": "refused"},
        Screened.INCOMPLETE_ESCALATE,
        Status.INCOMPLETE,
    ),
    ({"q2": "yes"}, Screened.INCOMPLETE_ESCALATE, Status.INCOMPLETE),
    ({"q2": "yes", "q4": "yes"}, Screened.IMMINENT, Status.INCOMPLETE),
    ({"q2": "yes", "q3": None, "q4": "no", "q5": "no"}, Screened.INTERVIEW, Status.INCOMPLETE),
    ({"q6": "yes"}, Screened.INCOMPLETE_ESCALATE, Status.INCOMPLETE),
    ({"q6": "yes", "q6r": "unreadable"}, Screened.INCOMPLETE_ESCALATE, Status.UNREADABLE),
    ({"q1": "unreadable"}, Screened.INCOMPLETE, Status.UNREADABLE),
]


@pytest.mark.parametrize(("answers", "result", "status"), C_SSRS_CASES)
def test_the_c_ssrs_screener_says(answers: dict[str, Any], result: Screened, status: Status) -> None:
    found = c_ssrs(**answers)
    assert (found.screened, found.status) == (result, status)
    assert found.total is None
    assert found.band is None


@pytest.mark.parametrize("key", ["1", "2", "3", "4", "5"])
def test_t12_each_of_1_to_5_alone_calls_for_somebody(key: str) -> None:
    """Even where the flow would have skipped it: what was answered with yes is never lost."""
    found = score("c-ssrs", NO_C_SSRS | {key: "yes"})
    assert found.screened in (Screened.INTERVIEW, Screened.INCOMPLETE_ESCALATE, Screened.IMMINENT)
    assert found.safety is Safety.POSITIVE
    assert found.status is not Status.ANSWERED or key == "1"


ASQ_CASES = [
    ({}, Screened.NEGATIVE, Status.ANSWERED),
    *[({f"q{key}": "yes", "q5": "no"}, Screened.INTERVIEW, Status.ANSWERED) for key in "1234"],
    *[({f"q{key}": "yes", "q5": "yes"}, Screened.IMMINENT, Status.ANSWERED) for key in "1234"],
    *[({f"q{key}": "refused", "q5": "no"}, Screened.INTERVIEW, Status.INCOMPLETE) for key in "1234"],
    ({"q1": "yes"}, Screened.INCOMPLETE_ESCALATE, Status.INCOMPLETE),
    ({"q1": "yes", "q5": "refused"}, Screened.INCOMPLETE_ESCALATE, Status.INCOMPLETE),
    ({"q3": "refused"}, Screened.INCOMPLETE_ESCALATE, Status.INCOMPLETE),
    pytest.param({"q3": None}, Screened.INCOMPLETE, Status.INCOMPLETE, id="t13 a blank is no No"),
    ({"q3": None, "q1": "yes", "q5": "no"}, Screened.INTERVIEW, Status.INCOMPLETE),
    ({"q5": "yes"}, Screened.IMMINENT, Status.INVALID),
]


@pytest.mark.parametrize(("answers", "result", "status"), ASQ_CASES)
def test_the_asq_says(answers: dict[str, Any], result: Screened, status: Status) -> None:
    found = asq(**answers)
    assert (found.screened, found.status) == (result, status)


CHOICES = ("yes", "no", None, "refused", "unreadable")
EVERY_C_SSRS = [
    dict(zip(("1", "2", "3", "4", "5", "6", "6r"), given, strict=True))
    for given in product(("yes", "no", None), repeat=7)
]
EVERY_ASQ = [dict(zip("12345", given, strict=True)) for given in product(CHOICES, repeat=5)]


def expected_c_ssrs(given: dict[str, Any]) -> Screened:
    """The published triage, written a second time from its words."""
    yes = {key for key, answer in given.items() if answer == "yes"}
    if yes & {"4", "5", "6r"}:
        return Screened.IMMINENT
    if ("2" in yes and {given["4"], given["5"]} - {"no"}) or ("6" in yes and given["6r"] != "no"):
        return Screened.INCOMPLETE_ESCALATE
    if yes:
        return Screened.INTERVIEW
    return Screened.INCOMPLETE if {given["1"], given["2"], given["6"]} - {"no"} else Screened.NEGATIVE


def expected_asq(given: dict[str, Any]) -> Screened:
    positive = any(given[key] in ("yes", "refused") for key in "1234")
    if given["5"] == "yes":
        return Screened.IMMINENT
    if positive:
        return Screened.INTERVIEW if given["5"] == "no" else Screened.INCOMPLETE_ESCALATE
    unknown = any(given[key] != "no" for key in "1234") or given["5"] in ("refused", "unreadable")
    return Screened.INCOMPLETE if unknown else Screened.NEGATIVE


def test_every_combination_of_answers_to_the_c_ssrs_has_its_result() -> None:
    for given in EVERY_C_SSRS:
        assert screened(C_SSRS, read_answers(C_SSRS, given)) is expected_c_ssrs(given), given


def test_every_combination_of_answers_to_the_asq_has_its_result() -> None:
    for given in EVERY_ASQ:
        assert screened(ASQ, read_answers(ASQ, given)) is expected_asq(given), given


@pytest.mark.parametrize(("form", "every"), [("c-ssrs", EVERY_C_SSRS), ("asq", EVERY_ASQ)])
def test_an_answer_that_is_missing_never_lowers_what_a_no_would_have_said(
    form: str, every: list[dict[str, Any]]
) -> None:
    instrument = instruments.load(form)
    found = {tuple(given.values()): screened(instrument, read_answers(instrument, given)) for given in every}
    for given in every:
        for key, answer in given.items():
            if answer is None:
                said_no = found[tuple((given | {key: "no"}).values())]
                assert ORDER.index(found[tuple(given.values())]) >= ORDER.index(said_no), given


@pytest.mark.parametrize(("form", "every"), [("c-ssrs", EVERY_C_SSRS), ("asq", EVERY_ASQ)])
def test_a_yes_instead_of_a_no_never_lowers_the_result(form: str, every: list[dict[str, Any]]) -> None:
    instrument = instruments.load(form)
    found = {tuple(given.values()): screened(instrument, read_answers(instrument, given)) for given in every}
    for given in every:
        for key, answer in given.items():
            if answer == "no":
                said_yes = found[tuple((given | {key: "yes"}).values())]
                assert ORDER.index(said_yes) >= ORDER.index(found[tuple(given.values())]), (given, key)


@pytest.mark.parametrize(("form", "every"), [("c-ssrs", EVERY_C_SSRS), ("asq", EVERY_ASQ)])
def test_only_a_whole_form_without_a_yes_is_called_negative(form: str, every: list[dict[str, Any]]) -> None:
    for given in every:
        found = score(form, given)
        is_negative = found.screened is Screened.NEGATIVE
        assert (found.positivity is Positivity.NEGATIVE) is is_negative
        assert (found.safety is Safety.NEGATIVE) is is_negative
        if is_negative:
            assert found.status is Status.ANSWERED
            assert "yes" not in given.values()


def test_what_the_flow_skips_is_not_asked_and_is_kept_as_no_answer() -> None:
    found = c_ssrs()
    assert {key: one.state for key, one in found.answers.items() if one.value is None} == {
        "3": "not_asked",
        "4": "not_asked",
        "5": "not_asked",
        "6r": "not_asked",
    }
    assert found.kept_answers == {"1": 0, "2": 0, "6": 0}
    assert score("c-ssrs", found.kept_answers).screened is Screened.NEGATIVE


def test_a_question_that_everybody_is_asked_cannot_be_called_not_asked() -> None:
    with pytest.raises(WrongAnswer):
        c_ssrs(q1="not_asked")


def test_an_answer_that_the_flow_skips_is_named() -> None:
    assert [one.key for one in skipped_by(C_SSRS, c_ssrs(q4="no", q6r="no").answers)] == ["4", "6r"]
    assert skipped_by(C_SSRS, score("c-ssrs", ALL_2_YES).answers) == ()


def test_t14_an_answer_in_words_nobody_taught_us_is_unreadable_and_never_no() -> None:
    read = read_kept(C_SSRS, NO_C_SSRS | {"1": "LA33-6"})
    assert read["1"].state == "unreadable"
    assert screened(C_SSRS, read) is Screened.INCOMPLETE


def test_no_words_about_a_screener_say_that_there_is_no_risk() -> None:
    assert not any("risk" in one.plain.lower() for one in Screened)
    assert len({one.plain for one in Screened}) == len(Screened)


def test_only_neutral_constructs_are_shipped_and_marked_as_placeholders() -> None:
    for form in (C_SSRS, ASQ):
        assert {one.text_status for one in form.questions} == {"placeholder"}
        assert not any("?" in one.text or "you" in one.text.lower().split() for one in form.questions)
        assert "placeholders" in str(form.why_not_activate(is_live=True))
        assert form.why_not_activate(is_live=False) is None
