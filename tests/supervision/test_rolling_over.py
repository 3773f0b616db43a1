"""What does a new school year change, and may it begin now?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.rolling_over import Raise, highest, roll_over_of, why_not_roll_over
from triage.school_year import YEAR

AUGUST = date(2026, 8, 17)


def test_every_grade_is_raised_and_the_last_one_leaves() -> None:
    found = roll_over_of([("06", 3), ("08", 2), ("07", 4), (None, 1), ("Other", 1)], today=AUGUST, last="08")
    assert found.school_year == "2026-27"
    assert found.raises == (Raise("06", "07", 3), Raise("07", "08", 4))
    assert (found.raised, found.leaving, found.unknown) == (7, 2, 2)


@given(
    st.dictionaries(st.sampled_from([*YEAR.grades, None, "Other", "7", "K"]), st.integers(1, 900)),
    st.sampled_from(YEAR.grades),
)
def test_no_student_is_lost_or_counted_twice(counted: dict[str | None, int], last: str) -> None:
    found = roll_over_of(counted.items(), today=AUGUST, last=last)
    assert found.raised + found.leaving + found.unknown == sum(counted.values())


def test_the_last_grade_of_a_school_is_the_highest_that_is_known() -> None:
    assert highest(["07", "Other", None, "10", "9"]) == "10"
    assert highest([None, "Other"]) is None


@pytest.mark.parametrize(
    ("done_on", "began_on", "roster_on", "why"),
    [
        (None, date(2025, 8, 1), None, None),
        (None, date(2025, 8, 1), date(2026, 6, 30), None),
        (AUGUST, date(2025, 8, 1), None, "already"),
        (None, date(2026, 7, 1), None, "began with Stepwise"),
        (None, date(2025, 8, 1), date(2026, 7, 1), "roster"),
    ],
)
def test_a_school_goes_over_once_and_only_when_nothing_else_brought_the_grades(
    done_on: date | None, began_on: date, roster_on: date | None, why: str | None
) -> None:
    found = why_not_roll_over(today=AUGUST, done_on=done_on, began_on=began_on, roster_on=roster_on)
    assert (found is None) == (why is None)
    assert why is None or why in str(found)
