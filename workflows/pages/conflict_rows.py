"""Which conflicts of a mentee may this reader know of, and may they take one back?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from care_steps import codes
from supervision.intake_access import why_not_see_conflict, why_not_withdraw_conflict
from workflows.pages.visits import Visit
from workflows.records.conflicts import conflicts_of
from workflows.records.episodes import Case


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One that stands, with its reason in words."""

    id: UUID
    mentor_name: str
    reason: str
    words: str
    declared_by: str
    declared_at: datetime
    may_withdraw: bool


async def conflict_rows(visit: Visit, case: Case) -> tuple[ConflictRow, ...]:
    """Those whose reason this reader may see; of the others only the list of mentors says "not available"."""
    known, standing = codes.load("conflict_reasons"), case.standing
    return tuple(
        ConflictRow(
            id=one.id,
            mentor_name=one.mentor_name,
            reason=known.plain(one.reason),
            words=one.words,
            declared_by=one.declared_by_name,
            declared_at=one.recorded_at,
            may_withdraw=why_not_withdraw_conflict(visit.actor, standing, declared_by=one.declared_by)
            is None,
        )
        for one in await conflicts_of(visit.tx, case.mentee_id)
        if why_not_see_conflict(visit.actor, standing, declared_by=one.declared_by) is None
    )
