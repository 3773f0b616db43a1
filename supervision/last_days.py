"""Whose last day comes before what they are to take over could matter, and from which day on are they needed?"""

from datetime import date, timedelta

from supervision.said_days import day_said


def why_not_there(name: str, last_day_on: date | None, *, needed_on: date) -> str | None:
    """`needed_on`: the first day on which it is theirs to do. A last day counts; None: nobody says that they leave."""
    if last_day_on is None or last_day_on >= needed_on:
        return None
    return f"{name}’s last day is {day_said(last_day_on)}, too early for this. Choose somebody who stays."


def needed_from(last_day_on: date | None, *, today: date) -> date:
    """When somebody leaves, whoever follows is needed on the day after, and never before today."""
    return max(today, last_day_on + timedelta(days=1)) if last_day_on else today
