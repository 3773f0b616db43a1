"""Somebody asked a destination how many places are free and how long one waits, and writes it down."""

from datetime import date, datetime
from uuid import UUID

from supervision.access import Actor
from supervision.intake_access import why_not_keep_destinations
from workflows.records.audit import keep_audit
from workflows.records.destinations import keep_capacity, load_destination
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction


async def set_capacity(
    tx: Transaction,
    *,
    destination_id: UUID,
    places: int,
    wait_days: int | None,
    asked_on: date,
    by: Actor,
    at: datetime,
) -> None:
    """What was said before stays on record. Raises `NotFound`, `NotAllowed`, or `Invalid` at the fields."""
    found = await load_destination(tx, destination_id)
    if (why := why_not_keep_destinations(by, found.site_id)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may write down what they said.")
    errors = {}
    if places < 0:
        errors["places"] = "Enter how many places are free, or 0."
    if wait_days is not None and wait_days < 0:
        errors["wait_days"] = "Enter a number of days, or nothing."
    if asked_on > at.date():
        errors["asked_on"] = "This day has not come yet."
    if errors:
        raise Invalid(errors)
    await keep_capacity(
        tx,
        destination_id,
        places=places,
        wait_days=wait_days,
        asked_on=asked_on,
        by=by.person_id,
        at=at,
    )
    await keep_audit(tx, "set_capacity", object_kind="destination", object_id=destination_id)
