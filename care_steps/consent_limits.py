"""Which ages, days and intervals hold for consents and notices? The values stand in `consents.toml`."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True)
class ConsentLimits:
    """Ages and days; the file names their owner and source."""

    version: int
    owner: str
    source: str
    rights_pass_at_years: int
    answer_within_days: int
    remind_every_days: int
    remind_before_end_days: int
    shortest_opt_out_days: int
    notice_holds_days: int
    covered_reasons: tuple[str, ...]


def _read(written: str) -> ConsentLimits:
    found = tomllib.loads(written)
    return ConsentLimits(**{**found, "covered_reasons": tuple(found["covered_reasons"])})


CONSENT_LIMITS: Final = _read((files("care_steps") / "consents.toml").read_text(encoding="utf-8"))
