"""May whoever reads this record say that it belongs to somebody else? And which one is gone from a decision?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from supervision.access import why_not_misfile, why_not_see_misfiling
from workflows.pages.page import mark
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.misfilings import load_misfiling, reading_behind
from workflows.records.record_moves import load_filed, log_of_worry

PATHS: Final[Mapping[str, str]] = {
    "session": "/sessions",
    "administration": "/administrations",
    "concern": "/concerns",
}
WHAT: Final[Mapping[str, str]] = {
    "session": mark("The log of a session"),
    "administration": mark("A filled-in form"),
    "concern": mark("A worry"),
}


async def misfile_path(visit: Visit, case: Case, kind: str, record_id: UUID) -> str | None:
    """Where they say so; None when they may not, and for a worry that goes with its log."""
    filed = await load_filed(visit.tx, kind, record_id)
    has_answers = kind == "administration"
    if why_not_misfile(visit.actor, case.standing, author_id=filed.author_id, has_answers=has_answers) or (
        kind == "concern" and await log_of_worry(visit.tx, record_id) is not None
    ):
        return None
    return f"{PATHS[kind]}/{record_id}/misfilings/new"


@dataclass(frozen=True, slots=True)
class MovedAway:
    """Which record is gone that a decision had used, not whose it is. `misfiling_id` for who may see who read it."""

    what: str
    happened_at: datetime
    moved_at: datetime
    misfiling_id: UUID | None
    decision_id: UUID


async def moved_away(visit: Visit, case: Case, work_id: UUID) -> MovedAway | None:
    """For the page of a task to read a decision again; None for other work."""
    found = await reading_behind(visit.tx, work_id)
    if found is None:
        return None
    moved = await load_misfiling(visit.tx, found.misfiling_id)
    may_see = why_not_see_misfiling(visit.actor, case.standing) is None
    return MovedAway(
        what=WHAT[moved.record_kind],
        happened_at=moved.happened_at,
        moved_at=moved.moved_at,
        misfiling_id=moved.id if may_see else None,
        decision_id=found.decision_id,
    )
