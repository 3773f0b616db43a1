"""Somebody writes down what a provider offers, for whom, at what price, and whom to ask in its place."""

from datetime import datetime
from uuid import UUID

from care_steps import codes
from supervision.access import Actor
from supervision.intake_access import why_not_keep_destinations
from workflows.records.audit import keep_audit
from workflows.records.destinations import Destination, load_destination
from workflows.records.providers import ProviderDetail, keep_provider, lock_provider, provider_of
from workflows.records.refusals import Invalid, NotAllowed, NotFound
from workflows.records.scope import Transaction
from workflows.records.versions import insist_unchanged


async def describe_destination(
    tx: Transaction,
    *,
    destination_id: UUID,
    detail: ProviderDetail,
    by: Actor,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """What was said before stays on record. Raises `NotFound`, `NotAllowed`, `Stale`, or `Invalid` at the fields."""
    found = await load_destination(tx, destination_id)
    if (why := why_not_keep_destinations(by, found.site_id)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may describe a destination.")
    await lock_provider(tx, destination_id)
    insist_unchanged(seen_version, await provider_of(tx, destination_id))
    errors = _errors(detail)
    if detail.fallback_id is not None:
        errors |= await _why_not_fall_back(tx, found, detail.fallback_id)
    if errors:
        raise Invalid(errors)
    await keep_provider(tx, destination_id, detail, recorded_at=at)
    await keep_audit(tx, "described_destination", object_kind="destination", object_id=destination_id)


def _errors(detail: ProviderDetail) -> dict[str, str]:
    errors = {}
    chosen = {
        "services": ("provider_services", detail.services),
        "languages": ("contact_languages", detail.languages),
        "payment": ("payment_kinds", detail.payment),
    }
    for name, (list_id, given) in chosen.items():
        if not all(codes.load(list_id).knows(code) for code in given):
            errors[name] = "Choose from the answers that are offered."
    youngest, oldest = detail.youngest, detail.oldest
    if (youngest is None) != (oldest is None):
        errors["youngest" if youngest is None else "oldest"] = "Enter both ages, or none."
    elif youngest is not None and oldest is not None and not 0 <= youngest <= oldest:
        errors["oldest"] = "The oldest is not younger than the youngest."
    return errors


async def _why_not_fall_back(tx: Transaction, found: Destination, fallback_id: UUID) -> dict[str, str]:
    """Another one, to which the same schools refer for the same step of care."""
    try:
        other = await load_destination(tx, fallback_id)
    except NotFound:
        return {"fallback_id": "Choose one of the destinations."}
    if other.id == found.id or other.site_id not in (None, found.site_id):
        return {"fallback_id": "Choose another destination of the same school, or one of every school."}
    if other.for_step is not found.for_step:
        return {"fallback_id": "Choose a destination for the same step of care."}
    if not other.is_current:
        return {"fallback_id": "Nobody is referred there now. Choose another one."}
    return {}
