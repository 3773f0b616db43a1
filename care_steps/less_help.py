"""Which step is less help than another, and what does somebody say who chooses less than now?

Care that is taken back has a plan for the day on which things get worse, and a first day on which somebody looks.
The end of care is less than every step; before care has begun there is nothing to take back.
"""

from datetime import date
from typing import Final

from care_steps.steps import Step
from triage.calendar import SchoolCalendar

_CLOSED: Final = -1


def help_of(step: Step) -> int:
    """How much help a step is, to compare with others."""
    return _CLOSED if step.number is None else step.number


def is_less(step: Step, other: Step) -> bool:
    """Whether this step is less help than the other."""
    return help_of(step) < help_of(other)


def is_down(present: Step, chosen: Step) -> bool:
    """Whether care goes on, with less help than now."""
    return chosen.is_open and is_less(chosen, present)


def why_not_less(
    present: Step,
    chosen: Step,
    *,
    plan: str,
    first_check_on: date | None,
    today: date,
    school: SchoolCalendar,
) -> dict[str, str]:
    """A sentence for each field that less help than now lacks, and for what was said without need."""
    if not is_down(present, chosen):
        said = {"safety_plan": plan.strip(), "first_check_on": first_check_on}
        return {name: "Only a step down has this." for name, one in said.items() if one}
    errors = {}
    if not plan.strip():
        errors["safety_plan"] = "Write down what is done when things get worse again."
    if first_check_on is None:
        errors["first_check_on"] = "Say on which day somebody looks first."
    elif first_check_on <= today:
        errors["first_check_on"] = "The first check is on a day to come."
    elif not school.is_school_day(first_check_on):
        errors["first_check_on"] = "There is no school on this day. Choose a school day."
    return errors
