"""From where is the safety page of an escalation reached, and which follow-up of it is due?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from supervision.follow_ups import follow_ups_left
from triage.calendar import SchoolCalendar
from workflows.pages.components import Sentence, Tag, Tone
from workflows.pages.page import mark
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.safety_steps import (
    SafetyGround,
    StepLine,
    newest,
    safety_ground,
    safety_grounds_of,
    steps_of,
)

_LATE: Final = mark("Due %(day)s, overdue")
_SOON: Final = mark("Due %(day)s")


@dataclass(frozen=True, slots=True)
class FollowUpSaid:
    """One follow-up that nobody has done yet."""

    name: str
    due: Tag


@dataclass(frozen=True, slots=True)
class SafetyLine:
    """One escalation with a safety page, on the page of its case."""

    href: str
    titles: tuple[str, ...]
    opened_at: datetime
    follow_ups: tuple[FollowUpSaid, ...]


def due_tag(due_at: datetime, calendar: SchoolCalendar, at: datetime) -> Tag:
    """The day, and whether it has passed: a follow-up has the whole of its day."""
    day = calendar.local_day(due_at)
    is_late = day < calendar.local_day(at)
    return Tag(Sentence(_LATE if is_late else _SOON, {"day": day}), Tone.LATE if is_late else Tone.SOON)


async def safety_href(visit: Visit, work_id: UUID) -> str:
    """Where the safety page of an escalation is, "" when it has none."""
    ground = await safety_ground(visit.tx, work_id)
    return f"/work/{work_id}/safety" if ground and ground.pages else ""


async def safety_lines(visit: Visit, case: Case) -> tuple[SafetyLine, ...]:
    """Those that are open, and those of which a follow-up is still asked; the newest first."""
    grounds = await safety_grounds_of(visit.tx, case.id)
    if not grounds:
        return ()
    steps = await steps_of(visit.tx, [one.work_id for one in grounds])
    lines = [
        _line(one, [each for each in steps if each.work_id == one.work_id], visit, case) for one in grounds
    ]
    return tuple(
        line for ground, line in zip(grounds, lines, strict=True) if ground.is_open or line.follow_ups
    )


def _line(ground: SafetyGround, steps: list[StepLine], visit: Visit, case: Case) -> SafetyLine:
    states = {key: one.state for key, one in newest(steps).items()}
    left = follow_ups_left(ground.pages, states, since=ground.since, calendar=case.calendar, at=visit.at)
    return SafetyLine(
        href=f"/work/{ground.work_id}/safety",
        titles=tuple(page.title for page in ground.pages),
        opened_at=ground.opened_at,
        follow_ups=tuple(
            FollowUpSaid(one.step.name, due_tag(one.due_at, case.calendar, visit.at)) for one in left
        ),
    )
