"""Take a list of staff and mentors over, as it was read and approved. It ends nobody's role."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID

from supervision.access import Actor, why_not_administrate
from workflows.exchange.people_plan import PeoplePlan, PersonPlan, plan_people
from workflows.exchange.people_staging import people_preview_from, person_from, summary_of
from workflows.records.audit import keep_audit
from workflows.records.ids import new_id
from workflows.records.import_states import ImportMove, ImportState
from workflows.records.imports import Import, lock_import, move_import, staged_fields
from workflows.records.names import search_name
from workflows.records.posts import keep_credentials, keep_on_call, keep_posts, keep_supervisor
from workflows.records.refusals import NotAllowed, Stale
from workflows.records.scope import Transaction
from workflows.records.staff import change_person, keep_person
from workflows.verbs.set_mentor_terms import set_mentor_terms
from workflows.verbs.settle_referrals import settle_referrals


@dataclass(frozen=True, slots=True)
class ImportedPeople:
    """How it ended, and whom to invite: address -> person, of everybody without an account."""

    state: ImportState
    without_account: Mapping[str, UUID]


async def import_people(
    tx: Transaction, *, import_id: UUID, seen_digest: str, by: Actor, at: datetime
) -> ImportedPeople:
    """`seen_digest`: of the preview that was read. When live rows have changed since the check, only a new
    preview is written. Raises `NotAllowed` or `Stale`.
    """
    if why := why_not_administrate(by):
        raise NotAllowed(why)
    found = await lock_import(tx, "people", import_id)
    preview = people_preview_from(found.summary)
    if preview.digest != seen_digest:
        raise Stale("What this list would change has changed since you read it. Look at it again.")
    again = (ImportMove.OFFER_AGAIN,) if found.state is ImportState.NEEDS_REVIEW else ()
    state = await move_import(tx, found, *again, ImportMove.APPROVE, ImportMove.COMMIT, approved=True)
    committing = replace(found, state=state)
    plan = await plan_people(tx, [person_from(said) for said in await staged_fields(tx, import_id)])
    if plan.digest != preview.digest:
        return await _ask_again(tx, committing, plan, preview.errors)
    ids = {one.said.email: one.known.person_id if one.known else new_id() for one in plan.persons}
    for one in plan.persons:
        await _keep(tx, one, ids[one.said.email], at)
    everybody = {**{email: one.person_id for email, one in plan.known.items()}, **ids}
    for one in plan.persons:
        if one.supervisor is not None:
            await keep_supervisor(tx, ids[one.said.email], everybody[one.supervisor], at)
    await settle_referrals(tx)
    done = await move_import(tx, committing, ImportMove.FINISH)
    await keep_audit(
        tx,
        "imported_people",
        object_kind="roster_import",
        object_id=import_id,
        payload={"new": preview.count("new"), "changed": preview.count("changed")},
    )
    without = {
        one.said.email: ids[one.said.email]
        for one in plan.persons
        if one.known is None or not one.known.has_account
    }
    return ImportedPeople(done, without)


async def _keep(tx: Transaction, one: PersonPlan, person_id: UUID, at: datetime) -> None:
    names = {
        "given_name": one.said.given_name,
        "family_name": one.said.family_name,
        "search_name": search_name(one.said.given_name, one.said.family_name),
        "phone": one.said.phone,
    }
    if one.known is None:
        await keep_person(tx, person_id, one.said.email, names, at)
    elif one.changes:
        await change_person(tx, person_id, names)
    await keep_posts(tx, person_id, one.posts, at)
    await keep_credentials(tx, person_id, one.credentials, at)
    if one.terms is not None:
        await set_mentor_terms(tx, person_id=person_id, terms=one.terms, by=tx.actor, at=at)
    if one.on_call and one.said.phone is not None:
        await keep_on_call(tx, person_id, one.said.phone, one.on_call, at)


async def _ask_again(tx: Transaction, found: Import, plan: PeoplePlan, errors: int) -> ImportedPeople:
    anew = json.dumps(asdict(summary_of(plan, errors=errors)))
    state = await move_import(tx, found, ImportMove.ASK_AGAIN, summary=anew)
    await keep_audit(tx, "asked_people_again", object_kind="roster_import", object_id=found.id)
    return ImportedPeople(state, {})
