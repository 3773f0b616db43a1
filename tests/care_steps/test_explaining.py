"""Is a rule explained in plain words, from the facts as they were?"""

import pytest

from care_steps.cells import Result
from care_steps.explaining import fact_lines, rule_of
from care_steps.facts import NOT_ASKED, Reason, Source, known, unknown
from care_steps.policy import default_text, load
from tests.care_steps.episodes import BEGAN, key

POLICY = load(default_text())
SOURCE = Source("administration", key(10), BEGAN)


def test_a_rule_is_shown_with_its_text_its_source_its_owner_and_what_it_asks_for() -> None:
    rule = rule_of(POLICY, "R4.phq_a", {"phq_a_change": known(8, SOURCE)})
    assert (rule.row_id, rule.rule_id, rule.is_safety, rule.class_) == ("R4.phq_a", "R4", False, "P3")
    assert rule.text == "The PHQ-A total rose by … points in this step, to …."
    assert rule.asks_for == "Review the case and decide about the step."
    assert rule.source.startswith("NHS Talking Therapies")
    assert rule.owner == POLICY.owner


@pytest.mark.parametrize(
    ("fact", "result", "said"),
    [
        pytest.param(known(8, SOURCE), Result.YES, "8 points", id="known, and above"),
        pytest.param(known(5, SOURCE), Result.NO, "5 points", id="known, and below"),
        pytest.param(unknown(Reason.CANNOT_JUDGE, SOURCE), Result.UNKNOWN, "cannot be judged", id="unknown"),
        pytest.param(NOT_ASKED, Result.NOT_ASKED, "not asked", id="not asked"),
    ],
)
def test_each_condition_says_whether_it_held_and_each_fact_what_it_was(
    fact: object, result: Result, said: str
) -> None:
    rule = rule_of(POLICY, "R4.phq_a", {"phq_a_change": fact})  # type: ignore[dict-item]
    (condition,) = rule.conditions
    assert condition.result is result
    assert condition.said == "PHQ-A change in this step, up is worse is at least 6 points"
    (line,) = rule.facts
    assert line.said == said
    assert line.sentence.startswith("PHQ-A change in this step, up is worse: ")


def test_every_row_of_the_shipped_policy_can_be_explained() -> None:
    for row in POLICY.rows:
        rule = rule_of(POLICY, row.id, {})
        assert len(rule.conditions) == len(row.cells)
        assert "{" not in rule.text
        assert rule.asks_for.endswith(".")


def test_what_was_not_asked_is_left_out_and_what_was_not_answered_is_said() -> None:
    lines = fact_lines(
        {
            "mentor_asks": known(True),
            "phq_a_total": unknown(Reason.REFUSED, SOURCE),
            "gad_7_total": NOT_ASKED,
            "step": known("journey_mentor"),
        }
    )
    assert [one.sentence for one in lines] == [
        "Step of care: Supervised journey mentor",
        "Latest PHQ-A total: refused to answer",
        "The mentor asks to talk it over: yes",
    ]
    assert [one.is_known for one in lines] == [True, False, True]
    assert lines[1].sources == (SOURCE,)


def test_a_row_that_the_policy_does_not_have_is_an_error() -> None:
    with pytest.raises(KeyError):
        rule_of(POLICY, "R99", {})
