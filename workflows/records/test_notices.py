"""Which test notices were sent to whoever is on call, and which of them came?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.ids import new_id
from workflows.records.rows import known_row
from workflows.records.scope import Transaction
from workflows.records.tables.operation import test_notice


@dataclass(frozen=True, slots=True)
class TestNotice:
    """A notice without a cause. `received_at` is None until that person has said that it came."""

    __test__ = False

    id: UUID
    site_name: str
    to_id: UUID
    to_name: str
    sent_at: datetime
    received_at: datetime | None


_NOTICE = """
SELECT {columns} n.id, s.name AS site_name, n.to_id, p.given_name || ' ' || p.family_name AS to_name, n.sent_at, n.received_at
  FROM app.test_notice n JOIN app.site s ON (s.org_id, s.id) = (n.org_id, n.site_id)
  JOIN app.person p ON (p.org_id, p.id) = (n.org_id, n.to_id)
 WHERE n.org_id = :org_id {which}
"""
_BY_ID = text(_NOTICE.format(columns="", which="AND n.id = :id FOR UPDATE OF n"))
_WAITING = text(
    _NOTICE.format(
        columns="DISTINCT ON (s.name, s.id)",
        which="AND n.to_id = :to_id AND n.received_at IS NULL ORDER BY s.name, s.id, n.sent_at DESC, n.id",
    )
)
_NEWEST = text(
    _NOTICE.format(columns="DISTINCT ON (s.name, s.id)", which="ORDER BY s.name, s.id, n.sent_at DESC, n.id")
)
_ON_CALL = text("""
SELECT DISTINCT ON (site_id) site_id, person_id FROM app.on_call
 WHERE org_id = :org_id AND starts_at <= :at ORDER BY site_id, starts_at DESC, recorded_at DESC
""")
# Earlier ones that went the same way and were never answered are answered with it.
_RECEIVE = text("""
UPDATE app.test_notice n SET received_at = :at FROM app.test_notice o
 WHERE n.org_id = :org_id AND (o.org_id, o.id) = (n.org_id, :id) AND (n.site_id, n.to_id) = (o.site_id, o.to_id)
   AND n.sent_at <= o.sent_at AND n.received_at IS NULL RETURNING n.id
""")
_KEEP = insert(test_notice)


async def on_call_now(tx: Transaction) -> tuple[tuple[UUID, UUID], ...]:
    """School and whoever holds its telephone now."""
    found = await tx.connection.execute(_ON_CALL, {"org_id": tx.actor.org_id, "at": tx.at})
    return tuple((row.site_id, row.person_id) for row in found)


async def keep_test_notices(
    tx: Transaction, to: Sequence[tuple[UUID, UUID]], *, by: UUID, at: datetime
) -> tuple[UUID, ...]:
    sent: dict[str, Any] = {"org_id": tx.actor.org_id, "sent_by": by, "sent_at": at, "recorded_at": at}
    rows = [{**sent, "id": new_id(), "site_id": site_id, "to_id": person_id} for site_id, person_id in to]
    await tx.connection.execute(_KEEP, rows)
    return tuple(row["id"] for row in rows)


async def load_test_notice(tx: Transaction, notice_id: UUID) -> TestNotice:
    """One of them, locked. Raises `NotFound`."""
    return TestNotice(**await known_row(tx, _BY_ID, id=notice_id))


async def notices_waiting(tx: Transaction, person_id: UUID) -> tuple[TestNotice, ...]:
    """What this person has not said yet to have come: of each school the newest."""
    found = await tx.connection.execute(_WAITING, {"org_id": tx.actor.org_id, "to_id": person_id})
    return tuple(TestNotice(**row) for row in found.mappings())


async def newest_notices(tx: Transaction) -> tuple[TestNotice, ...]:
    """The newest of each school, by name."""
    found = await tx.connection.execute(_NEWEST, {"org_id": tx.actor.org_id})
    return tuple(TestNotice(**row) for row in found.mappings())


async def receive(tx: Transaction, notice_id: UUID, at: datetime) -> bool:
    """False when it was said before."""
    asked = {"org_id": tx.actor.org_id, "id": notice_id, "at": at}
    return (await tx.connection.execute(_RECEIVE, asked)).first() is not None
