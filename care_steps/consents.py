"""What may happen to a consent, what does a "no" stop, and whose consent is it?

Consent is asked of a family for each kind apart: meeting a mentor, answering questionnaires, sharing with a
provider. A "no" that was said, also one that nobody had asked for, stops what it covers at once; what was never
asked about stands on the coded basis of the act itself.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files
from typing import Final

from care_steps import life_cycle


class ConsentKind(StrEnum):
    """What is agreed to."""

    MENTORING = "mentoring"
    QUESTIONNAIRES = "questionnaires"
    SHARING = "sharing"

    @property
    def plain(self) -> str:
        """The name people read."""
        return _KINDS[self]


class ConsentState(StrEnum):
    """Where the consent to one kind stands."""

    NONE = "none"
    OUT = "out"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def plain(self) -> str:
        """The name people read."""
        return _STATES[self]

    @property
    def stops(self) -> bool:
        """Whether somebody has said no."""
        return self in (ConsentState.REFUSED, ConsentState.WITHDRAWN)


class ConsentMove(StrEnum):
    """What is done about a consent."""

    ASK = "ask"
    GIVE = "give"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"

    @property
    def plain(self) -> str:
        """The name people read."""
        return _MOVES[self]


_KINDS = {
    ConsentKind.MENTORING: "Meeting a mentor",
    ConsentKind.QUESTIONNAIRES: "Answering questionnaires",
    ConsentKind.SHARING: "Sharing with a provider",
}
_STATES = {
    ConsentState.NONE: "Not asked yet",
    ConsentState.OUT: "Letter is out",
    ConsentState.GIVEN: "Agreed",
    ConsentState.REFUSED: "Refused",
    ConsentState.WITHDRAWN: "Withdrawn",
}
_MOVES = {
    ConsentMove.ASK: "Send a letter",
    ConsentMove.GIVE: "Agree",
    ConsentMove.REFUSE: "Refuse",
    ConsentMove.WITHDRAW: "Withdraw",
}

TABLE = (
    (ConsentMove.ASK, ConsentState.NONE, ConsentState.OUT),
    # Some answer before they are asked: with the papers of enrollment, or on the telephone.
    (ConsentMove.GIVE, ConsentState.NONE, ConsentState.GIVEN),
    (ConsentMove.REFUSE, ConsentState.NONE, ConsentState.REFUSED),
    # Another letter: the first was lost, or went to somebody who may not be reached any more.
    (ConsentMove.ASK, ConsentState.OUT, ConsentState.OUT),
    (ConsentMove.GIVE, ConsentState.OUT, ConsentState.GIVEN),
    (ConsentMove.REFUSE, ConsentState.OUT, ConsentState.REFUSED),
    (ConsentMove.WITHDRAW, ConsentState.GIVEN, ConsentState.WITHDRAWN),
    (ConsentMove.ASK, ConsentState.REFUSED, ConsentState.OUT),
    (ConsentMove.ASK, ConsentState.WITHDRAWN, ConsentState.OUT),
)

MOVES = life_cycle.life_cycle(ConsentState, TABLE, ConsentState.NONE)

_REFUSED: Final = {
    ConsentKind.MENTORING: "Consent to meeting a mentor was refused. No mentor is assigned and no match starts.",
    ConsentKind.QUESTIONNAIRES: "Consent to questionnaires was refused. No planned questionnaire is given."
    " A concern about this one student may still be looked into.",
    ConsentKind.SHARING: "Consent to sharing with a provider was refused. Nothing is sent."
    " In an emergency, what the threat makes necessary may be said.",
}
_WITHDRAWN: Final = {
    ConsentKind.MENTORING: "Consent to meeting a mentor was withdrawn. No mentor is assigned and no match starts.",
    ConsentKind.QUESTIONNAIRES: "Consent to questionnaires was withdrawn. No planned questionnaire is given."
    " A concern about this one student may still be looked into.",
    ConsentKind.SHARING: "Consent to sharing with a provider was withdrawn. Nothing is sent."
    " In an emergency, what the threat makes necessary may be said.",
}
NOT_THEIRS: Final = (
    "Choose somebody who holds the rights, or an agency with custody. Others cannot answer this."
)
NOW_THEIR_OWN: Final = "The rights have passed to the student, who answers for themselves now."
NOT_YET_THEIR_OWN: Final = (
    "The student is not of age by the birth date on file. Choose whoever answers for them."
)


def destination(state: ConsentState, move: ConsentMove) -> ConsentState | None:
    """The state this move leads to, or None when it does not exist from here."""
    found = life_cycle.destination(MOVES, state, move)
    return ConsentState(found) if found is not None else None


def moves_from(state: ConsentState) -> tuple[ConsentMove, ...]:
    """What may be done from here."""
    return tuple(ConsentMove(found) for found in life_cycle.moves_from(MOVES, state))


def why_not(state: ConsentState, move: ConsentMove) -> str | None:
    """The sentence that refuses this move, or None when the table has it."""
    if destination(state, move) is not None:
        return None
    return f"“{move.plain}” is not possible while this stands at “{state.plain}”."


def why_stopped(kind: ConsentKind, state: ConsentState) -> str | None:
    """The sentence that stops what this kind covers, or None. The same one stands beside the button and at the verb."""
    if state is ConsentState.REFUSED:
        return _REFUSED[kind]
    return _WITHDRAWN[kind] if state is ConsentState.WITHDRAWN else None


@dataclass(frozen=True, slots=True)
class ConsentLimits:
    """Ages and days; the file names their owner and source."""

    version: int
    owner: str
    source: str
    rights_pass_at_years: int
    answer_within_days: int
    remind_every_days: int
    shortest_opt_out_days: int
    notice_holds_days: int
    covered_reasons: tuple[str, ...]


def _read(written: str) -> ConsentLimits:
    found = tomllib.loads(written)
    return ConsentLimits(**{**found, "covered_reasons": tuple(found["covered_reasons"])})


CONSENT_LIMITS: Final = _read((files("care_steps") / "consents.toml").read_text(encoding="utf-8"))


def of_age_on(born_on: date) -> date:
    """The day from which the student answers alone; who was born on a leap day, on March 1 of a year without one."""
    year = born_on.year + CONSENT_LIMITS.rights_pass_at_years
    try:
        return born_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def is_of_age(born_on: date | None, today: date) -> bool:
    """`today` at the student's school. Without a birth date on file nobody is taken to be of age."""
    return born_on is not None and today >= of_age_on(born_on)


def why_not_answer(*, is_adult: bool, speaks: bool | None) -> str | None:
    """The sentence that refuses this person's answer. `speaks`: whether they answer for the student; None is the student."""
    if speaks is None:
        return None if is_adult else NOT_YET_THEIR_OWN
    if is_adult:
        return NOW_THEIR_OWN
    return None if speaks else NOT_THEIRS
