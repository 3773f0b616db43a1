"""Until which day does a hold last, when nobody says otherwise, and which holds end soon?"""

import tomllib
from datetime import date, datetime
from importlib.resources import files
from typing import Final

from triage.calendar import SchoolCalendar

_HOLDS: Final = tomllib.loads((files("care_steps") / "holds.toml").read_text(encoding="utf-8"))
USUAL_SCHOOL_DAYS: Final[int] = _HOLDS["usual_school_days"]
SOON_SCHOOL_DAYS: Final[int] = _HOLDS["soon_school_days"]


def usual_end(calendar: SchoolCalendar, at: datetime) -> date:
    """The school day that is proposed as the last day of a hold made at this instant."""
    return calendar.local_day(calendar.due_at(at, amount=USUAL_SCHOOL_DAYS, unit="school_days"))


def ends_soon(hold_until: date, calendar: SchoolCalendar, at: datetime) -> bool:
    """Whether it is time to look, before the hold has ended and is asked again by itself."""
    soon = calendar.local_day(calendar.due_at(at, amount=SOON_SCHOOL_DAYS, unit="school_days"))
    return calendar.local_day(at) <= hold_until <= soon
