"""A version of the escalation policy comes into force: owned by a clinician, approved by a second person."""

from datetime import datetime
from uuid import UUID

from care_steps.policy import PolicyError, check_examples, load
from supervision.access import Actor, why_not_administrate
from supervision.job_schedule import Job
from triage.roles import Role
from workflows.records.audit import keep_audit
from workflows.records.deferred_jobs import defer
from workflows.records.ids import new_id
from workflows.records.people import roles_of
from workflows.records.policies import every_policy, keep_policy
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction


async def publish_policy(
    tx: Transaction,
    *,
    text: str,
    owner_id: UUID,
    author_id: UUID | None,
    approver_id: UUID,
    by: Actor,
    at: datetime,
) -> UUID:
    """Returns the id of the version, in force from `at` on. `author_id` is None for the shipped policy.

    Raises `Invalid` with every fault of the file, or when owner or approver cannot sign.
    """
    if why := why_not_administrate(by):
        raise NotAllowed(why)
    try:
        policy = load(text)
    except PolicyError as fault:
        raise Invalid({"text": str(fault)}) from fault
    errors = {}
    if wrong := check_examples(policy):
        errors["text"] = " ".join(wrong)
    if Role.CLINICAL_SUPERVISOR not in await roles_of(tx, owner_id):
        errors["owner"] = "The owner of a policy is a clinical supervisor."
    if approver_id in (author_id, owner_id):
        errors["approver"] = "Somebody else than the owner and the author approves a policy."
    if not await roles_of(tx, approver_id) & {Role.CLINICAL_SUPERVISOR, Role.ADMINISTRATOR}:
        errors["approver"] = "A clinical supervisor or a program administrator approves a policy."
    known = [one.policy for one in await every_policy(tx) if one.policy.id == policy.id]
    if any(one.version >= policy.version for one in known):
        errors["text"] = f"Version {policy.version} is not newer than the one in force. Raise the version."
    if errors:
        raise Invalid(errors)
    version_id = new_id()
    await keep_policy(
        tx,
        {
            "id": version_id,
            "policy_id": policy.id,
            "version": policy.version,
            "text": text,
            "content_hash": policy.content_hash,
            "owner_id": owner_id,
            "author_id": author_id,
            "approver_id": approver_id,
            "effective_at": at,
            "recorded_at": at,
        },
    )
    await keep_audit(tx, "published_policy", object_kind="policy_version", object_id=version_id)
    # Whom the new rules concern is found at once, and not with the next turn of the clock.
    await defer(tx, Job.SWEEP, due_at=at)
    return version_id
