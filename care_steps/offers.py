"""What may happen to a step-up offer?

A step-up is an offer to a young person, not a move: the step changes when the offer is started. An
offer that nobody answered has expired; it is never counted as declined. After an end, only a new offer.
"""

from collections.abc import Sequence
from enum import StrEnum

from care_steps import codes, life_cycle


class OfferState(StrEnum):
    """Where an offer stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    STARTED = "started"
    NOT_STARTED = "not_started"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"

    @property
    def plain(self) -> str:
        """The name people read."""
        return _STATES[self]

    @property
    def is_live(self) -> bool:
        """Whether something may still happen to it."""
        return bool(moves_from(self))


class OfferMove(StrEnum):
    """What is done with an offer."""

    ACCEPT = "accept"
    DECLINE = "decline"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"
    WAIT = "wait"
    START = "start"
    NOT_START = "not_start"

    @property
    def plain(self) -> str:
        """The name people read."""
        return _MOVES[self]


_STATES = {
    OfferState.OFFERED: "Offered",
    OfferState.ACCEPTED: "Accepted",
    OfferState.WAITING: "Waiting",
    OfferState.STARTED: "Started",
    OfferState.NOT_STARTED: "Not started",
    OfferState.DECLINED: "Declined",
    OfferState.EXPIRED: "Expired without an answer",
    OfferState.WITHDRAWN: "Withdrawn",
}
_MOVES = {
    OfferMove.ACCEPT: "Accept",
    OfferMove.DECLINE: "Decline",
    OfferMove.EXPIRE: "Expire without an answer",
    OfferMove.WITHDRAW: "Withdraw",
    OfferMove.WAIT: "Wait for a place",
    OfferMove.START: "Start",
    OfferMove.NOT_START: "Record as not started",
}

TABLE = (
    (OfferMove.ACCEPT, OfferState.OFFERED, OfferState.ACCEPTED),
    (OfferMove.DECLINE, OfferState.OFFERED, OfferState.DECLINED),
    (OfferMove.EXPIRE, OfferState.OFFERED, OfferState.EXPIRED),
    (OfferMove.WITHDRAW, OfferState.OFFERED, OfferState.WITHDRAWN),
    (OfferMove.WAIT, OfferState.ACCEPTED, OfferState.WAITING),
    (OfferMove.START, OfferState.ACCEPTED, OfferState.STARTED),
    (OfferMove.NOT_START, OfferState.ACCEPTED, OfferState.NOT_STARTED),
    (OfferMove.WITHDRAW, OfferState.ACCEPTED, OfferState.WITHDRAWN),
    (OfferMove.START, OfferState.WAITING, OfferState.STARTED),
    (OfferMove.NOT_START, OfferState.WAITING, OfferState.NOT_STARTED),
    (OfferMove.DECLINE, OfferState.WAITING, OfferState.DECLINED),
)

MOVES = life_cycle.life_cycle(OfferState, TABLE, OfferState.OFFERED)


def destination(state: OfferState, move: OfferMove) -> OfferState | None:
    """The state this move leads to, or None when it does not exist from here."""
    found = life_cycle.destination(MOVES, state, move)
    return OfferState(found) if found is not None else None


def moves_from(state: OfferState) -> tuple[OfferMove, ...]:
    """What may be done with an offer in this state."""
    return tuple(OfferMove(found) for found in life_cycle.moves_from(MOVES, state))


def why_not(state: OfferState, move: OfferMove) -> str | None:
    """The sentence that refuses this move, or None when the table has it."""
    if destination(state, move) is not None:
        return None
    if not state.is_live:
        return f"This offer has ended ({state.plain.lower()}). Make a new one."
    return f"“{move.plain}” is not possible while the offer is “{state.plain}”."


def why_not_decline(reasons: Sequence[str], words: str = "") -> str | None:
    """The sentence that refuses these coded reasons for declining, or None."""
    return codes.why_not_choose(codes.load("decline_reasons"), reasons, words)


def diagram() -> str:
    """The life cycle of a step-up offer as Mermaid text."""
    return life_cycle.diagram(OfferState, TABLE, OfferState.OFFERED, "A step-up offer")
