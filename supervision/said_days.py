"""How does a sentence name a day: "September 14"?"""

from datetime import date


def day_said(day: date) -> str:
    """Month and day; the year is plain from where the sentence stands."""
    return f"{day:%B} {day.day}"
