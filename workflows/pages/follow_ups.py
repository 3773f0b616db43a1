"""With whom is it time to talk again after something about safety? A list on the board, for those who look after them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from supervision.follow_ups import is_soon
from workflows.pages.components import Tag
from workflows.pages.safety_links import due_tag
from workflows.pages.visits import Visit
from workflows.records.escalation_board import BoardReach
from workflows.records.follow_ups import followed_by


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """One follow-up of one young person that nobody did yet."""

    site_id: UUID
    site_name: str
    mentee_name: str
    name: str
    due: Tag
    href: str


async def follow_up_lines(visit: Visit, reach: BoardReach) -> tuple[FollowUpLine, ...]:
    """What was due first stands first."""
    found: list[tuple[datetime, FollowUpLine]] = []
    for one in await followed_by(visit.tx, reach, at=visit.at):
        ground, case = one.ground, one.case
        for left in one.left(visit.at):
            if is_soon(left, visit.at):
                due = due_tag(left.due_at, case.calendar, visit.at)
                href = f"/work/{ground.work_id}/safety"
                line = FollowUpLine(case.site_id, case.site_name, case.mentee_name, left.step.name, due, href)
                found.append((left.due_at, line))
    return tuple(line for _, line in sorted(found, key=lambda pair: (pair[0], pair[1].mentee_name)))
