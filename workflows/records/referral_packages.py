"""What was sent with a referral, to whom, and what of a mentee's record has gone outside?"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.ids import new_id
from workflows.records.scope import Transaction
from workflows.records.tables.referrals import disclosure, referral_package


@dataclass(frozen=True, slots=True)
class PackagePart:
    """One item with what it says, line by line."""

    code: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptPackage:
    """A package as it was sent. `recipients` are names, `way` is in words; nothing of it changes any more."""

    id: UUID
    parts: tuple[PackagePart, ...]
    left_out: tuple[str, ...]
    recipients: tuple[str, ...]
    way: str
    consent_basis: str
    threat: str
    content_hash: str
    released_by: str
    recorded_at: datetime


_KEEP, _DISCLOSE = insert(referral_package), insert(disclosure)
_OF_REFERRAL = text("""
SELECT k.id, k.items, k.left_out, k.recipients, k.consent_basis, k.threat, k.content_hash, k.recorded_at,
       p.given_name || ' ' || p.family_name AS released_by
  FROM app.referral_package k JOIN app.person p ON (p.org_id, p.id) = (k.org_id, k.released_by)
 WHERE k.org_id = :org_id AND k.referral_id = :id ORDER BY k.recorded_at DESC, k.id DESC
""")


def hash_of_parts(parts: Sequence[PackagePart]) -> str:
    """SHA-256 over the contents as they are kept: whoever holds the paper can compare it."""
    kept = json.dumps(_plain(parts), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(kept.encode()).hexdigest()


def _plain(parts: Sequence[PackagePart]) -> list[dict[str, Any]]:
    return [{"code": one.code, "title": one.title, "lines": list(one.lines)} for one in parts]


async def packages_of(tx: Transaction, referral_id: UUID) -> tuple[KeptPackage, ...]:
    """Everything that was sent with it, the newest first."""
    found = await tx.connection.execute(_OF_REFERRAL, {"org_id": tx.actor.org_id, "id": referral_id})
    return tuple(_package(row) for row in found.mappings())


def _package(row: Mapping[Any, Any]) -> KeptPackage:
    recipients = row["recipients"]
    parts = tuple(PackagePart(one["code"], one["title"], tuple(one["lines"])) for one in row["items"])
    return KeptPackage(
        id=row["id"],
        parts=parts,
        left_out=tuple(row["left_out"]),
        recipients=tuple(one["name"] for one in recipients),
        way=recipients[0]["way"],
        consent_basis=row["consent_basis"],
        threat=row["threat"],
        content_hash=row["content_hash"],
        released_by=row["released_by"],
        recorded_at=row["recorded_at"],
    )


async def keep_package(
    tx: Transaction,
    referral_id: UUID,
    parts: Sequence[PackagePart],
    *,
    left_out: Sequence[str],
    recipients: Sequence[str],
    way: str,
    consent_basis: str,
    contact_id: UUID | None,
    threat: str,
    recorded_at: datetime,
) -> UUID:
    package_id = new_id()
    values: dict[str, Any] = {
        "org_id": tx.actor.org_id,
        "id": package_id,
        "referral_id": referral_id,
        "items": _plain(parts),
        "left_out": list(left_out),
        "recipients": [{"name": one, "way": way} for one in recipients],
        "consent_basis": consent_basis,
        "contact_id": contact_id,
        "threat": threat,
        "content_hash": hash_of_parts(parts),
        "released_by": tx.actor.person_id,
        "recorded_at": recorded_at,
    }
    await tx.connection.execute(_KEEP, values)
    return package_id


async def keep_disclosures(
    tx: Transaction,
    mentee_id: UUID,
    *,
    referral_id: UUID,
    recipients: Sequence[str],
    interest: str,
    what: Sequence[str],
    basis: str,
    threat: str,
    recorded_at: datetime,
) -> None:
    """One row for each who got it (34 CFR 99.32)."""
    rows = [
        {
            "org_id": tx.actor.org_id,
            "id": new_id(),
            "mentee_id": mentee_id,
            "referral_id": referral_id,
            "disclosed_to": one,
            "interest": interest,
            "what": list(what),
            "basis": basis,
            "threat": threat,
            "disclosed_by": tx.actor.person_id,
            "happened_at": tx.at,
            "recorded_at": recorded_at,
        }
        for one in recipients
    ]
    await tx.connection.execute(_DISCLOSE, rows)
