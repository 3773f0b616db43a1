"""Who is told when nobody answers, and is there always a next time?"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care_steps.policy import Ladder, Rung, Way, Whom, default_text, load
from supervision.ladder import Audience, Entered, Notice, Place, Reachable, after, enter, taken_until, whom_at
from triage.calendar import SchoolCalendar

AT = datetime(2026, 3, 6, 20, tzinfo=UTC)
CHICAGO = SchoolCalendar("America/Chicago", closures=((date(2026, 3, 9), date(2026, 3, 13)),))
OWNER, ON_CALL, DANA, RUTH = (UUID(int=n) for n in range(1, 5))
BOTH = frozenset({Way.PAGE, Way.MAIL})
LADDER = Ladder(
    id="emergency",
    lane="emergency",
    sites=(),
    clock="real",
    rungs=(
        Rung((Whom.ESCALATION_OWNER,), (Way.PAGE, Way.MAIL), 5),
        Rung((Whom.ESCALATION_OWNER, Whom.ON_CALL), (Way.PAGE, Way.MAIL), 10),
        Rung((Whom.ON_CALL,), (Way.PAGE, Way.MAIL), 15),
    ),
    widened_by=(Whom.CLINICAL_SUPERVISORS, Whom.ADMINISTRATORS),
    taken_minutes=60,
    source="a test",
    owner="a test",
)
EVERYBODY: Audience = {
    Whom.ESCALATION_OWNER: (Reachable(OWNER, BOTH),),
    Whom.ON_CALL: (Reachable(ON_CALL, BOTH),),
    Whom.CLINICAL_SUPERVISORS: (Reachable(RUTH, BOTH), Reachable(ON_CALL, BOTH)),
    Whom.ADMINISTRATORS: (Reachable(DANA, BOTH),),
}


def entered(
    place: Place, audience: Audience = EVERYBODY, ladder: Ladder = LADDER, at: datetime = AT
) -> Entered:
    return enter(ladder, place, audience, at=at, calendar=CHICAGO)


def people(found: Entered) -> list[UUID]:
    return list(dict.fromkeys(one.person_id for one in found.notices))


@pytest.mark.parametrize(
    ("place", "told", "minutes"),
    [
        pytest.param(Place(1), [OWNER], 5, id="whoever it belongs to is told first"),
        pytest.param(Place(2), [OWNER, ON_CALL], 10, id="then whoever is on call as well"),
        pytest.param(Place(3), [ON_CALL], 15, id="the last rung"),
        pytest.param(
            Place(3, 2), [ON_CALL, RUTH], 15, id="the last rung again, with one group more, nobody twice"
        ),
        pytest.param(Place(3, 3), [ON_CALL, RUTH, DANA], 15, id="and one more"),
        pytest.param(Place(3, 99), [ON_CALL, RUTH, DANA], 15, id="the hundredth time it is still everybody"),
    ],
)
def test_each_rung_tells_its_people_and_waits_its_minutes(
    place: Place, told: list[UUID], minutes: int
) -> None:
    found = entered(place)
    assert people(found) == told
    assert found.next_at == AT + timedelta(minutes=minutes)
    assert not found.passed
    assert {one.way for one in found.notices} == BOTH


def test_a_rung_without_anybody_is_passed_at_once_and_said() -> None:
    found = entered(Place(1), {**EVERYBODY, Whom.ESCALATION_OWNER: ()})
    assert found.passed == (Place(1),)
    assert found.place == Place(2)
    assert people(found) == [ON_CALL]


def test_somebody_whom_no_way_reaches_is_nobody() -> None:
    found = entered(Place(1), {**EVERYBODY, Whom.ESCALATION_OWNER: (Reachable(OWNER, frozenset()),)})
    assert found.passed == (Place(1),)


def test_where_only_administrators_are_left_they_are_reached_in_the_same_instant() -> None:
    found = entered(Place(1), {Whom.ADMINISTRATORS: (Reachable(DANA, BOTH),)})
    assert found.place == Place(3, 3)
    assert people(found) == [DANA]
    assert found.passed == (Place(1), Place(2), Place(3), Place(3, 2))


def test_when_nobody_at_all_can_be_reached_it_is_said_and_comes_again() -> None:
    found = entered(Place(1), {})
    assert found.is_unheard
    assert found.next_at == AT + timedelta(minutes=15)
    assert entered(after(LADDER, found.place), {}).is_unheard


def test_a_person_is_told_by_the_ways_of_the_rung_that_reach_them() -> None:
    found = entered(Place(1), {Whom.ESCALATION_OWNER: (Reachable(OWNER, frozenset({Way.PAGE})),)})
    assert found.notices == (Notice(OWNER, Way.PAGE),)


def test_a_ladder_that_became_shorter_goes_on_at_its_last_rung() -> None:
    assert people(entered(Place(7, 2))) == [ON_CALL, RUTH]


def test_real_minutes_know_no_weekend_and_no_night() -> None:
    saturday_night = datetime(2026, 3, 8, 5, 59, tzinfo=UTC)
    found = entered(Place(1), at=saturday_night)
    assert found.next_at - saturday_night == timedelta(minutes=5)


def test_on_the_night_when_clocks_change_five_minutes_are_five_minutes() -> None:
    just_before = datetime(2026, 3, 8, 7, 58, tzinfo=UTC)
    assert entered(Place(1), at=just_before).next_at - just_before == timedelta(minutes=5)


def test_routine_minutes_that_end_in_a_break_end_on_the_first_day_after_it() -> None:
    routine = Ladder("routine", "routine", (), "school", LADDER.rungs, (), 1440, "a test", "a test")
    friday = datetime(2026, 3, 6, 20, tzinfo=UTC)
    # 14:00 in Chicago; by the next day of school the clocks have gone forward.
    assert taken_until(routine, at=friday, calendar=CHICAGO) == datetime(2026, 3, 16, 19, tzinfo=UTC)


PLACES = st.builds(Place, st.integers(1, 5), st.integers(1, 9))
REACHED = st.lists(
    st.builds(Reachable, st.uuids(version=4), st.sampled_from([BOTH, frozenset({Way.PAGE}), frozenset()])),
    max_size=3,
)
AUDIENCES = st.dictionaries(st.sampled_from(Whom), REACHED)
LADDERS = st.sampled_from([LADDER, *load(default_text()).ladders])


@given(LADDERS, PLACES, AUDIENCES)
def test_whoever_can_be_reached_at_all_is_told_before_the_ladder_has_been_gone_through(
    ladder: Ladder, place: Place, audience: Audience
) -> None:
    """No edit, nobody on call, no end of the ladder leaves an escalation without a next time and without a soul."""
    told: set[UUID] = set()
    for _ in range(len(ladder.rungs) + len(ladder.widened_by) + 1):
        found = entered(place, audience, ladder)
        assert found.next_at > AT
        told |= {one.person_id for one in found.notices}
        place = after(ladder, found.place)
    on_last = {
        one.person_id
        for whom in whom_at(ladder, Place(len(ladder.rungs), 99))
        for one in audience.get(whom, ())
        if one.ways
    }
    assert on_last <= told


@given(LADDERS, PLACES, AUDIENCES)
def test_nobody_is_told_who_is_not_on_the_rung(ladder: Ladder, place: Place, audience: Audience) -> None:
    found = entered(place, audience, ladder)
    on_it = {one.person_id for whom in whom_at(ladder, found.place) for one in audience.get(whom, ())}
    assert set(people(found)) <= on_it


@given(LADDERS, PLACES)
def test_the_audience_never_shrinks_while_the_last_rung_repeats(ladder: Ladder, place: Place) -> None:
    last = Place(len(ladder.rungs), place.lap)
    assert set(whom_at(ladder, last)) <= set(whom_at(ladder, after(ladder, last)))


@given(LADDERS, PLACES, AUDIENCES, st.sets(st.uuids(version=4), max_size=3), st.data())
def test_who_is_named_is_told_by_no_way_on_no_rung_whatever_the_ladder(
    ladder: Ladder, place: Place, audience: Audience, others: set[UUID], data: st.DataObject
) -> None:
    """And a rung on which only they stand is as empty as one without anybody."""
    everybody = sorted({one.person_id for people in audience.values() for one in people})
    named = set(data.draw(st.lists(st.sampled_from(everybody)) if everybody else st.just([]))) | others
    found = enter(ladder, place, audience, at=AT, calendar=CHICAGO, never=named)
    assert not {one.person_id for one in found.notices} & named
    left = {whom: [one for one in people if one.person_id not in named] for whom, people in audience.items()}
    assert found == enter(ladder, place, left, at=AT, calendar=CHICAGO)


def test_where_only_the_named_adult_would_be_left_the_people_above_are_reached() -> None:
    found = enter(LADDER, Place(), EVERYBODY, at=AT, calendar=CHICAGO, never={OWNER, ON_CALL, RUTH})
    assert {one.person_id for one in found.notices} == {DANA}
    assert len(found.passed) == 4


def test_who_covers_is_told_in_the_place_of_who_is_away_and_once_who_stands_there_as_well() -> None:
    covered = Reachable(ON_CALL, BOTH, in_place_of=OWNER)
    first = entered(Place(1), {**EVERYBODY, Whom.ESCALATION_OWNER: (covered,)})
    assert {(one.person_id, one.in_place_of) for one in first.notices} == {(ON_CALL, OWNER)}
    second = entered(Place(2), {**EVERYBODY, Whom.ESCALATION_OWNER: (covered,)})
    assert [(one.person_id, one.way) for one in second.notices] == [(ON_CALL, Way.PAGE), (ON_CALL, Way.MAIL)]


SHIPPED = {one.id: one for one in load(default_text()).ladders}
EVERY_RUNG = (Way.PAGE, Way.MAIL)
LATER = (Way.PAGE, Way.MAIL, Way.SMS, Way.TEAM)


@pytest.mark.parametrize(
    ("ladder", "ways"),
    [
        ("emergency", [EVERY_RUNG, LATER, LATER, LATER]),
        ("urgent", [EVERY_RUNG, LATER, LATER, LATER]),
        ("routine", [EVERY_RUNG, EVERY_RUNG, EVERY_RUNG]),
    ],
)
def test_the_shipped_policy_says_of_each_rung_by_which_ways(ladder: str, ways: list[tuple[Way, ...]]) -> None:
    """What can wait for a day of school rings nobody's telephone."""
    assert [one.by for one in SHIPPED[ladder].rungs] == ways
    assert SHIPPED[ladder].source
    assert SHIPPED[ladder].owner


SLACK, TOPIC = UUID(int=91), UUID(int=92)
WIDE = replace(LADDER, rungs=(Rung((Whom.ESCALATION_OWNER, Whom.ON_CALL), (*LATER, Way.PUSH), 5),))
PHONED = BOTH | {Way.SMS}


@pytest.mark.parametrize(
    ("owner", "on_call", "channels", "named", "told", "posted", "passed"),
    [
        pytest.param(
            PHONED, PHONED, {Way.TEAM: [SLACK], Way.PUSH: [TOPIC]}, (), 6, [SLACK, TOPIC], [], id="all of it is there"
        ),
        pytest.param(PHONED, BOTH, {Way.TEAM: [SLACK]}, (), 5, [SLACK], [Way.PUSH], id="one has no telephone"),
        pytest.param(
            BOTH, BOTH, {}, (), 4, [], [Way.SMS, Way.TEAM, Way.PUSH], id="nothing is set up, and the rung stands"
        ),
        pytest.param(
            PHONED, PHONED, {Way.TEAM: [SLACK, TOPIC]}, (ON_CALL,), 3, [], [Way.TEAM, Way.PUSH],
            id="somebody is named who may read along",
        ),
        pytest.param(
            frozenset(), frozenset(), {Way.TEAM: [SLACK]}, (), 0, [SLACK], [], id="a channel is nobody: I5"
        ),
    ],
)  # fmt: skip
def test_by_which_ways_of_a_rung_somebody_is_told(
    owner: frozenset[Way], on_call: frozenset[Way], channels: dict[Way, list[UUID]], named: tuple[UUID, ...], told: int,
    posted: list[UUID], passed: list[Way],
) -> None:  # fmt: skip
    audience = {
        Whom.ESCALATION_OWNER: [Reachable(OWNER, owner)],
        Whom.ON_CALL: [Reachable(ON_CALL, on_call)],
    }
    found = enter(WIDE, Place(), audience, at=AT, calendar=CHICAGO, never=named, channels=channels)
    assert (len(found.notices), [one.channel_id for one in found.posts]) == (told, posted)
    assert list(found.passed_ways) == passed
    assert found.is_unheard == (told == 0)
    assert found.next_at > AT
