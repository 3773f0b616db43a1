"""Are a rule and its facts said in words that stand for what is recorded, with the records named?"""

from uuid import UUID

import pytest

from care_steps.explaining import fact_lines, rule_of, value_said
from care_steps.facts import FACTS, NOT_ASKED, Reason, Source, known, unknown
from care_steps.policy import default_text, load
from care_steps.rules.cells import Result

POLICY = load(default_text())
FORM = Source("administration", UUID(int=7))
CHANGED = {"phq_a_change": known(7, FORM), "dose": known("enough")}


def test_a_rule_is_told_with_its_numbers_left_open_and_its_conditions_answered() -> None:
    rule = rule_of(POLICY, "R4.phq_a", {**CHANGED, "phq_a_total": known(16, FORM)})
    assert (
        rule.text
        == "The PHQ-A total rose by … points in this step, to …: beyond chance, by published points."
    )
    assert [(one.said, one.result) for one in rule.conditions] == [
        ("PHQ-A change in this step (up is worse) is at least 6 points", Result.YES),
        (
            (
                "Delivered dose in this step is "
                "“enough of the planned sessions were made” or “no sessions were planned yet”"
            ),
            Result.YES,
        ),
    ]
    assert [line.sentence for line in rule.facts] == [
        "PHQ-A change in this step (up is worse): 7 points",
        "Delivered dose in this step: enough of the planned sessions were made",
    ]
    assert rule.facts[0].sources == (FORM,)
    assert (rule.rule_id, rule.is_safety, rule.owner) == ("R4", False, "clinical owner of the organization")


def test_a_fact_that_was_asked_once_stands_once() -> None:
    rule = rule_of(POLICY, "R7.days_safety_open", {})
    assert [line.name for line in rule.facts] == ["days_since_last_made_contact", "open_safety_item"]
    assert {one.result for one in rule.conditions} == {Result.NOT_ASKED}
    assert [line.said for line in rule.facts] == ["not asked", "not asked"]


def test_a_row_that_the_policy_does_not_have_is_an_error() -> None:
    with pytest.raises(KeyError):
        rule_of(POLICY, "R99", {})


def test_facts_stand_in_the_order_of_the_vocabulary_without_what_was_never_asked() -> None:
    found = fact_lines(
        {
            "gad_7_total": known(3),
            "step": known("journey_mentor"),
            "phq_a_total": NOT_ASKED,
            "mentor_asks": known(False),
        }
    )
    assert [(line.name, line.said) for line in found] == [
        ("step", "Supervised journey mentor"), ("gad_7_total", "3 points"), ("mentor_asks", "no"),
    ]  # fmt: skip


def test_an_unknown_fact_says_why_and_never_a_value() -> None:
    (line,) = fact_lines({"phq_a_item_9": unknown(Reason.REFUSED, FORM)})
    assert (line.said, line.is_known) == ("refused to answer", False)
    assert line.sentence.endswith(": refused to answer")
    assert line.sources == (FORM,)


def test_a_code_is_said_in_words() -> None:
    assert value_said(FACTS["phq_a_crossing"], "into_caseness") == "into caseness"
    assert value_said(FACTS["phq_a_total"], None) == "not known"
