"""Can a mentee move from here, and where to?

The table below is the whole answer. Opening a case is not in it: the first record of an episode comes
from nowhere. A move with several destinations wants its destination named.
"""

from dataclasses import dataclass
from enum import StrEnum

from care_steps import life_cycle
from care_steps.steps import Step


class Move(StrEnum):
    """How an episode gets from one step to another."""

    START = "start"
    STEP_UP = "step_up"
    STEP_DOWN = "step_down"
    EMERGENCY = "emergency"
    UNDO = "undo"
    CLOSE = "close"
    REOPEN = "reopen"

    @property
    def plain(self) -> str:
        """The name people read."""
        return _PLAIN[self]


_PLAIN = {
    Move.START: "Start care",
    Move.STEP_UP: "Step up",
    Move.STEP_DOWN: "Step down",
    Move.EMERGENCY: "Emergency",
    Move.UNDO: "Undo an emergency",
    Move.CLOSE: "Close",
    Move.REOPEN: "Reopen",
}

TABLE = (
    (Move.START, Step.REFERRED, Step.MENTOR),
    (Move.START, Step.REFERRED, Step.JOURNEY),
    (Move.START, Step.REFERRED, Step.PROFESSIONAL),
    (Move.STEP_UP, Step.MENTOR, Step.JOURNEY),
    (Move.STEP_UP, Step.MENTOR, Step.PROFESSIONAL),
    (Move.STEP_UP, Step.JOURNEY, Step.PROFESSIONAL),
    (Move.STEP_DOWN, Step.PROFESSIONAL, Step.JOURNEY),
    (Move.STEP_DOWN, Step.PROFESSIONAL, Step.MENTOR),
    (Move.STEP_DOWN, Step.JOURNEY, Step.MENTOR),
    (Move.EMERGENCY, Step.REFERRED, Step.PROFESSIONAL),
    (Move.EMERGENCY, Step.MENTOR, Step.PROFESSIONAL),
    (Move.EMERGENCY, Step.JOURNEY, Step.PROFESSIONAL),
    (Move.UNDO, Step.PROFESSIONAL, Step.REFERRED),
    (Move.UNDO, Step.PROFESSIONAL, Step.MENTOR),
    (Move.UNDO, Step.PROFESSIONAL, Step.JOURNEY),
    (Move.CLOSE, Step.REFERRED, Step.CLOSED),
    (Move.CLOSE, Step.MENTOR, Step.CLOSED),
    (Move.CLOSE, Step.JOURNEY, Step.CLOSED),
    (Move.CLOSE, Step.PROFESSIONAL, Step.CLOSED),
    (Move.REOPEN, Step.CLOSED, Step.REFERRED),
)

MOVES = life_cycle.life_cycle(Step, TABLE, Step.REFERRED)


@dataclass(frozen=True, slots=True)
class StepChange:
    """A legal move, as the table returned it; the only thing from which a step is written."""

    from_step: Step
    to_step: Step
    move: Move


class IllegalMove(ValueError):
    """A move was made that nobody asked `why_not` about; carries its sentence."""


def destinations(step: Step, move: Move) -> tuple[Step, ...]:
    """Every step this move may lead to from here."""
    return tuple(Step(found) for found in life_cycle.destinations(MOVES, step, move))


def destination(step: Step, move: Move, to: Step | None = None) -> Step | None:
    """Where this move leads; None when it does not exist, or has several ends and none was named."""
    found = life_cycle.destination(MOVES, step, move, to)
    return Step(found) if found is not None else None


def moves_from(step: Step) -> tuple[Move, ...]:
    """The moves that exist from here."""
    return tuple(Move(found) for found in life_cycle.moves_from(MOVES, step))


def move_between(step: Step, to: Step) -> Move | None:
    """The routine move (start, step up or down, close, reopen) from one step to another, if there is one."""
    routine = (Move.START, Move.STEP_UP, Move.STEP_DOWN, Move.CLOSE, Move.REOPEN)
    return next((move for move in routine if to in destinations(step, move)), None)


def why_not(step: Step, move: Move, to: Step | None = None) -> str | None:
    """The sentence that refuses this move from here, or None when the table has it."""
    ends = destinations(step, move)
    if not ends:
        return f"“{move.plain}” is not possible from “{step.plain}”."
    if to is None and len(ends) > 1:
        return f"Say to which step: {' or '.join(end.plain for end in ends)}."
    if to is not None and to not in ends:
        return f"“{move.plain}” does not lead from “{step.plain}” to “{to.plain}”."
    return None


def why_not_while_unsafe(move: Move, open_safety_items: int, closure_reason: str | None = None) -> str | None:
    """No step down or closure while a safety item is open, unless care moved elsewhere or the mentee died."""
    if not open_safety_items or move not in (Move.STEP_DOWN, Move.CLOSE):
        return None
    if move is Move.CLOSE and closure_reason in ("transferred_care", "deceased"):
        return None
    return f"“{move.plain}” has to wait: a safety item is open. A clinical supervisor has to answer it first."


def step_change(step: Step, move: Move, to: Step | None = None) -> StepChange:
    """The move as a value; raises `IllegalMove` with the sentence of `why_not`, so ask that first."""
    found = destination(step, move, to)
    if found is None:
        raise IllegalMove(why_not(step, move, to))
    return StepChange(from_step=step, to_step=found, move=move)


def diagram() -> str:
    """The life cycle of an episode as Mermaid text."""
    return life_cycle.diagram(Step, TABLE, Step.REFERRED, "Steps of care")
