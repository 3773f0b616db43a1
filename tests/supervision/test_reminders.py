"""Is somebody reminded on the first day on which it makes sense, again as often as is written, and never after that?"""

from datetime import date, timedelta

import pytest

from supervision.reminders import RULES, Cause, Reminded, Rule, Told, is_due, rule_of
from triage.calendar import SchoolCalendar

OPEN = SchoolCalendar("America/Chicago")
# From Monday, October 12 to Friday, October 16, 2026.
BREAK = SchoolCalendar("America/Chicago", ((date(2026, 10, 12), date(2026, 10, 16)),))
AFTER = Rule(Cause.UNLOGGED_SESSION, Told.MENTOR, 3, 2, 30, school_days_after=1)
BEFORE = Rule(Cause.ENDING_CREDENTIAL, Told.HOLDER, 20, 2, 14, days_before=60)
TUESDAY, FRIDAY = date(2026, 10, 6), date(2026, 10, 9)
DAY = timedelta(days=1)


def told_on(rule: Rule, day: date, own: SchoolCalendar, *, away: frozenset[date] = frozenset()) -> list[date]:
    """The days on which somebody is reminded who never does it, and who can be told on each day of school."""
    found: list[date] = []
    for ahead in range(-100, 100):
        today = day + ahead * DAY
        before = Reminded(len(found), found[-1]) if found else None
        if (
            own.is_school_day(today)
            and today not in away
            and is_due(rule, day, own=own, today=today, before=before)
        ):
            found.append(today)
    return found


@pytest.mark.parametrize(
    ("rule", "day", "own", "away", "told"),
    [
        pytest.param(
            AFTER, TUESDAY, OPEN, (), ("2026-10-07", "2026-10-12"), id="the next day, and three later"
        ),
        pytest.param(
            AFTER, FRIDAY, OPEN, (), ("2026-10-12", "2026-10-15"), id="a weekend is no day of school"
        ),
        pytest.param(AFTER, FRIDAY, BREAK, (), ("2026-10-19", "2026-10-22"), id="nor is a break"),
        pytest.param(
            AFTER,
            TUESDAY,
            BREAK,
            (),
            ("2026-10-07", "2026-10-19"),
            id="the second waits for the break to end",
        ),
        pytest.param(
            AFTER,
            TUESDAY,
            OPEN,
            ("2026-10-07", "2026-10-08"),
            ("2026-10-09", "2026-10-14"),
            id="whoever was away is told once on coming back, and not twice in a row",
        ),
        pytest.param(
            BEFORE, date(2026, 12, 31), OPEN, (), ("2026-11-02", "2026-11-30"), id="two months before its end"
        ),
    ],
)
def test_who_never_does_it_is_reminded_as_often_as_is_written(
    rule: Rule, day: date, own: SchoolCalendar, away: tuple[str, ...], told: tuple[str, ...]
) -> None:
    gone = frozenset(map(date.fromisoformat, away))
    assert [one.isoformat() for one in told_on(rule, day, own, away=gone)] == list(told)


@pytest.mark.parametrize(
    ("ahead", "is_told"),
    [
        pytest.param(0, False, id="on the day itself"),
        pytest.param(1, True, id="on the day after"),
        pytest.param(30, True, id="on the last day of the file"),
        pytest.param(31, False, id="no more after it"),
    ],
)
def test_what_is_old_is_told_no_more(ahead: int, is_told: bool) -> None:
    assert is_due(AFTER, TUESDAY, own=OPEN, today=TUESDAY + ahead * DAY) is is_told


def test_a_reminder_that_does_not_say_from_when_on_cannot_be_read() -> None:
    said = {
        "cause": "unlogged_session",
        "told": "mentor",
        "again_after_school_days": 3,
        "most_times": 2,
        "until_days_after": 30,
    }
    for wrong in (said, {**said, "school_days_after": 1, "days_before": 1}):
        with pytest.raises(ValueError, match="unlogged_session"):
            rule_of(wrong)


def test_every_cause_has_its_reminder_and_every_reminder_ends() -> None:
    assert set(RULES) == set(Cause)
    for rule in RULES.values():
        assert 1 <= len(told_on(rule, TUESDAY, OPEN)) <= rule.most_times
