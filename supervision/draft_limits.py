"""How long is kept what somebody began to type, and that they sent it? Read from the file of the same name."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True)
class DraftLimits:
    """`kept`: since it was last saved. `after_sign_in`: how late a form may come whose sign-in has run out.

    `keys_kept`: how long the same form sent again gets the same answer. `on_phone`: how long a phone without a network
    keeps a log that was sent there.
    """

    kept: timedelta
    after_sign_in: timedelta
    keys_kept: timedelta
    on_phone: timedelta


def _load() -> DraftLimits:
    found = tomllib.loads(files(__package__).joinpath("draft_limits.toml").read_text("utf-8"))
    return DraftLimits(
        kept=timedelta(days=found["days_kept"]),
        after_sign_in=timedelta(hours=found["hours_after_sign_in"]),
        keys_kept=timedelta(days=found["days_form_keys_kept"]),
        on_phone=timedelta(days=found["days_kept_on_phone"]),
    )


LIMITS: Final = _load()
