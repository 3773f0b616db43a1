"""What do mentee and mentor want to reach together, and what became of it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.ids import new_id
from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction
from workflows.records.tables.match_lives import match_goal


@dataclass(frozen=True, slots=True)
class MatchGoal:
    """`set_with` are codes of the list `goal_set_with`; `outcome` one of `goal_outcomes`, None while it is open."""

    id: UUID
    match_id: UUID
    words: str
    set_with: tuple[str, ...]
    set_by_name: str
    happened_at: datetime
    outcome: str | None
    ended_by_name: str | None
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.outcome is None


_KEEP = insert(match_goal)
_GOAL = """
SELECT g.id, g.match_id, g.words, g.set_with, s.given_name || ' ' || s.family_name AS set_by_name, g.happened_at,
       g.outcome, e.given_name || ' ' || e.family_name AS ended_by_name, g.ended_at
  FROM app.match_goal g
  JOIN app.person s ON (s.org_id, s.id) = (g.org_id, g.set_by)
  LEFT JOIN app.person e ON (e.org_id, e.id) = (g.org_id, g.ended_by)
 WHERE g.org_id = :org_id AND {which}
"""
_BY_ID = text(_GOAL.format(which="g.id = :id"))
_OF_MATCH = text(
    _GOAL.format(which="g.match_id = :id ORDER BY (g.outcome IS NOT NULL), g.recorded_at DESC, g.id DESC")
)
_END = text("""
UPDATE app.match_goal SET outcome = :outcome, ended_by = :by, ended_at = :at
 WHERE org_id = :org_id AND id = :id AND outcome IS NULL RETURNING id
""")


async def goals_of(tx: Transaction, match_id: UUID) -> tuple[MatchGoal, ...]:
    """The open ones first, the newest of them on top."""
    found = await tx.connection.execute(_OF_MATCH, {"org_id": tx.actor.org_id, "id": match_id})
    return tuple(MatchGoal(**{**row, "set_with": tuple(row["set_with"])}) for row in found.mappings())


async def load_goal(tx: Transaction, goal_id: UUID) -> MatchGoal:
    row = await known_row(tx, _BY_ID, id=goal_id)
    return MatchGoal(**{**row, "set_with": tuple(row["set_with"])})


async def keep_goal(
    tx: Transaction, *, match_id: UUID, words: str, set_with: Sequence[str], by: UUID, recorded_at: datetime
) -> UUID:
    goal_id = new_id()
    row = {
        "org_id": tx.actor.org_id,
        "id": goal_id,
        "match_id": match_id,
        "words": words,
        "set_with": list(set_with),
        "set_by": by,
        "happened_at": tx.at,
        "recorded_at": recorded_at,
    }
    await tx.connection.execute(_KEEP, row)
    return goal_id


async def keep_goal_end(tx: Transaction, goal_id: UUID, *, outcome: str, by: UUID) -> bool:
    """False when somebody has ended it before."""
    return await row_of(tx, _END, id=goal_id, outcome=outcome, by=by, at=tx.at) is not None
