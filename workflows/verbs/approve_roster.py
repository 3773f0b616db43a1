"""An administrator has seen what a roster would change, and agrees."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from supervision.access import Actor, why_not_administrate
from workflows.exchange.roster_preview import Preview, preview_from
from workflows.records.audit import keep_audit
from workflows.records.import_states import ImportMove, ImportState
from workflows.records.imports import lock_import, move_import
from workflows.records.refusals import Invalid, NotAllowed, Stale
from workflows.records.scope import Transaction
from workflows.records.sites import site_ids


async def approve_roster(
    tx: Transaction,
    *,
    import_id: UUID,
    seen_digest: str,
    site_id: UUID | None = None,
    accepted_removals: int | None = None,
    same: Mapping[str, UUID] | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """`seen_digest`: of the preview that was read. `same`: new ids of people who are known already.

    `accepted_removals` is the exact number of leaving students, given when the brake asks for it. Raises
    `Invalid` at `site_id`, `accepted_removals` or `same`, `NotAllowed`, or `Stale`.
    """
    if why := why_not_administrate(by):
        raise NotAllowed(why)
    found = await lock_import(tx, "roster", import_id)
    preview = preview_from(found.summary)
    if preview.digest != seen_digest:
        raise Stale("What this roster would change has changed since you read it. Look at it again.")
    chosen = site_id or found.site_id
    known = tuple(await site_ids(tx))
    if errors := _errors(preview, chosen, known, accepted_removals, same or {}):
        raise Invalid(errors)
    moves: tuple[ImportMove, ...] = (ImportMove.APPROVE,)
    if found.state is ImportState.NEEDS_REVIEW:
        moves = (ImportMove.OFFER_AGAIN, *moves)
    decided = replace(preview, same={new: str(person) for new, person in (same or {}).items()})
    await move_import(tx, found, *moves, site_id=chosen, approved=True, summary=json.dumps(asdict(decided)))
    await keep_audit(
        tx,
        "approved_roster",
        object_kind="roster_import",
        object_id=import_id,
        payload={"leaving": preview.leaving, "brake": len(preview.brake)},
    )


def _errors(
    preview: Preview,
    site_id: UUID | None,
    known: tuple[UUID, ...],
    accepted: int | None,
    same: Mapping[str, UUID],
) -> dict[str, str]:
    errors = {}
    if site_id is None and (preview.need_site or preview.new_sites):
        errors["site_id"] = (
            "Choose a site: some students belong to no school, or a school of the roster is new here."
        )
    elif site_id is not None and site_id not in known:
        errors["site_id"] = "Choose one of the sites."
    if preview.brake and accepted != preview.leaving:
        errors["accepted_removals"] = " ".join(
            (*preview.brake, f"To go on, confirm the exact number of students who leave: {preview.leaving}.")
        )
    proposed = {(one["sourced_id"], one["person_id"]) for one in preview.alike}
    if any((new, str(person)) not in proposed for new, person in same.items()):
        errors["same"] = "Only people who were proposed as the same can be taken as the same."
    elif len(set(same.values())) != len(same):
        errors["same"] = "Two new students cannot be the same person."
    return errors
