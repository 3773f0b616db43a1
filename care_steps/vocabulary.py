"""Which facts may a policy ask about? The closed, typed vocabulary."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from care_steps.one_fact import NOT_ASKED, Fact, Reason, Source, State, Value, known, unknown
from care_steps.steps import Step
from triage import instruments
from triage.outcomes import Crossing
from triage.verdicts import Positivity, Status

__all__ = [
    "FACTS",
    "NOT_ASKED",
    "Fact",
    "FactKind",
    "FactType",
    "Reason",
    "Scope",
    "Source",
    "State",
    "Value",
    "in_words",
    "known",
    "unknown",
    "vocabulary",
]


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

    def said(self, value: Value | None) -> str:
        """The value in words, with its unit."""
        if not self.unit or value is None:
            return in_words(value)
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


def vocabulary(kinds: Iterable[FactKind]) -> Mapping[str, FactKind]:
    """Kinds by their name."""
    return MappingProxyType({kind.name: kind for kind in kinds})


def _points(name: str, plain: str, minimum: int, maximum: int) -> FactKind:
    sentence = f"{plain}: {{value}} points"
    return FactKind(name, FactType.INTEGER, Scope.EPISODE, plain, sentence, "points", minimum, maximum)


def _count(name: str, plain: str, unit: str) -> FactKind:
    # An upper end only so that every number has a range: a hundred years of days.
    sentence = f"{plain}: {{value}} {unit}"
    return FactKind(name, FactType.INTEGER, Scope.EPISODE, plain, sentence, unit, 0, 36_525)


def _yes_no(name: str, scope: Scope, plain: str) -> FactKind:
    return FactKind(name, FactType.BOOLEAN, scope, plain, f"{plain}: {{value}}")


def _code(name: str, scope: Scope, plain: str, codes: tuple[str, ...]) -> FactKind:
    return FactKind(name, FactType.CODE, scope, plain, f"{plain}: {{value}}", codes=codes)


def _values(words: type[StrEnum]) -> tuple[str, ...]:
    return tuple(word.value for word in words)


FACTS = vocabulary(
    (
        _code("step", Scope.EPISODE, "Step of care", _values(Step)),
        _points("phq_a_total", "Latest PHQ-A total", 0, 27),
        _points("phq_a_baseline", "PHQ-A total to compare with", 0, 27),
        _points("phq_a_change", "PHQ-A change in this step (up is worse)", -27, 27),
        _code("phq_a_crossing", Scope.EPISODE, "PHQ-A against caseness in this step", _values(Crossing)),
        _points("gad_7_total", "Latest GAD-7 total", 0, 21),
        _points("gad_7_baseline", "GAD-7 total to compare with", 0, 21),
        _points("gad_7_change", "GAD-7 change in this step (up is worse)", -21, 21),
        _code("gad_7_crossing", Scope.EPISODE, "GAD-7 against caseness in this step", _values(Crossing)),
        _count("days_since_last_made_contact", "Days since mentor and mentee last met", "days"),
        _count("missed_in_a_row", "Sessions missed in a row", "sessions"),
        _count("sessions_made", "Sessions made in this step", "sessions"),
        _count("sessions_planned", "Sessions planned in this step until now", "sessions"),
        _yes_no("open_safety_item", Scope.EPISODE, "A safety item is open"),
        _yes_no("mentor_asks", Scope.EPISODE, "The mentor asks to talk it over"),
        _yes_no("concern_now", Scope.EPISODE, "Somebody says it cannot wait"),
        _yes_no("active_statement_or_weapon", Scope.EPISODE, "Active statement, or a weapon at hand"),
        _code("form_instrument", Scope.SCREENING, "Form", instruments.IDS),
        _code("form_status", Scope.SCREENING, "Whether the form could be scored", _values(Status)),
        _code(
            "form_positivity", Scope.SCREENING, "Result of the form against its cut-off", _values(Positivity)
        ),
        _yes_no("form_has_safety_item", Scope.SCREENING, "The form holds a safety question"),
        FactKind(
            "phq_a_item_9",
            FactType.INTEGER,
            Scope.SCREENING,
            "PHQ-A item 9, better off dead or hurting oneself",
            "PHQ-A item 9: {value} of 3",
            "of 3",
            0,
            3,
        ),
        _yes_no("phq_a_ex3", Scope.SCREENING, "Past month, serious thoughts about ending their life"),
        _yes_no("phq_a_ex4", Scope.SCREENING, "Ever tried to end their life"),
    )
)
"""Every fact a policy may ask about. No dates: time enters as counted facts, computed at one instant."""
