"""Which escalation policy is in force? Versions are immutable, so a loaded one may be kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from care_steps.policy import Policy, PolicyError, load
from care_steps.rules.section_loading import fixed_sections
from care_steps.rules.sections import Settings, Waiting
from workflows.records.refusals import Refused
from workflows.records.rows import known_row
from workflows.records.scope import Transaction
from workflows.records.tables.work import policy_version

NO_POLICY = (
    "No escalation policy is in force. A clinical supervisor signs one, a second person approves it, and a "
    "program administrator publishes it with: stepwise policy publish --help."
)


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A published policy with the people who answer for it."""

    id: UUID
    policy: Policy
    text: str
    owner_name: str
    approver_name: str
    effective_at: datetime


@dataclass(frozen=True, slots=True)
class StoredPolicy:
    """A version as it stands in the database now. `fault` says why it is not what was published."""

    id: UUID
    policy: Policy | None
    fault: str | None
    effective_at: datetime


# By organisation too: what is kept here has passed no row-level policy.
_LOADED: dict[tuple[UUID, UUID], PolicyVersion] = {}

_BY_ID = text("""
SELECT v.id, v.text, v.effective_at, o.given_name || ' ' || o.family_name AS owner_name,
       a.given_name || ' ' || a.family_name AS approver_name
  FROM app.policy_version v
  JOIN app.person o ON (o.org_id, o.id) = (v.org_id, v.owner_id)
  JOIN app.person a ON (a.org_id, a.id) = (v.org_id, v.approver_id)
 WHERE v.org_id = :org_id AND v.id = :id
""")
_ACTIVE = text("""
SELECT id FROM app.policy_version WHERE org_id = :org_id AND policy_id = 'escalation' AND effective_at <= :at
 ORDER BY effective_at DESC, version DESC LIMIT 1
""")
_ALL = text("""
SELECT id FROM app.policy_version WHERE org_id = :org_id ORDER BY effective_at DESC, version DESC
""")
_STORED = text("""
SELECT id, text, content_hash, effective_at FROM app.policy_version
 WHERE org_id = :org_id ORDER BY effective_at, version
""")
_KEEP = insert(policy_version)


async def load_policy(tx: Transaction, version_id: UUID | None) -> PolicyVersion:
    """The version with this id; raises `Refused` when none is in force, `NotFound` when it is not theirs."""
    if version_id is None:
        raise Refused(NO_POLICY)
    key = (tx.actor.org_id, version_id)
    if key not in _LOADED:
        row = await known_row(tx, _BY_ID, id=version_id)
        _LOADED[key] = PolicyVersion(
            row["id"],
            load(row["text"]),
            row["text"],
            row["owner_name"],
            row["approver_name"],
            row["effective_at"],
        )
    return _LOADED[key]


async def active_policy(tx: Transaction) -> PolicyVersion:
    """The escalation policy in force at the transaction's instant."""
    found = await tx.connection.execute(_ACTIVE, {"org_id": tx.actor.org_id, "at": tx.at})
    return await load_policy(tx, found.scalar())


async def settings_of(tx: Transaction, policy_version_id: UUID | None) -> Settings:
    """The numbers behind the facts of a case: the fixed ones as long as there is no policy."""
    if policy_version_id is None:
        return fixed_sections().settings
    return (await load_policy(tx, policy_version_id)).policy.settings


async def active_settings(tx: Transaction) -> Settings:
    """The numbers behind the facts that are in force: the fixed ones as long as there is no policy."""
    found = await tx.connection.execute(_ACTIVE, {"org_id": tx.actor.org_id, "at": tx.at})
    return await settings_of(tx, found.scalar())


async def waiting_places(tx: Transaction) -> tuple[Waiting, ...]:
    """The classes of the waiting list with their limits, as they are in force."""
    found = await tx.connection.execute(_ACTIVE, {"org_id": tx.actor.org_id, "at": tx.at})
    version_id = found.scalar()
    return (await load_policy(tx, version_id)).policy.waiting if version_id else fixed_sections().waiting


async def pause_from(tx: Transaction) -> int:
    """How many school days a closure has at least when it is a break."""
    return (await active_settings(tx)).pause_from_school_days


async def policy_at(tx: Transaction, at: datetime) -> PolicyVersion | None:
    """The escalation policy that was in force at this instant, if one was."""
    version_id = (await tx.connection.execute(_ACTIVE, {"org_id": tx.actor.org_id, "at": at})).scalar()
    return await load_policy(tx, version_id) if version_id else None


async def why_no_policy(tx: Transaction) -> str | None:
    """The sentence with which everything is refused that asks the rules; None when a policy is in force."""
    found = await tx.connection.execute(_ACTIVE, {"org_id": tx.actor.org_id, "at": tx.at})
    return NO_POLICY if found.scalar() is None else None


async def every_policy(tx: Transaction) -> tuple[PolicyVersion, ...]:
    """All versions, newest first."""
    ids = (await tx.connection.execute(_ALL, {"org_id": tx.actor.org_id})).scalars().all()
    return tuple([await load_policy(tx, version_id) for version_id in ids])


async def stored_policies(tx: Transaction) -> Mapping[UUID, StoredPolicy]:
    """Every version read anew, oldest first, for those who check what is on record."""
    found = await tx.connection.execute(_STORED, {"org_id": tx.actor.org_id})
    return {row.id: _stored(row) for row in found}


def in_force(policies: Mapping[UUID, StoredPolicy], at: datetime) -> StoredPolicy | None:
    """Which of these versions, oldest first, was in force at this instant."""
    begun = [one for one in policies.values() if one.effective_at <= at]
    return begun[-1] if begun else None


def _stored(row: Any) -> StoredPolicy:
    try:
        policy = load(row.text)
    except PolicyError as wrong:
        fault = f"The text of this policy version cannot be read: {wrong}"
        return StoredPolicy(row.id, None, fault, row.effective_at)
    fault = "The text of this policy version is not the one that was published."
    return StoredPolicy(
        row.id, policy, None if policy.content_hash == row.content_hash else fault, row.effective_at
    )


async def keep_policy(tx: Transaction, values: Mapping[str, Any]) -> None:
    await tx.connection.execute(_KEEP, {"org_id": tx.actor.org_id, **values})
