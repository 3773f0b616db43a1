"""What is an entry of the vocabulary: its type, its range, and how a value of it reads?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from care_steps.one_fact import Value
from triage.instruments import Number


class FactType(StrEnum):
    """What kind of value a fact has."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    CODE = "code"
    CODES = "codes"

    @property
    def plain(self) -> str:
        """The words people read."""
        words = {"integer": "whole number", "boolean": "yes or no", "codes": "any number of codes"}
        return words.get(self.value, self.value)


class Scope(StrEnum):
    """When a fact is asked about: once per filled-in form, or about the episode at any time."""

    SCREENING = "screening"
    EPISODE = "episode"

    @property
    def plain(self) -> str:
        """The words people read."""
        return "once for each form" if self is Scope.SCREENING else "whenever something new is known"


@dataclass(frozen=True, slots=True)
class FactKind:
    """An entry of the vocabulary. `sentence` has one place for the value; a range includes both ends."""

    name: str
    type: FactType
    scope: Scope
    plain: str
    sentence: str
    unit: str = ""
    minimum: int | Decimal | None = None
    maximum: int | Decimal | None = None
    smallest_step: int | Decimal = 1
    codes: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict, compare=False)
    """What people read instead of a code; one that is not here is read with spaces."""

    def word(self, value: Value | None) -> str:
        """The value in words, without its unit."""
        if isinstance(value, frozenset) and self.type is FactType.CODE:
            return one_of(self._of_code(one) for one in value)
        return self._of_code(value) if isinstance(value, str) else in_words(value)

    def _of_code(self, one: str) -> str:
        return self.words.get(one, one.replace("_", " "))

    def said(self, value: Value | None) -> str:
        """The value in words, with its unit."""
        if not self.unit or value is None:
            return self.word(value)
        unit = self.unit.removesuffix("s") if value in (1, -1) else self.unit
        return f"{in_words(value)} {unit}"


def in_words(value: Value | None) -> str:
    """A value as people read it; None is a value that is not known."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "none"
    return str(value)


def one_of(values: Iterable[str]) -> str:
    """Any of these as a sentence has it: “a”, “b” or “c”. Quoted, because one of them may be half a sentence."""
    *others, last = sorted(f"“{one}”" for one in values)
    return f"{', '.join(others)} or {last}" if others else last


def points(name: str, plain: str, minimum: Number, maximum: Number, smallest_step: Number = 1) -> FactKind:
    """A score in points; a scale with steps smaller than 1 has decimals."""
    type_ = FactType.INTEGER if smallest_step == int(smallest_step) else FactType.DECIMAL
    sentence = f"{plain}: {{value}} points"
    return FactKind(name, type_, Scope.EPISODE, plain, sentence, "points", minimum, maximum, smallest_step)


def rating(name: str, plain: str, least: int, most: int) -> FactKind:
    """A level or a rating of need."""
    return FactKind(
        name,
        FactType.INTEGER,
        Scope.EPISODE,
        plain,
        f"{plain}: {{value}} of {most}",
        f"of {most}",
        least,
        most,
    )


def count(name: str, plain: str, unit: str) -> FactKind:
    """A number of things or days."""
    # An upper end only so that every number has a range: a hundred years of days.
    sentence = f"{plain}: {{value}} {unit}"
    return FactKind(name, FactType.INTEGER, Scope.EPISODE, plain, sentence, unit, 0, 36_525)


def yes_no(name: str, scope: Scope, plain: str) -> FactKind:
    """Something that is so or not."""
    return FactKind(name, FactType.BOOLEAN, scope, plain, f"{plain}: {{value}}")


def code(name: str, scope: Scope, plain: str, codes: Iterable[str]) -> FactKind:
    """One of a closed list of codes, read as they are."""
    return FactKind(name, FactType.CODE, scope, plain, f"{plain}: {{value}}", codes=tuple(codes))


def worded(name: str, plain: str, words: Mapping[str, str]) -> FactKind:
    """One of a closed list of codes about the episode, each with its words."""
    return FactKind(
        name, FactType.CODE, Scope.EPISODE, plain, f"{plain}: {{value}}", codes=tuple(words), words=words
    )
