"""What do the direct supervisor, the mentee and the guardian think about the next step, in their words?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from supervision.stated_views import Whose
from workflows.records.ids import new_id
from workflows.records.scope import Transaction
from workflows.records.tables.work import stated_view


@dataclass(frozen=True, slots=True)
class StatedView:
    """Somebody's words as they were typed, and who wrote them down."""

    id: UUID
    whose: Whose
    words: str
    by_name: str
    happened_at: datetime


_KEEP = insert(stated_view)
_VIEWS = text("""
SELECT v.id, v.whose, v.words, p.given_name || ' ' || p.family_name AS by_name, v.happened_at
  FROM app.stated_view v JOIN app.person p ON (p.org_id, p.id) = (v.org_id, v.recorded_by)
 WHERE v.org_id = :org_id AND v.episode_id = :episode_id
   AND v.offer_id IS NULL AND (cast(:known_at AS timestamptz) IS NULL OR v.recorded_at <= :known_at)
 ORDER BY v.recorded_at DESC, v.id DESC
""")
_ON_OFFER = text("""
SELECT v.id, v.whose, v.words, p.given_name || ' ' || p.family_name AS by_name, v.happened_at
  FROM app.stated_view v JOIN app.person p ON (p.org_id, p.id) = (v.org_id, v.recorded_by)
 WHERE v.org_id = :org_id AND v.offer_id = :offer_id ORDER BY v.recorded_at DESC, v.id DESC
""")


async def keep_view(
    tx: Transaction,
    *,
    episode_id: UUID,
    whose: Whose,
    words: str,
    by: UUID,
    happened_at: datetime,
    recorded_at: datetime,
    offer_id: UUID | None = None,
) -> UUID:
    """A new view beside the earlier ones; the newest holds. With `offer_id` it is about that offer."""
    view_id = new_id()
    values: dict[str, Any] = {
        "org_id": tx.actor.org_id,
        "id": view_id,
        "episode_id": episode_id,
        "whose": whose.value,
        "words": words,
        "recorded_by": by,
        "happened_at": happened_at,
        "recorded_at": recorded_at,
        "offer_id": offer_id,
    }
    await tx.connection.execute(_KEEP, values)
    return view_id


async def views_of(
    tx: Transaction, episode_id: UUID, *, known_at: datetime | None = None
) -> tuple[StatedView, ...]:
    """Every view of the next step, newest first, and none of an offer; with `known_at` only what was on record then."""
    asked = {"org_id": tx.actor.org_id, "episode_id": episode_id, "known_at": known_at}
    found = await tx.connection.execute(_VIEWS, asked)
    return tuple(StatedView(**{**row, "whose": Whose(row["whose"])}) for row in found.mappings())


async def views_on_offer(tx: Transaction, offer_id: UUID) -> tuple[StatedView, ...]:
    """What was said about this offer, newest first."""
    found = await tx.connection.execute(_ON_OFFER, {"org_id": tx.actor.org_id, "offer_id": offer_id})
    return tuple(StatedView(**{**row, "whose": Whose(row["whose"])}) for row in found.mappings())


async def newest_views(
    tx: Transaction, episode_id: UUID, *, known_at: datetime | None = None
) -> Mapping[Whose, StatedView]:
    """The newest view of each of them; whoever was not asked yet is not there."""
    found = await views_of(tx, episode_id, known_at=known_at)
    return {one.whose: one for one in reversed(found)}
