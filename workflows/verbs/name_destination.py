"""Somebody names a place to which young people are referred."""

from datetime import datetime
from uuid import UUID

from care_steps.steps import CARE_STEPS, Step
from supervision.access import Actor
from supervision.intake_access import why_not_keep_destinations
from workflows.records.audit import keep_audit
from workflows.records.destinations import is_named, keep_destination
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction
from workflows.records.sites import site_ids


async def name_destination(
    tx: Transaction, *, name: str, site_id: UUID | None, for_step: Step, by: Actor, at: datetime
) -> UUID:
    """Returns the destination's id; without a site it is of every school. Raises `NotAllowed` or `Invalid`."""
    if (why := why_not_keep_destinations(by, site_id)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may name a destination.")
    errors, called = {}, " ".join(name.split())
    if not called:
        errors["name"] = "Say what it is called."
    elif await is_named(tx, called, site_id):
        errors["name"] = "It is on the list already."
    if site_id is not None and site_id not in await site_ids(tx):
        errors["site_id"] = "Choose one of the schools."
    if for_step not in CARE_STEPS:
        errors["for_step"] = "Choose a step of care."
    if errors:
        raise Invalid(errors)
    destination_id = await keep_destination(
        tx, name=called, site_id=site_id, for_step=for_step, by=by.person_id, at=at
    )
    await keep_audit(tx, "named_destination", object_kind="destination", object_id=destination_id)
    return destination_id
