"""What does a mentee say in a check-in, why can it not be taken, and what does it ask of those who look after them?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from care_steps import codes

ANSWERS: Final = "check_in_answers"
HELP: Final = "other_now"
"""The kind of concern that asking for somebody to talk to becomes: the rules read it at once."""
_READ_BY_SOMEBODY: Final = "read_by_somebody"


@dataclass(frozen=True, slots=True)
class SaidInCheckIn:
    """`how_it_goes` is a code of the list `check_in_answers`; the words are kept as they were typed."""

    how_it_goes: str
    wants_help: bool = False
    wants_other_mentor: bool = False
    words: str = ""


def why_not_take(said: SaidInCheckIn) -> Mapping[str, str]:
    """A sentence at the field. Whoever asks for help is not held up by another question."""
    if codes.load(ANSWERS).knows(said.how_it_goes) or (said.wants_help and not said.how_it_goes):
        return {}
    return {"how_it_goes": "Choose one of the answers."}


def asks_for(said: SaidInCheckIn) -> str | None:
    """The work that it opens for the owner of the case; None when there is nothing to read but a good answer."""
    if said.wants_other_mentor:
        return "talk_about_mentor"
    answer = codes.load(ANSWERS).find(said.how_it_goes)
    is_low = answer is not None and answer.group == _READ_BY_SOMEBODY
    return "read_check_in" if is_low or said.words.strip() else None
