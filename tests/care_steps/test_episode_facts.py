"""Are scores, days, dose, needs and safety judged as the record stands, in the right direction, and never too well?"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from care_steps.facts import NOT_ASKED, Fact, RawAdministration, Reason, State
from care_steps.measure_kinds import JUDGED
from care_steps.raw_facts import RawAssessment, RawContacts, RawEnded, RawSafety, with_session
from care_steps.rules.fact_values import read_value
from care_steps.vocabulary import FACTS
from tests.care_steps.episodes import BEGAN, NOW, day, derived, episode, form, gad_7, key, phq_a
from triage import instruments
from triage.calendar import SchoolCalendar


def scored(number: int, instrument: str, total: Any, on: float, **parts: Any) -> RawAdministration:
    """A form of which only the score was entered."""
    return RawAdministration(
        id=key(number),
        instrument_id=instrument,
        informant=instruments.load(instrument).informants[0],
        recall_window="",
        form_version="1",
        completed_at=day(on),
        recorded_at=day(on),
        status=parts.get("status", "scored"),
        total=total,
        band=None,
        positivity="negative",
        safety="negative",
        answers={},
    )


def shown(fact: Fact) -> Any:
    return fact.value if fact.is_known else (fact.reason or fact.state)


def of(prefix: str, *forms: RawAdministration, **parts: Any) -> dict[str, Any]:
    settings = parts.pop("settings", {})
    facts = derived(episode(administrations=forms, **parts), **settings)
    return {
        name.removeprefix(f"{prefix}_"): shown(fact)
        for name, fact in facts.items()
        if name.startswith(f"{prefix}_")
    }


# Change, in the right direction (T21) and with the right definition (T22).


@pytest.mark.parametrize(
    ("instrument", "before", "after", "expected"),
    [
        pytest.param("phq-a", 10, 15, "unchanged", id="PHQ-A up by 5"),
        pytest.param("phq-a", 10, 16, "deteriorated", id="PHQ-A up by 6, published points are inclusive"),
        pytest.param("phq-a", 16, 10, "improved", id="PHQ-A down by 6"),
        pytest.param("gad-7", 8, 12, "deteriorated", id="GAD-7 up by 4"),
        pytest.param("gad-7", 12, 9, "unchanged", id="GAD-7 down by 3"),
        pytest.param("ors", Decimal("30.0"), Decimal("25.0"), "deteriorated", id="ORS down by 5 is worse"),
        pytest.param("ors", Decimal("25.0"), Decimal("30.0"), "improved", id="ORS up by 5 is better"),
        pytest.param("ors", Decimal("25.0"), Decimal("29.9"), "unchanged", id="ORS up by 4.9"),
        pytest.param("who-5", 60, 48, "deteriorated", id="WHO-5 down by 12 percent is worse"),
        pytest.param("who-5", 48, 56, "unchanged", id="WHO-5 up by 8 percent"),
        pytest.param("sdq-self", 10, 18, "deteriorated", id="SDQ up by 8, beyond the computed threshold"),
        pytest.param("sdq-self", 10, 17, "unchanged", id="SDQ up by 7, within it"),
    ],
)
def test_a_change_is_reliable_by_published_points_or_else_computed(
    instrument: str, before: Any, after: Any, expected: str
) -> None:
    prefix = instrument.replace("-", "_")
    found = of(prefix, scored(10, instrument, before, -3), scored(11, instrument, after, 5))
    assert found["reliable_change"] == expected
    assert found["change"] == after - before


@pytest.mark.parametrize("instrument", ["psc-17-youth", "psc-17-parent", "pss-10", "kads-6", "rcads-47"])
def test_without_a_published_or_a_computed_limit_no_change_is_called_reliable(instrument: str) -> None:
    prefix = instrument.replace("-", "_")
    found = of(prefix, scored(10, instrument, 2, -3), scored(11, instrument, 18, 5))
    assert (found["change"], found.get("reliable_change")) == (16, State.NOT_ASKED)
    assert found["good_in_a_row"] is State.NOT_ASKED


@pytest.mark.parametrize(
    ("instrument", "total", "expected"),
    [
        ("phq-a", 9, False),
        ("phq-a", 10, True),
        ("gad-7", 7, False),
        ("gad-7", 8, True),
        ("ors", 28, False),
        ("ors", Decimal("27.9"), True),
        ("who-5", 52, False),
        ("who-5", 48, True),
    ],
)
def test_caseness_begins_at_the_cut_off_and_below_it_where_higher_is_better(
    instrument: str, total: Any, expected: bool
) -> None:
    found = of(instrument.replace("-", "_"), scored(10, instrument, total, 5))
    assert found["is_at_caseness"] is expected


IMPROVED = [
    pytest.param(20, 9, True, id="below the cut-off"),
    pytest.param(20, 10, True, id="a fall of half"),
    pytest.param(20, 11, False, id="a fall of less than half, at caseness"),
    pytest.param(27, 13, True, id="more than half, at caseness"),
    pytest.param(10, 10, False, id="no fall"),
    pytest.param(0, 10, False, id="a baseline of 0 has no percent (T23)"),
    pytest.param(0, 9, True, id="and is judged by the cut-off alone"),
]


@pytest.mark.parametrize(("before", "after", "expected"), IMPROVED)
def test_improved_means_below_the_cut_off_or_half_of_the_baseline(
    before: int, after: int, expected: bool
) -> None:
    assert of("phq_a", phq_a(10, before, -3), phq_a(11, after, 5))["is_improved"] is expected


# The baseline is a setting.


def test_the_best_score_in_the_step_is_the_baseline_where_the_policy_says_so() -> None:
    forms = (phq_a(10, 12, -3), phq_a(11, 8, 5), phq_a(12, 14, 19))
    assert of("phq_a", *forms)["change"] == 2
    assert of("phq_a", *forms, settings={"baseline": "best_in_step"})["change"] == 6


def test_the_best_score_of_a_scale_where_higher_is_better_is_the_highest() -> None:
    forms = (scored(10, "ors", 25, -3), scored(11, "ors", 31, 5), scored(12, "ors", 26, 19))
    best = of("ors", *forms, settings={"baseline": "best_in_step"})
    assert (best["baseline"], best["reliable_change"]) == (31, "deteriorated")


# Points and good measures in a row.


def test_only_scores_in_this_step_are_points_and_the_form_asked_most_often_counts() -> None:
    raw = episode(administrations=(phq_a(10, 9, -3), phq_a(11, 9, 5), gad_7(12, 9, 5), gad_7(13, 9, 19)))
    facts = derived(raw)
    assert [facts[name].value for name in ("phq_a_points_in_step", "gad_7_points_in_step")] == [1, 2]
    assert facts["measures_in_step"].value == 2
    assert derived(episode())["measures_in_step"].value == 0


GOOD = [
    pytest.param([16, 9, 8], 2, id="two in a row"),
    pytest.param([16, 9], 1, id="one"),
    pytest.param([16, 9, 12, 8], 1, id="a bad one between breaks the row"),
    pytest.param([16, 8, 10], 0, id="at caseness again"),
    pytest.param([12, 9, 8], 0, id="below the cut-off, and not better beyond chance"),
    pytest.param([20, 14, 13], 0, id="better beyond chance, and at caseness"),
]


@pytest.mark.parametrize(("totals", "expected"), GOOD)
def test_good_measures_in_a_row_are_better_beyond_chance_and_below_the_cut_off(
    totals: list[int], expected: int
) -> None:
    forms = [phq_a(10 + place, total, place * 14 - 3) for place, total in enumerate(totals)]
    assert of("phq_a", *forms)["good_in_a_row"] == expected


PRORATED = dict.fromkeys(range(2, 10), 0)
INCOMPLETE = dict.fromkeys(range(1, 6), 0)


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        pytest.param(PRORATED, Reason.CANNOT_JUDGE, id="made up for"),
        pytest.param(INCOMPLETE, Reason.CANNOT_JUDGE, id="cannot be judged"),
    ],
)
def test_a_latest_form_that_does_not_count_supports_nothing(last: dict[Any, Any], expected: Reason) -> None:
    found = of("phq_a", phq_a(10, 16, -3), phq_a(11, 4, 5), form(12, "phq-a", last, 19))
    assert found["good_in_a_row"] is expected
    assert found["is_improved"] is expected
    assert found["is_at_caseness"] is expected


def test_an_earlier_form_that_does_not_count_breaks_the_row() -> None:
    found = of("phq_a", phq_a(10, 16, -3), phq_a(11, 4, 5), form(12, "phq-a", PRORATED, 19), phq_a(13, 4, 33))
    assert found["good_in_a_row"] == 1


def test_a_baseline_that_was_made_up_supports_no_recovery() -> None:
    made_up = form(10, "phq-a", dict.fromkeys(range(2, 10), 2), -3)
    found = of("phq_a", made_up, phq_a(11, 4, 5), phq_a(12, 4, 19))
    assert found["good_in_a_row"] is Reason.CANNOT_JUDGE
    assert found["reliable_change"] is Reason.CANNOT_JUDGE


def test_any_score_at_caseness_is_told_and_one_that_cannot_be_judged_is_never_no() -> None:
    def any_at(*forms: RawAdministration) -> Any:
        return shown(derived(episode(administrations=forms))["any_at_caseness"])

    assert any_at(phq_a(10, 4, 5), gad_7(11, 8, 5)) is True
    assert any_at(phq_a(10, 4, 5), gad_7(11, 7, 5)) is False
    assert any_at(form(10, "phq-a", INCOMPLETE, 5), gad_7(11, 7, 5)) is Reason.CANNOT_JUDGE
    assert any_at() is State.NOT_ASKED


@pytest.mark.parametrize("instrument", [one.id for one, _ in JUDGED])
def test_every_fact_of_every_instrument_lies_within_the_vocabulary(instrument: str) -> None:
    scale = instruments.load(instrument).main
    assert scale is not None
    ends = ((scale.minimum, scale.maximum), (scale.maximum, scale.minimum))
    for before, after in ends:
        raw = episode(administrations=(scored(10, instrument, before, -3), scored(11, instrument, after, 5)))
        for name, fact in derived(raw).items():
            if fact.is_known:
                read_value(FACTS[name], fact.value)


# Days in pairs.

AUTUMN = SchoolCalendar("America/New_York", ((date(2026, 9, 28), date(2026, 10, 2)),))


def test_days_come_in_pairs_with_and_without_long_closures() -> None:
    contacts = RawContacts(day(1), key(40), day(10), key(41), (), 1, 1)
    found = RawSafety(key(70), "high", day(10))
    facts = derived(episode(calendar=AUTUMN, contacts=contacts, safety=found))
    for name, days in (("in_step", 60), ("since_last_made_contact", 50), ("since_safety_assessment", 50)):
        assert facts[f"days_{name}"].value == days
        assert facts[f"open_days_{name}"].value == days - 9
        assert facts[f"days_{name}"].sources == facts[f"open_days_{name}"].sources


def test_a_shorter_closure_stops_no_count_unless_the_policy_says_so() -> None:
    snow = SchoolCalendar("America/New_York", ((date(2026, 9, 28), date(2026, 10, 1)),))
    assert derived(episode(calendar=snow))["open_days_in_step"].value == 60
    assert derived(episode(calendar=snow), pause_from_school_days=4)["open_days_in_step"].value == 60 - 6


def test_sessions_missed_on_a_closed_day_are_told_apart() -> None:
    contacts = RawContacts(day(1), key(40), None, None, (key(41), key(42)), 0, 3, (key(42),))
    facts = derived(episode(contacts=contacts))
    assert (facts["missed_in_a_row"].value, facts["missed_at_school_in_a_row"].value) == (2, 1)


def test_a_session_just_missed_on_a_closed_day_is_counted_as_the_next_reading_would() -> None:
    raw = episode(calendar=AUTUMN, contacts=RawContacts(day(1), key(40), None, None, (), 0, 3))
    closed = datetime(2026, 9, 30, 15, tzinfo=UTC)
    after = with_session(raw, key(41), held_at=closed, was_made=False, in_step=True)
    assert after is not None
    assert (after.contacts.missed_in_a_row, after.contacts.missed_at_school) == ((key(41),), ())
    after = with_session(raw, key(41), held_at=closed + timedelta(days=7), was_made=False, in_step=True)
    assert after is not None
    assert after.contacts.missed_at_school == (key(41),)


# Dose.


@pytest.mark.parametrize(
    ("made", "planned", "closed", "dose", "percent"),
    [
        pytest.param(0, 0, 0, "not_planned", State.NOT_ASKED, id="nothing was planned"),
        pytest.param(5, 10, 0, "too_little", 50, id="half"),
        pytest.param(6, 10, 0, "enough", 60, id="the least that is enough"),
        pytest.param(59, 100, 0, "too_little", 59, id="just below"),
        pytest.param(2, 3, 0, "enough", 66, id="two of three"),
        pytest.param(3, 6, 1, "enough", 60, id="what was planned on a closed day could not be made"),
        pytest.param(0, 2, 2, "not_planned", State.NOT_ASKED, id="all of it on closed days"),
        pytest.param(7, 5, 0, "enough", 140, id="more than planned"),
    ],
)
def test_delivered_dose_is_judged_against_what_was_planned_on_days_with_school(
    made: int, planned: int, closed: int, dose: str, percent: Any
) -> None:
    contacts = RawContacts(day(1), key(40), None, None, (), made, planned, (), closed)
    facts = derived(episode(contacts=contacts))
    assert (facts["dose"].value, shown(facts["delivered_percent"])) == (dose, percent)


# Needs.


def rated(**ratings: int) -> dict[str, Any]:
    assessment = RawAssessment(key(80), ratings, 1, False, day(3))
    facts = derived(episode(assessment=assessment))
    return {name: shown(fact) for name, fact in facts.items() if name.startswith("need_")}


def test_the_newest_rating_of_needs_is_read_domain_by_domain() -> None:
    found = rated(D1=2, D2=0, D3=1, D4=0)
    assert found == {
        "need_distress": 2,
        "need_safety": 0,
        "need_daily_life": 1,
        "need_complications": 0,
        "need_primary_unrated": 0,
        "need_level": 2,
    }


def test_what_nobody_rated_is_unknown_and_never_low() -> None:
    found = rated(D1=2, D3=1)
    assert found["need_safety"] is Reason.NOT_RECORDED
    assert found["need_level"] is Reason.CANNOT_JUDGE
    assert found["need_primary_unrated"] == 2
    assert derived(episode())["need_safety"] == NOT_ASKED


@pytest.mark.parametrize(("floor", "level"), [(2, 2), (3, 3)])
def test_the_level_rests_on_the_setting_of_the_owner(floor: int, level: int) -> None:
    assessment = RawAssessment(key(80), {"D1": 1, "D2": 0, "D3": 0, "D4": 2}, 1, False, day(3))
    assert derived(episode(assessment=assessment), d4_two_floor=floor)["need_level"].value == level


# What is recent about safety.


def recent(**parts: Any) -> Any:
    return shown(derived(episode(**parts))["recent_safety_item"])


def test_a_safety_item_is_recent_while_it_is_open_and_for_some_days_after() -> None:
    assert recent() is False
    assert recent(open_safety_items=(key(60),)) is True
    assert recent(ended_safety_item=RawEnded(key(60), NOW - timedelta(days=29))) is True
    assert recent(ended_safety_item=RawEnded(key(60), NOW - timedelta(days=30))) is False
    assert recent(safety=RawSafety(key(70), "low", NOW - timedelta(days=29))) is True


def test_a_long_closure_makes_no_safety_item_older() -> None:
    ended = RawEnded(key(60), NOW - timedelta(days=48))
    assert recent(ended_safety_item=ended) is False
    autumn = SchoolCalendar("America/New_York", ((date(2026, 9, 28), date(2026, 10, 16)),))
    assert recent(ended_safety_item=ended, calendar=autumn) is True


def test_what_nobody_can_judge_is_told_while_its_task_is_open() -> None:
    assert derived(episode())["open_cannot_judge"].value is False
    fact = derived(episode(open_cannot_judge=(key(60),)))["open_cannot_judge"]
    assert (fact.value, fact.sources[0].id) == (True, key(60))


def test_a_step_that_began_later_has_another_evidence() -> None:
    """So that a rule about the time in a step is asked anew in each step."""
    before, after = (
        episode(),
        replace(episode(), step_change_id=key(3), step_began_at=BEGAN + timedelta(days=1)),
    )
    assert derived(before)["days_in_step"].sources != derived(after)["days_in_step"].sources
