"""What fired for a made-up mentee, and what is open because of it?"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from care_steps.proposals import AskedStep
from care_steps.raw_facts import RawEpisode


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule fired. `by_time`: a sweep found it; `opened`: it opened work of its own and joined none."""

    number: int
    at: datetime
    row_id: str
    rule_id: str
    class_: str
    work: str
    safety: bool
    scope: str
    limit: tuple[int, str]
    due_at: datetime
    by_time: bool
    opened: bool
    raw: RawEpisode


@dataclass
class Work:
    """One item of the worklist."""

    id: UUID
    kind: str
    action: str
    class_: str
    asked: list[AskedStep] = field(default_factory=list)
