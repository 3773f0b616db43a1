"""What does a family say about a match, and when may another adult speak in place of a guardian?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from care_steps import codes
from supervision.session_logs import NOW_KINDS

ANSWERS: Final = "guardian_answers"
INSTEAD: Final = "why_no_guardian"


@dataclass(frozen=True, slots=True)
class GuardianSaid:
    """`contact_id` is a guardian, or an agency with custody. Without one, `informant` says who spoke in their place."""

    how_it_goes: str
    words: str
    contact_id: UUID | None = None
    informant: str = ""
    why_instead: str | None = None


def why_not_danger(danger: str) -> Mapping[str, str]:
    """`danger`: what cannot wait of what they say, a code of the list `concern_kinds`."""
    return {} if danger in NOW_KINDS else {"danger": "Say which danger it is."}


def why_not_take(said: GuardianSaid) -> Mapping[str, str]:
    """A sentence for each field that cannot be taken."""
    errors = {}
    if said.contact_id is None:
        if not said.informant.strip():
            errors["informant"] = "Say who it is, and what they are to the student."
        if said.why_instead is None or not codes.load(INSTEAD).knows(said.why_instead):
            errors["why_instead"] = "Say why somebody else was asked in place of a guardian."
    elif said.informant.strip() or said.why_instead is not None:
        errors["who"] = "Either a guardian says it, or somebody else in their place."
    if not codes.load(ANSWERS).knows(said.how_it_goes):
        errors["how_it_goes"] = "Choose one of the answers."
    if not said.words.strip():
        errors["words"] = "Write down what was said."
    return errors
