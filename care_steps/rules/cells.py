"""Does one cell of a policy hold? Typed comparisons with an answer for what is not known.

A cell is (fact, operator, value). A fact that is unknown makes it unknown, one that was never asked
leaves it unasked; neither ever reads as "no".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from care_steps.vocabulary import Fact, FactKind, FactType, State, Value, in_words


class Result(StrEnum):
    """What a cell or a row came to."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"

    @property
    def plain(self) -> str:
        """The words people read."""
        return self.value.replace("_", " ")


ORDER = ("=", "!=", "<", "<=", ">", ">=")
ABOUT_KNOWING = ("is_known", "is_unknown")
OPERATORS = {
    FactType.INTEGER: ORDER,
    FactType.DECIMAL: ORDER,
    FactType.BOOLEAN: ("=",),
    FactType.CODE: ("=", "!=", "in", "not_in"),
    FactType.CODES: ("has_any", "has_none"),
}
"""Which operators a fact of each type takes, besides `is_known` and `is_unknown`."""

_WORDS = {
    "=": "is",
    "!=": "is not",
    "<": "is below",
    "<=": "is at most",
    ">": "is above",
    ">=": "is at least",
    "in": "is",
    "not_in": "is none of",
    "has_any": "has any of",
    "has_none": "has none of",
    "is_known": "is known",
    "is_unknown": "is unknown",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One condition. `value` is None for `is_known` and `is_unknown`, a set for `in` and its like."""

    fact: str
    op: str
    value: Value | None = None

    def said(self, kind: FactKind) -> str:
        """The condition as people read it."""
        wanted = "" if self.value is None else f" {kind.said(self.value)}"
        return f"{kind.plain} {_WORDS[self.op]}{wanted}"


def result_of(cell: Cell, fact: Fact) -> Result:
    """Yes, no, unknown or not asked."""
    if fact.state is State.NOT_ASKED:
        return Result.NOT_ASKED
    if cell.op in ABOUT_KNOWING:
        return _answer(fact.is_known == (cell.op == "is_known"))
    if fact.value is None:
        return Result.UNKNOWN
    return _answer(holds(cell, fact.value))


def row_result(results: Iterable[Result]) -> Result:
    """All cells of a row together: unasked if any is, else no, else unknown, else yes."""
    found = set(results)
    for outcome in (Result.NOT_ASKED, Result.NO, Result.UNKNOWN):
        if outcome in found:
            return outcome
    return Result.YES


def holds(cell: Cell, value: Value) -> bool:
    """Whether the condition is true of a known value of the right type."""
    if isinstance(value, frozenset):
        assert isinstance(cell.value, frozenset)
        return bool(value & cell.value) == (cell.op == "has_any")
    if isinstance(cell.value, frozenset):
        return (value in cell.value) == (cell.op == "in")
    if cell.op in ("=", "!="):
        return (value == cell.value) == (cell.op == "=")
    assert isinstance(value, int | Decimal)
    assert isinstance(cell.value, int | Decimal)
    return _compares(cell.op, value, cell.value)


def nearest_failing(cell: Cell, kind: FactKind, value: Value) -> Value | None:
    """The value closest to this one for which the condition is false, or None when it is always true."""
    return _closest(value, (other for other in _others(cell, kind, value) if not holds(cell, other)))


def nearest_holding(cells: Iterable[Cell], kind: FactKind, value: Value) -> Value | None:
    """The value closest to this one for which all these conditions on one fact are true, if one is found."""
    cells = tuple(cell for cell in cells if cell.op not in ABOUT_KNOWING)
    tried = (other for cell in cells for other in _others(cell, kind, value))
    return _closest(value, (other for other in tried if all(holds(cell, other) for cell in cells)))


def distance(value: Value, other: Value) -> int | Decimal | None:
    """How far apart, in the fact's unit; None where values have no distance."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    assert isinstance(other, int | Decimal)
    return max(value, other) - min(value, other)


def boundary_values(kind: FactKind, cells: Iterable[Cell]) -> tuple[Value, ...]:
    """Enough values of a fact to tell apart everything these conditions can tell apart."""
    cells = tuple(cells)
    if kind.type is FactType.BOOLEAN:
        return (False, True)
    if kind.type is FactType.CODE:
        return kind.codes
    if kind.type is FactType.CODES:
        sets = [cell.value for cell in cells if isinstance(cell.value, frozenset)]
        return _unions([frozenset([code]) for code in sorted(frozenset().union(*sets))])
    numbers = [edge for edge in (kind.minimum, kind.maximum) if edge is not None]
    for cell in cells:
        numbers += _around(cell, kind)
    return tuple(sorted(set(numbers)))


def is_in_range(kind: FactKind, value: int | Decimal) -> bool:
    """Whether the number lies in the fact's range, ends included."""
    is_low = kind.minimum is not None and value < kind.minimum
    is_high = kind.maximum is not None and value > kind.maximum
    return not (is_low or is_high)


def inline(value: Value | None) -> str:
    """A value as it stands in a sentence about the file."""
    return f"“{value}”" if isinstance(value, str) else in_words(value)


def _answer(is_so: bool) -> Result:
    return Result.YES if is_so else Result.NO


def _compares(op: str, value: int | Decimal, wanted: int | Decimal) -> bool:
    return {"<": value < wanted, "<=": value <= wanted, ">": value > wanted, ">=": value >= wanted}[op]


def _closest(value: Value, others: Iterable[Value]) -> Value | None:
    return min(others, key=lambda other: distance(value, other) or 0, default=None)


def _around(cell: Cell, kind: FactKind) -> list[int | Decimal]:
    if not isinstance(cell.value, int | Decimal):
        return []
    edges = (cell.value - kind.smallest_step, cell.value, cell.value + kind.smallest_step)
    return [edge for edge in edges if is_in_range(kind, edge)]


def _others(cell: Cell, kind: FactKind, value: Value) -> tuple[Value, ...]:
    if isinstance(value, frozenset):
        assert isinstance(cell.value, frozenset)
        return (value - cell.value, *(value | {code} for code in sorted(cell.value)))
    if kind.type in (FactType.BOOLEAN, FactType.CODE):
        return boundary_values(kind, ())
    return tuple(_around(cell, kind))


def _unions(singles: list[frozenset[str]]) -> tuple[frozenset[str], ...]:
    found: set[frozenset[str]] = {frozenset()}
    for single in singles:
        found |= {one | single for one in found}
    return tuple(sorted(found, key=sorted))
