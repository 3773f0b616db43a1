"""Are mentors ranked by what speaks for them, and refused with every sentence that stands against them?"""

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care_steps import codes
from care_steps.steps import Step
from supervision.clearance import Mentor
from supervision.matching import Against, Need, rank, refusals, weekdays_said
from triage.calendar import SchoolCalendar

TODAY = date(2026, 11, 26)
"""A Thursday; the school is closed on it and on the Friday after."""
LATER = TODAY + timedelta(days=200)
CALENDAR = SchoolCalendar("America/Chicago", closures=((TODAY, TODAY + timedelta(days=1)),))
NEED = Need(frozenset({"friendship_trouble", "low_mood"}), Step.MENTOR, TODAY, CALENDAR)
BEN = Mentor(
    UUID(int=1), "Ben Ode", LATER, LATER, UUID(int=2), "Ann Moe", 1, UUID(int=3), "Ruth Okafor", most_mentees=3
)  # fmt: skip
REASONS = tuple(entry.code for entry in codes.load("refer_in_reasons").active)


def reasons(mentor: Mentor) -> tuple[str, ...]:
    (one,) = rank([mentor], NEED)
    return one.reasons


def against(mentor: Mentor, need: Need = NEED) -> dict[Against, str]:
    return dict(refusals(mentor, need))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "Has room: takes 3, has 1."),
        ({"open_matches": 0}, "Free: takes 3, has none."),
        ({"strengths": frozenset({"friendship_trouble"})},
         "Good at: trouble with friends or bullying, which the referral names."),
        ({"strengths": frozenset({"friendship_trouble", "low_mood", "behavior"})},
         "Good at: trouble with friends or bullying and low mood, which the referral names."),
        ({"weekdays": frozenset({1})}, "Comes on Tuesdays."),
        ({"weekdays": frozenset({3, 1, 4})}, "Comes on Tuesdays, Thursdays and Fridays."),
        ({"weekdays": frozenset({0, 1, 2, 3, 4})}, "Comes on every school day."),
        ({}, "The days on which they come are not on file."),
        ({"met_before": True}, "Knows this mentee from an earlier match."),
        ({"last_day_on": date(2026, 12, 18)}, "Leaves: the last day is December 18."),
        ({"meets_now": True}, "Meets this mentee now."),
        ({"reserved_until": date(2026, 12, 10)}, "Reserved for this mentee until December 10."),
        ({}, "Has had no mentee yet."),
        ({"mentees_before": 1}, "Has had one mentee so far."),
        ({"mentees_before": 4}, "Has had 4 mentees so far."),
    ],
)  # fmt: skip
def test_what_speaks_for_a_mentor_is_said_in_words(change: dict[str, Any], said: str) -> None:
    assert said in reasons(replace(BEN, **change))


def test_what_a_mentor_is_good_at_is_no_reason_when_the_referral_does_not_name_it() -> None:
    assert not [one for one in reasons(replace(BEN, strengths=frozenset({"behavior"}))) if "Good at" in one]


REFUSED: list[Any] = [
    pytest.param({"works_here": False}, Against.SITE, "Ben Ode works at another site.", id="another site"),
    pytest.param(
        {"last_day_on": TODAY + timedelta(days=2)}, Against.LEAVES,
        "Ben Ode’s last day is November 28, too early for this. Choose somebody who stays.", id="leaves before",
    ),
    pytest.param({"has_conflict": True}, Against.CONFLICT, "Ben Ode is not available for this mentee.", id="conflict"),
    pytest.param({"cleared_until": None}, Against.CLEARANCE, "Ben Ode has no clearance on file.", id="not cleared"),
    pytest.param(
        {"cleared_until": TODAY + timedelta(days=2)}, Against.CLEARANCE,
        "Ben Ode's clearance ends on November 28, before the first session.",
        id="cleared until before the first school day",
    ),
    pytest.param({"most_mentees": 1}, Against.ROOM, "Ben Ode has no room: takes 1, has 1.", id="no room"),
    pytest.param(
        {"supervisor_id": None}, Against.CHAIN, "Name a direct supervisor. No mentor works without one.",
        id="no direct supervisor",
    ),
    pytest.param(
        {"clinical_id": None}, Against.CHAIN,
        "This direct supervisor has no clinical supervisor. Name one under People before you assign.",
        id="no clinical supervisor",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "what", "said"), REFUSED)
def test_who_cannot_be_chosen_is_refused_in_words(change: dict[str, Any], what: Against, said: str) -> None:
    assert against(replace(BEN, **change)) == {what: said}


def test_every_refusal_is_said_and_not_only_the_first() -> None:
    change = {name: value for case in REFUSED for name, value in case.values[0].items()}
    assert list(against(replace(BEN, **change))) == [
        Against.SITE, Against.LEAVES, Against.CONFLICT, Against.CLEARANCE, Against.ROOM, Against.CHAIN,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("step", "until", "first_on", "is_refused"),
    [
        pytest.param(Step.MENTOR, None, None, False, id="step 1 needs no certificate"),
        pytest.param(Step.JOURNEY, None, None, True, id="step 2 needs one"),
        pytest.param(Step.JOURNEY, TODAY, None, True, id="it ends before the first school day"),
        pytest.param(Step.JOURNEY, date(2026, 11, 30), None, False, id="it ends on the first school day"),
        pytest.param(Step.JOURNEY, date(2026, 11, 30), date(2026, 12, 1), True, id="they first meet the day after"),
        pytest.param(Step.JOURNEY, TODAY - timedelta(days=1), date(2026, 11, 20), True, id="it held on a past day only"),
    ],
)  # fmt: skip
def test_step_2_needs_a_certificate_on_the_day_of_the_first_session(
    step: Step, until: date | None, first_on: date | None, is_refused: bool
) -> None:
    need = replace(NEED, for_step=step, first_on=first_on)
    assert (Against.CERTIFICATE in against(replace(BEN, journey_until=until), need)) is is_refused


def test_whoever_leaves_stands_behind_everybody_who_stays() -> None:
    leaves = replace(BEN, last_day_on=date(2026, 12, 18), met_before=True, person_id=UUID(int=9))
    assert [one.mentor for one in rank([leaves, BEN], NEED)] == [BEN, leaves]


def test_only_a_missing_chain_can_be_cured_by_another_supervisor() -> None:
    (alone,) = rank([replace(BEN, supervisor_id=None)], NEED)
    (both,) = rank([replace(BEN, supervisor_id=None, has_conflict=True)], NEED)
    assert alone.lacks_only_a_chain
    assert not both.lacks_only_a_chain
    assert not rank([BEN], NEED)[0].lacks_only_a_chain


def test_the_first_day_is_the_next_school_day_on_which_the_mentor_comes() -> None:
    (any_day,) = rank([BEN], NEED)
    (fridays,) = rank([replace(BEN, weekdays=frozenset({4}))], NEED)
    (sundays,) = rank([replace(BEN, weekdays=frozenset({6}))], NEED)
    assert any_day.first_on == date(2026, 11, 30)
    assert fridays.first_on == date(2026, 12, 4)
    assert sundays.first_on is None


def test_a_mentor_kept_for_this_mentee_stands_first() -> None:
    kept = replace(BEN, person_id=UUID(int=9), name="Zoe Abt", reserved_until=TODAY, open_matches=2)
    strong = replace(BEN, strengths=frozenset(REASONS), met_before=True, open_matches=0)
    assert rank([strong, kept], NEED)[0].mentor == kept


def test_no_sentence_says_why_there_is_a_conflict() -> None:
    (one,) = rank([replace(BEN, has_conflict=True)], NEED)
    assert [said for _, said in one.refusals] == ["Ben Ode is not available for this mentee."]


def test_days_that_are_not_on_file_are_said_to_be_so() -> None:
    assert weekdays_said(frozenset()) == "The days on which they come are not on file."


MENTORS = st.builds(
    Mentor,
    person_id=st.uuids(),
    name=st.sampled_from(["Ben Ode", "Ann Moe", "ann moe", "Zoe Abt"]),
    cleared_until=st.none() | st.dates(TODAY - timedelta(days=9), LATER),
    journey_until=st.none() | st.dates(TODAY - timedelta(days=9), LATER),
    supervisor_id=st.none() | st.just(UUID(int=2)),
    supervisor_name=st.just("Ann Moe"),
    open_matches=st.integers(0, 6),
    clinical_id=st.none() | st.just(UUID(int=3)),
    works_here=st.booleans(),
    most_mentees=st.none() | st.integers(0, 6),
    weekdays=st.frozensets(st.integers(0, 6)),
    strengths=st.frozensets(st.sampled_from(REASONS)),
    reserved_elsewhere=st.integers(0, 2),
    reserved_until=st.none() | st.just(LATER),
    mentees_before=st.integers(0, 9),
    met_before=st.booleans(),
    meets_now=st.booleans(),
    has_conflict=st.booleans(),
)
NEEDS = st.builds(
    Need,
    reasons=st.frozensets(st.sampled_from(REASONS)),
    for_step=st.sampled_from([Step.MENTOR, Step.JOURNEY]),
    today=st.just(TODAY),
    calendar=st.just(CALENDAR),
    first_on=st.none() | st.dates(TODAY - timedelta(days=9), LATER),
)
SEVERAL = st.lists(MENTORS, min_size=1, max_size=7, unique_by=lambda one: one.person_id)
BETTER: tuple[Any, ...] = (
    lambda one: replace(one, open_matches=max(0, one.open_matches - 1)),
    lambda one: replace(one, reserved_elsewhere=max(0, one.reserved_elsewhere - 1)),
    lambda one: replace(one, most_mentees=None if one.most_mentees is None else one.most_mentees + 1),
    lambda one: replace(one, strengths=one.strengths | {"friendship_trouble"}),
    lambda one: replace(one, met_before=True),
    lambda one: replace(one, mentees_before=one.mentees_before + 1),
    lambda one: replace(one, reserved_until=LATER),
    lambda one: replace(one, has_conflict=False),
    lambda one: replace(one, works_here=True),
    lambda one: replace(one, cleared_until=LATER),
    lambda one: replace(one, journey_until=LATER),
    lambda one: replace(one, supervisor_id=UUID(int=2), clinical_id=UUID(int=3)),
)


@given(SEVERAL, NEEDS, st.randoms())
def test_the_order_is_the_same_however_the_mentors_came(
    mentors: list[Mentor], need: Need, dice: random.Random
) -> None:
    shuffled = list(mentors)
    dice.shuffle(shuffled)
    assert rank(shuffled, need) == rank(mentors, need)
    assert sorted(one.mentor.person_id for one in rank(mentors, need)) == sorted(
        one.person_id for one in mentors
    )


@given(SEVERAL, NEEDS)
def test_nobody_who_is_refused_stands_before_somebody_who_is_not(mentors: list[Mentor], need: Need) -> None:
    refused = [one.is_refused for one in rank(mentors, need)]
    assert refused == sorted(refused)


@given(SEVERAL, NEEDS, st.sampled_from(BETTER))
def test_whatever_is_better_about_a_mentor_never_lowers_the_place(
    mentors: list[Mentor], need: Need, better: Any
) -> None:
    first, *others = mentors

    def place(one: Mentor) -> int:
        return [each.mentor.person_id for each in rank([one, *others], need)].index(one.person_id)

    assert place(better(first)) <= place(first)


@given(MENTORS, NEEDS)
def test_a_mentor_is_refused_exactly_when_a_sentence_says_so(mentor: Mentor, need: Need) -> None:
    (one,) = rank([mentor], need)
    assert one.is_refused is bool(one.refusals)
    assert all(said.endswith(".") for _, said in one.refusals)
    assert one.reasons
