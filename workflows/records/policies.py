"""Which escalation policy is in force? Versions are immutable, so a loaded one may be kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from care_steps.policy import Policy, load
from workflows.records.refusals import Refused
from workflows.records.scope import Transaction
from workflows.records.tables.work import policy_version

NO_POLICY = (
    "No escalation policy is in force. A clinical supervisor signs one, a second person approves it: "
    "stepwise policy publish --help."
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


_LOADED: dict[UUID, PolicyVersion] = {}

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
_KEEP = insert(policy_version)


async def load_policy(tx: Transaction, version_id: UUID | None) -> PolicyVersion:
    """The version with this id; raises `Refused` when none is in force."""
    if version_id is None:
        raise Refused(NO_POLICY)
    if version_id not in _LOADED:
        row = (
            (await tx.connection.execute(_BY_ID, {"org_id": tx.actor.org_id, "id": version_id}))
            .mappings()
            .one()
        )
        _LOADED[version_id] = PolicyVersion(
            row["id"],
            load(row["text"]),
            row["text"],
            row["owner_name"],
            row["approver_name"],
            row["effective_at"],
        )
    return _LOADED[version_id]


async def active_policy(tx: Transaction) -> PolicyVersion:
    """The escalation policy in force at the transaction's instant."""
    found = await tx.connection.execute(_ACTIVE, {"org_id": tx.actor.org_id, "at": tx.at})
    return await load_policy(tx, found.scalar())


async def every_policy(tx: Transaction) -> tuple[PolicyVersion, ...]:
    """All versions, newest first."""
    ids = (await tx.connection.execute(_ALL, {"org_id": tx.actor.org_id})).scalars().all()
    return tuple([await load_policy(tx, version_id) for version_id in ids])


async def keep_policy(tx: Transaction, values: Mapping[str, Any]) -> None:
    await tx.connection.execute(_KEEP, {"org_id": tx.actor.org_id, **values})
