"""May a case be closed like this? The last contact, the measure at the end, and what is said."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from care_steps import codes
from care_steps.closings import (
    EXIT_MEASURE_DAYS,
    Closing,
    Stretch,
    exit_measure,
    kept_exit_measure,
    sentence_of_closing,
    why_not_close_like,
)

TODAY = date(2026, 11, 26)
FORM, OLDER = UUID(int=1), UUID(int=2)
STRETCH = Stretch(date(2026, 9, 14), date(2026, 11, 20), {FORM: date(2026, 11, 24)}, TODAY)
CLOSING = Closing("goals_met", date(2026, 11, 24), "She manages.", (("The mentee", "In person"),))


def wrong(stretch: Stretch = STRETCH, **changes: Any) -> set[str]:
    errors = why_not_close_like(replace(CLOSING, **changes), stretch)
    assert all(said.endswith(".") for said in errors.values())
    return set(errors)


DAYS = [
    pytest.param(TODAY, set(), id="today"),
    pytest.param(TODAY + timedelta(days=1), {"last_contact_on"}, id="tomorrow"),
    pytest.param(date(2026, 11, 20), set(), id="the day of the last session"),
    pytest.param(date(2026, 11, 19), {"last_contact_on"}, id="before the last session"),
    pytest.param(None, {"last_contact_on", "no_measure"}, id="no day"),
]


@pytest.mark.parametrize(("day", "fields"), DAYS)
def test_the_last_contact_is_a_day_from_the_last_session_until_today(
    day: date | None, fields: set[str]
) -> None:
    assert wrong(last_contact_on=day) == fields


def test_without_a_session_the_last_contact_is_not_before_the_case() -> None:
    never_met = replace(STRETCH, last_made_on=None)
    assert wrong(never_met, last_contact_on=date(2026, 9, 13), no_measure="never_in_care") == {
        "last_contact_on"
    }
    assert wrong(never_met, last_contact_on=date(2026, 9, 14), no_measure="never_in_care") == set()


@pytest.mark.parametrize("side", [1, -1])
def test_a_measure_counts_for_the_end_within_these_days_of_it(side: int) -> None:
    near, far = side * EXIT_MEASURE_DAYS, side * (EXIT_MEASURE_DAYS + 1)
    day = date(2026, 11, 24)
    taken = replace(STRETCH, measures={FORM: day + timedelta(days=near)})
    assert exit_measure(taken, day) == FORM
    assert exit_measure(replace(taken, measures={FORM: day + timedelta(days=far)}), day) is None


def test_the_newest_of_several_measures_is_kept() -> None:
    both = replace(STRETCH, measures={OLDER: date(2026, 11, 20), FORM: date(2026, 11, 24)})
    assert kept_exit_measure(CLOSING, both) == str(FORM)


def test_where_there_is_no_measure_it_is_said_why_with_words_for_another_reason() -> None:
    none = replace(STRETCH, measures={})
    assert wrong(none) == {"no_measure"}
    assert wrong(none, no_measure="because") == {"no_measure"}
    assert wrong(none, no_measure="declined") == set()
    assert wrong(none, no_measure="other_text") == {"no_measure_words"}
    said = replace(CLOSING, no_measure="other_text", no_measure_words="Abroad.")
    assert kept_exit_measure(said, none) == "other_text: Abroad."
    assert wrong(no_measure="declined") == {"no_measure"}


@pytest.mark.parametrize("reason", [one.code for one in codes.load("closure_reasons").codes])
def test_while_a_safety_item_is_open_only_two_reasons_end_care(reason: str) -> None:
    unsafe = replace(STRETCH, open_safety_items=1)
    allowed = reason in ("transferred_care", "deceased")
    assert wrong(unsafe, reason=reason) == (set() if allowed else {"reason"})
    assert wrong(reason=reason) == set()


def test_the_sentence_says_what_the_rules_said_first() -> None:
    assert sentence_of_closing(CLOSING, "Sam Rivera", "") == "Sam Rivera closed the case: goals met."
    said = sentence_of_closing(CLOSING, "Sam Rivera", "R10: Two good scores.")
    assert said == "R10: Two good scores. Sam Rivera closed the case: goals met."
