"""What may happen to a consent, what does a "no" stop, and whose consent is it?

Consent is asked of a family for each kind apart: meeting a mentor, answering questionnaires, sharing with a
provider. A "no" that was said, also one that nobody had asked for, stops what it covers at once, and goes on doing so
while a new letter is out: only a later "yes" ends it. What was never asked about stands on the coded basis of the act
itself.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from care_steps import life_cycle
from care_steps.consent_limits import CONSENT_LIMITS

WRITTEN: Final = "written"
"""The group of those ways of answering that leave something signed."""


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
    ENDED = "ended"
    """Given until a day that has passed. It is never written down: it follows from the day."""

    @property
    def plain(self) -> str:
        """The name people read."""
        return _STATES[self]

    @property
    def stops(self) -> bool:
        """Whether this answer stops what it is about: somebody said no, or agreed until a day that has passed."""
        return self in (ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.ENDED)


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
    ConsentState.ENDED: "Ended",
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
    # Before it ends they are asked anew. What they agreed to holds meanwhile.
    (ConsentMove.ASK, ConsentState.GIVEN, ConsentState.OUT),
    (ConsentMove.ASK, ConsentState.ENDED, ConsentState.OUT),
    (ConsentMove.GIVE, ConsentState.ENDED, ConsentState.GIVEN),
    (ConsentMove.REFUSE, ConsentState.ENDED, ConsentState.REFUSED),
    (ConsentMove.ASK, ConsentState.REFUSED, ConsentState.OUT),
    (ConsentMove.ASK, ConsentState.WITHDRAWN, ConsentState.OUT),
)

MOVES = life_cycle.life_cycle(ConsentState, TABLE, ConsentState.NONE)

_COVERS: Final = {
    ConsentKind.MENTORING: ("Consent to meeting a mentor", "No mentor is assigned and no match starts."),
    ConsentKind.QUESTIONNAIRES: (
        "Consent to questionnaires",
        "No planned questionnaire is given. A concern about this one student may still be looked into.",
    ),
    ConsentKind.SHARING: (
        "Consent to sharing with a provider",
        "Nothing is sent. In an emergency, what the threat makes necessary may be said.",
    ),
}
_STOPPED: Final = {
    ConsentState.REFUSED: "was refused",
    ConsentState.WITHDRAWN: "was withdrawn",
    ConsentState.ENDED: "has ended",
}
# Every sentence whole, so that each can be said in another language.
_WHY_STOPPED: Final = {
    (kind, state): f"{covers} {how}. {stops}"
    for kind, (covers, stops) in _COVERS.items()
    for state, how in _STOPPED.items()
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
    return _WHY_STOPPED.get((kind, state))


def stands(state: ConsentState, ends_on: date | None, today: date) -> ConsentState:
    """How an answer stands on this day: what was given until a day has ended when that day is over."""
    is_over = state is ConsentState.GIVEN and ends_on is not None and ends_on < today
    return ConsentState.ENDED if is_over else state


def ends_soon(state: ConsentState, ends_on: date | None, today: date) -> bool:
    """Whether it is time to ask again for what was given until a day."""
    if state is not ConsentState.GIVEN or ends_on is None:
        return False
    return today <= ends_on <= today + timedelta(days=CONSENT_LIMITS.remind_before_end_days)


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
