"""What does a provider offer, for whom, at what price, and whom does one ask when it declines?"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.rows import row_of
from workflows.records.scope import Transaction
from workflows.records.tables.referrals import provider_detail


@dataclass(frozen=True, slots=True)
class ProviderDetail:
    """The entry of a destination, as it was said last. `is_current`: young people are referred there now."""

    services: tuple[str, ...] = ()
    youngest: int | None = None
    oldest: int | None = None
    languages: tuple[str, ...] = ()
    payment: tuple[str, ...] = ()
    cost: str = ""
    phone: str = ""
    address: str = ""
    how_to_get_there: str = ""
    fallback_id: UUID | None = None
    is_current: bool = True


_KEEP = insert(provider_detail)
_NEWEST = text("""
SELECT services, youngest, oldest, languages, payment, cost, phone, address, how_to_get_there, fallback_id, is_current
  FROM app.provider_detail WHERE org_id = :org_id AND destination_id = :id ORDER BY recorded_at DESC LIMIT 1
""")
_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:org_id || ' provider ' || :id, 0))")


async def lock_provider(tx: Transaction, destination_id: UUID) -> None:
    """Nobody else writes this entry until the transaction ends."""
    await tx.connection.execute(_ALONE, {"org_id": str(tx.actor.org_id), "id": str(destination_id)})


async def provider_of(tx: Transaction, destination_id: UUID) -> ProviderDetail | None:
    """None while nobody has described it."""
    row = await row_of(tx, _NEWEST, id=destination_id)
    return _detail(row) if row else None


def _detail(row: Mapping[Any, Any]) -> ProviderDetail:
    lists = {name: tuple(row[name]) for name in ("services", "languages", "payment")}
    return ProviderDetail(**{**row, **lists})


async def keep_provider(
    tx: Transaction, destination_id: UUID, detail: ProviderDetail, *, recorded_at: datetime
) -> None:
    """From now on it reads like this; what stood before stays on record."""
    lists = {name: list(getattr(detail, name)) for name in ("services", "languages", "payment")}
    values: dict[str, Any] = {
        **asdict(detail),
        **lists,
        "org_id": tx.actor.org_id,
        "destination_id": destination_id,
        "recorded_at": recorded_at,
        "recorded_by": tx.actor.person_id,
    }
    await tx.connection.execute(_KEEP, values)
