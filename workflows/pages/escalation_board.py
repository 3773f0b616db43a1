"""The board of escalations: what is open, who has it, what happens next and when if nobody acts. Under /escalations.

It looks again by itself. Whoever runs a school without looking after its mentees reads the same without a name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar.di import NamedDependency
from litestar.response import Template

from care_steps import codes
from care_steps.policy import Way, ladder_of
from supervision.access import Actor, sites_with
from supervision.escalation_access import why_not_see_board
from supervision.escalations import EscalationState
from supervision.ladder import Place, after, whom_at
from supervision.live_looks import LOOKS
from triage.roles import OF_A_SITE, Role
from workflows.pages.answers import show
from workflows.pages.components import Sentence, Tag, Tone
from workflows.pages.deadlines import left_in_words, waits_in_words
from workflows.pages.follow_ups import FollowUpLine, follow_up_lines
from workflows.pages.notices_said import OF_MANY, ToldWay, told_way
from workflows.pages.page import Chrome, NavigationItem, mark
from workflows.pages.routes import reads
from workflows.pages.urgency import urgency_plain
from workflows.pages.visits import Visit
from workflows.records.escalation_board import (
    BoardLine,
    BoardNotice,
    BoardReach,
    ended_on_board,
    open_on_board,
)
from workflows.records.policies import load_policy

PATH: Final = "/escalations"


@dataclass(frozen=True, slots=True)
class ToldPerson:
    """Somebody who was told since it is open for an answer, and by which ways; or a channel that many read."""

    name: str
    ways: tuple[ToldWay, ...]
    is_channel: bool = False


@dataclass(frozen=True, slots=True)
class BoardCard:
    """One escalation. `next_whom`: who is told next while nobody acts, in words; `next_in` when.

    `href` is empty for a reader who may open it only once the ladder has told them.
    """

    line: BoardLine
    href: str
    urgency: Tag
    state: Tag
    since: Sentence
    to_do: str
    next_whom: tuple[str, ...]
    next_in: Sentence | None
    told: tuple[ToldPerson, ...]

    @property
    def is_open(self) -> bool:
        return self.line.state == "open"


@dataclass(frozen=True, slots=True)
class BoardPage:
    """`again_path` is asked for every `seconds`; `tabs` are schools, none for a reader with only one.

    `follow_ups` stand on the page alone: they change by the day.
    """

    chrome: Chrome
    at: datetime
    tabs: tuple[NavigationItem, ...]
    cards: tuple[BoardCard, ...]
    ended: tuple[BoardCard, ...]
    again_path: str
    seconds: int
    is_nameless: bool
    follow_ups: tuple[FollowUpLine, ...] = ()


@reads(PATH, action="see_escalations", is_quiet=True)
async def index(visit: NamedDependency[Visit]) -> Template:
    visit.insist(why_not_see_board)
    reach = _reach(visit.actor)
    lines = await open_on_board(visit.tx, reach)
    ended = await ended_on_board(visit.tx, reach, ended_from=_midnight(visit))
    schools = {one.site_id: one.site_name for one in (*lines, *ended)}
    asked = next((one for one in schools if str(one) == visit.query.get("site")), None)
    follow_ups = () if visit.is_fragment else await follow_up_lines(visit, reach)
    page = BoardPage(
        chrome=visit.chrome,
        at=visit.at,
        tabs=_tabs(lines, schools, asked) if len(schools) > 1 else (),
        cards=tuple([await _card(visit, one) for one in _of(lines, asked)]),
        ended=tuple([await _card(visit, one) for one in _of(ended, asked)]),
        again_path=_path(asked),
        seconds=LOOKS.board,
        is_nameless=any(one.mentee_name is None for one in (*lines, *ended)),
        follow_ups=tuple(one for one in follow_ups if asked in (None, one.site_id)),
    )
    return show("escalations/_board.html" if visit.is_fragment else "escalations/index.html", page)


def _reach(actor: Actor) -> BoardReach:
    is_direct = actor.has(Role.DIRECT_SUPERVISOR)
    return BoardReach(
        known_sites=sites_with(actor, *OF_A_SITE),
        supervisor_id=actor.person_id if is_direct else None,
        run_sites=sites_with(actor, Role.ADMINISTRATOR),
    )


def _midnight(visit: Visit) -> datetime:
    zone = ZoneInfo(visit.chrome.time_zone)
    return datetime.combine(visit.at.astimezone(zone).date(), time(), zone)


def _of(lines: Sequence[BoardLine], site_id: UUID | None) -> Sequence[BoardLine]:
    return [one for one in lines if site_id in (None, one.site_id)]


def _path(site_id: UUID | None) -> str:
    return f"{PATH}?site={site_id}" if site_id else PATH


def _tabs(
    lines: Sequence[BoardLine], schools: dict[UUID, str], asked: UUID | None
) -> tuple[NavigationItem, ...]:
    named = sorted(schools.items(), key=lambda one: one[1])
    return (
        NavigationItem(mark("Every school"), PATH, asked is None, len(lines)),
        *(NavigationItem(name, _path(id), id == asked, len(_of(lines, id))) for id, name in named),
    )


async def _card(visit: Visit, line: BoardLine) -> BoardCard:
    state, zone = EscalationState(line.state), line.time_zone
    is_known = line.mentee_name is not None
    is_told = any(one.person_id == visit.actor.person_id for one in line.told)
    return BoardCard(
        line=line,
        href=f"/work/{line.id}" if is_known or is_told else "",
        urgency=Tag(urgency_plain(line.class_), Tone.DANGER if state.is_open else Tone.DONE),
        state=Tag(state.plain, _TONES[state]),
        since=waits_in_words(line.since, visit.at, zone),
        to_do=codes.load("actions").plain(line.action) if is_known and state.is_open else "",
        next_whom=await _next_whom(visit, line) if state.is_open else (),
        next_in=left_in_words(line.next_at, visit.at, zone) if line.next_at else None,
        told=_people(line.told, waits=line.state == "open"),
    )


_TONES: Final = {
    EscalationState.OPEN: Tone.DANGER,
    EscalationState.ACKNOWLEDGED: Tone.SOON,
    EscalationState.IN_HAND: Tone.PLANNED,
    EscalationState.RESOLVED: Tone.DONE,
}


async def _next_whom(visit: Visit, line: BoardLine) -> tuple[str, ...]:
    """Those on the rung that the clock enters next, by the ladder it was opened with."""
    ladder = ladder_of((await load_policy(visit.tx, line.policy_version_id)).policy.ladders, line.ladder)
    place = after(ladder, Place(line.rung, line.lap)) if line.state == "open" else Place()
    return tuple(one.plain for one in whom_at(ladder, place))


def _people(notices: Sequence[BoardNotice], *, waits: bool) -> tuple[ToldPerson, ...]:
    people: dict[UUID, list[BoardNotice]] = {}
    for one in notices:
        people.setdefault(one.person_id, []).append(one)
    return tuple(
        ToldPerson(told[0].name, tuple(_way(one, waits) for one in told), Way(told[0].way) in OF_MANY)
        for told in people.values()
    )


def _way(one: BoardNotice, waits: bool) -> ToldWay:
    return told_way(
        Way(one.way),
        sent_at=one.sent_at,
        shown_at=one.shown_at,
        opened_at=one.opened_at,
        is_dead=one.is_dead,
        waits=waits,
    )


routes: list[Any] = [index]
