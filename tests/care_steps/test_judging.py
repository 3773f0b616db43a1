"""Does the case say how much is missing before non-response can be judged, and never a day too early?"""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care_steps.facts import derive
from care_steps.judging import Judging, judging
from care_steps.measuring import due_measures
from care_steps.one_fact import known
from care_steps.policy import default_text, evaluate, load
from care_steps.raw_facts import RawEpisode
from care_steps.steps import Step
from tests.care_steps.test_measuring import CHICAGO, MONDAY, case, filled

POLICY = load(default_text())
WEEKLY = tuple(MONDAY + timedelta(days=7 * week) for week in range(1, 20))


def an_hour_after_the_start(raw: RawEpisode) -> RawEpisode:
    """Each form of its day is one of the step."""
    return replace(raw, step_began_at=raw.step_began_at.replace(hour=14))


def judged(raw: RawEpisode, met: int = 0, meetings: tuple[date, ...] = WEEKLY) -> dict[str, Judging]:
    raw = an_hour_after_the_start(raw)
    facts = derive(raw, POLICY.settings) | {"sessions_made": known(met)}
    days = (raw.as_of.date() - MONDAY).days
    facts |= {"open_days_in_step": known(max(days, 0))}
    due = due_measures(raw, POLICY.measures, pause_from=POLICY.settings.pause_from_school_days)
    found = judging(POLICY, facts, raw, due, meetings=meetings)
    return {one.instrument_id: one for one in found}


def test_what_is_wanted_is_what_the_rule_wants() -> None:
    (row,) = [row for row in POLICY.rule("R6") if row.id == "R6.phq_a"]
    wanted = {cell.fact: cell.value for cell in row.cells}
    one = judged(case(MONDAY))["phq-a"]
    assert (one.points_needed, one.contacts_needed) == (
        wanted["phq_a_points_in_step"],
        wanted["sessions_made"],
    )


def test_at_the_beginning_the_days_of_the_step_decide() -> None:
    one = judged(case(MONDAY, filled(MONDAY)))["phq-a"]
    assert (one.points, one.can_judge, one.earliest_on) == (1, False, MONDAY + timedelta(days=56))


def test_points_that_were_missed_push_the_day_back() -> None:
    today = MONDAY + timedelta(days=56)
    one = judged(case(today, filled(MONDAY), filled(date(2026, 9, 28))), met=6)["phq-a"]
    assert (one.points, one.earliest_on) == (2, today + timedelta(days=14))


def test_meetings_that_are_missing_push_the_day_back_to_the_planned_one() -> None:
    days = (MONDAY, date(2026, 9, 28), date(2026, 10, 12), date(2026, 10, 26))
    today = MONDAY + timedelta(days=56)
    coming = (today + timedelta(days=2), today + timedelta(days=9))
    one = judged(case(today, *map(filled, days)), met=4, meetings=coming)["phq-a"]
    assert (one.points, one.contacts, one.earliest_on) == (4, 4, coming[1])


def test_without_planned_meetings_no_day_is_promised() -> None:
    assert judged(case(MONDAY), meetings=())["phq-a"].earliest_on is None


def test_with_everything_there_it_can_be_judged_and_nothing_is_counted_beyond_what_is_wanted() -> None:
    days = [MONDAY + timedelta(days=14 * number) for number in range(6)]
    today = MONDAY + timedelta(days=75)
    one = judged(case(today, *map(filled, days)), met=9)["phq-a"]
    assert (one.points, one.contacts, one.can_judge) == (4, 6, True)


@pytest.mark.parametrize("step", [Step.PROFESSIONAL, Step.REFERRED])
def test_where_the_rule_holds_not_nothing_is_said(step: Step) -> None:
    assert judged(case(MONDAY, step=step)) == {}


@given(
    st.integers(0, 120),
    st.lists(st.integers(0, 120), max_size=8, unique=True),
    st.integers(0, 9),
)
def test_the_rule_never_fires_where_something_is_said_to_be_missing(
    passed: int, given_on: list[int], met: int
) -> None:
    today = MONDAY + timedelta(days=passed)
    forms = [filled(MONDAY + timedelta(days=day)) for day in given_on if day <= passed]
    raw = an_hour_after_the_start(case(today, *forms, calendar=CHICAGO))
    one = judged(raw, met)["phq-a"]
    facts = derive(raw, POLICY.settings) | {
        "sessions_made": known(met),
        "open_days_in_step": known(passed),
        "phq_a_is_improved": known(False),
        "dose": known("enough"),
    }
    fires = any(row.row_id == "R6.phq_a" for row in evaluate(POLICY, facts, scope="episode").firings)
    assert fires <= one.can_judge
    if one.earliest_on is not None and met >= one.contacts_needed:
        assert one.earliest_on >= today
