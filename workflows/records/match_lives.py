"""How does a match live: in which state is it, how did it come there, and which matches of a case still live?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, text

from care_steps.match_states import MatchEnd, MatchState
from workflows.records.ids import new_id
from workflows.records.scope import Transaction
from workflows.records.tables.match_lives import match_change

OVER: Final = """EXISTS (SELECT FROM app.match_change ended
    WHERE (ended.org_id, ended.match_id) = ({match}.org_id, {match}.id) AND ended.to_state = 'ended')"""
"""Whether a match has ended; `match` is the alias under which it stands in the statement."""
STATE: Final = """(SELECT newest.to_state FROM app.match_change newest
    WHERE (newest.org_id, newest.match_id) = ({match}.org_id, {match}.id) ORDER BY newest.sequence DESC LIMIT 1)"""
"""The state in which a match is now."""


@dataclass(frozen=True, slots=True)
class MatchChange:
    """One entry of the history: `reason`, `whose_wish` and `no_goodbye` are codes of an end."""

    id: UUID
    sequence: int
    to_state: MatchState
    reason: str | None
    whose_wish: str | None
    words: str
    goodbye_on: date | None
    no_goodbye: str | None
    changed_by_name: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class LiveMatch:
    """A match that has not ended, and its place in its history."""

    id: UUID
    mentor_id: UUID
    mentor_name: str
    offer_id: UUID
    state: MatchState
    sequence: int


@dataclass(frozen=True, slots=True)
class EndedMatch:
    """Who the mentor was, and until when."""

    mentor_id: UUID
    mentor_name: str
    ended_at: datetime


_LAST_ENDED = text("""
SELECT m.mentor_id, p.given_name || ' ' || p.family_name AS mentor_name, c.happened_at AS ended_at
  FROM app.match m
  JOIN app.match_change c ON (c.org_id, c.match_id) = (m.org_id, m.id) AND c.to_state = 'ended'
  JOIN app.person p ON (p.org_id, p.id) = (m.org_id, m.mentor_id)
 WHERE m.org_id = :org_id AND m.episode_id = :id ORDER BY c.happened_at DESC, c.id DESC LIMIT 1
""")
_HISTORY = text("""
SELECT c.id, c.sequence, c.to_state, c.reason, c.whose_wish, c.words, c.goodbye_on, c.no_goodbye,
       p.given_name || ' ' || p.family_name AS changed_by_name, c.happened_at
  FROM app.match_change c JOIN app.person p ON (p.org_id, p.id) = (c.org_id, c.changed_by)
 WHERE c.org_id = :org_id AND c.match_id = :id ORDER BY c.sequence
""")
_LIVE = """
SELECT m.id, m.mentor_id, p.given_name || ' ' || p.family_name AS mentor_name, m.offer_id, c.to_state AS state, c.sequence
  FROM app.match m
  JOIN app.person p ON (p.org_id, p.id) = (m.org_id, m.mentor_id)
  JOIN LATERAL (SELECT x.to_state, x.sequence FROM app.match_change x
       WHERE (x.org_id, x.match_id) = (m.org_id, m.id) ORDER BY x.sequence DESC LIMIT 1) c ON true
 WHERE m.org_id = :org_id AND c.to_state <> 'ended' AND {which} ORDER BY m.assigned_at, m.id
"""
_LIVE_OF_EPISODE = text(_LIVE.format(which="m.episode_id = :id"))
_KEEP = insert(match_change)


async def history_of(tx: Transaction, match_id: UUID) -> tuple[MatchChange, ...]:
    """From the first entry on; the newest says how the match stands."""
    found = await tx.connection.execute(_HISTORY, {"org_id": tx.actor.org_id, "id": match_id})
    return tuple(MatchChange(**{**row, "to_state": MatchState(row["to_state"])}) for row in found.mappings())


async def live_matches_of(tx: Transaction, episode_id: UUID) -> tuple[LiveMatch, ...]:
    """The matches of a case that have not ended, oldest first."""
    found = await tx.connection.execute(_LIVE_OF_EPISODE, {"org_id": tx.actor.org_id, "id": episode_id})
    return tuple(LiveMatch(**{**row, "state": MatchState(row["state"])}) for row in found.mappings())


async def keep_match_change(
    tx: Transaction,
    match_id: UUID,
    to_state: MatchState,
    *,
    after: tuple[int, MatchState] | None = None,
    by: UUID,
    happened_at: datetime,
    recorded_at: datetime,
    **more: Any,
) -> None:
    """The next entry of the history. `after`: the entry it follows, its number and its state; None for the first.

    The database refuses a second entry of the same number and one that follows no entry, so that of two who
    click at once only one is kept.
    """
    number, from_state = after if after is not None else (0, None)
    await tx.connection.later(
        _KEEP,
        {
            "org_id": tx.actor.org_id,
            "id": new_id(),
            "match_id": match_id,
            "sequence": number + 1,
            "from_state": from_state.value if from_state is not None else None,
            "to_state": to_state.value,
            "changed_by": by,
            "happened_at": happened_at,
            "recorded_at": recorded_at,
            **_MORE,
            **more,
        },
    )


# Rows that are written together have the same columns.
_MORE: Final[Mapping[str, Any]] = {
    "reason": None,
    "whose_wish": None,
    "words": "",
    "goodbye_on": None,
    "no_goodbye": None,
}


async def keep_match_ends(
    tx: Transaction,
    matches: Sequence[LiveMatch],
    end: MatchEnd,
    *,
    by: UUID,
    at: datetime,
    recorded_at: datetime,
) -> None:
    """Each of these matches has ended like this."""
    for one in matches:
        await keep_match_change(
            tx,
            one.id,
            MatchState.ENDED,
            after=(one.sequence, one.state),
            by=by,
            happened_at=at,
            recorded_at=recorded_at,
            reason=end.reason,
            whose_wish=end.whose_wish,
            goodbye_on=end.goodbye_on,
            no_goodbye=end.no_goodbye or None,
            words=end.words,
        )


async def last_ended_match(tx: Transaction, episode_id: UUID) -> EndedMatch | None:
    """The match of this case that ended last."""
    asked = {"org_id": tx.actor.org_id, "id": episode_id}
    row = (await tx.connection.execute(_LAST_ENDED, asked)).mappings().first()
    return EndedMatch(**row) if row else None
