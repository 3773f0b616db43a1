"""Where does a step-up offer stand? Its state is written together with its record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from care_steps import codes
from care_steps.offers import OfferState
from care_steps.steps import Step
from workflows.records.ids import new_id
from workflows.records.refusals import Stale
from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposed move; `version` counts its changes."""

    id: UUID
    episode_id: UUID
    decision_id: UUID
    to_step: Step
    state: OfferState
    version: int
    offered_at: datetime


@dataclass(frozen=True, slots=True)
class OfferChange:
    """One entry of an offer's history; `by` is None when the policy ended it. Reasons are in words."""

    state: OfferState
    by: str | None
    reasons: tuple[str, ...]
    words: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class OfferOutcome:
    """What has become of an offer until now, oldest change first."""

    id: UUID
    to_step: Step
    state: OfferState
    changes: tuple[OfferChange, ...]


OFFER: Final = """
SELECT id, episode_id, decision_id, to_step, state, version, offered_at FROM app.offer
 WHERE org_id = :org_id AND {which}
"""
_BY_ID = text(OFFER.format(which="id = :id"))
LIVE: Final = "state IN ('offered', 'accepted', 'waiting')"
_LIVE = text(OFFER.format(which=f"episode_id = :id AND {LIVE}"))
# These two go in one statement, at whose end the keys between them hold.
_OPEN = text("""
INSERT INTO app.offer (org_id, id, episode_id, decision_id, to_step, state, version, offered_at, recorded_at)
VALUES (:org_id, :id, :episode_id, :decision_id, :to_step, 'offered', 1, :at, :recorded_at)
""")
_OPENED = text("""
INSERT INTO app.offer_change
       (org_id, id, offer_id, sequence, to_state, by_policy, changed_by, happened_at, recorded_at)
VALUES (:org_id, :change_id, :id, 1, 'offered', false, :by, :at, :recorded_at)
""")
_CHANGE = text("""
WITH seen AS (
    SELECT org_id, id, state FROM app.offer
     WHERE org_id = :org_id AND id = :id AND version = :version FOR UPDATE
), changed AS (
    UPDATE app.offer o SET state = :to_state, version = o.version + 1 FROM seen
     WHERE (o.org_id, o.id) = (seen.org_id, seen.id)
    RETURNING o.org_id, o.id, o.version, seen.state AS from_state
)
INSERT INTO app.offer_change (org_id, id, offer_id, sequence, from_state, to_state, reasons, words, by_policy,
       changed_by, happened_at, recorded_at)
SELECT org_id, :change_id, id, version, from_state, :to_state, :reasons, :words,
       cast(:by AS uuid) IS NULL, cast(:by AS uuid), :happened_at, :recorded_at FROM changed
RETURNING id
""")


_HISTORY = text("""
SELECT c.to_state, p.given_name || ' ' || p.family_name AS by, c.reasons, c.words, c.happened_at
  FROM app.offer_change c LEFT JOIN app.person p ON (p.org_id, p.id) = (c.org_id, c.changed_by)
 WHERE c.org_id = :org_id AND c.offer_id = :id ORDER BY c.sequence
""")


async def load_offer(tx: Transaction, offer_id: UUID) -> Offer:
    return _offer(await known_row(tx, _BY_ID, id=offer_id))


async def outcome_of(tx: Transaction, offer_id: UUID) -> OfferOutcome:
    """The offer with its history; raises `NotFound`."""
    offer = await load_offer(tx, offer_id)
    reasons = codes.load("decline_reasons")
    found = await tx.connection.execute(_HISTORY, {"org_id": tx.actor.org_id, "id": offer_id})
    return OfferOutcome(
        offer.id,
        offer.to_step,
        offer.state,
        tuple(
            OfferChange(
                OfferState(row["to_state"]),
                row["by"],
                tuple(reasons.plain(code) for code in row["reasons"]),
                row["words"],
                row["happened_at"],
            )
            for row in found.mappings()
        ),
    )


async def live_offer(tx: Transaction, episode_id: UUID) -> Offer | None:
    """The one offer of the episode that is offered, accepted or waiting."""
    at_hand: tuple[Offer, ...] | None = tx.connection.at_hand("live_offers", episode_id)
    if at_hand is not None:
        return next(iter(at_hand), None)
    row = await row_of(tx, _LIVE, id=episode_id)
    return _offer(row) if row else None


def _offer(row: Mapping[Any, Any]) -> Offer:
    return Offer(**{**row, "to_step": Step(row["to_step"]), "state": OfferState(row["state"])})


async def keep_offer(
    tx: Transaction, *, episode_id: UUID, decision_id: UUID, to_step: str, by: UUID, recorded_at: datetime
) -> UUID:
    """A new offer with its first record."""
    offer_id = new_id()
    values = {
        "org_id": tx.actor.org_id,
        "id": offer_id,
        "change_id": new_id(),
        "episode_id": episode_id,
        "decision_id": decision_id,
        "to_step": to_step,
        "by": by,
        "at": tx.at,
        "recorded_at": recorded_at,
    }
    await tx.connection.later(_OPEN, values)
    await tx.connection.later(_OPENED, values)
    return offer_id


async def keep_offer_change(
    tx: Transaction, offer_id: UUID, *, version: int, to_state: str, **values: Any
) -> None:
    """Write the offer's next state with its record; raises `Stale` when it has moved on."""
    asked = {"reasons": [], "words": "", "happened_at": tx.at, **values}
    row = await tx.connection.execute(
        _CHANGE,
        {
            "org_id": tx.actor.org_id,
            "id": offer_id,
            "change_id": new_id(),
            "version": version,
            "to_state": to_state,
            **asked,
        },
    )
    if row.first() is None:
        raise Stale("Somebody has answered this offer a moment ago.")
