"""How does it read that something was entered after a decision: known then, and known now?"""

from dataclasses import dataclass
from uuid import UUID

from care_steps.hindsight import Hindsight
from workflows.pages.findings_said import FactSaid, facts_said


@dataclass(frozen=True, slots=True)
class LateSaid:
    """One fact that reads differently today, with the records of each reading."""

    then: FactSaid
    now: FactSaid


def late_said(found: Hindsight | None, mentee_id: UUID) -> tuple[LateSaid, ...]:
    """Empty when nothing reads differently."""
    if found is None:
        return ()
    then = facts_said([one.then for one in found.facts], mentee_id)
    now = facts_said([one.now for one in found.facts], mentee_id)
    return tuple(LateSaid(*pair) for pair in zip(then, now, strict=True))
