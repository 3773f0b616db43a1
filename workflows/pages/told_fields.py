"""Who was told, and how: the fields of a form that asks, and what they said."""

from typing import Final

from care_steps import codes
from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.page import Choice

TOLD: Final = tuple((f"told_{entry.code}", entry.plain) for entry in codes.load("told_who").active)
"""The field of each person who may have been told, and who that is."""
HOW: Final[tuple[Choice, ...]] = choices_of("told_how")


def read_told(typed: Reading) -> tuple[tuple[str, str], ...]:
    """Who was told, and how, in words: the record is read without our lists."""
    how = codes.load("told_how")
    known = [entry.code for entry in how.active]
    answered = [(who, typed.one_of(name, known, required=None)) for name, who in TOLD]
    return tuple((who, how.plain(code)) for who, code in answered if code)
