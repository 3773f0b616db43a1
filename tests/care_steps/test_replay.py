"""Does comparing a record with what is derived anew find exactly what differs, in a sentence?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from care_steps.facts import Reason, Source, known, unknown
from care_steps.freezing import freeze, freeze_trace, thaw
from care_steps.policy import default_text, evaluate, load
from care_steps.replay import (
    RecordedDecision,
    RecordedFiring,
    asked_by,
    decision_differs,
    facts_differ,
    fire_again,
)
from care_steps.rules.evaluation import Firing
from care_steps.steps import Step

POLICY = load(default_text())
FORM = UUID(int=7)
AT = datetime(2026, 9, 21, 15, tzinfo=UTC)
FACTS = freeze(
    {
        "step": known(Step.MENTOR.value),
        "phq_a_total": known(16, Source("administration", FORM, AT)),
        "gad_7_total": unknown(Reason.CANNOT_JUDGE, Source("administration", UUID(int=8), AT)),
    }
)
ASKED = asked_by(POLICY)


def recorded(row_id: str = "R5.phq_a", facts: Mapping[str, Any] = FACTS) -> RecordedFiring:
    """A firing as it is kept when it fires."""
    found = evaluate(POLICY, thaw(facts), scope="episode")
    one = next(each for each in found.firings if each.row_id == row_id)
    return RecordedFiring(
        one.row_id, one.rule_id, one.scope.value, one.class_, one.evidence, facts, freeze_trace(found, one),
        one.sentence, one.proposes.value if one.proposes else None,
    )  # fmt: skip


def fired(kept: RecordedFiring) -> Firing:
    again, _ = fire_again(POLICY, kept)
    assert isinstance(again, Firing)
    return again


def test_the_same_facts_are_no_difference_and_others_are_said() -> None:
    assert facts_differ(FACTS, dict(reversed(FACTS.items())), ASKED) == ()
    changed = FACTS | freeze({"phq_a_total": known(9, Source("administration", FORM, AT))})
    assert facts_differ(FACTS, changed, ASKED) == (
        "Latest PHQ-A total: recorded 16 points, found again 9 points.",
    )
    elsewhere = FACTS | freeze({"phq_a_total": known(16, Source("administration", UUID(int=9), AT))})
    assert facts_differ(FACTS, elsewhere, ASKED) == (
        "Latest PHQ-A total: rests on other records than were recorded.",
    )


def test_unknown_not_asked_and_none_are_told_apart() -> None:
    without = {name: one for name, one in FACTS.items() if name != "gad_7_total"}
    assert facts_differ(FACTS, without, ASKED) == (
        "Latest GAD-7 total: recorded cannot be judged, found again not asked.",
    )
    as_none = FACTS | freeze({"gad_7_total": known(0)})
    assert facts_differ(FACTS, as_none, ASKED) == (
        "Latest GAD-7 total: recorded cannot be judged, found again 0 points.",
    )


def test_a_fact_that_the_vocabulary_no_longer_has_is_told_by_its_name() -> None:
    old = {**FACTS, "retired_fact": FACTS["phq_a_total"]}
    assert facts_differ(old, FACTS, ASKED) == ("retired_fact: recorded 16, found again not asked.",)


def test_a_fact_that_a_version_did_not_know_is_no_difference_under_it() -> None:
    """Nobody could have frozen it; what the version asked about is still told."""
    more = FACTS | freeze(
        {"phq_a_total": known(16, Source("administration", FORM, AT)), "days_in_step": known(9)}
    )
    assert facts_differ(FACTS, more, ASKED - {"days_in_step"}) == ()
    assert facts_differ(FACTS, more, ASKED | {"days_in_step"}) == (
        "Days in this step: recorded not asked, found again 9 days.",
    )


def test_the_same_firing_is_no_difference() -> None:
    assert fire_again(POLICY, recorded())[1] == ()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"sentence": "x"}, "R5.phq_a, sentence: recorded “x”, found again “The PHQ-A total is 16"),
        ({"class_": "P1"}, "R5.phq_a, class: recorded “P1”, found again “P3”."),
        ({"rule_id": "R4"}, "R5.phq_a, rule: recorded “R4”, found again “R5”."),
        ({"proposes": None}, "R5.phq_a, proposed step: recorded none, found again “journey_mentor”."),
        ({"evidence": ()}, "R5.phq_a: rests on other records than were recorded."),
        ({"trace": {}}, "R5.phq_a: another trace, near miss or counterfactual than was recorded."),
        ({"row_id": "R4.phq_a"}, "R4.phq_a does not fire again."),
        ({"facts": freeze({"phq_a_total": known(14)})}, "R5.phq_a does not fire again."),
    ],
)
def test_each_part_of_a_firing_is_compared(changes: dict[str, Any], sentence: str) -> None:
    found = fire_again(POLICY, replace(recorded(), **changes))[1]
    assert any(one.startswith(sentence) for one in found), found


ACCEPTED = RecordedDecision(
    kind="accept",
    from_step="paraprofessional_mentor",
    recommended="journey_mentor",
    chosen="journey_mentor",
    rule_ids=("R5",),
    why="R5: The PHQ-A total is 16: high enough to decide the step directly. Ruth accepted.",
)


def test_the_same_decision_is_no_difference() -> None:
    assert decision_differs(ACCEPTED, [fired(recorded())]) == ()
    held = replace(ACCEPTED, kind="hold", chosen="paraprofessional_mentor")
    assert decision_differs(held, [fired(recorded())]) == ()
    other = replace(ACCEPTED, kind="other", chosen="professional_referral")
    assert decision_differs(other, [fired(recorded())]) == ()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"recommended": "professional_referral"}, "recommended step: recorded “professional_referral”"),
        ({"chosen": "professional_referral"}, "chosen step: recorded “professional_referral”"),
        ({"kind": "hold"}, "chosen step: recorded “journey_mentor”, found again “paraprofessional_mentor”."),
        ({"from_step": "journey_mentor"}, "recommended step: recorded “journey_mentor”"),
        ({"rule_ids": ("R5", "R9")}, "rules: recorded R5, R9, found again R5."),
        ({"why": "R4: no."}, "why: does not say what the rules say."),
        ({"kind": "start"}, "recommended step: recorded “journey_mentor”, found again none."),
        ({"kind": "undo"}, "step it goes back to: recorded “journey_mentor”, found again none."),
        ({"kind": "emergency"}, "no rule that it names moves a step."),
    ],
)
def test_each_part_of_a_decision_is_derived_again(changes: dict[str, Any], sentence: str) -> None:
    if "from_step" in changes:
        # From the journey mentor's step the answer to the same sentence is another one.
        facts = FACTS | freeze({"step": known(Step.JOURNEY.value)})
        found = decision_differs(replace(ACCEPTED, **changes), [fired(recorded(facts=facts))])
    else:
        found = decision_differs(replace(ACCEPTED, **changes), [fired(recorded())])
    assert any(one.startswith(sentence) for one in found), found


def test_an_emergency_rests_on_a_rule_that_moves_and_goes_to_the_professional() -> None:
    facts = freeze(
        {"step": known("referred"), "active_statement_or_weapon": known(True, Source("concern", FORM, AT))}
    )
    moving = fired(recorded("R1.statement_or_weapon", facts))
    kept = RecordedDecision(
        "emergency", "referred", "professional_referral", "professional_referral", ("R1",), moving.sentence
    )
    assert decision_differs(kept, [moving]) == ()
    assert decision_differs(replace(kept, chosen="journey_mentor"), [moving])
    assert decision_differs(kept, [fired(recorded())])
    assert decision_differs(replace(kept, from_step="professional_referral"), [moving])


def test_an_instant_is_frozen_alike_in_every_time_zone() -> None:
    elsewhere = AT.astimezone(tz=datetime.fromisoformat("2026-09-21T10:00:00-05:00").tzinfo)
    assert freeze({"step": known("x", Source("work", FORM, elsewhere))}) == freeze(
        {"step": known("x", Source("work", FORM, AT))}
    )
