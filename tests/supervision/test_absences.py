"""Who stands in for whom at this moment, on which instants do whole days begin and end, and who may cover?"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.absence_access import why_not_be_away, why_not_keep_absence
from supervision.absence_limits import LIMITS
from supervision.absences import (
    EVERYBODY_THERE,
    Away,
    Candidate,
    Planned,
    StandIns,
    closes_a_circle,
    span,
    why_not_cover,
    why_not_days,
)
from supervision.access import Actor, Appointment, Standing, relation, relations
from supervision.actors import Covered
from supervision.work_access import why_not_acknowledge, why_not_end_work
from triage.calendar import SchoolCalendar
from triage.roles import Role

ANN, BEN, CAL, DEE, EVE = PEOPLE = [UUID(int=n) for n in range(1, 6)]
ORG, OAK, ELM, MIA = (UUID(int=n) for n in range(11, 15))
CHICAGO = SchoolCalendar("America/Chicago")
TODAY = date(2026, 9, 14)
NOON = datetime(2026, 9, 14, 17, tzinfo=UTC)


def gone(**next_in_line: Iterable[UUID]) -> StandIns:
    """`gone(ann=[BEN])`: Ann is away and Ben covers."""
    ids = dict(zip(("ann", "ben", "cal", "dee", "eve"), PEOPLE, strict=True))
    away = {ids[name]: Away(Covered(ids[name], name), tuple(line)) for name, line in next_in_line.items()}
    return StandIns(away, {one: name for name, one in ids.items()})


@pytest.mark.parametrize(
    ("stand_ins", "person", "found"),
    [
        pytest.param(EVERYBODY_THERE, ANN, ANN, id="whoever is there does their own work"),
        pytest.param(gone(ann=[BEN, CAL]), ANN, BEN, id="the cover comes first"),
        pytest.param(gone(ann=[BEN], ben=[CAL]), ANN, CAL, id="a cover who is away too is covered by theirs"),
        pytest.param(gone(ann=[BEN], ben=[CAL]), BEN, CAL, id="and so is the cover's own work"),
        pytest.param(gone(ann=[BEN, DEE], ben=[ANN, DEE]), ANN, DEE, id="two who cover for each other fall to the next"),
        pytest.param(gone(ann=[BEN, CAL], ben=[], cal=[]), ANN, ANN, id="where nobody is there it stays whose it is"),
        pytest.param(gone(ann=[]), ANN, ANN, id="and where nobody can be asked"),
    ],
)  # fmt: skip
def test_who_stands_in(stand_ins: StandIns, person: UUID, found: UUID) -> None:
    assert stand_ins.whom(person) == found


def test_somebody_who_must_not_be_asked_is_passed() -> None:
    assert gone(ann=[BEN, CAL]).whom(ANN, never={BEN}) == CAL
    assert gone(ann=[BEN], ben=[CAL, DEE]).whom(ANN, never={CAL}) == DEE


def test_a_cover_reads_for_whom_and_everybody_reads_who() -> None:
    stand_ins = gone(ann=[BEN], cal=[ANN])
    assert [one.person_id for one in stand_ins.covered_by(BEN)] == [ANN, CAL]
    assert stand_ins.covered_by(DEE) == ()
    assert stand_ins.cover_name(CAL) == "ben"
    assert stand_ins.cover_name(BEN) is None


lines = st.dictionaries(st.sampled_from(PEOPLE), st.lists(st.sampled_from(PEOPLE), max_size=5, unique=True))


@given(lines, st.sampled_from(PEOPLE))
def test_work_is_with_somebody_who_is_there_as_long_as_anybody_in_line_is(
    line: dict[UUID, list[UUID]], person: UUID
) -> None:
    stand_ins = StandIns({one: Away(Covered(one, "x"), tuple(others)) for one, others in line.items()})
    found = stand_ins.whom(person)
    assert (found not in line) == bool(_in_line(line, person) - set(line))
    assert found not in line or found == person


@given(lines)
def test_everybody_who_is_away_is_covered_by_exactly_one(line: dict[UUID, list[UUID]]) -> None:
    stand_ins = StandIns({one: Away(Covered(one, "x"), (*others, EVE)) for one, others in line.items()})
    covered = [one.person_id for person in PEOPLE for one in stand_ins.covered_by(person)]
    assert sorted(covered) == sorted(one for one in line if EVE not in line or one in covered)
    assert EVE in line or len(covered) == len(line)


def _in_line(line: dict[UUID, list[UUID]], person: UUID) -> set[UUID]:
    """Everybody who can be reached from here, the person included."""
    found, todo = set(), [person]
    while todo:
        if (one := todo.pop()) not in found:
            found.add(one)
            todo += line.get(one, [])
    return found


# Days.


def utc(month: int, day: int, hour: int) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "last", "begins", "ends"),
    [
        pytest.param(
            date(2026, 9, 15), date(2026, 9, 15), utc(9, 15, 5), utc(9, 16, 5),
            id="one day, from its midnight at the site to the next",
        ),
        pytest.param(
            TODAY, TODAY, utc(9, 14, 17), utc(9, 15, 5), id="today begins at once"
        ),
        pytest.param(
            date(2026, 10, 31), date(2026, 11, 2), utc(10, 31, 5), utc(11, 3, 6),
            id="over the day on which the clocks go back",
        ),
    ],
)  # fmt: skip
def test_whole_days_begin_and_end_at_midnight_at_the_site(
    first: date, last: date, begins: datetime, ends: datetime
) -> None:
    assert span(first, last, CHICAGO, at=NOON) == (begins, ends)


@given(
    st.dates(TODAY, date(2027, 9, 1)),
    st.integers(0, 365),
    st.sampled_from(["America/Chicago", "Pacific/Apia", "UTC", "America/New_York"]),
)
def test_an_absence_holds_at_noon_of_each_of_its_days_and_of_no_other(
    first: date, more: int, zone: str
) -> None:
    calendar = SchoolCalendar(zone)
    last = first + timedelta(days=more)
    absence = Planned(ANN, BEN, *span(first, last, calendar, at=calendar.wall_time(TODAY, time(0))))
    around = (first - timedelta(days=1), first, last, last + timedelta(days=1))
    held = [absence.holds(calendar.wall_time(day, time(18))) for day in around]
    assert held == [False, True, True, False]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        pytest.param(TODAY, TODAY, None, id="whoever fell ill is away today"),
        pytest.param(TODAY - timedelta(days=1), TODAY, "first_on", id="yesterday is over"),
        pytest.param(TODAY + timedelta(days=400), TODAY + timedelta(days=401), "first_on", id="too far ahead"),
        pytest.param(TODAY + timedelta(days=2), TODAY + timedelta(days=1), "last_on", id="it ends before it begins"),
        pytest.param(TODAY, TODAY + timedelta(days=366), "last_on", id="longer than a year is a departure"),
        pytest.param(TODAY, TODAY + timedelta(days=365), None, id="a year is not"),
    ],
)  # fmt: skip
def test_which_days_are_taken(first: date, last: date, field: str | None) -> None:
    assert list(why_not_days(first, last, today=TODAY)) == ([field] if field else [])


# Covers.

WEEK = Planned(ANN, BEN, NOON, NOON + timedelta(days=7))
AS_COUNSELOR = Candidate(BEN, "Ben Ito", frozenset({Role.COUNSELOR}))


def plan(person: UUID, cover: UUID, first: int, days: int) -> Planned:
    begins = NOON + timedelta(days=first)
    return Planned(person, cover, begins, begins + timedelta(days=days))


@pytest.mark.parametrize(
    ("cover", "roles", "others", "said"),
    [
        pytest.param(AS_COUNSELOR, [Role.COUNSELOR], (), None, id="the same role covers"),
        pytest.param(
            Candidate(BEN, "Ben Ito", frozenset({Role.CLINICAL_SUPERVISOR})), [Role.COUNSELOR], (), None,
            id="and the one above",
        ),
        pytest.param(AS_COUNSELOR, [Role.CLINICAL_SUPERVISOR], (), "may do this work", id="never the one below"),
        pytest.param(
            AS_COUNSELOR, [Role.COUNSELOR, Role.DIRECT_SUPERVISOR], (), "may do this work",
            id="somebody of two roles needs a cover for both",
        ),
        pytest.param(
            Candidate(BEN, "Ben Ito", frozenset({Role.MENTOR})), [Role.MENTOR], (), "may do this work",
            id="another mentor can do nothing about a mentor's open work",
        ),
        pytest.param(None, [Role.COUNSELOR], (), "works here", id="a stranger"),
        pytest.param(
            Candidate(ANN, "Ann Moe", frozenset({Role.COUNSELOR})), [Role.COUNSELOR], (), "for themselves",
            id="nobody for themselves",
        ),
        pytest.param(
            Candidate(BEN, "Ben Ito", frozenset({Role.COUNSELOR}), can_sign_in=False), [Role.COUNSELOR], (),
            "cannot sign in", id="nobody without a live account",
        ),
        pytest.param(
            Candidate(BEN, "Ben Ito", frozenset({Role.COUNSELOR}), last_day_on=TODAY), [Role.COUNSELOR], (),
            "last day", id="nobody who leaves before it ends",
        ),
        pytest.param(
            AS_COUNSELOR, [Role.COUNSELOR], (plan(BEN, CAL, 2, 3),), None, id="a cover who is covered in turn",
        ),
        pytest.param(
            AS_COUNSELOR, [Role.COUNSELOR], (plan(BEN, ANN, 2, 3),), "cover for each other", id="a circle of two",
        ),
        pytest.param(
            AS_COUNSELOR, [Role.COUNSELOR], (plan(BEN, CAL, 1, 5), plan(CAL, ANN, 3, 1)), "cover for each other",
            id="a circle of three that lasts one day",
        ),
        pytest.param(
            AS_COUNSELOR, [Role.COUNSELOR], (plan(BEN, ANN, 7, 3),), None, id="one after the other is no circle",
        ),
        pytest.param(
            AS_COUNSELOR, [Role.COUNSELOR], (plan(BEN, CAL, 1, 2), plan(CAL, ANN, 4, 2)), None,
            id="nor are days that never meet",
        ),
    ],
)  # fmt: skip
def test_who_may_cover(
    cover: Candidate | None, roles: list[Role], others: tuple[Planned, ...], said: str | None
) -> None:
    found = why_not_cover(cover, roles, WEEK, (NOON + timedelta(days=6)).date(), others)
    assert found is None if said is None else said in str(found)


@given(
    st.lists(
        st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.integers(0, 9), st.integers(1, 5))
    )
)
def test_absences_taken_one_after_the_other_never_make_a_circle(
    asked: list[tuple[UUID, UUID, int, int]],
) -> None:
    kept: list[Planned] = []
    for person, cover, first, days in asked:
        new = plan(person, cover, first, days)
        own = [one for one in kept if one.person_id == person]
        others = [one for one in kept if one.person_id != person]
        meets = any(one.starts_at < new.ends_at and new.starts_at < one.ends_at for one in own)
        if person != cover and not meets and not closes_a_circle(new, others):
            kept.append(new)
    for hour in range(0, 24 * 15, 12):
        now = [one for one in kept if one.holds(NOON + timedelta(hours=hour))]
        away = {one.person_id: Away(Covered(one.person_id, "x"), (one.cover_id,)) for one in now}
        assert all(StandIns(away).whom(one) not in away for one in away)


def test_every_role_has_somebody_above_or_beside_it() -> None:
    assert set(LIMITS.covers) == set(Role)
    assert all(able for able in LIMITS.covers.values())


# Access.

ONES = Standing(MIA, OAK, owner_id=ANN, direct_supervisor_id=CAL, mentor_ids=frozenset({DEE}))


def ben(*roles: Role, covers: tuple[Covered, ...] = (), site: UUID = ELM) -> Actor:
    return Actor(ORG, BEN, "Ben Ito", tuple(Appointment(role, site) for role in roles), covers=covers)


@pytest.mark.parametrize(
    ("covered", "reason"),
    [
        pytest.param(Covered(ANN, "Ann"), "owner, as cover", id="of the owner"),
        pytest.param(Covered(CAL, "Cal"), "direct supervisor, as cover", id="of the direct supervisor"),
        pytest.param(Covered(DEE, "Dee"), "mentor, as cover", id="of the mentor"),
        pytest.param(
            Covered(EVE, "Eve", None, (Appointment(Role.CLINICAL_SUPERVISOR, OAK),)),
            "clinical supervisor of the site, as cover", id="of the site's clinical supervisor",
        ),
        pytest.param(
            Covered(EVE, "Eve", None, (Appointment(Role.CLINICAL_SUPERVISOR, ELM),)), None, id="of another site's",
        ),
        pytest.param(Covered(EVE, "Eve"), None, id="of nobody to this mentee"),
    ],
)  # fmt: skip
def test_a_cover_is_to_the_mentee_what_the_other_is_and_the_record_says_so(
    covered: Covered, reason: str | None
) -> None:
    assert relation(ben(Role.COUNSELOR, covers=(covered,)), ONES) == reason
    assert relation(ben(Role.COUNSELOR), ONES) is None


def test_what_somebody_is_themselves_is_said_without_the_cover() -> None:
    by = ben(Role.COUNSELOR, covers=(Covered(EVE, "Eve"),), site=OAK)
    assert relation(by, ONES) == "counselor of the site"
    by = ben(Role.COUNSELOR, covers=(Covered(ANN, "Ann"),), site=OAK)
    assert relations(by, ONES) == ("owner", "counselor of the site")


def test_a_cover_takes_on_and_ends_what_the_other_could_and_nothing_before_or_after() -> None:
    during, otherwise = ben(covers=(Covered(ANN, "Ann"),)), ben()
    for by, may in ((during, True), (otherwise, False)):
        assert (why_not_acknowledge(by, ONES, kind="escalation", owner_id=ANN) is None) is may
        assert (why_not_end_work(by, ONES, kind="task", owner_id=ANN) is None) is may


@pytest.mark.parametrize(
    ("by", "may"),
    [
        pytest.param(Actor(ORG, ANN, "Ann", (Appointment(Role.TEACHER, OAK),)), True, id="they themselves"),
        pytest.param(Actor(ORG, ANN, "Ann"), False, id="but not without a role"),
        pytest.param(ben(Role.DIRECT_SUPERVISOR), True, id="who supervises them"),
        pytest.param(Actor(ORG, EVE, "Eve", (Appointment(Role.ADMINISTRATOR),)), True, id="an administrator"),
        pytest.param(Actor(ORG, EVE, "Eve", (Appointment(Role.COUNSELOR, OAK),)), False, id="not a colleague"),
    ],
)  # fmt: skip
def test_who_writes_down_that_somebody_is_away(by: Actor, may: bool) -> None:
    assert (why_not_keep_absence(by, ANN, {BEN}) is None) is may


def test_only_somebody_who_works_here_is_away() -> None:
    assert why_not_be_away(ben(Role.TEACHER)) is None
    assert why_not_be_away(ben()) is not None
    assert why_not_be_away(Actor(ORG, None, "system", kind="system")) is not None
