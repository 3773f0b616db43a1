"""Who writes down that abuse or neglect was reported, what must the record say, and how soon does the law ask for it?

The duty is that of whoever heard it. Nobody approves a report: no state of an escalation, a hold, a decision or a case
is asked here, and no parameter could carry one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from care_steps import codes
from supervision.actors import Actor
from supervision.live_items import LIVE
from supervision.relations import CARERS, Standing, is_any

KIND: Final = "abuse_or_neglect"
"""The kind of concern, a code of the list `concern_kinds`."""
REPORT: Final = "report_abuse"
"""What its task asks for, a code of the list `actions`."""
TOLD: Final = "support_reporter"
"""What is asked of the supervisor who is told, a code of the same list."""
REPORTED: Final = "reported"
"""How its task ends, a code of the list `task_outcomes`."""
ONLY_A_REPORT: Final = "Only the report ends this. Write down to whom it was reported, and when."


@dataclass(frozen=True, slots=True)
class AbuseReport:
    """What was reported. `reference`: empty while the agency has given none; `written_on`: the day in writing, if any."""

    reported_by: UUID
    agency: str
    reported_at: datetime
    way: str
    reference: str = ""
    written_on: date | None = None


def why_not_report(actor: Actor, standing: Standing, *, heard_by: UUID) -> str | None:
    """Whoever heard it may always, also when they have nothing to do with the mentee any more, and who covers for them."""
    if actor.kind == "person" and actor.stands_for(heard_by):
        return None
    if is_any(actor, standing, CARERS):
        return None
    return "Only whoever heard it, the counselor or a supervisor may write down the report."


def reporters(heard_by: UUID, recorded_by: UUID) -> tuple[UUID, ...]:
    """Who may have reported it: whoever heard it, or whoever writes it down and did it for them."""
    return tuple(dict.fromkeys((heard_by, recorded_by)))


def why_not_take(report: AbuseReport, who: Collection[UUID], *, at: datetime, today: date) -> dict[str, str]:
    """A sentence for each field of a report that cannot be taken."""
    errors = {}
    if report.reported_by not in who:
        errors["reported_by"] = "Say who reported it."
    if not report.agency.strip():
        errors["agency"] = "Say to which agency it was reported."
    if report.reported_at > at:
        errors["reported_on"] = "This day and time have not come yet."
    if not codes.load("report_ways").knows(report.way):
        errors["way"] = "Say how it was reported."
    if report.written_on is not None and report.written_on > today:
        errors["written_on"] = "This day has not come yet."
    return errors


def hours_to_say(hours: int | None, checked_on: date, today: date) -> int | None:
    """How many hours may be shown; None means at once. A law that was not checked lately gives nobody any time."""
    return hours if hours and not is_old(checked_on, today) else None


def is_old(checked_on: date, today: date) -> bool:
    """Has a lawyer last checked this law too long ago?"""
    return checked_on + LIVE.reporting_checked < today
