"""Is each form due on its day, on a school day, and not a day later because nobody gave it?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from care_steps.asking_week import to_ask
from care_steps.measuring import DueMeasure, due_measures, most_overdue, next_asked_on, plan_in_force
from care_steps.plan_changes import PLAN_LIMITS, Asking, why_not_change
from care_steps.raw_facts import RawAdministration, RawContacts, RawEpisode, RawPlanChange
from care_steps.rules.sections import Measure
from care_steps.steps import CARE_STEPS, Step
from triage.calendar import SchoolCalendar
from triage.due_days import after_open_days, next_school_day, school_days_since
from triage.roles import Role

MONDAY = date(2026, 9, 14)
WINTER = (date(2026, 12, 21), date(2027, 1, 1))
SNOW = (date(2026, 9, 28), date(2026, 9, 28))
CHICAGO = SchoolCalendar("America/Chicago", (WINTER,))
PAUSE = 5


def at(day: date, hour: int = 15) -> datetime:
    """Ten in the morning in Chicago."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def measure(instrument_id: str = "phq-a", interval_days: int = 14, **parts: Any) -> Measure:
    one = Measure(
        instrument_id, "mentee", CARE_STEPS, interval_days, Role.COUNSELOR, "guardian_written", "ours", "x"
    )
    return replace(one, **parts)


def filled(day: date, instrument_id: str = "phq-a", **parts: Any) -> RawAdministration:
    one = RawAdministration(
        id=UUID(int=day.toordinal()),
        instrument_id=instrument_id,
        informant="mentee",
        recall_window="2 weeks",
        form_version="1",
        completed_at=at(day),
        recorded_at=at(day),
        status="scored",
        total=9,
        band=None,
        positivity="negative",
        safety="negative",
        answers={},
    )
    return replace(one, **parts)


def change(day: date, interval_days: int | None, instrument_id: str = "phq-a", **parts: Any) -> RawPlanChange:
    asked = (None, None) if interval_days is None else ("counselor", "guardian_written")
    return replace(RawPlanChange(instrument_id, at(day), interval_days, *asked), **parts)


def case(today: date, *given: RawAdministration, began: date = MONDAY, **parts: Any) -> RawEpisode:
    raw = RawEpisode(
        episode_id=UUID(int=1),
        as_of=at(today),
        step=Step.MENTOR,
        step_began_at=at(began),
        opened_at=at(began - timedelta(days=20)),
        administrations=tuple(sorted(given, key=lambda one: one.completed_at)),
        contacts=RawContacts(None, None, None, None, (), 0, 0),
        concerns=(),
        open_safety_items=(),
        calendar=CHICAGO,
    )
    return replace(raw, **parts)


def due(raw: RawEpisode, measures: Sequence[Measure] = (measure(),), pause_from: int = PAUSE) -> DueMeasure:
    (found,) = due_measures(raw, measures, pause_from=pause_from)
    return found


# The first one, and the next.

DUE_DAYS = [
    pytest.param(MONDAY, (), MONDAY, id="the first one is due when the step begins"),
    pytest.param(date(2026, 9, 19), (), date(2026, 9, 21), id="a step that begins on a Saturday: on Monday"),
    pytest.param(
        MONDAY, (date(2026, 9, 10),), date(2026, 9, 24), id="a baseline just before the start counts"
    ),
    pytest.param(MONDAY, (date(2026, 8, 20),), MONDAY, id="an old one before the start makes nothing late"),
    pytest.param(MONDAY, (MONDAY,), date(2026, 9, 28), id="the next one an interval after the last"),
    pytest.param(
        MONDAY, (MONDAY, date(2026, 9, 30)), date(2026, 10, 14), id="counted from the day it was given"
    ),
    pytest.param(MONDAY, (date(2026, 9, 19),), date(2026, 10, 5), id="rolled from a Saturday to a Monday"),
]


@pytest.mark.parametrize(("began", "given", "expected"), DUE_DAYS)
def test_a_form_is_due_on_its_day(began: date, given: tuple[date, ...], expected: date) -> None:
    assert due(case(date(2026, 10, 1), *map(filled, given), began=began)).due_on == expected


def test_a_long_break_eats_nothing_of_an_interval() -> None:
    last = date(2026, 12, 16)
    # Two days to Friday the 18th, then from Monday, January 4, the twelve that are left.
    assert due(case(last, filled(last), began=MONDAY)).due_on == date(2027, 1, 15)


def test_a_snow_day_is_counted_and_only_moves_what_is_due_on_it() -> None:
    calendar = SchoolCalendar("America/Chicago", (SNOW,))
    assert due(case(MONDAY, filled(MONDAY), calendar=calendar)).due_on == date(2026, 9, 29)
    assert due(case(MONDAY, filled(date(2026, 9, 16)), calendar=calendar)).due_on == date(2026, 9, 30)


def test_a_form_that_cannot_be_judged_was_not_given() -> None:
    raw = case(date(2026, 9, 16), filled(MONDAY, status="incomplete", total=None))
    assert (due(raw).due_on, due(raw).last_on) == (MONDAY, None)
    assert due(case(MONDAY, filled(MONDAY, status="prorated"))).last_on == MONDAY


def test_what_another_informant_answered_is_another_form() -> None:
    raw = case(date(2026, 9, 16), filled(MONDAY, "psc-17-parent", informant="guardian"))
    plan = (measure("psc-17-parent", informant="guardian"),)
    assert due(raw, plan).last_on == MONDAY
    assert due(raw, (measure("psc-17-parent", informant="teacher"),)).last_on is None


def test_the_day_is_that_of_the_school_and_not_of_utc() -> None:
    late = datetime(2026, 9, 15, 3, 0, tzinfo=UTC)
    assert due(case(MONDAY, filled(MONDAY, completed_at=late))).last_on == MONDAY


def test_clocks_that_go_back_make_no_day_more() -> None:
    last = date(2026, 10, 26)
    assert due(case(last, filled(last))).due_on == date(2026, 11, 9)


@pytest.mark.parametrize("step", [Step.REFERRED, Step.CLOSED])
def test_nothing_is_measured_before_care_and_after_it(step: Step) -> None:
    raw = case(MONDAY, step=step, plan_changes=(change(MONDAY, 7),))
    assert due_measures(raw, (measure(),), pause_from=PAUSE) == ()


def test_only_the_forms_of_the_step_are_asked() -> None:
    plan = (measure(), measure("gad-7", steps=(Step.JOURNEY,)))
    assert [one.instrument_id for one in plan_in_force(case(MONDAY), plan)] == ["phq-a"]
    assert len(plan_in_force(case(MONDAY, step=Step.JOURNEY), plan)) == 2


# Overdue.

OVERDUE = [
    pytest.param(MONDAY, 0, id="on its day it is due"),
    pytest.param(date(2026, 9, 15), 1, id="on the next school day it is overdue"),
    pytest.param(date(2026, 9, 18), 4, id="on Friday"),
    pytest.param(date(2026, 9, 20), 4, id="a weekend adds nothing"),
    pytest.param(date(2026, 9, 21), 5, id="Monday does"),
]


@pytest.mark.parametrize(("today", "expected"), OVERDUE)
def test_only_school_days_make_a_form_overdue(today: date, expected: int) -> None:
    assert due(case(today)).school_days_overdue == expected


def test_a_break_makes_no_form_overdue() -> None:
    friday = date(2026, 12, 18)
    for today in (friday, date(2026, 12, 28), date(2027, 1, 3)):
        assert due(case(today, began=friday)).school_days_overdue == 0
    assert due(case(date(2027, 1, 4), began=friday)).school_days_overdue == 1


def test_the_most_overdue_form_speaks_for_all() -> None:
    plan = (measure(), measure("gad-7", asked_by=Role.DIRECT_SUPERVISOR))
    raw = case(date(2026, 9, 30), filled(MONDAY))
    found = most_overdue(due_measures(raw, plan, pause_from=PAUSE))
    assert found is not None
    assert (found.planned.instrument_id, found.school_days_overdue) == ("gad-7", 12)
    assert most_overdue(due_measures(case(MONDAY), plan, pause_from=PAUSE)) is None


# Changes of the plan.


def test_a_change_replaces_the_policy_from_its_day_on() -> None:
    raw = case(date(2026, 9, 16), filled(MONDAY), plan_changes=(change(date(2026, 9, 16), 7),))
    assert (due(raw).due_on, due(raw).planned.is_changed) == (date(2026, 9, 21), True)
    before = replace(raw, as_of=at(date(2026, 9, 15)))
    assert (due(before).due_on, due(before).planned.is_changed) == (date(2026, 9, 28), False)


def test_a_shorter_interval_makes_nothing_late_that_was_not() -> None:
    changed_on = date(2026, 9, 25)
    assert due(case(changed_on, filled(MONDAY), plan_changes=(change(changed_on, 3),))).due_on == changed_on


def test_what_is_overdue_stays_so_when_somebody_else_asks() -> None:
    changed_on = date(2026, 10, 2)
    raw = case(
        changed_on,
        filled(MONDAY),
        plan_changes=(change(changed_on, 14, asked_by="direct_supervisor"),),
    )
    assert (due(raw).due_on, due(raw).planned.asked_by) == (date(2026, 9, 28), Role.DIRECT_SUPERVISOR)


def test_a_form_that_is_not_asked_any_more_is_due_never() -> None:
    raw = case(date(2026, 10, 30), plan_changes=(change(date(2026, 9, 16), None),))
    assert due_measures(raw, (measure(),), pause_from=PAUSE) == ()


def test_a_form_that_is_asked_again_is_due_from_that_day() -> None:
    back = date(2026, 10, 30)
    raw = case(back, filled(MONDAY), plan_changes=(change(date(2026, 9, 16), None), change(back, 14)))
    assert due(raw).due_on == back


def test_a_form_that_was_added_is_due_when_it_was_added() -> None:
    added = date(2026, 9, 24)
    assert due(case(added, plan_changes=(change(added, 30, "who-5"),)), ()).due_on == added


WRONG = [
    pytest.param(Asking(0, "counselor", "guardian_written"), "why", ["interval_days"], id="no days"),
    pytest.param(Asking(93, "counselor", "guardian_written"), "why", ["interval_days"], id="too many days"),
    pytest.param(Asking(14, "mentor", "guardian_written"), "why", ["asked_by"], id="a mentor asks"),
    pytest.param(Asking(14, "counselor", "no_consent_recorded"), "why", ["consent_basis"], id="no consent"),
    pytest.param(Asking(14, "counselor", "guardian_written"), " ", ["why"], id="no reason"),
    pytest.param(None, "", ["why"], id="stopped without a reason"),
    pytest.param(None, "Moved to the clinic.", [], id="stopped"),
    pytest.param(Asking(1, "clinical_supervisor", "student_18_plus"), "Unsure.", [], id="every day"),
]


@pytest.mark.parametrize(("asking", "why", "fields"), WRONG)
def test_a_change_is_whole_and_has_a_reason(asking: Asking | None, why: str, fields: list[str]) -> None:
    assert list(why_not_change(asking, why)) == fields


# The list of the week.

TODAYS = st.dates(MONDAY, date(2027, 3, 1))
GIVEN = st.lists(st.dates(date(2026, 9, 1), date(2027, 3, 1)), max_size=8, unique=True)
CLOSURES = st.lists(
    st.tuples(st.dates(MONDAY, date(2027, 3, 1)), st.integers(0, 16)).map(
        lambda one: (one[0], one[0] + timedelta(days=one[1]))
    ),
    max_size=4,
)


@for_all(TODAYS, GIVEN, CLOSURES, st.integers(1, 40), st.integers(0, 60))
def test_being_missed_moves_no_due_day_and_none_falls_into_a_closure(
    today: date, given: list[date], closures: list[tuple[date, date]], interval: int, later: int
) -> None:
    calendar = SchoolCalendar("America/Chicago", tuple(closures))
    forms = [filled(day) for day in given if day <= today]
    plan = (measure(interval_days=interval),)
    now = due(case(today, *forms, calendar=calendar), plan)
    assert calendar.is_school_day(now.due_on)
    after = due(case(today + timedelta(days=later), *forms, calendar=calendar), plan)
    assert after.due_on == now.due_on
    assert after.school_days_overdue >= now.school_days_overdue
    assert (now.school_days_overdue > 0) <= (now.due_on < today)


@for_all(TODAYS, CLOSURES, st.integers(1, 60))
def test_no_day_of_a_long_closure_is_counted(
    since: date, closures: list[tuple[date, date]], interval: int
) -> None:
    """Counted from scratch, one day after the other."""
    calendar = SchoolCalendar("America/Chicago", tuple(closures))
    found, passed = since, 0
    begins = calendar.wall_time(since, datetime.min.time())
    while passed < interval:
        found += timedelta(days=1)
        noon = datetime.min.time().replace(hour=12)
        passed = calendar.open_days(begins, calendar.wall_time(found, noon), pause_from=PAUSE)
    assert after_open_days(calendar, since, interval, PAUSE) == next_school_day(calendar, found)


@for_all(TODAYS, GIVEN, CLOSURES, st.booleans())
def test_the_list_holds_what_a_look_at_each_day_finds(
    today: date, given: list[date], closures: list[tuple[date, date]], was_tried: bool
) -> None:
    calendar = SchoolCalendar("America/Chicago", tuple(closures))
    raw = case(today, *(filled(day) for day in given if day <= today), calendar=calendar)
    found = due_measures(raw, (measure(), measure("gad-7", 7)), pause_from=PAUSE)
    tried_on = {"phq-a": today} if was_tried else {}
    listed = {
        one.due.planned.instrument_id: one.on
        for one in to_ask(found, calendar, today=today, tried_on=tried_on)
    }
    days = [today + timedelta(days=ahead) for ahead in range(PLAN_LIMITS.list_days)]
    for one in found:
        name = one.planned.instrument_id
        asked = [
            day
            for day in days
            if calendar.is_school_day(day)
            and day >= one.due_on
            and not (was_tried and name == "phq-a" and day == today)
        ]
        if asked:
            assert listed[name] == asked[0]
        else:
            assert (name in listed) == one.is_overdue


@for_all(st.dates(MONDAY, date(2027, 3, 1)), st.integers(0, 90), CLOSURES)
def test_school_days_are_counted_one_by_one(
    day: date, passed: int, closures: list[tuple[date, date]]
) -> None:
    calendar = SchoolCalendar("America/Chicago", tuple(closures))
    today = day + timedelta(days=passed)
    counted = sum(calendar.is_school_day(day + timedelta(days=one + 1)) for one in range(passed))
    assert school_days_since(calendar, day, today) == counted
    assert school_days_since(calendar, today + timedelta(days=1), today) == 0


def test_a_form_that_could_not_be_given_today_is_asked_on_the_next_school_day() -> None:
    friday = date(2026, 9, 18)
    overdue = due(case(friday))
    assert next_asked_on(overdue, CHICAGO, today=friday, was_tried_today=False) == friday
    assert next_asked_on(overdue, CHICAGO, today=friday, was_tried_today=True) == date(2026, 9, 21)
    coming = due(case(friday, filled(MONDAY)))
    assert next_asked_on(coming, CHICAGO, today=friday, was_tried_today=False) == date(2026, 9, 28)


def test_what_is_overdue_stands_on_the_list_through_a_break() -> None:
    began, today = date(2026, 12, 17), date(2026, 12, 21)
    found = due_measures(case(today, began=began), (measure(),), pause_from=PAUSE)
    (listed,) = to_ask(found, CHICAGO, today=today, tried_on={})
    assert listed.on == date(2027, 1, 4)


def test_a_calendar_closed_for_good_hides_no_form() -> None:
    shut = SchoolCalendar("America/Chicago", ((date(2026, 1, 1), date(2030, 1, 1)),))
    assert due(case(MONDAY, calendar=shut)).due_on == MONDAY
