"""From the answers on a form to the rules: does a missing answer ever read as no concern on the way?"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care_steps.facts import derive_screening
from care_steps.policy import Evaluation, default_text, evaluate, load
from tests.care_steps.episodes import derived, episode, form, key, totalling

POLICY = load(default_text())
ZEROS: dict[Any, Any] = dict.fromkeys(range(1, 10), 0)
CALM: dict[Any, Any] = ZEROS | {"EX3": "no", "EX4": "no"}


def screened(instrument: str, answers: dict[Any, Any]) -> Evaluation:
    """What the screening rules say about this form alone."""
    raw = episode(administrations=(form(10, instrument, answers, 3),))
    return evaluate(POLICY, derive_screening(raw, key(10)), scope="screening")


def about_the_case(*forms: tuple[str, dict[Any, Any]]) -> Evaluation:
    """What the episode rules say after these forms, the first one before the step began."""
    filled = tuple(form(10 + n, name, answers, n * 20 - 10) for n, (name, answers) in enumerate(forms))
    return evaluate(POLICY, derived(episode(administrations=filled)), scope="episode")


def of_scores(result: Evaluation) -> set[str]:
    """The rows that rest on a score. What is asked because time has passed is another matter."""
    return {one.row_id for one in result.firings if one.rule_id in ("R4", "R5")}


FORMS = [
    pytest.param("phq-a", CALM, set(), set(), id="a calm form fires nothing"),
    pytest.param("phq-a", ZEROS, set(), set(), id="extras that were not asked fire nothing"),
    pytest.param("phq-a", CALM | {9: 1}, {"R3.item_9"}, set(), id="item 9 alone"),
    pytest.param("phq-a", CALM | {"EX3": "yes"}, {"R3.ex3"}, set(), id="EX3 alone"),
    pytest.param("phq-a", CALM | {"EX4": "yes"}, {"R3.ex4"}, set(), id="EX4 alone"),
    pytest.param(
        "phq-a",
        ZEROS | {9: 2, "EX3": "yes", "EX4": "yes"},
        {"R3.item_9", "R3.ex3", "R3.ex4"},
        set(),
        id="all three",
    ),
    pytest.param("phq-a", CALM | {9: None}, {"R0.safety_form"}, {"R3.item_9"}, id="t13: item 9 left blank"),
    pytest.param("phq-a", CALM | {9: "refused"}, {"R0.safety_form"}, {"R3.item_9"}, id="t13: item 9 refused"),
    pytest.param(
        "phq-a", CALM | {"EX3": None}, set(), {"R3.ex3"}, id="t13: EX3 left blank on a form that scores"
    ),
    pytest.param("phq-a", CALM | {"EX4": "refused"}, set(), {"R3.ex4"}, id="t13: EX4 refused"),
    pytest.param(
        "phq-a", CALM | {9: "unreadable"}, {"R0.safety_form"}, {"R3.item_9"}, id="t14: item 9 cannot be read"
    ),
    pytest.param(
        "phq-a", CALM | {1: "unreadable"}, {"R0.safety_form"}, set(), id="t14: item 1 cannot be read"
    ),
    pytest.param(
        "phq-a", {9: 3}, {"R0.safety_form", "R3.item_9"}, set(), id="item 9 on an otherwise empty form"
    ),
    pytest.param(
        "phq-a",
        {1: "unreadable", 9: 1},
        {"R0.safety_form", "R3.item_9"},
        set(),
        id="item 9 on an unreadable form",
    ),
    pytest.param("phq-a", {}, {"R0.safety_form"}, {"R3.item_9"}, id="an empty form"),
    pytest.param("phq-a", CALM | {1: None}, set(), set(), id="one blank that decides nothing"),
    pytest.param(
        "phq-a",
        CALM | {1: None, 2: 3, 3: 3, 4: 2},
        {"R0.cut_off_undecided"},
        set(),
        id="one blank that decides the cut-off",
    ),
    pytest.param("gad-7", totalling("gad-7", 0), set(), set(), id="GAD-7: nothing"),
    pytest.param("gad-7", totalling("gad-7", 21), set(), set(), id="GAD-7: the worst is no safety matter"),
    pytest.param("gad-7", totalling("gad-7", 6) | {7: None}, {"R0.other_form"}, set(), id="GAD-7: one blank"),
    pytest.param(
        "gad-7", totalling("gad-7", 6) | {1: "unreadable"}, {"R0.other_form"}, set(), id="GAD-7: unreadable"
    ),
]


@pytest.mark.parametrize(("instrument", "answers", "fires", "for_a_person"), FORMS)
def test_a_form_fires_its_rules_and_what_it_leaves_open_goes_to_a_person(
    instrument: str, answers: dict[Any, Any], fires: set[str], for_a_person: set[str]
) -> None:
    result = screened(instrument, answers)
    assert {one.row_id for one in result.firings} == fires
    assert {one.row_id for one in result.for_a_person} == for_a_person
    assert not [one for one in result.firings if one.moves]


SCORES = [
    pytest.param([("phq-a", 8), ("phq-a", 13)], set(), id="PHQ-A up by 5"),
    pytest.param([("phq-a", 8), ("phq-a", 14)], {"R4.phq_a"}, id="PHQ-A up by 6"),
    pytest.param([("phq-a", 8), ("phq-a", 15)], {"R4.phq_a", "R5.phq_a"}, id="PHQ-A up by 7, and severe"),
    pytest.param([("phq-a", 15)], {"R5.phq_a"}, id="PHQ-A severe at once"),
    pytest.param([("phq-a", 20), ("phq-a", 14)], set(), id="PHQ-A better"),
    pytest.param([("gad-7", 5), ("gad-7", 8)], set(), id="GAD-7 up by 3"),
    pytest.param([("gad-7", 5), ("gad-7", 9)], {"R4.gad_7"}, id="GAD-7 up by 4"),
    pytest.param([("gad-7", 15)], {"R5.gad_7"}, id="GAD-7 severe at once"),
    pytest.param([("gad-7", 5), ("phq-a", 14)], set(), id="one instrument is never compared with another"),
]


@pytest.mark.parametrize(("scores", "fires"), SCORES)
def test_scores_fire_from_their_thresholds_on(scores: list[tuple[str, int]], fires: set[str]) -> None:
    result = about_the_case(*((name, totalling(name, total)) for name, total in scores))
    assert of_scores(result) == fires


def test_a_prorated_total_fires_and_a_form_that_cannot_be_judged_leaves_the_rows_unknown() -> None:
    prorated = dict.fromkeys(range(2, 10), 2) | {9: 0}
    assert of_scores(about_the_case(("phq-a", prorated))) == {"R5.phq_a"}
    unjudged = about_the_case(("phq-a", totalling("phq-a", 20)), ("phq-a", {}))
    assert of_scores(unjudged) == set()
    assert {one.row_id for one in unjudged.unknown} >= {"R4.phq_a", "R5.phq_a"}


ANSWERS = st.fixed_dictionaries(
    {n: st.integers(0, 3) | st.sampled_from([None, "refused", "unreadable"]) for n in range(1, 10)},
    optional={
        extra: st.sampled_from(["yes", "no", None, "refused", "not_asked"]) for extra in ("EX3", "EX4")
    },
)


def concerned(result: Evaluation) -> set[str]:
    """The safety rows that a person has to look at, because they fire or because nobody can tell."""
    return {one.row_id for one in result.firings if one.rule_id == "R3"} | {
        one.row_id for one in result.for_a_person
    }


@given(ANSWERS, st.sampled_from([9, "EX3", "EX4"]), st.sampled_from([None, "refused", "unreadable"]))
def test_taking_an_answer_away_never_takes_a_safety_matter_away(
    answers: dict[Any, Any], question: Any, absent: str | None
) -> None:
    before = concerned(screened("phq-a", answers))
    assert concerned(screened("phq-a", answers | {question: absent})) >= before


@given(ANSWERS)
def test_every_form_that_gives_no_total_is_asked_again(answers: dict[Any, Any]) -> None:
    filled = form(10, "phq-a", answers, 3)
    fires = {one.row_id for one in screened("phq-a", answers).firings}
    assert ("R0.safety_form" in fires) is (filled.total is None)


@given(ANSWERS, ANSWERS)
def test_no_form_ever_moves_a_step(first: dict[Any, Any], second: dict[Any, Any]) -> None:
    for result in (screened("phq-a", first), about_the_case(("phq-a", first), ("phq-a", second))):
        assert not [one for one in result.firings if one.moves]
