"""Is every fact judged as the record stands, and does what is missing ever read as nothing?"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care_steps.facts import (
    FACTS,
    NOT_ASKED,
    Fact,
    RawAdministration,
    RawContacts,
    Reason,
    Scope,
    Source,
    State,
    derive,
    derive_screening,
    dose,
    known,
    unknown,
)
from care_steps.rules.fact_values import read_value
from care_steps.steps import Step
from tests.care_steps.episodes import (
    BEGAN,
    NOBODY_YET,
    NOW,
    SETTINGS,
    concern,
    day,
    derived,
    episode,
    form,
    gad_7,
    key,
    phq_a,
)

ZEROS: dict[Any, Any] = dict.fromkeys(range(1, 10), 0)
MEASURES = ("total", "baseline", "change", "crossing")


def measured(*forms: RawAdministration, prefix: str = "phq_a", **parts: Any) -> dict[str, Any]:
    """The values of one instrument's facts; a fact that is not known shows its state or reason."""
    facts = derived(episode(administrations=forms, **parts))
    return {name: shown(facts[f"{prefix}_{name}"]) for name in MEASURES}


def shown(fact: Fact) -> Any:
    return fact.value if fact.is_known else (fact.reason or fact.state)


# The measures and their baseline.

BASELINES = [
    pytest.param([(8, -3), (12, 5)], (12, 8, 4), id="the last score before the step is the baseline"),
    pytest.param(
        [(4, -30), (8, -3), (12, 5)], (12, 8, 4), id="the last of several before the step, not the first"
    ),
    pytest.param([(8, 0), (12, 5)], (12, 8, 4), id="a score at the very start counts as before"),
    pytest.param([(4, -9), (8, 0), (12, 5)], (12, 8, 4), id="and outranks an earlier one"),
    pytest.param([(8, 1), (12, 5)], (12, 8, 4), id="without one before, the first score in the step"),
    pytest.param([(8, 1), (3, 4), (12, 9)], (12, 8, 4), id="the first in the step, not the best in it"),
    pytest.param([(5, -3), (8, 2), (12, 9)], (12, 5, 7), id="one before the step outranks the first in it"),
    pytest.param([(12, 5), (8, -3)], (12, 8, 4), id="the order on file does not matter"),
    pytest.param([(14, -3), (8, 9)], (8, 14, -6), id="a fall is a negative change"),
    pytest.param([(8, -3), (8, 9)], (8, 8, 0), id="no change is a change of zero"),
]


@pytest.mark.parametrize(("scores", "expected"), BASELINES)
def test_change_is_counted_from_the_baseline_of_the_step(
    scores: list[tuple[int, float]], expected: tuple[int, int, int]
) -> None:
    forms = [phq_a(10 + place, total, on) for place, (total, on) in enumerate(scores)]
    found = measured(*forms)
    assert (found["total"], found["baseline"], found["change"]) == expected


@pytest.mark.parametrize("on", [-3, 5])
def test_a_single_score_is_a_total_and_no_change_was_asked_about(on: float) -> None:
    assert measured(phq_a(10, 16, on)) == {
        "total": 16,
        "baseline": 16,
        "change": State.NOT_ASKED,
        "crossing": State.NOT_ASKED,
    }


def test_a_form_that_was_never_given_is_not_asked() -> None:
    assert set(measured().values()) == {State.NOT_ASKED}
    assert set(measured(gad_7(10, 9, 3)).values()) == {State.NOT_ASKED}
    assert measured(gad_7(10, 9, 3), prefix="gad_7")["total"] == 9


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"informant": "guardian"}, id="another informant"),
        pytest.param({"recall_window": "7 days"}, id="another recall window"),
    ],
)
def test_change_is_never_counted_across(other: dict[str, str]) -> None:
    found = measured(phq_a(10, 4, -3, **other), phq_a(11, 12, 5))
    assert (found["total"], found["baseline"], found["change"]) == (12, 12, State.NOT_ASKED)


def test_change_is_never_counted_across_instruments() -> None:
    facts = derived(episode(administrations=(phq_a(10, 4, -3), gad_7(11, 12, 5))))
    assert facts["phq_a_change"] == facts["gad_7_change"] == NOT_ASKED


def test_a_new_step_begins_a_new_baseline() -> None:
    forms = (phq_a(10, 4, -30), phq_a(11, 12, 5), phq_a(12, 13, 20))
    assert measured(*forms)["change"] == 9
    assert measured(*forms, step_began_at=day(10))["change"] == 1


CROSSINGS = [
    pytest.param(9, 10, "into_caseness", id="from below the cut-off to the cut-off"),
    pytest.param(10, 9, "out_of_caseness", id="from the cut-off to below it"),
    pytest.param(9, 9, "not_crossed", id="below, and stayed below"),
    pytest.param(10, 27, "not_crossed", id="a case, and stayed one"),
]


@pytest.mark.parametrize(("before", "after", "expected"), CROSSINGS)
def test_crossing_is_by_the_cut_off_of_the_instrument_and_inclusive(
    before: int, after: int, expected: str
) -> None:
    assert measured(phq_a(10, before, -3), phq_a(11, after, 5))["crossing"] == expected
    gad = measured(gad_7(10, before - 2, -3), gad_7(11, min(after - 2, 21), 5), prefix="gad_7")
    assert gad["crossing"] == expected


# What is missing.

INCOMPLETE: dict[Any, Any] = dict.fromkeys(range(1, 6), 2)


def test_a_last_form_that_cannot_be_judged_leaves_total_and_change_unknown_never_lower() -> None:
    found = measured(phq_a(10, 16, -3), form(11, "phq-a", INCOMPLETE, 5))
    assert found == {
        "total": Reason.CANNOT_JUDGE,
        "baseline": 16,
        "change": Reason.CANNOT_JUDGE,
        "crossing": Reason.CANNOT_JUDGE,
    }


def test_a_form_that_cannot_be_judged_is_no_baseline() -> None:
    found = measured(phq_a(9, 5, -9), form(10, "phq-a", INCOMPLETE, -3), phq_a(11, 12, 5))
    assert (found["baseline"], found["change"]) == (5, 7)


def test_a_prorated_total_may_raise_concern() -> None:
    prorated = form(11, "phq-a", dict.fromkeys(range(2, 10), 2), 5)
    assert prorated.status == "prorated"
    found = measured(phq_a(10, 9, -3), prorated)
    assert (found["total"], found["change"], found["crossing"]) == (18, 9, "into_caseness")


@pytest.mark.parametrize("prorated_first", [True, False])
def test_a_prorated_total_never_supports_recovery(prorated_first: bool) -> None:
    high = dict.fromkeys(range(1, 10), 2) | ({1: None} if prorated_first else {})
    low = dict.fromkeys(range(1, 10), 0) | ({} if prorated_first else {1: None})
    found = measured(form(10, "phq-a", high, -3), form(11, "phq-a", low, 5))
    assert found["crossing"] is Reason.CANNOT_JUDGE


def test_every_measure_names_the_forms_it_rests_on() -> None:
    facts = derived(episode(administrations=(phq_a(10, 8, -3), phq_a(11, 15, 5))))
    before, after = Source("administration", key(10), day(-3)), Source("administration", key(11), day(5))
    assert facts["phq_a_total"].sources == (after,)
    assert facts["phq_a_baseline"].sources == (before,)
    assert facts["phq_a_change"].sources == facts["phq_a_crossing"].sources == (before, after)


# Contacts.

MATCHED = RawContacts(
    mentor_assigned_at=BEGAN,
    mentor_assigned_id=key(30),
    last_made_at=None,
    last_made_id=None,
    missed_in_a_row=(),
    made_in_step=0,
    planned_in_step=8,
)


def contact_days(contacts: RawContacts, **parts: Any) -> Any:
    return shown(derived(episode(contacts=contacts, **parts))["days_since_last_made_contact"])


def test_without_a_mentor_nobody_asks_about_contact() -> None:
    facts = derived(episode())
    assert facts["days_since_last_made_contact"] == facts["missed_in_a_row"] == NOT_ASKED


def test_before_the_first_meeting_the_days_count_from_the_assignment() -> None:
    facts = derived(episode(contacts=MATCHED))
    assert facts["days_since_last_made_contact"] == known(60, Source("match", key(30), BEGAN))


def test_the_days_count_from_the_last_meeting_that_was_made() -> None:
    met = replace(MATCHED, last_made_at=day(40), last_made_id=key(40))
    assert derived(episode(contacts=met))["days_since_last_made_contact"] == known(
        20, Source("session", key(40), day(40))
    )


def test_a_new_mentor_resets_no_clock() -> None:
    changed = replace(
        MATCHED,
        mentor_assigned_at=day(55),
        mentor_assigned_id=key(31),
        last_made_at=day(20),
        last_made_id=key(40),
    )
    assert contact_days(changed) == 40


@pytest.mark.parametrize(
    ("passed", "days"),
    [
        pytest.param(timedelta(days=28) - timedelta(seconds=1), 27, id="a second short of 28 days is 27"),
        pytest.param(timedelta(days=28), 28, id="28 times 24 hours is 28"),
        pytest.param(timedelta(days=28, hours=23, minutes=59), 28, id="a day begun is not a day"),
        pytest.param(timedelta(0), 0, id="just now is 0"),
        pytest.param(timedelta(hours=-2), 0, id="a meeting that is dated later today is 0, never less"),
    ],
)
def test_days_are_whole_periods_of_24_hours(passed: timedelta, days: int) -> None:
    met = replace(MATCHED, last_made_at=NOW - passed, last_made_id=key(40))
    assert contact_days(met) == days


def test_the_missed_streak_counts_its_sessions_and_names_them() -> None:
    facts = derived(episode(contacts=replace(MATCHED, missed_in_a_row=(key(41), key(42)))))
    assert facts["missed_in_a_row"] == known(2, Source("session", key(41)), Source("session", key(42)))
    assert derived(episode(contacts=MATCHED))["missed_in_a_row"] == known(0)


def test_the_dose_is_said_in_a_sentence() -> None:
    facts = derived(episode(contacts=replace(MATCHED, made_in_step=3, planned_in_step=6)))
    assert (facts["sessions_made"], facts["sessions_planned"]) == (known(3), known(6))
    assert dose(facts) == "3 of 6 planned sessions were made in this step."


@pytest.mark.parametrize(
    ("planned_dose", "planned", "due", "said"),
    [
        pytest.param(
            "as_agreed", 8, 6, "too_little", id="as agreed: a rest counts as if they could have met"
        ),
        pytest.param("while_matched", 5, 4, "enough", id="while matched: a rest asks for no session"),
    ],
)
def test_the_policy_says_whether_planned_dose_rests_with_the_match(
    planned_dose: str, planned: int, due: int, said: str
) -> None:
    rested = replace(
        MATCHED,
        made_in_step=3,
        planned_in_step=8,
        planned_without_school=2,
        stopped_in_step=3,
        stopped_without_school=1,
    )
    facts = derive(episode(contacts=rested), replace(SETTINGS, planned_dose=planned_dose))
    assert (facts["sessions_planned"], facts["sessions_due"]) == (known(planned), known(due))
    assert facts["dose"] == known(said)


# Concerns and safety.

CONCERNS = [
    pytest.param("talk_over", {"mentor_asks"}, id="to talk over is a question of the mentor"),
    pytest.param("other_now", {"concern_now"}, id="something else now is no emergency"),
    pytest.param("active_statement", {"active_statement_or_weapon"}, id="an active statement"),
    pytest.param("weapon", {"active_statement_or_weapon"}, id="a weapon"),
]


@pytest.mark.parametrize(("kind", "raised"), CONCERNS)
def test_each_kind_of_concern_raises_exactly_its_fact(kind: str, raised: set[str]) -> None:
    facts = derived(episode(concerns=(concern(50, kind, 3),)))
    named = {"mentor_asks", "concern_now", "active_statement_or_weapon"}
    assert {name for name in named if facts[name].value is True} == raised
    assert {facts[name].value for name in named - raised} == {False}
    assert facts[next(iter(raised))].sources == (Source("concern", key(50), day(3)),)


def test_concerns_are_named_in_the_order_in_which_they_happened() -> None:
    facts = derived(episode(concerns=(concern(52, "weapon", 9), concern(51, "active_statement", 3))))
    assert [one.id for one in facts["active_statement_or_weapon"].sources] == [key(51), key(52)]


def test_an_open_safety_item_is_a_fact_that_names_its_work() -> None:
    facts = derived(episode(open_safety_items=(key(61), key(60))))
    assert facts["open_safety_item"] == known(True, Source("work", key(60)), Source("work", key(61)))
    assert derived(episode())["open_safety_item"] == known(False)


def test_the_step_is_the_one_the_episode_stands_on() -> None:
    assert derived(episode(step=Step.JOURNEY))["step"] == known("journey_mentor")


# One filled-in form.

ITEM_9 = [
    pytest.param(0, 0, id="not at all is 0 and known"),
    pytest.param(1, 1, id="several days"),
    pytest.param(3, 3, id="nearly every day"),
    pytest.param(None, Reason.NOT_RECORDED, id="left blank is unknown"),
    pytest.param("refused", Reason.REFUSED, id="refused is unknown"),
    pytest.param("unreadable", Reason.UNREADABLE, id="unreadable is unknown"),
    pytest.param("blank", Reason.NOT_RECORDED, id="the word blank is unknown"),
    pytest.param("not_asked", Reason.NOT_RECORDED, id="a scored item stands on every form: unknown"),
    pytest.param("LA6568-5", Reason.UNREADABLE, id="t14: a code nobody taught us is unreadable, never no"),
    pytest.param("No", Reason.UNREADABLE, id="t14: a word is unreadable, never 0"),
    pytest.param(4, Reason.UNREADABLE, id="a number off the scale is unreadable"),
    pytest.param(-1, Reason.UNREADABLE, id="a number below the scale is unreadable"),
    pytest.param(True, Reason.UNREADABLE, id="true is not one point"),
]


def screened(answers: dict[str, Any], instrument: str = "phq-a") -> dict[str, Fact]:
    raw = replace(form(10, "phq-a", ZEROS, 3), answers=answers, instrument_id=instrument)
    return derive_screening(episode(administrations=(raw,)), key(10))


@pytest.mark.parametrize(("answer", "expected"), ITEM_9)
def test_item_9_is_its_points_or_unknown_with_the_right_reason(answer: Any, expected: Any) -> None:
    fact = screened({"9": answer})["phq_a_item_9"]
    assert shown(fact) == expected
    assert fact.sources == (Source("administration", key(10), day(3)),)


def test_item_9_that_is_not_even_among_the_answers_is_unknown() -> None:
    assert shown(screened({})["phq_a_item_9"]) is Reason.NOT_RECORDED


YES_NO = [
    pytest.param(1, True, id="1 is yes"),
    pytest.param(0, False, id="0 is no"),
    pytest.param(True, True, id="true is yes"),
    pytest.param(False, False, id="false is no"),
    pytest.param("yes", True, id="yes"),
    pytest.param("No", False, id="no, in any letters"),
    pytest.param(None, Reason.NOT_RECORDED, id="asked and left blank is unknown"),
    pytest.param("refused", Reason.REFUSED, id="refused is unknown"),
    pytest.param("unreadable", Reason.UNREADABLE, id="unreadable is unknown"),
    pytest.param("not_asked", State.NOT_ASKED, id="skipped is not asked"),
    pytest.param("maybe", Reason.UNREADABLE, id="t14: a word nobody taught us is never no"),
    pytest.param(2, Reason.UNREADABLE, id="a number that is neither is never no"),
    pytest.param("LA32-8", Reason.UNREADABLE, id="t14: a code is never no"),
]


@pytest.mark.parametrize("extra", ["EX3", "EX4"])
@pytest.mark.parametrize(("answer", "expected"), YES_NO)
def test_an_extra_is_yes_no_unknown_or_not_asked(extra: str, answer: Any, expected: Any) -> None:
    facts = screened({"9": 0, extra: answer})
    other = {"EX3": "EX4", "EX4": "EX3"}[extra]
    assert shown(facts[f"phq_a_{extra.lower()}"]) == expected
    assert facts[f"phq_a_{other.lower()}"] == NOT_ASKED


def test_a_form_without_a_safety_question_is_asked_none() -> None:
    facts = derive_screening(episode(administrations=(gad_7(10, 9, 3),)), key(10))
    assert facts["form_has_safety_item"].value is False
    assert facts["form_instrument"].value == "gad-7"
    assert facts["phq_a_item_9"] == facts["phq_a_ex3"] == facts["phq_a_ex4"] == NOT_ASKED


@pytest.mark.parametrize(
    ("answers", "status", "positivity"),
    [
        pytest.param(ZEROS, "scored", "negative", id="scored"),
        pytest.param(ZEROS | {1: None}, "prorated", "negative", id="prorated"),
        pytest.param(INCOMPLETE, "incomplete", "indeterminate", id="incomplete"),
        pytest.param(ZEROS | {1: "unreadable"}, "unreadable", "indeterminate", id="unreadable"),
    ],
)
def test_the_form_is_as_it_was_scored(answers: dict[Any, Any], status: str, positivity: str) -> None:
    facts = derive_screening(episode(administrations=(form(10, "phq-a", answers, 3),)), key(10))
    assert (facts["form_status"].value, facts["form_positivity"].value) == (status, positivity)
    assert facts["form_has_safety_item"].value is True


def test_only_the_form_that_was_named_is_read() -> None:
    first, second = form(10, "phq-a", ZEROS | {9: 3}, 3), form(11, "phq-a", ZEROS, 5)
    raw = episode(administrations=(first, second))
    assert derive_screening(raw, key(10))["phq_a_item_9"].value == 3
    assert derive_screening(raw, key(11))["phq_a_item_9"].value == 0
    with pytest.raises(LookupError):
        derive_screening(raw, key(12))


# All facts together.

FORMS = st.builds(
    lambda number, instrument, answers, on, informant: form(
        number,
        instrument,
        answers if instrument == "phq-a" else {n: v for n, v in answers.items() if n != "EX3" and n < 8},
        on,
        informant=informant,
    ),
    st.integers(100, 10_000),
    st.sampled_from(["phq-a", "gad-7"]),
    st.fixed_dictionaries({n: st.integers(0, 3) | st.none() | st.just("refused") for n in range(1, 10)}),
    st.floats(-40, 59),
    st.sampled_from(["mentee", "guardian"]),
)
CONTACTS = st.builds(
    lambda made, missed, days: replace(
        MATCHED,
        last_made_at=day(days) if made else None,
        last_made_id=key(70) if made else None,
        missed_in_a_row=tuple(key(80 + n) for n in range(missed)),
        made_in_step=made,
    ),
    st.integers(0, 9),
    st.integers(0, 4),
    st.floats(-30, 60),
)
EPISODES = st.builds(
    lambda forms, contacts, concerns, open_items, step: episode(
        administrations=tuple(forms),
        contacts=contacts,
        concerns=tuple(concern(200 + n, kind, n) for n, kind in enumerate(concerns)),
        open_safety_items=tuple(key(300 + n) for n in range(open_items)),
        step=step,
    ),
    st.lists(FORMS, max_size=5, unique_by=lambda one: one.id),
    st.just(NOBODY_YET) | CONTACTS,
    st.lists(st.sampled_from(["talk_over", "other_now", "weapon", "active_statement"]), max_size=3),
    st.integers(0, 2),
    st.sampled_from(Step),
)


@given(EPISODES)
def test_every_derived_fact_is_in_the_vocabulary_and_has_a_value_it_can_have(raw: Any) -> None:
    facts = derived(raw)
    assert set(facts) == {name for name, kind in FACTS.items() if kind.scope is Scope.EPISODE}
    for one in raw.administrations:
        screening = derive_screening(raw, one.id)
        assert set(screening) == {name for name, kind in FACTS.items() if kind.scope is Scope.SCREENING}
        facts |= screening
    for name, fact in facts.items():
        assert (fact.value is not None) is fact.is_known
        assert (fact.reason is not None) is (fact.state is State.UNKNOWN)
        if fact.value is not None:
            assert read_value(FACTS[name], fact.value) == fact.value


@given(EPISODES, st.randoms())
def test_arrival_order_changes_no_fact(raw: Any, chance: Any) -> None:
    forms, concerns = list(raw.administrations), list(raw.concerns)
    chance.shuffle(forms)
    chance.shuffle(concerns)
    assert derived(replace(raw, administrations=tuple(forms), concerns=tuple(concerns))) == derived(raw)


@given(EPISODES)
def test_a_form_that_cannot_be_judged_never_leaves_a_lower_total_behind(raw: Any) -> None:
    late = form(99, "phq-a", {}, 59.5)
    facts = derived(replace(raw, administrations=(*raw.administrations, late)))
    assert facts["phq_a_total"] == unknown(Reason.CANNOT_JUDGE, Source("administration", key(99), day(59.5)))


def test_every_fact_has_a_plain_name_a_sentence_with_its_value_and_a_range_or_codes() -> None:
    for name, kind in FACTS.items():
        assert name == kind.name
        assert kind.plain[:1].isupper()
        assert kind.sentence.count("{value}") == 1
        if kind.type == "integer":
            assert kind.minimum is not None
            assert kind.maximum is not None
            assert kind.unit
        if kind.type == "code":
            assert kind.codes
    assert all(reason.plain for reason in Reason)


def test_no_fact_is_a_date() -> None:
    assert {kind.type for kind in FACTS.values()} <= {"integer", "decimal", "boolean", "code", "codes"}
