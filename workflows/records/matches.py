"""Who is assigned to a mentee, on which plan, and under whose supervision?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, text

from care_steps.match_states import MatchState
from care_steps.offers import OfferState
from care_steps.steps import Step
from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction
from workflows.records.tables.episodes import match, match_change_point, match_supervision, planned_session


@dataclass(frozen=True, slots=True)
class Match:
    """A mentor assigned to an episode, and the offer whose acceptance it serves.

    `state` is that of the newest entry of its history, `sequence` the number of that entry.
    """

    id: UUID
    episode_id: UUID
    mentor_id: UUID
    mentor_name: str
    offer_id: UUID
    offer_state: OfferState
    offer_version: int
    decision_id: UUID
    for_step: Step
    length_minutes: int
    place: str
    assigned_at: datetime
    state: MatchState
    sequence: int


MATCH: Final = """
SELECT m.id, m.episode_id, m.mentor_id, p.given_name || ' ' || p.family_name AS mentor_name, m.offer_id,
       o.state AS offer_state, o.version AS offer_version, o.decision_id, m.for_step, m.length_minutes, m.place,
       m.assigned_at, life.to_state AS state, life.sequence
  FROM app.match m
  JOIN app.offer o ON (o.org_id, o.id) = (m.org_id, m.offer_id)
  JOIN app.person p ON (p.org_id, p.id) = (m.org_id, m.mentor_id)
  JOIN LATERAL (SELECT c.to_state, c.sequence FROM app.match_change c
       WHERE (c.org_id, c.match_id) = (m.org_id, m.id) ORDER BY c.sequence DESC LIMIT 1) life ON true
 WHERE m.org_id = :org_id AND {which}
"""
_BY_ID = text(MATCH.format(which="m.id = :id"))
_BY_OFFER = text(MATCH.format(which="m.offer_id = :id ORDER BY m.assigned_at DESC, m.id DESC LIMIT 1"))
_LAST_BEGUN = text(
    MATCH.format(
        which="m.episode_id = :id AND o.state = 'started' ORDER BY m.assigned_at DESC, m.id DESC LIMIT 1"
    )
)
_OF_EPISODE = text(MATCH.format(which="m.episode_id = :id ORDER BY m.assigned_at, m.id"))
_KEEP_MATCH = insert(match)
_KEEP_CHANGE_POINT = insert(match_change_point)
_KEEP_SUPERVISION = insert(match_supervision)
_KEEP_PLANNED = insert(planned_session)


async def load_match(tx: Transaction, match_id: UUID) -> Match:
    match: Match | None = tx.connection.at_hand("match", match_id)
    return match or _match(await known_row(tx, _BY_ID, id=match_id))


async def match_of_offer(tx: Transaction, offer_id: UUID) -> Match | None:
    """The newest match that was made for this offer, if one was."""
    row = await row_of(tx, _BY_OFFER, id=offer_id)
    return _match(row) if row else None


async def last_match_that_began(tx: Transaction, episode_id: UUID) -> Match | None:
    """The newest match of the case whose offer was started: the mentor whom another one follows."""
    row = await row_of(tx, _LAST_BEGUN, id=episode_id)
    return _match(row) if row else None


async def matches_of(tx: Transaction, episode_id: UUID) -> tuple[Match, ...]:
    found = await tx.connection.execute(_OF_EPISODE, {"org_id": tx.actor.org_id, "id": episode_id})
    return tuple(_match(row) for row in found.mappings())


def _match(row: Mapping[Any, Any]) -> Match:
    named = {
        "offer_state": OfferState(row["offer_state"]),
        "for_step": Step(row["for_step"]),
        "state": MatchState(row["state"]),
    }
    return Match(**{**row, **named})


async def keep_match(tx: Transaction, values: Mapping[str, Any], planned: Sequence[datetime]) -> None:
    """A match with its planned sessions, numbered from 1."""
    org_id = tx.actor.org_id
    await tx.connection.later(_KEEP_MATCH, {"org_id": org_id, **values})
    rows = [
        {
            "org_id": org_id,
            "match_id": values["id"],
            "number": number,
            "planned_at": at,
            "recorded_at": values["recorded_at"],
        }
        for number, at in enumerate(planned, start=1)
    ]
    await tx.connection.later(_KEEP_PLANNED, *rows)


async def keep_match_change_point(
    tx: Transaction, episode_id: UUID, *, starts_at: datetime, recorded_at: datetime, match_id: UUID
) -> None:
    """From `starts_at` on this match serves the episode, until the next change point."""
    await tx.connection.later(
        _KEEP_CHANGE_POINT,
        {
            "org_id": tx.actor.org_id,
            "episode_id": episode_id,
            "starts_at": starts_at,
            "recorded_at": recorded_at,
            "match_id": match_id,
        },
    )


async def keep_match_gap(
    tx: Transaction, episode_id: UUID, *, starts_at: datetime, recorded_at: datetime, reason: str
) -> None:
    """From `starts_at` on nobody serves the episode, until the next change point."""
    values = {"episode_id": episode_id, "starts_at": starts_at, "recorded_at": recorded_at}
    await tx.connection.later(_KEEP_CHANGE_POINT, {"org_id": tx.actor.org_id, **values, "gap_reason": reason})


async def keep_match_supervision(
    tx: Transaction, match_id: UUID, *, starts_at: datetime, recorded_at: datetime, holder_id: UUID
) -> None:
    """From `starts_at` on this direct supervisor holds the match, until the next change point."""
    await tx.connection.later(
        _KEEP_SUPERVISION,
        {
            "org_id": tx.actor.org_id,
            "match_id": match_id,
            "starts_at": starts_at,
            "recorded_at": recorded_at,
            "holder_id": holder_id,
        },
    )
