"""Who has it on their list, have they seen it, whom does one call, and has anything left the school?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from care_steps import codes
from supervision.access import CARERS
from supervision.beside import GUIDE
from supervision.relations import is_any
from workflows.pages.components import Sentence
from workflows.pages.page import mark
from workflows.records.abuse_reports import reports_behind
from workflows.records.disclosures import Disclosure, left_the_school
from workflows.records.episodes import Case
from workflows.records.firings import FiringLine
from workflows.records.named_adults import never_told
from workflows.records.phones import Phones, phones_of
from workflows.records.scope import Transaction

_ROLES: Final[Mapping[str, str]] = {
    "on_call": mark("On call now"),
    "clinical_supervisor": mark("Clinical supervisor"),
    "direct_supervisor": mark("Direct supervisor"),
    "owner": mark("Looks after this student"),
}
_DIALLED: Final = frozenset("0123456789+")


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """Somebody to call. `number` is None when none is on file."""

    name: str
    role: str
    number: str | None

    @property
    def href(self) -> str:
        return dialled(self.number or "")


def dialled(number: str) -> str:
    """A telephone number as a link."""
    return f"tel:{''.join(sign for sign in number if sign in _DIALLED)}"


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody on whose list it stands, by when they are to act, and who has said that they have seen it."""

    name: str
    told_at: datetime
    due_at: datetime
    at_once: bool
    seen_by: str | None
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Left:
    """Something that left the school."""

    what: Sentence
    at: datetime


@dataclass(frozen=True, slots=True)
class WhoWasTold:
    """`told` is empty when no rule was in force: then only calling helps. `left`: empty while nothing has left.

    `is_reported`: what was heard of abuse or neglect has been reported to the agency.
    """

    told: tuple[Told, ...]
    phones: tuple[PhoneLine, ...]
    crisis_contact: str
    left: tuple[Left, ...]
    is_reported: bool = False


def phone_lines(phones: Phones) -> tuple[PhoneLine, ...]:
    """Those to call, in the order of calling."""
    return tuple(PhoneLine(one.name, _ROLES[one.role], one.phone) for one in phones.people)


async def who_was_told(
    tx: Transaction, case: Case, firings: tuple[FiringLine, ...], *, since: datetime
) -> WhoWasTold:
    """About what fired; `since` is when it began, for what has left the school from then on."""
    who = codes.load("told_who")
    left = await left_the_school(
        tx,
        case.id,
        since,
        inside=[who.plain(code) for code in GUIDE.inside],
        states=GUIDE.outside_offer_states,
        outcomes=GUIDE.outside_outcomes,
    )
    looks_after = is_any(tx.actor, case.standing, CARERS)
    phones = await phones_of(tx, case, never=await _never(tx, firings))
    reported = await _reported(tx, firings, own_only=not looks_after)
    return WhoWasTold(
        told=told_of(firings),
        phones=phone_lines(phones),
        crisis_contact=phones.crisis_contact,
        left=(*(Left(_what(one, with_names=looks_after), one.at) for one in left), *reported),
        is_reported=bool(reported),
    )


async def _never(tx: Transaction, firings: tuple[FiringLine, ...]) -> frozenset[UUID]:
    """Whom nobody is told to call: who is named in it."""
    return await never_told(tx, firings[0].work_id if firings else None)


async def _reported(tx: Transaction, firings: tuple[FiringLine, ...], *, own_only: bool) -> tuple[Left, ...]:
    """To a mentor only what was reported because of a worry of their own."""
    reports = await reports_behind(tx, [one.id for one in firings], own_only=own_only)
    return tuple(
        Left(Sentence(mark("Reported to %(agency)s"), {"agency": one.agency}), one.reported_at)
        for one in reports
    )


def told_of(firings: tuple[FiringLine, ...]) -> tuple[Told, ...]:
    """Each owner once, with the earliest time by which they are to act."""
    earliest: dict[str, FiringLine] = {}
    for one in sorted(firings, key=lambda line: line.due_at):
        earliest.setdefault(one.owner_name, one)
    return tuple(
        Told(name, one.recorded_at, one.due_at, one.due_at <= one.recorded_at, one.seen_by_name, one.seen_at)
        for name, one in earliest.items()
    )


def _what(left: Disclosure, *, with_names: bool) -> Sentence:
    """That somebody was told in an emergency a mentor reads too, and not who: it may be about another worry."""
    if left.kind == "emergency":
        if not with_names:
            return Sentence(mark("Told outside the school in an emergency"))
        return Sentence(mark("Told outside the school in an emergency: %(who)s"), {"who": left.to})
    if left.kind == "told":
        return Sentence(mark("Told: %(who)s"), terms={"who": left.to})
    if left.kind == "professional":
        return Sentence(mark("A professional was asked to help"))
    return Sentence(codes.load("escalation_outcomes").plain(left.to))
