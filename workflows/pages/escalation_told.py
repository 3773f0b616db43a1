"""How does the life of an escalation read on its page, and what may this reader do with it now?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from care_steps.policy import Way
from supervision.escalation_access import (
    less_urgent,
    why_not_ask_downgrade,
    why_not_downgrade,
    why_not_give,
    why_not_receive,
    why_not_reopen,
)
from supervision.escalations import EscalationMove, EscalationState, why_not
from supervision.unanswered import ACTION as OVERDUE
from workflows.pages.named_adults import staff_choices
from workflows.pages.notices_said import OF_MANY, ToldWay, told_way
from workflows.pages.page import Choice, mark
from workflows.pages.urgency import urgency_plain
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.escalation_histories import (
    AskedDowngrade,
    EscalationLine,
    ToldOne,
    asked_downgrade,
    escalation_history,
)
from workflows.records.named_adults import never_told
from workflows.records.referral_owners import people_around
from workflows.records.work import Work

_SAID: Final[Mapping[str, str]] = {
    "open": mark("Opened"),
    EscalationMove.CLIMB: mark("Nobody had answered"),
    EscalationMove.ACKNOWLEDGE: mark("Acknowledged"),
    EscalationMove.CLAIM: mark("Taken in hand"),
    EscalationMove.HAND_OVER: mark("Handed over"),
    EscalationMove.CALL_AGAIN: mark("Not resolved in time"),
    EscalationMove.JOIN: mark("Something further came up"),
    EscalationMove.ASK_DOWNGRADE: mark("Asked to make it less urgent"),
    EscalationMove.DOWNGRADE: mark("Made less urgent"),
    EscalationMove.RESOLVE: mark("Resolved"),
    EscalationMove.REOPEN: mark("Opened again"),
    EscalationMove.NAME: mark("Somebody who works here is named in it"),
    EscalationMove.WITHDRAW: mark("Somebody who works here is named in it: others are told"),
}
# What tells somebody, so that it is said when nobody could be told.
_TELLING: Final = frozenset(
    (
        "open",
        EscalationMove.CLIMB,
        EscalationMove.CALL_AGAIN,
        EscalationMove.HAND_OVER,
        EscalationMove.REOPEN,
        EscalationMove.WITHDRAW,
    )
)


@dataclass(frozen=True, slots=True)
class SaidOfOne:
    """Somebody who was to be told, and what became of it by each way."""

    name: str
    ways: tuple[ToldWay, ...]


@dataclass(frozen=True, slots=True)
class LineSaid:
    """One entry in words; `by` is empty for what the clock or a rule did.

    `passed`: on so many rungs nobody could be reached, and they were passed at once. `is_unheard`: nobody at all could.
    `not_told_by`: ways of the policy, in words, by which nobody was told.
    """

    what: str
    by: str
    to: str
    words: str
    happened_at: datetime
    told: tuple[SaidOfOne, ...]
    passed: int
    is_unheard: bool
    not_told_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EscalationTold:
    """The history, the newest first; whether it may be taken in hand, to whom it may be handed, and what else may be done.

    `less`: how urgent it may be called instead. `asked`: what a second person is asked to agree to. `staff`: who may be
    named in it, by a reader who may act on it.
    """

    lines: tuple[LineSaid, ...]
    may_claim: bool
    heirs: tuple[Choice, ...]
    less: tuple[Choice, ...]
    asked: AskedDowngrade | None
    asked_urgency: str
    why_not_agree: str | None
    may_reopen: bool
    staff: tuple[Choice, ...] = ()


async def escalation_told(visit: Visit, work: Work, case: Case, *, may_take: bool) -> EscalationTold | None:
    """None for other work. `may_take`: whether this reader may acknowledge it."""
    if work.kind != "escalation":
        return None
    state = EscalationState(work.state)
    asked = await asked_downgrade(visit.tx, work.id)
    is_theirs = work.acknowledged_by in (None, visit.actor.person_id)
    return EscalationTold(
        lines=lines_said(await escalation_history(visit.tx, work.id), waits=work.state == "open"),
        may_claim=may_take and is_theirs and why_not(state, EscalationMove.CLAIM) is None,
        heirs=await heirs_of(visit, work, case) if state.is_with_somebody else (),
        less=_less(visit, work, case) if state.is_open and asked is None else (),
        asked=asked,
        asked_urgency=urgency_plain(asked.class_) if asked else "",
        why_not_agree=why_not_downgrade(visit.actor, case.standing, asked_by=asked.by if asked else None),
        may_reopen=not state.is_open and why_not_reopen(visit.actor, case.standing) is None,
        staff=await _may_be_named(visit, work) if may_take and state.is_open else (),
    )


async def _may_be_named(visit: Visit, work: Work) -> tuple[Choice, ...]:
    if work.action == OVERDUE:
        return ()
    never = {str(one) for one in await never_told(visit.tx, work.id)}
    return tuple(one for one in await staff_choices(visit) if one.value not in never)


def _less(visit: Visit, work: Work, case: Case) -> tuple[Choice, ...]:
    if why_not_ask_downgrade(visit.actor, case.standing) is not None:
        return ()
    return tuple(Choice(one, urgency_plain(one)) for one in less_urgent(work.class_))


async def heirs_of(visit: Visit, work: Work, case: Case) -> tuple[Choice, ...]:
    """To whom this reader may hand it: to nobody when it is not theirs to give."""
    actor, standing = visit.actor, case.standing
    if actor.person_id is None or why_not_give(actor, standing, taken_by=work.acknowledged_by) is not None:
        return ()
    never = await never_told(visit.tx, work.id)
    return tuple(
        Choice(str(one.person_id), one.name)
        for one in await people_around(visit.tx, case)
        if why_not_receive(one, standing, given_by=actor.person_id, never=never) is None
    )


def lines_said(lines: Sequence[EscalationLine], *, waits: bool) -> tuple[LineSaid, ...]:
    """The history in words, the newest first as it is given; rungs that were passed are told with the one entered.

    `waits`: nobody has answered yet.
    """
    found: list[LineSaid] = []
    passed: list[EscalationLine] = []
    for one in reversed(lines):
        if one.is_passed:
            passed.append(one)
            continue
        found.append(_said(one, passed, waits=waits))
        passed = []
    return tuple(reversed(found))


def _said(one: EscalationLine, passed: Sequence[EscalationLine], *, waits: bool) -> LineSaid:
    begun = passed[0] if passed else one
    return LineSaid(
        what=_SAID[begun.move],
        by=begun.by or "",
        to=begun.to or "",
        words=begun.words,
        happened_at=one.happened_at,
        told=_told(one.told, waits=waits),
        passed=len(passed) if one.told else 0,
        is_unheard=begun.move in _TELLING and all(Way(told.way) in OF_MANY for told in one.told),
        not_told_by=tuple(Way(way).plain for way in one.passed_ways),
    )


def _told(told: Sequence[ToldOne], *, waits: bool) -> tuple[SaidOfOne, ...]:
    """Each person once, in the words of the board."""
    people: dict[str, list[ToldWay]] = {}
    for one in told:
        said = told_way(
            Way(one.way),
            sent_at=one.sent_at,
            shown_at=one.shown_at,
            opened_at=one.opened_at,
            is_dead=one.is_dead,
            waits=waits and not one.is_dropped,
        )
        people.setdefault(one.name, []).append(said)
    return tuple(SaidOfOne(name, tuple(ways)) for name, ways in people.items())
