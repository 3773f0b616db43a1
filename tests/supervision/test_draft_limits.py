"""Is it written down how long a draft is kept, and is that longer than a sign-in and shorter than a school year?"""

import tomllib
from datetime import timedelta
from importlib.resources import files

from supervision.draft_limits import LIMITS
from supervision.sign_in_limits import LIMITS as SIGN_IN


def test_the_limits_are_those_of_the_file_with_owner_and_source() -> None:
    found = tomllib.loads((files("supervision") / "draft_limits.toml").read_text(encoding="utf-8"))
    assert LIMITS.kept == timedelta(days=found["days_kept"])
    assert LIMITS.after_sign_in == timedelta(hours=found["hours_after_sign_in"])
    assert all(found[name] for name in ("version", "owner", "source"))


def test_a_draft_outlives_a_weekend_and_not_a_term() -> None:
    assert timedelta(days=3) < LIMITS.kept < timedelta(days=60)


def test_a_form_that_comes_late_is_kept_until_the_next_morning_and_not_for_long() -> None:
    assert SIGN_IN.idle < LIMITS.after_sign_in <= LIMITS.kept
