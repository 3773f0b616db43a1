"""Is each line of intake counted by its rule, and is what is not on record never counted as done?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care_steps.policy import default_text, load
from care_steps.steps import CARE_STEPS, Step
from supervision.intakes import Decided, Intake, Promise, Rated, School
from supervision.periods import Span
from supervision.small_counts import Count
from supervision.timeliness import counts
from supervision.timely_lines import SAID, Line
from triage.calendar import SchoolCalendar
from triage.lanes import Lane

PLACES = load(default_text()).waiting
MONDAY = datetime(2026, 9, 14, 15, 0, tzinfo=UTC)
"""Ten in the morning in Chicago."""
NOW = MONDAY + timedelta(days=60)
CALENDAR = SchoolCalendar("America/Chicago")
SPAN = Span(MONDAY - timedelta(days=30), NOW + timedelta(hours=9))
DONE, NOT_DONE, MISSING, NONE = Count(1, 0, 1), Count(0, 0, 1), Count(0, 1, 1), Count()


def after(**passed: float) -> datetime:
    return MONDAY + timedelta(**passed)


def referred(**on_record: object) -> Intake:
    """A routine case of that Monday; `began` is when a mentor met them first."""
    began = on_record.pop("began", None)
    steps = ((Step.REFERRED, MONDAY), *(((Step.MENTOR, began),) if began else ()))
    return Intake(**{"opened_at": MONDAY, "how_soon": "can_wait", "steps": steps, **on_record})  # type: ignore[arg-type]


def rated(at: datetime, lane: Lane = Lane.ROUTINE, proposes: Step = Step.MENTOR, **is_: bool) -> Rated:
    return Rated(at, lane, proposes, **{"is_whole": True, "is_own": True, **is_})


def counted(line: Line, *intakes: Intake, now: datetime = NOW, span: Span = SPAN) -> Count:
    return counts(School(CALENDAR, PLACES, now, intakes), span)[line]


CLOSED_AT_ONCE = ((Step.REFERRED, MONDAY), (Step.CLOSED, after(days=1)))
CLOSED_LATE = ((Step.REFERRED, MONDAY), (Step.CLOSED, after(days=30)))
URGENT = rated(after(hours=1), Lane.URGENT)
EMERGENCY = rated(after(hours=1), Lane.EMERGENCY, Step.PROFESSIONAL)


@pytest.mark.parametrize(
    ("what", "intake", "found"),
    [
        ("routine, on the tenth school day", referred(began=after(days=14)), DONE),
        ("routine, a minute later", referred(began=after(days=14, minutes=1)), NOT_DONE),
        ("still waiting, too long", referred(), NOT_DONE),
        ("this week, after five school days", referred(how_soon="this_week", began=after(days=7)), DONE),
        ("this week, after six", referred(how_soon="this_week", began=after(days=8)), NOT_DONE),
        ("now, within 48 hours", referred(how_soon="now", began=after(hours=48)), DONE),
        ("now, after them", referred(how_soon="now", began=after(hours=49)), NOT_DONE),
        ("urgent, the same day", referred(rated=(URGENT,), began=after(hours=13)), DONE),
        ("urgent, the next day", referred(rated=(URGENT,), began=after(hours=20)), NOT_DONE),
        ("at once, the same day", referred(rated=(EMERGENCY,), began=after(hours=13)), DONE),
        ("at once, the next day", referred(rated=(EMERGENCY,), began=after(hours=20)), NOT_DONE),
        (
            "urgent, rated routine again before it was due",
            referred(rated=(URGENT, rated(after(hours=5))), began=after(days=10)),
            DONE,
        ),
        (
            "urgent, rated routine again when it was late",
            referred(rated=(URGENT, rated(after(days=3))), began=after(days=10)),
            NOT_DONE,
        ),
        (
            "an escalation that stood",
            referred(escalations=(Promise("P2", after(days=1)),), began=after(days=10)),
            NOT_DONE,
        ),
        (
            "an escalation that was ended in time",
            referred(escalations=(Promise("P2", after(days=1), after(days=2)),), began=after(days=10)),
            DONE,
        ),
        (
            "an escalation after care began",
            referred(escalations=(Promise("P0", after(days=12)),), began=after(days=10)),
            DONE,
        ),
        ("closed before it was due", referred(steps=CLOSED_AT_ONCE), NONE),
        ("closed when it was late", referred(steps=CLOSED_LATE), NOT_DONE),
        ("referred before this time", referred(opened_at=after(days=-31), began=after(days=1)), NONE),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_care_begins_in_time(what: str, intake: Intake, found: Count) -> None:
    assert counted(Line.STARTED, intake) == found, what


def test_who_waits_and_is_not_due_is_not_counted() -> None:
    assert counted(Line.STARTED, referred(), now=after(days=3)) == NONE
    assert counted(Line.RATED, referred(), now=after(days=3)) == NONE


def test_days_without_school_give_more_time() -> None:
    closed = SchoolCalendar("America/Chicago", (((MONDAY + timedelta(days=1)).date(), after(days=4).date()),))
    late = referred(began=after(days=17))
    assert counted(Line.STARTED, late) == NOT_DONE
    assert counts(School(closed, PLACES, NOW, (late,)), SPAN)[Line.STARTED] == DONE


ROUTINE_BEGAN = referred(began=after(days=1))


@pytest.mark.parametrize(
    ("what", "urgent", "others", "found"),
    [
        ("nobody urgent", referred(), [ROUTINE_BEGAN], NONE),
        ("nobody began meanwhile", referred(rated=(URGENT,), began=after(hours=13)), [ROUTINE_BEGAN], DONE),
        ("a routine one passed", referred(rated=(URGENT,), began=after(days=2)), [ROUTINE_BEGAN], NOT_DONE),
        ("passed, and waiting still", referred(rated=(URGENT,)), [ROUTINE_BEGAN], NOT_DONE),
        ("not passed, and waiting still", referred(rated=(URGENT,)), [], NONE),
        ("closed, and never passed", referred(rated=(URGENT,), steps=CLOSED_AT_ONCE), [], NONE),
        (
            "the routine one began before it was urgent",
            referred(rated=(rated(after(days=2), Lane.URGENT),), began=after(days=3)),
            [ROUTINE_BEGAN],
            DONE,
        ),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_urgent_needs_are_put_first(
    what: str, urgent: Intake, others: Sequence[Intake], found: Count
) -> None:
    assert counted(Line.URGENT_FIRST, urgent, *others) == found, what


def test_one_urgent_case_before_another_is_no_passing() -> None:
    first = referred(rated=(URGENT,), began=after(days=1))
    second = referred(rated=(URGENT,), began=after(days=2))
    assert counted(Line.URGENT_FIRST, first, second) == Count(2, 0, 2)


@pytest.mark.parametrize(
    ("intake", "found"),
    [
        (referred(rated=(rated(after(days=14)),)), DONE),
        (referred(rated=(rated(after(days=15)),)), NOT_DONE),
        (referred(), MISSING),
        (referred(began=after(days=1)), MISSING),
        (referred(how_soon="now", rated=(rated(after(days=3)),)), NOT_DONE),
        (referred(steps=CLOSED_AT_ONCE), NONE),
    ],
)
def test_needs_are_rated_in_time(intake: Intake, found: Count) -> None:
    assert counted(Line.RATED, intake) == found


@pytest.mark.parametrize(
    ("ratings", "steps", "found"),
    [
        ((URGENT,), (), MISSING),
        ((URGENT, rated(after(days=14))), (), DONE),
        ((URGENT, rated(after(days=16))), (), NOT_DONE),
        ((rated(MONDAY),), (), NONE),
        ((URGENT,), ((Step.CLOSED, after(days=3)),), NONE),
        ((URGENT,), ((Step.CLOSED, after(days=3)), (Step.REFERRED, after(days=5))), MISSING),
        ((EMERGENCY, URGENT, rated(after(days=10))), (), Count(2, 0, 2)),
    ],
)
def test_needs_are_rated_again_in_time(
    ratings: tuple[Rated, ...], steps: tuple[tuple[Step, datetime], ...], found: Count
) -> None:
    assert counted(Line.RATED_AGAIN, referred(rated=ratings, steps=steps)) == found


def test_a_rating_is_counted_in_the_time_in_which_it_is_due_again() -> None:
    intake = referred(rated=(rated(MONDAY - timedelta(days=60)),), opened_at=MONDAY - timedelta(days=60))
    assert counted(Line.RATED_AGAIN, intake) == MISSING
    assert counted(Line.RATED_AGAIN, intake, span=Span(SPAN.begins, after(days=29))) == NONE


@pytest.mark.parametrize(
    ("intake", "found"),
    [
        (referred(rated=(EMERGENCY,)), MISSING),
        (referred(rated=(EMERGENCY,), referred_on=(after(hours=3),)), DONE),
        (referred(rated=(EMERGENCY,), referred_on=(after(days=3),)), NOT_DONE),
        (referred(rated=(EMERGENCY,), steps=((Step.PROFESSIONAL, after(hours=2)),)), DONE),
        (referred(rated=(rated(MONDAY, proposes=Step.PROFESSIONAL),), referred_on=(after(days=9),)), DONE),
        (referred(rated=(rated(MONDAY, proposes=Step.PROFESSIONAL), rated(after(days=2)))), NONE),
        (referred(rated=(rated(MONDAY, proposes=Step.PROFESSIONAL), rated(after(days=20)))), MISSING),
        (referred(rated=(rated(MONDAY),), referred_on=(after(days=9),)), NONE),
    ],
)
def test_a_professional_is_offered_where_needs_lead_there(intake: Intake, found: Count) -> None:
    assert counted(Line.REFERRED_ON, intake) == found


WHOLE = referred(began=after(days=2), rated=(rated(MONDAY),), is_told=True, is_mentee_told=True)


@pytest.mark.parametrize(
    ("line", "intake", "found"),
    [
        (Line.RECORD, WHOLE, DONE),
        (Line.RECORD, replace(WHOLE, is_told=False), MISSING),
        (Line.RECORD, replace(WHOLE, rated=()), MISSING),
        (Line.RECORD, replace(WHOLE, rated=(rated(MONDAY, is_whole=False),)), MISSING),
        (Line.RECORD, replace(WHOLE, steps=()), NONE),
        (Line.TOLD, WHOLE, DONE),
        (Line.TOLD, replace(WHOLE, is_mentee_told=False), MISSING),
        (Line.TOLD, replace(WHOLE, steps=()), NONE),
        (Line.INDIVIDUAL, WHOLE, DONE),
        (Line.INDIVIDUAL, replace(WHOLE, rated=(rated(MONDAY, is_whole=False),)), MISSING),
        (Line.INDIVIDUAL, replace(WHOLE, rated=(rated(MONDAY, is_own=False),)), MISSING),
        (Line.VIEW, replace(WHOLE, decided=(Decided(after(days=3), True),)), DONE),
        (Line.VIEW, replace(WHOLE, decided=(Decided(after(days=3), False),)), MISSING),
        (Line.VIEW, replace(WHOLE, decided=(Decided(after(days=-31), True),)), NONE),
        (Line.VIEW, WHOLE, NONE),
    ],
)
def test_records_are_complete_and_the_young_person_takes_part(
    line: Line, intake: Intake, found: Count
) -> None:
    assert counted(line, intake) == found


MOMENTS = st.integers(0, 60 * 24).map(lambda hours: after(hours=hours))
INTAKES = st.builds(
    Intake,
    opened_at=MOMENTS,
    how_soon=st.sampled_from(["now", "this_week", "can_wait", None]),
    steps=st.lists(st.tuples(st.sampled_from(list(Step)), MOMENTS), max_size=3).map(
        lambda found: tuple(sorted(found, key=lambda one: one[1]))
    ),
    rated=st.lists(
        st.builds(Rated, MOMENTS, st.sampled_from(list(Lane)), st.sampled_from(CARE_STEPS), st.booleans(), st.booleans()),
        max_size=3,
    ).map(lambda found: tuple(sorted(found, key=lambda one: one.at))),
    escalations=st.lists(st.builds(Promise, st.sampled_from(["P0", "P2", "P4"]), MOMENTS), max_size=2).map(tuple),
    is_told=st.booleans(),
    is_mentee_told=st.booleans(),
    referred_on=st.lists(MOMENTS, max_size=2).map(lambda found: tuple(sorted(found))),
)  # fmt: skip


@given(st.lists(INTAKES, max_size=4))
def test_nothing_is_counted_twice_and_a_case_without_a_record_is_never_done(intakes: list[Intake]) -> None:
    found = counts(School(CALENDAR, PLACES, NOW, tuple(intakes)), SPAN)
    for line, one in found.items():
        assert 0 <= one.met + one.missing <= one.counted, line
    bare = [replace(one, rated=(), is_told=False, is_mentee_told=False, referred_on=()) for one in intakes]
    emptied = counts(School(CALENDAR, PLACES, NOW, tuple(bare)), SPAN)
    for line in (Line.RATED, Line.RATED_AGAIN, Line.RECORD, Line.TOLD, Line.INDIVIDUAL, Line.VIEW):
        assert emptied[line].met == 0, line


def test_every_line_says_what_it_counts_and_what_it_leaves_out() -> None:
    assert set(SAID) == set(Line)
    for said in SAID.values():
        assert said.counted.endswith(".")
        assert said.left_out.endswith(".")
