"""What may happen to a match of a mentor and a mentee?

A match begins as proposed, with a mentor assigned; before it a mentor may be kept free (the reservation carries that
state). It starts with the first session made. After an end only another match begins, and the case stays as it is:
its step, its clocks and its open work do not end with a mentor.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from care_steps import codes, life_cycle


class MatchState(StrEnum):
    """Where a match stands."""

    RESERVED = "reserved"
    PROPOSED = "proposed"
    STARTED = "started"
    PAUSED = "paused"
    ENDING = "ending"
    ENDED = "ended"

    @property
    def plain(self) -> str:
        """The name people read."""
        return _STATES[self]

    @property
    def is_live(self) -> bool:
        """Whether something may still happen to it."""
        return bool(moves_from(self))


class MatchMove(StrEnum):
    """What is done with a match."""

    PROPOSE = "propose"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    PLAN_GOODBYE = "plan_goodbye"
    END = "end"

    @property
    def plain(self) -> str:
        """The name people read."""
        return _MOVES[self]


_STATES: Final = {
    MatchState.RESERVED: "Mentor reserved",
    MatchState.PROPOSED: "Proposed",
    MatchState.STARTED: "Meeting",
    MatchState.PAUSED: "Paused",
    MatchState.ENDING: "Saying goodbye",
    MatchState.ENDED: "Match ended",
}
_MOVES: Final = {
    MatchMove.PROPOSE: "Assign the mentor",
    MatchMove.START: "Meet for the first time",
    MatchMove.PAUSE: "Pause the match",
    MatchMove.RESUME: "Go on meeting",
    MatchMove.PLAN_GOODBYE: "Plan the goodbye",
    MatchMove.END: "End the match",
}

TABLE: Final = (
    (MatchMove.PROPOSE, MatchState.RESERVED, MatchState.PROPOSED),
    (MatchMove.START, MatchState.PROPOSED, MatchState.STARTED),
    (MatchMove.PAUSE, MatchState.STARTED, MatchState.PAUSED),
    (MatchMove.RESUME, MatchState.PAUSED, MatchState.STARTED),
    (MatchMove.RESUME, MatchState.ENDING, MatchState.STARTED),
    (MatchMove.PLAN_GOODBYE, MatchState.STARTED, MatchState.ENDING),
    (MatchMove.PLAN_GOODBYE, MatchState.PAUSED, MatchState.ENDING),
    (MatchMove.END, MatchState.PROPOSED, MatchState.ENDED),
    (MatchMove.END, MatchState.STARTED, MatchState.ENDED),
    (MatchMove.END, MatchState.PAUSED, MatchState.ENDED),
    (MatchMove.END, MatchState.ENDING, MatchState.ENDED),
)

MOVES: Final = life_cycle.life_cycle(MatchState, TABLE, MatchState.PROPOSED)

BY_ITSELF: Final = ("replaced", "step_changed", "case_closed")
"""Reasons of an end that another act brings: nobody chooses them."""


@dataclass(frozen=True, slots=True)
class MatchEnd:
    """How a match ended. `goodbye_on`: the day of the last meeting; `no_goodbye`: the code for why there was none."""

    reason: str
    whose_wish: str
    goodbye_on: date | None = None
    no_goodbye: str = ""
    words: str = ""


def destination(state: MatchState, move: MatchMove) -> MatchState | None:
    """The state this move leads to, or None when it does not exist from here."""
    found = life_cycle.destination(MOVES, state, move)
    return MatchState(found) if found is not None else None


def moves_from(state: MatchState) -> tuple[MatchMove, ...]:
    """What may be done with a match in this state."""
    return tuple(MatchMove(found) for found in life_cycle.moves_from(MOVES, state))


def why_not(state: MatchState, move: MatchMove) -> str | None:
    """The sentence that refuses this move, or None when the table has it."""
    if destination(state, move) is not None:
        return None
    if not state.is_live:
        return "This match has ended. Assign a mentor to begin another."
    return f"“{move.plain}” is not possible while the match is at “{state.plain}”."


def why_not_goodbye_on(day: date, *, today: date) -> Mapping[str, str]:
    """A goodbye is planned for today or later."""
    return {"goodbye_on": "Choose today or a later day."} if day < today else {}


def why_not_end_like(end: MatchEnd, state: MatchState, *, began_on: date, today: date) -> Mapping[str, str]:
    """What is wrong with this end, by field. Whoever never met needs no goodbye."""
    errors = {
        "reason": _why_not_one("match_end_reasons", end.reason, end.words),
        "whose_wish": _why_not_one("whose_wish", end.whose_wish),
        **_why_not_goodbye(end, state, began_on=began_on, today=today),
    }
    return {field: why for field, why in errors.items() if why}


def _why_not_one(list_id: str, code: str, words: str = "") -> str | None:
    if code in BY_ITSELF:
        return "This reason comes with another act and is not chosen."
    return codes.why_not_choose(codes.load(list_id), [code] if code else [], words)


def _why_not_goodbye(
    end: MatchEnd, state: MatchState, *, began_on: date, today: date
) -> dict[str, str | None]:
    if state is MatchState.PROPOSED:
        met = end.goodbye_on is not None or end.no_goodbye
        return {"goodbye_on": "They have not met yet, so that there is no goodbye."} if met else {}
    if end.goodbye_on is None and not end.no_goodbye:
        return {"no_goodbye": "Enter the day on which they said goodbye, or say why they did not."}
    if end.goodbye_on is None:
        return {"no_goodbye": _why_not_one("no_goodbye_reasons", end.no_goodbye, end.words)}
    if end.no_goodbye:
        return {"no_goodbye": "Say either on which day they said goodbye, or why they did not."}
    if not began_on <= end.goodbye_on <= today:
        return {"goodbye_on": "Choose a day between the beginning of the match and today."}
    return {}


def diagram() -> str:
    """The life cycle of a match as Mermaid text."""
    return life_cycle.diagram(MatchState, TABLE, MatchState.PROPOSED, "A match")
