"""Does a simulated school year bring no routine alarm that closures alone cause, and every safety one on time?

One year of thirty made-up mentees with breaks, snow days and both changes of the clocks, played once for all tests.
"""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from care_steps.policy import Policy, default_text, load
from care_steps.steps import Step
from supervision.simulating.acting import act_out
from supervision.simulating.acts import Assign, Close, End, Log, Refer, Worry
from supervision.simulating.charts import Chart
from supervision.simulating.counting import KINDS, counted, too_much
from supervision.simulating.figures import FIGURES
from supervision.simulating.firings import Fired
from supervision.simulating.playing import Playing
from supervision.simulating.without_breaks import closures_caused, without_breaks
from supervision.simulating.year import SimulatedYear, YearClosure, shipped_year
from supervision.simulating.years import SimulatedMentee, simulate, story_of, swept_at
from triage.calendar import SchoolCalendar
from triage.school_year import breaks

MENTEES, CONTROL, SEED, PAUSE = 30, 8, 1, 5
YEAR = shipped_year()
NEVER = 10_000


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(default_text())


@pytest.fixture(scope="module")
def mentees(policy: Policy) -> tuple[SimulatedMentee, ...]:
    return simulate(policy, YEAR, mentees=MENTEES, seed=SEED)


@pytest.fixture(scope="module")
def fired(mentees: tuple[SimulatedMentee, ...]) -> list[Fired]:
    return [one for mentee in mentees for one in mentee.fired]


def is_real(one: Fired, policy: Policy) -> bool:
    return next(row for row in policy.rows if row.id == one.row_id).clock == "real"


def test_no_routine_rule_fires_because_of_closures_alone(fired: list[Fired], policy: Policy) -> None:
    caused = [(one.row_id, one.at) for one in fired if closures_caused(one, policy, pause_from=PAUSE)]
    assert caused == []


def test_the_control_without_pauses_the_same_closures_make_routine_rules_fire(policy: Policy) -> None:
    unpaused = replace(policy, settings=replace(policy.settings, pause_from_school_days=NEVER))
    found = simulate(unpaused, YEAR, mentees=CONTROL, seed=SEED)
    caused = [
        one for mentee in found for one in mentee.fired if closures_caused(one, unpaused, pause_from=PAUSE)
    ]
    assert len(caused) > CONTROL
    assert {"R6", "R7", "R8"} & {one.rule_id for one in caused}


def test_the_year_has_something_to_say_to_the_rules(fired: list[Fired], policy: Policy) -> None:
    """The control of every "no such firing" here."""
    rules = {one.rule_id for one in fired}
    assert rules >= {"R0", "R1", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10"}
    real = [one for one in fired if is_real(one, policy)]
    assert any(not YEAR.calendar.is_school_day(YEAR.calendar.local_day(one.at)) for one in real)


def expected_due(one: Fired) -> datetime:
    """By when a real limit is due, worked out without the calendar of the school."""
    amount, unit = one.limit
    if unit == "now":
        return one.at
    if unit in ("hours", "days"):
        return one.at + timedelta(**{unit: amount})
    assert unit == "same_day"
    zone = ZoneInfo(YEAR.time_zone)
    tonight = datetime.combine(one.at.astimezone(zone).date(), time(23, 59), zone).astimezone(UTC)
    return max(tonight, one.at + timedelta(hours=1))


def test_whatever_runs_in_real_time_is_due_at_its_real_time(fired: list[Fired], policy: Policy) -> None:
    real = [one for one in fired if is_real(one, policy)]
    assert len(real) > 5
    for one in real:
        assert one.due_at == expected_due(one), (one.row_id, one.at)


def test_whatever_is_due_in_school_days_is_due_on_a_school_day(fired: list[Fired]) -> None:
    school = [one for one in fired if one.limit[1] == "school_days" and one.limit[0]]
    assert len(school) > 20
    for one in school:
        assert YEAR.known_at(one.at).is_school_day(YEAR.calendar.local_day(one.due_at)), one.row_id


def test_what_time_alone_makes_true_is_found_on_the_morning_of_that_day(fired: list[Fired]) -> None:
    """Of safety rules the clock never stops: one sweep before, a day earlier, it was not true yet."""
    by_time = [one for one in fired if one.by_time and one.safety]
    for one in by_time:
        assert one.at == swept_at(YEAR, YEAR.calendar.local_day(one.at))
    tiers = {"R8.high_recent": 7, "R8.moderate_recent": 14, "R8.low_recent": 30}
    due = [one for one in by_time if one.row_id in tiers and one.raw.safety is not None]
    for one in due:
        assert one.raw.safety is not None
        days = (one.at - one.raw.safety.happened_at) / timedelta(days=1)
        assert tiers[one.row_id] <= days < tiers[one.row_id] + 1 + 1 / 24


ZONE = ZoneInfo(YEAR.time_zone)


def local(*parts: int, fold: int = 0) -> datetime:
    """An instant by the clock on the wall of the school."""
    return datetime(*parts, fold=fold, tzinfo=ZONE).astimezone(UTC)  # type: ignore[misc,arg-type]


WHEN = {
    "in the middle of the winter break": local(2026, 12, 25, 20, 30),
    "on the first day of a break": local(2026, 11, 23, 0, 0),
    "on a snow day": local(2027, 1, 12, 9, 0),
    "on a Sunday": local(2026, 9, 20, 23, 30),
    "in the hour that comes twice": local(2026, 11, 1, 1, 30),
    "in the same hour when it comes again": local(2026, 11, 1, 1, 30, fold=1),
    "in the night in which an hour is left out": local(2027, 3, 14, 3, 0),
    "just before midnight": local(2027, 3, 13, 23, 58),
}  # fmt: skip


def begun(policy: Policy, year: SimulatedYear = YEAR) -> Playing:
    """A mentee who was referred and met once, in September."""
    playing = Playing(Chart(1, year, Random(1)), policy)
    at = year.instant(date(2026, 9, 1), 10)
    act_out(playing, Refer(at))
    act_out(playing, Assign(at, Step.MENTOR, date(2026, 9, 2), 30))
    act_out(
        playing, Log(year.instant(date(2026, 9, 2), 15), year.instant(date(2026, 9, 2), 13), was_made=True)
    )
    return playing


@pytest.mark.parametrize("at", WHEN.values(), ids=WHEN.keys())
@pytest.mark.parametrize(
    ("kind", "row"), [("other_now", "R9.cannot_wait"), ("active_statement", "R1.statement_or_weapon")]
)
def test_a_safety_rule_fires_at_once_and_is_due_in_real_time_whenever_it_happens(
    policy: Policy, at: datetime, kind: str, row: str
) -> None:
    playing = begun(policy)
    before = len(playing.fired)
    act_out(playing, Worry(at, kind))
    new = [one for one in playing.fired[before:] if one.row_id == row]
    assert [(one.at, one.due_at) for one in new] == [(at, expected_due(new[0]))]


def lost_contact(policy: Policy, last: date, until: date) -> list[str]:
    """Which routine rows a daily sweep finds after this mentee was met last."""
    playing = begun(policy)
    at = YEAR.instant(last, 13)
    act_out(playing, Log(at + timedelta(hours=1), at, was_made=True))
    before, day = len(playing.fired), last
    while day < until:
        day += timedelta(days=1)
        playing.sweep(swept_at(YEAR, day))
    return [one.row_id for one in playing.fired[before:]]


def test_on_the_first_day_back_nobody_is_lost_who_was_met_in_the_last_weeks(policy: Policy) -> None:
    assert "R7.days" not in lost_contact(policy, date(2026, 12, 2), date(2027, 1, 4))
    assert "R7.days" in lost_contact(policy, date(2026, 12, 2), date(2027, 1, 30))


def test_an_open_safety_item_counts_every_day_of_the_break(policy: Policy) -> None:
    playing = begun(policy)
    at = YEAR.instant(date(2026, 12, 2), 13)
    act_out(playing, Log(at + timedelta(hours=1), at, was_made=True))
    act_out(playing, Worry(YEAR.instant(date(2026, 12, 18), 15), "other_now"))
    day = date(2026, 12, 19)
    while not any(one.row_id == "R7.days_safety_open" for one in playing.fired):
        playing.sweep(swept_at(YEAR, day))
        day += timedelta(days=1)
        assert day < date(2027, 1, 4), "it waited for school"
    assert day - timedelta(days=1) == date(2026, 12, 31)


def test_the_same_seed_tells_the_same_year_and_another_one_another(policy: Policy) -> None:
    first, again, other = (simulate(policy, YEAR, mentees=2, seed=seed) for seed in (3, 3, 4))
    said = [
        [(one.row_id, one.at) for mentee in found for one in mentee.fired] for found in (first, again, other)
    ]
    assert said[0] == said[1]
    assert said[0] != said[2]


def test_a_second_sweep_of_the_same_morning_finds_nothing(policy: Policy) -> None:
    playing = begun(policy)
    for day in range(1, 120):
        at = swept_at(YEAR, date(2026, 9, 2) + timedelta(days=day))
        playing.sweep(at)
        before = len(playing.fired)
        playing.sweep(at)
        assert len(playing.fired) == before


# The counts.


def test_every_firing_that_opened_work_is_counted_in_its_week(mentees: tuple[SimulatedMentee, ...]) -> None:
    found = counted(mentees, YEAR, mentees_for_a_supervisor=FIGURES.mentees_for_a_supervisor)
    opened = [one for mentee in mentees for one in mentee.fired if one.opened]
    assert sum(found.of_kind(kind) for kind in KINDS) == len(opened)
    by_rule = Counter(one.rule_id for one in opened)
    assert by_rule == sum((Counter(week.by_rule) for week in found.weeks), Counter())
    assert found.supervisors == -(-MENTEES // FIGURES.mentees_for_a_supervisor)
    assert found.moves["start"] > MENTEES * 0.8


def test_the_policy_owner_hears_of_too_much_to_decide_and_only_then(
    mentees: tuple[SimulatedMentee, ...],
) -> None:
    found = counted(mentees, YEAR, mentees_for_a_supervisor=FIGURES.mentees_for_a_supervisor)
    limit = FIGURES.most_recommendations
    assert too_much(replace(found, median_a_week=limit), limit=limit) is None
    said = too_much(replace(found, median_a_week=limit + 0.5), limit=limit)
    assert said is not None
    assert "policy owner" in said
    assert f"{MENTEES} cases" in said


# The year that is played, and the one with its breaks cut out.


def test_the_year_has_breaks_single_days_and_snow_that_nobody_knew_of() -> None:
    assert [one.school_days for one in breaks(YEAR.calendar, pause_from=PAUSE)] == [5, 5, 10, 5]
    snow = [one for one in YEAR.closures if "now" in one.name]
    assert len(snow) == 2
    for one in snow:
        before = one.declared_at - timedelta(minutes=1)
        assert YEAR.known_at(before).is_school_day(one.first_on)
        assert not YEAR.known_at(one.declared_at).is_school_day(one.first_on)
    zone = ZoneInfo(YEAR.time_zone)
    offsets = [datetime.combine(day, time(12), zone).utcoffset() for day in YEAR.weeks()]
    assert len(set(offsets)) == 2, "the clocks change during the year"


def test_cutting_the_breaks_out_keeps_days_of_the_week_and_times_of_day(policy: Policy) -> None:
    playing = begun(policy)
    held = YEAR.instant(date(2027, 4, 7), 13)
    act_out(playing, Log(held + timedelta(hours=1), held, was_made=True))
    playing.sweep(swept_at(YEAR, date(2027, 5, 20)))
    raw = playing.fired[-1].raw
    cut = without_breaks(raw, pause_from=PAUSE)
    zone = ZoneInfo(YEAR.time_zone)
    assert raw.contacts.last_made_at is not None
    assert cut.contacts.last_made_at is not None
    was, now = raw.contacts.last_made_at.astimezone(zone), cut.contacts.last_made_at.astimezone(zone)
    assert (was.date() - now.date()) == timedelta(weeks=5)
    assert (was.weekday(), was.time()) == (now.weekday(), now.time())
    assert breaks(cut.calendar, pause_from=PAUSE) == ()


def test_a_year_without_closures_is_not_changed_by_cutting(policy: Policy) -> None:
    plain = replace(YEAR, closures=())
    playing = begun(policy, plain)
    playing.sweep(swept_at(plain, date(2026, 10, 20)))
    raw = playing.fired[-1].raw
    assert without_breaks(raw, pause_from=PAUSE) == raw
    assert plain.calendar == SchoolCalendar(YEAR.time_zone)


def test_a_closure_that_is_declared_late_is_not_known_before() -> None:
    late = YearClosure("Flood", date(2026, 9, 14), date(2026, 9, 18), datetime(2026, 9, 14, 11, tzinfo=UTC))
    year = replace(YEAR, closures=(late,))
    assert breaks(year.known_at(late.declared_at - timedelta(seconds=1)), pause_from=PAUSE) == ()
    assert len(breaks(year.known_at(late.declared_at), pause_from=PAUSE)) == 1


def test_a_story_ends_with_the_last_day_of_school(policy: Policy) -> None:
    story = story_of(1, SEED, YEAR)
    acts = []
    while story.next_at is not None:
        act = story.take()
        acts += [act] if act else []
    assert acts
    assert max(one.at for one in acts) < YEAR.instant(YEAR.ends, 23)
    assert not any(isinstance(one, Close | End) for one in acts[:2])


def test_the_figures_name_their_source_and_their_shares_come_to_one() -> None:
    assert FIGURES.owner
    assert FIGURES.source
    assert all(one.source for one in FIGURES.courses)
    assert sum(one.share for one in FIGURES.courses) == pytest.approx(1)
    assert FIGURES.accepted + FIGURES.held < 1
