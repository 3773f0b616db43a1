"""Somebody says in which state a school lies: its law says to whom abuse and neglect is reported, and how soon."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.live_access import why_not_keep_duty
from supervision.reporting_clock import STATES
from workflows.records.audit import keep_audit
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.school_laws import keep_site_state
from workflows.records.scope import Transaction
from workflows.records.sites import site_ids


async def set_site_state(tx: Transaction, *, site_id: UUID, state: str, by: Actor, at: datetime) -> None:
    """What was said before stays on record. Raises `NotAllowed`, or `Invalid` at the fields."""
    if (why := why_not_keep_duty(by)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may write this down.")
    errors = {}
    if site_id not in await site_ids(tx):
        errors["site_id"] = "Choose one of the schools."
    if state not in STATES.states:
        errors["state"] = "Choose the state."
    if errors:
        raise Invalid(errors)
    await keep_site_state(tx, site_id, state, by=by.person_id, at=at)
    await keep_audit(tx, "set_site_state", object_kind="site", object_id=site_id)
