"""Has work been left unanswered for so long that somebody else has to hear of it, and who is that?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from care_steps.policy import Ladder, ladder_for
from supervision.relations import Standing
from triage.calendar import SchoolCalendar

UNANSWERED: Final = "unanswered"
"""The cause of an escalation about work that nobody answered: one for each case. It says nothing about safety, and no
rule asks about it."""
ACTION: Final = "answer_overdue"
ANSWERED: Final = "answered"
"""How such an escalation ends when a person has answered the work."""
SEEN_TO: Final = "seen_to"
"""How a person ends one whose work is not answered yet: it counts anew from there."""
_LANE_OF_NONE: Final = "routine"


def lane_of(lane: str) -> str:
    """The lane in which it is told: what is in no lane is told like the routine."""
    return _LANE_OF_NONE if lane == "none" else lane


def escalates_at(
    ladders: Sequence[Ladder], *, lane: str, site: str, since: datetime, calendar: SchoolCalendar
) -> datetime:
    """When work of this lane that has been due `since` then comes onto the ladder, if nobody answers it."""
    limit = ladder_for(ladders, lane_of(lane), site).unanswered
    return calendar.due_at(since, amount=limit.amount, unit=limit.unit)


def who_answers_for(standing: Standing, owner_id: UUID) -> UUID:
    """Whoever stands above the one who did not answer; that one again where nobody else is there."""
    above = (standing.direct_supervisor_id, standing.clinical_supervisor_id, standing.on_call_id)
    return next((one for one in (*above, standing.owner_id) if one not in (None, owner_id)), None) or owner_id


def answered_by(ends: Mapping[UUID, tuple[UUID | None, datetime]]) -> UUID | None:
    """By work: who ended it and when. The person who did so last; None when all of it ended by itself."""
    ended = [(at, by) for by, at in ends.values() if by is not None]
    return max(ended)[1] if ended else None
