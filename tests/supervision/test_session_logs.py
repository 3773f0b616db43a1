"""Which logs of a session can be taken, and what may be said of the next one?"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from supervision.session_limits import LIMITS
from supervision.session_logs import NextSession, SessionLog, why_not_log, why_not_undo
from triage.calendar import SchoolCalendar

AT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
CALENDAR = SchoolCalendar("America/Chicago", ((date(2026, 11, 26), date(2026, 11, 27)),))
MADE = SessionLog(
    held_at=AT - timedelta(hours=1),
    was_made=True,
    worry="no",
    minutes=45,
    medium="in_person",
    topics=("friends",),
    practices={"check_in": ("adapted", "not_enough_time")},
    place="Library",
    about=1,
)
MISSED = SessionLog(held_at=AT - timedelta(hours=1), was_made=False, worry="no", whose_cause="illness")


@pytest.mark.parametrize("log", [pytest.param(MADE, id="made"), pytest.param(MISSED, id="not this time")])
def test_a_log_that_says_all_there_is_to_say_stands(log: SessionLog) -> None:
    assert why_not_log(log, CALENDAR, AT) == {}


def test_the_limits_are_read_from_their_file_in_order() -> None:
    assert 0 < LIMITS.remind_after_hours < LIMITS.tell_supervisor_after_hours
    assert LIMITS.owner
    assert LIMITS.source


MISTAKES = [
    pytest.param({"held_at": AT + timedelta(minutes=1)}, "held_on", id="a session that has not been yet"),
    pytest.param({"worry": "somewhat"}, "worry", id="a worry in words of one's own"),
    pytest.param({"worry": "now"}, "now_kind", id="what cannot wait without saying what it is"),
    pytest.param({"worry": "now", "now_kind": "talk_over"}, "now_kind", id="what can wait called now"),
    pytest.param({"minutes": 0}, "minutes", id="no time at all"),
    pytest.param({"medium": None}, "medium", id="nobody knows how they met"),
    pytest.param({"topics": ()}, "topics", id="nothing talked about"),
    pytest.param({"practices": {"check_in": ("dropped", None)}}, "practices", id="dropped without a reason"),
    pytest.param({"whose_cause": "mentor"}, "whose_cause", id="made, and a cause of absence"),
]


@pytest.mark.parametrize(("change", "field"), MISTAKES)
def test_what_is_missing_or_wrong_is_said_at_its_field(change: dict[str, Any], field: str) -> None:
    assert list(why_not_log(replace(MADE, **change), CALENDAR, AT)) == [field]


def test_a_session_not_made_has_somebodys_or_somethings_cause() -> None:
    assert list(why_not_log(replace(MISSED, whose_cause=None), CALENDAR, AT)) == ["whose_cause"]


def to(days: float) -> NextSession:
    return NextSession(2, "moved", AT + timedelta(days=days))


NEXT = [
    pytest.param(NextSession(2, "stands"), None, id="it stands"),
    pytest.param(NextSession(2, "canceled"), None, id="nobody can say yet"),
    pytest.param(to(1), None, id="tomorrow"),
    pytest.param(NextSession(2, "perhaps"), "next", id="something else"),
    pytest.param(NextSession(1, "stands"), "next", id="the very session that is logged"),
    pytest.param(NextSession(2, "moved"), "next_on", id="moved, nobody says to when"),
    pytest.param(to(0), "next_on", id="moved to now"),
    pytest.param(to(-7), "next_on", id="moved to last week"),
    pytest.param(to(3), "next_on", id="moved to a holiday"),
    pytest.param(to(5), "next_on", id="moved to a Saturday"),
    pytest.param(to(LIMITS.longest_ahead_days + 7), "next_on", id="moved beyond a year"),
]


@pytest.mark.parametrize(("said", "field"), NEXT)
def test_the_next_session_is_where_somebody_can_meet(said: NextSession, field: str | None) -> None:
    for log in (MADE, replace(MISSED, about=1)):
        assert list(why_not_log(replace(log, next_session=said), CALENDAR, AT)) == ([field] if field else [])


@pytest.mark.parametrize(
    ("ago", "may"),
    [
        pytest.param(timedelta(), True, id="at once"),
        pytest.param(timedelta(minutes=LIMITS.undo_minutes), True, id="up to the last minute"),
        pytest.param(timedelta(minutes=LIMITS.undo_minutes, microseconds=1), False, id="not a moment later"),
        pytest.param(timedelta(days=30), False, id="nor a month later"),
    ],
)
def test_a_log_is_taken_back_while_it_is_fresh(ago: timedelta, may: bool) -> None:
    why = why_not_undo(AT - ago, AT)
    assert (why is None) == may
    assert may or (why is not None and f"{LIMITS.undo_minutes} minutes" in why and "Correct it" in why)
