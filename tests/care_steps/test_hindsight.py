"""Is what was known then held against what is known now, and nothing but what reads differently?"""

from uuid import UUID

from care_steps.hindsight import Hindsight, hindsight
from care_steps.policy import Policy, load
from care_steps.vocabulary import Fact, Source, known

FORM, OTHER = UUID(int=1), UUID(int=2)
POLICY = load(
    """
owner = "a test"
[[rows]]
id = "R5.severe"
scope = "episode"
sentence = "The PHQ-A total is {phq_a_total}."
source = "a test"
lane = "routine"
class = "P3"
work = "recommendation"
action = "decide_step"
limit = {amount = 2, unit = "school_days"}
cells = [{fact = "phq_a_total", op = ">=", value = 15}]
"""
)


def score(total: int, came_from: UUID = FORM) -> dict[str, Fact]:
    return {"phq_a_total": known(total, Source("administration", came_from))}


def seen(then: dict[str, Fact], now: dict[str, Fact], policy: Policy = POLICY) -> Hindsight:
    found = hindsight(then, now, policy)
    assert found is not None
    return found


def test_what_reads_the_same_is_no_news() -> None:
    assert hindsight(score(9), score(9), POLICY) is None


def test_another_record_that_says_the_same_is_no_news() -> None:
    assert hindsight(score(9), score(9, OTHER), POLICY) is None


def test_both_readings_stand_side_by_side() -> None:
    (late,) = seen(score(9), score(11)).facts
    assert (late.then.said, late.now.said) == ("9 points", "11 points")
    assert late.then.plain == late.now.plain


def test_what_was_not_asked_then_and_is_known_now_differs() -> None:
    (late,) = seen({}, score(11)).facts
    assert (late.then.said, late.now.said) == ("not asked", "11 points")


def test_what_was_known_then_and_is_gone_now_differs() -> None:
    (late,) = seen(score(11), {}).facts
    assert (late.then.said, late.now.said) == ("11 points", "not asked")


def test_a_rule_that_would_have_fired_is_named_with_its_sentence() -> None:
    (rule,) = seen(score(9), score(16, OTHER)).rules
    assert (rule.row_id, rule.sentence, rule.would_fire) == ("R5.severe", "The PHQ-A total is 16.", True)
    assert rule.evidence == (OTHER,)


def test_a_rule_that_would_not_have_fired_is_named_with_what_it_said() -> None:
    (rule,) = seen(score(16), score(9)).rules
    assert (rule.sentence, rule.would_fire) == ("The PHQ-A total is 16.", False)


def test_a_rule_that_fires_either_way_would_have_said_nothing_else() -> None:
    assert seen(score(16), score(20)).rules == ()


def test_a_fact_that_the_version_of_then_never_asked_about_is_no_news() -> None:
    now = {**score(9), "mentor_asks": known(True)}
    assert hindsight(score(9), now, POLICY) is None
