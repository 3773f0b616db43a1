"""Who can be chosen to take something over: without those who leave too early, and with the last day of those who leave."""

from collections.abc import Collection, Iterable
from datetime import date

from supervision.last_days import why_not_there
from triage.roles import Role
from workflows.pages.page import Choice
from workflows.records.people import StaffMember


def who_is_there(
    people: Iterable[StaffMember], roles: Collection[Role], *, needed_on: date
) -> tuple[Choice, ...]:
    """Those who hold one of these roles and are there on that day, by name."""
    return tuple(
        Choice(str(one.person_id), one.name, last_day_on=one.last_day_on)
        for one in sorted(people, key=lambda one: one.name)
        if set(roles) & set(one.roles)
        and why_not_there(one.name, one.last_day_on, needed_on=needed_on) is None
    )
