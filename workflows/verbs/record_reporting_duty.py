"""Somebody writes down whom the law of a state tells to call, and which lawyer has checked it."""

from datetime import datetime

from supervision.abuse_reports import is_old
from supervision.access import Actor
from supervision.live_access import why_not_keep_duty
from supervision.reporting_clock import STATES, Exclude
from workflows.records.audit import keep_audit
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.reporting_duties import ReportingDuty, keep_reporting_duty
from workflows.records.scope import Transaction

_REQUIRED = {
    "state": "Say which state.",
    "agency": "Say which agency is called.",
    "phone": "Give its telephone number.",
    "duty": "Say in words who has to report what.",
    "source": "Say where it is written, like a section of the law.",
    "checked_by": "Say which lawyer checked it.",
}

_TOO_OLD = (
    "This was checked too long ago to give anybody time. Have it checked again, or leave the hours empty."
)


async def record_reporting_duty(tx: Transaction, *, duty: ReportingDuty, by: Actor, at: datetime) -> None:
    """A state that is on record gets a newer row; the earlier one stays. Raises `NotAllowed` or `Invalid`."""
    if (why := why_not_keep_duty(by)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may write this down.")
    errors = {name: said for name, said in _REQUIRED.items() if not getattr(duty, name).strip()}
    if duty.checked_on > at.date():
        errors["checked_on"] = "This day has not come yet."
    for name in ("spoken_within_hours", "written_within_hours"):
        hours = getattr(duty, name)
        if hours is not None and hours < 0:
            errors[name] = "Enter a number of hours, or leave it empty."
    if "state" not in errors and duty.state not in STATES.states:
        errors["state"] = "Choose the state."
    if duty.written_excludes not in tuple(Exclude):
        errors["written_excludes"] = "Say which hours do not count."
    gives_time = duty.spoken_within_hours or duty.written_within_hours
    if gives_time and "checked_on" not in errors and is_old(duty.checked_on, at.date()):
        errors["checked_on"] = _TOO_OLD
    if errors:
        raise Invalid(errors)
    await keep_reporting_duty(tx, duty, by=by.person_id, at=at)
    await keep_audit(tx, "recorded_reporting_duty", object_kind="organisation", object_id=tx.actor.org_id)
