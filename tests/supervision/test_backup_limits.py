"""Which backups stay, and from when on does the site say that none was checked?"""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from supervision.backup_limits import LIMITS

NIGHT = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)


def test_a_backup_of_last_night_is_young_enough_all_day_and_one_of_the_night_before_is_not() -> None:
    assert LIMITS.hours_late(NIGHT, NIGHT + timedelta(hours=26)) is None
    assert LIMITS.hours_late(NIGHT, NIGHT + timedelta(hours=26, minutes=1)) == 26
    assert LIMITS.hours_late(NIGHT, NIGHT + timedelta(hours=49)) == 49


def test_of_a_year_of_nights_the_newest_fourteen_stay_and_one_a_week_before() -> None:
    nights = [NIGHT - timedelta(days=day) for day in range(365)]
    staying = LIMITS.staying(nights)
    assert staying >= set(nights[:14])
    weeks = sorted(staying - set(nights[:14]))
    assert len(weeks) == 6
    assert {later - sooner for sooner, later in pairwise(weeks)} == {timedelta(weeks=1)}
    assert min(staying) > NIGHT - timedelta(weeks=10)


@given(st.lists(st.integers(0, 1000), min_size=1))
def test_the_newest_always_stays_and_nothing_stays_that_was_not_there(hours: list[int]) -> None:
    taken = [NIGHT - timedelta(hours=hour) for hour in hours]
    staying = LIMITS.staying(taken)
    assert max(taken) in staying
    assert staying <= set(taken)
    assert LIMITS.staying(staying) <= staying
