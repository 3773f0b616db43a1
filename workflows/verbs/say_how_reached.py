"""Somebody says by which telephone they are reached at work, or that there is none."""

from datetime import datetime

from supervision.access import Actor
from supervision.phone_numbers import dialed
from workflows.records.audit import keep_audit
from workflows.records.people import keep_work_phone
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction

_NO_NUMBER = "Give a telephone number with its area code, like (555) 010-0144, or with + and its country."


async def say_how_reached(tx: Transaction, *, work_phone: str, by: Actor, at: datetime) -> None:
    """Their own and nobody else's, from now on. Raises `NotAllowed`, or `Invalid` at the field."""
    if by.person_id is None:
        raise NotAllowed("Only a person can be reached.")
    number = dialed(work_phone)
    if work_phone.strip() and number is None:
        raise Invalid({"work_phone": _NO_NUMBER})
    await keep_work_phone(tx, by.person_id, number)
    await keep_audit(tx, "say_how_reached", object_kind="person", object_id=by.person_id)
