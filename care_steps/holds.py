"""Until which day does a hold last, when nobody says otherwise?"""

import tomllib
from datetime import date, datetime
from importlib.resources import files
from typing import Final

from triage.calendar import SchoolCalendar

USUAL_SCHOOL_DAYS: Final[int] = tomllib.loads(
    (files("care_steps") / "holds.toml").read_text(encoding="utf-8")
)["usual_school_days"]


def usual_end(calendar: SchoolCalendar, at: datetime) -> date:
    """The school day that is proposed as the last day of a hold made at this instant."""
    return calendar.local_day(calendar.due_at(at, amount=USUAL_SCHOOL_DAYS, unit="school_days"))
