"""From a screener to the rules: does every answer that worries reach a person, and only what is certain a step?"""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from care_steps.facts import derive_screening
from care_steps.policy import Evaluation, default_text, evaluate, load
from tests.care_steps.episodes import episode, form, key
from triage import instruments

POLICY = load(default_text())
NO: dict[str, dict[str, Any]] = {
    "c-ssrs": {"1": "no", "2": "no", "6": "no"},
    "asq": dict.fromkeys("1234", "no"),
}
ASKED_ON = {"2": "yes", "3": "no", "4": "no", "5": "no"}


def said(instrument: str, answers: dict[str, Any]) -> Evaluation:
    """What the screening rules say about this form alone."""
    raw = episode(administrations=(form(10, instrument, answers, 3),))
    return evaluate(POLICY, derive_screening(raw, key(10)), scope="screening")


CASES = [
    pytest.param("c-ssrs", {}, set(), id="C-SSRS: every No"),
    pytest.param("c-ssrs", {"1": "yes"}, {"R3.c_ssrs"}, id="t12 C-SSRS 1 alone"),
    pytest.param("c-ssrs", ASKED_ON, {"R3.c_ssrs"}, id="t12 C-SSRS 2 alone"),
    pytest.param("c-ssrs", ASKED_ON | {"3": "yes"}, {"R3.c_ssrs"}, id="t12 C-SSRS 3"),
    pytest.param("c-ssrs", ASKED_ON | {"4": "yes"}, {"R1.c_ssrs"}, id="t10 C-SSRS 4"),
    pytest.param("c-ssrs", ASKED_ON | {"5": "yes"}, {"R1.c_ssrs"}, id="t12 C-SSRS 5"),
    pytest.param("c-ssrs", {"6": "yes", "6r": "no"}, {"R3.c_ssrs"}, id="t11 C-SSRS 6, long ago"),
    pytest.param("c-ssrs", {"6": "yes", "6r": "yes"}, {"R1.c_ssrs"}, id="C-SSRS 6, in three months"),
    pytest.param("c-ssrs", {"1": None}, {"R0.safety_form"}, id="t13 C-SSRS 1 unanswered"),
    pytest.param("c-ssrs", {"2": "refused"}, {"R0.safety_form"}, id="t13 C-SSRS 2 refused"),
    pytest.param("c-ssrs", {"6": None}, {"R0.safety_form"}, id="t13 C-SSRS 6 unanswered"),
    pytest.param(
        "c-ssrs", ASKED_ON | {"4": None}, {"R0.safety_form", "R1.c_ssrs_open"}, id="t13 C-SSRS 4 unanswered"
    ),
    pytest.param("c-ssrs", {"6": "yes"}, {"R0.safety_form", "R1.c_ssrs_open"}, id="t13 C-SSRS 6r unanswered"),
    pytest.param("c-ssrs", {"1": "unreadable"}, {"R0.safety_form"}, id="t14 C-SSRS 1 cannot be read"),
    pytest.param("c-ssrs", {"4": "yes"}, {"R0.safety_form", "R1.c_ssrs"}, id="t12 C-SSRS 4 against the flow"),
    pytest.param("asq", {}, set(), id="ASQ: every No"),
    pytest.param("asq", {"3": "yes", "5": "no"}, {"R3.asq"}, id="ASQ not acute"),
    pytest.param("asq", {"3": "yes", "5": "yes"}, {"R1.asq"}, id="ASQ acute"),
    pytest.param("asq", {"3": "refused", "5": "no"}, {"R0.safety_form", "R3.asq"}, id="ASQ refused counts"),
    pytest.param("asq", {"3": "yes"}, {"R0.safety_form", "R1.asq_open"}, id="t13 ASQ 5 unanswered"),
    pytest.param("asq", {"3": None}, {"R0.safety_form"}, id="t13 ASQ 3 unanswered"),
]


@pytest.mark.parametrize(("instrument", "answers", "fires"), CASES)
def test_a_screener_fires(instrument: str, answers: dict[str, Any], fires: set[str]) -> None:
    result = said(instrument, NO[instrument] | answers)
    assert {one.row_id for one in result.firings} == fires
    assert not result.for_a_person
    moving = {one.row_id for one in result.firings if one.moves}
    assert moving == fires & {"R1.c_ssrs", "R1.asq"}


@pytest.mark.parametrize("instrument", ["c-ssrs", "asq"])
def test_every_answer_that_worries_or_is_missing_is_work_for_a_person(instrument: str) -> None:
    """All answers that can be given: only a whole form of No leaves nothing to do, and only a yes moves a step."""
    keys = [question.key for question in instruments.load(instrument).questions]
    # Every combination is tried on the result itself, in the tests of screeners; here each pair of answers is.
    for given in product(("yes", "no", None), repeat=len(keys)):
        answers = dict(zip(keys, given, strict=True))
        if sum(answer != "no" for answer in given) > 2:
            continue
        found = said(instrument, answers)
        is_calm = all(answer == "no" for key, answer in answers.items() if key in NO[instrument])
        is_calm = is_calm and "yes" not in given
        assert bool(found.firings) is not is_calm, answers
        if "yes" not in given:
            assert not any(one.moves for one in found.firings)


def test_t14_a_coded_answer_that_nobody_reads_is_no_label() -> None:
    raw = episode(administrations=(form(10, "c-ssrs", NO["c-ssrs"], 3),))
    coded = raw.administrations[0].answers | {"1": "LA33-6"}  # type: ignore[operator]
    raw = replace(raw, administrations=(replace(raw.administrations[0], answers=coded, status="unreadable"),))
    facts = derive_screening(raw, key(10))
    assert facts["c_ssrs_result"].value == "incomplete"
    assert {one.row_id for one in evaluate(POLICY, facts, scope="screening").firings} == {"R0.safety_form"}


def test_blanks_that_leave_a_subscale_open_are_asked_for_again() -> None:
    zeros: dict[int, Any] = dict.fromkeys(range(1, 18), 0)
    open_ = zeros | dict.fromkeys((2, 6), 2) | {15: None} | dict.fromkeys((4, 5, 8, 10), 2)
    raw = episode(administrations=(form(10, "psc-17-youth", open_, 3),))
    found = evaluate(POLICY, derive_screening(raw, key(10)), scope="screening")
    assert {one.row_id for one in found.firings} == {"R0.scale_undecided"}
