"""What may happen to an escalation?

Acknowledged is not resolved, and in hand is not resolved: while nobody has resolved it, it goes back to open as soon
as whoever took it has been silent for too long or gives it on. Only a person resolves it.
"""

from enum import StrEnum
from typing import Final

from care_steps import life_cycle


class EscalationState(StrEnum):
    """Where an escalation stands. The values are those of its work; what has ended is resolved."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    IN_HAND = "in_hand"
    RESOLVED = "ended"

    @property
    def plain(self) -> str:
        """The name people read."""
        return _STATES[self]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self is not EscalationState.RESOLVED

    @property
    def is_with_somebody(self) -> bool:
        """Whether a person has said that they act."""
        return self in (EscalationState.ACKNOWLEDGED, EscalationState.IN_HAND)


class EscalationMove(StrEnum):
    """What is done with an escalation."""

    CLIMB = "climb"
    ACKNOWLEDGE = "acknowledge"
    CLAIM = "claim"
    HAND_OVER = "hand_over"
    CALL_AGAIN = "call_again"
    JOIN = "join"
    ASK_DOWNGRADE = "ask_downgrade"
    DOWNGRADE = "downgrade"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    NAME = "name"
    WITHDRAW = "withdraw"

    @property
    def plain(self) -> str:
        """The name people read."""
        return _MOVES[self]


_STATES: Final = {
    EscalationState.OPEN: "Open",
    EscalationState.ACKNOWLEDGED: "Acknowledged",
    EscalationState.IN_HAND: "In hand",
    EscalationState.RESOLVED: "Resolved",
}
_MOVES: Final = {
    EscalationMove.CLIMB: "Tell whoever is next",
    EscalationMove.ACKNOWLEDGE: "Acknowledge",
    EscalationMove.CLAIM: "Take it in hand",
    EscalationMove.HAND_OVER: "Hand over",
    EscalationMove.CALL_AGAIN: "Call again, since it is not resolved",
    EscalationMove.JOIN: "Join a further cause",
    EscalationMove.ASK_DOWNGRADE: "Ask to make it less urgent",
    EscalationMove.DOWNGRADE: "Make less urgent",
    EscalationMove.RESOLVE: "Resolve",
    EscalationMove.REOPEN: "Open again",
    EscalationMove.NAME: "Name somebody who works here",
    EscalationMove.WITHDRAW: "Take it from whoever is named",
}

TABLE: Final = (
    (EscalationMove.CLIMB, EscalationState.OPEN, EscalationState.OPEN),
    (EscalationMove.ACKNOWLEDGE, EscalationState.OPEN, EscalationState.ACKNOWLEDGED),
    (EscalationMove.CLAIM, EscalationState.OPEN, EscalationState.IN_HAND),
    (EscalationMove.JOIN, EscalationState.OPEN, EscalationState.OPEN),
    (EscalationMove.ASK_DOWNGRADE, EscalationState.OPEN, EscalationState.OPEN),
    (EscalationMove.DOWNGRADE, EscalationState.OPEN, EscalationState.OPEN),
    (EscalationMove.RESOLVE, EscalationState.OPEN, EscalationState.RESOLVED),
    (EscalationMove.NAME, EscalationState.OPEN, EscalationState.OPEN),
    (EscalationMove.WITHDRAW, EscalationState.OPEN, EscalationState.OPEN),
    (EscalationMove.CLAIM, EscalationState.ACKNOWLEDGED, EscalationState.IN_HAND),
    (EscalationMove.HAND_OVER, EscalationState.ACKNOWLEDGED, EscalationState.OPEN),
    (EscalationMove.CALL_AGAIN, EscalationState.ACKNOWLEDGED, EscalationState.OPEN),
    (EscalationMove.JOIN, EscalationState.ACKNOWLEDGED, EscalationState.OPEN),
    (EscalationMove.ASK_DOWNGRADE, EscalationState.ACKNOWLEDGED, EscalationState.ACKNOWLEDGED),
    (EscalationMove.DOWNGRADE, EscalationState.ACKNOWLEDGED, EscalationState.ACKNOWLEDGED),
    (EscalationMove.RESOLVE, EscalationState.ACKNOWLEDGED, EscalationState.RESOLVED),
    (EscalationMove.NAME, EscalationState.ACKNOWLEDGED, EscalationState.ACKNOWLEDGED),
    (EscalationMove.WITHDRAW, EscalationState.ACKNOWLEDGED, EscalationState.OPEN),
    (EscalationMove.HAND_OVER, EscalationState.IN_HAND, EscalationState.OPEN),
    (EscalationMove.CALL_AGAIN, EscalationState.IN_HAND, EscalationState.OPEN),
    (EscalationMove.JOIN, EscalationState.IN_HAND, EscalationState.OPEN),
    (EscalationMove.ASK_DOWNGRADE, EscalationState.IN_HAND, EscalationState.IN_HAND),
    (EscalationMove.DOWNGRADE, EscalationState.IN_HAND, EscalationState.IN_HAND),
    (EscalationMove.RESOLVE, EscalationState.IN_HAND, EscalationState.RESOLVED),
    (EscalationMove.NAME, EscalationState.IN_HAND, EscalationState.IN_HAND),
    (EscalationMove.WITHDRAW, EscalationState.IN_HAND, EscalationState.OPEN),
    (EscalationMove.REOPEN, EscalationState.RESOLVED, EscalationState.OPEN),
)
OF_THE_CLOCK: Final = frozenset({EscalationMove.CLIMB, EscalationMove.CALL_AGAIN})
"""What the engine does when nobody does anything. Everything else is done by a person, or by a rule that fires."""

MOVES = life_cycle.life_cycle(EscalationState, TABLE, EscalationState.OPEN)


def destination(state: EscalationState, move: EscalationMove) -> EscalationState | None:
    """The state this move leads to, or None when it does not exist from here."""
    found = life_cycle.destination(MOVES, state, move)
    return EscalationState(found) if found is not None else None


def moves_from(state: EscalationState) -> tuple[EscalationMove, ...]:
    """What may be done with an escalation in this state."""
    return tuple(EscalationMove(found) for found in life_cycle.moves_from(MOVES, state))


def why_not(state: EscalationState, move: EscalationMove) -> str | None:
    """The sentence that refuses this move, or None when the table has it."""
    if destination(state, move) is not None:
        return None
    if not state.is_open:
        return "This escalation is resolved. Open it again if something is left to do."
    return f"“{move.plain}” is not possible while the escalation is “{state.plain}”."


def of_silence(state: EscalationState) -> EscalationMove | None:
    """What the clock does once the timer of an escalation in this state has run out; None when it is resolved."""
    return next((move for move in moves_from(state) if move in OF_THE_CLOCK), None)


def diagram() -> str:
    """The life cycle of an escalation as Mermaid text."""
    return life_cycle.diagram(EscalationState, TABLE, EscalationState.OPEN, "An escalation")
