"""In which words does a policy say how urgent something is, and by when it is due?"""

from dataclasses import dataclass

LANES = {
    "emergency": ("P0",),
    "urgent": ("P1", "P2"),
    "routine": ("P3", "P4", "P5"),
    # A form that cannot be judged puts nobody into a lane; its task is due all the same.
    "none": ("P1", "P2", "P3", "P4", "P5"),
}
"""The lanes, which are never merged, and the classes each of them holds."""

UNITS = ("now", "same_day", "hours", "days", "school_days")
"""Units that count from the instant at which something came up."""
STEP_DAY = "step_day"
"""By this day of the present step, moved to the next school day; at once when that day has passed."""
CLOCKS = ("real", "school", "calendar")


@dataclass(frozen=True, slots=True)
class Limit:
    """By when something is due: `triage.calendar.due_at` takes both."""

    amount: int
    unit: str
