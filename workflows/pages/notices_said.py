"""What became of a notice, in the same words on the board and on the page of the escalation?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from care_steps.policy import Way
from workflows.pages.page import mark

OF_MANY: Final = frozenset({Way.TEAM, Way.PUSH})
"""What goes into a channel that many read is told to nobody in particular."""


@dataclass(frozen=True, slots=True)
class ToldWay:
    """What became of one notice, and when; `by` is the way, where that is not this site."""

    what: str
    at: datetime | None = None
    by: str = ""
    is_dead: bool = False


def told_way(
    way: Way,
    *,
    sent_at: datetime | None,
    shown_at: datetime | None,
    opened_at: datetime | None,
    is_dead: bool,
    waits: bool,
) -> ToldWay:
    """On the site it is seen or not; what is sent has left the house or not. `waits`: nobody has answered yet."""
    if way is Way.PAGE and opened_at:
        return ToldWay(mark("opened"), opened_at)
    if way is Way.PAGE and shown_at:
        return ToldWay(mark("shown on this site"), shown_at)
    by = "" if way is Way.PAGE else way.plain
    if way is not Way.PAGE and sent_at:
        return ToldWay(mark("sent"), sent_at, by=by)
    if is_dead:
        return ToldWay(mark("could not be sent"), by=by, is_dead=True)
    if not waits:
        return ToldWay(mark("no longer needed"), by=by)
    return ToldWay(mark("not on this site since") if way is Way.PAGE else mark("on its way"), by=by)
