"""How does every row of a policy stand under these facts? Asked of each case in every sweep, so without any haste lost.

A row with a fact that was never asked is not asked; a row of another step says no. Most rows end there, and which ones
follows from the step and from what was asked, in which most cases are alike: it is worked out once for all of them.
Conditions that several rows share are judged once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from care_steps.rules.cells import Cell, Result, result_of, row_result
from care_steps.vocabulary import Fact, Scope, State


class RowAsked(Protocol):
    """What is asked of a row of the table."""

    @property
    def id(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def scope(self) -> Scope: ...
    @property
    def cells(self) -> tuple[Cell, ...]: ...
    @property
    def lane(self) -> str: ...
    @property
    def silent(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One row as it is asked: the facts that it needs, the places of its cells, and whom it wants silent."""

    id: str
    names: frozenset[str]
    places: tuple[int, ...]
    others: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Order:
    """In which order the rows of a policy are asked (those that want others silent last), and read: those of a scope, or
    of all (None)."""

    cells: tuple[Cell, ...]
    rows: tuple[AskedRow, ...]
    by_scope: Mapping[Scope | None, tuple[str, ...]]
    headline_first: Mapping[Scope | None, tuple[str, ...]]
    shortened: dict[tuple[frozenset[str], Fact | None], "Shortened"] = field(
        default_factory=dict, compare=False, repr=False
    )
    """What was worked out before, for these names and this step."""


@dataclass(frozen=True, slots=True)
class Shortened:
    """What follows from the step and the names of the facts alone: how rows stand, and which are still to be asked."""

    settled: Mapping[str, Result]
    left: tuple[AskedRow, ...]


_STEP: Final = "step"
_MOST_SHORTENED: Final = 512
"""Kinds of case that are remembered. Ours."""


def order_of(rows: Sequence[RowAsked]) -> Order:
    """Worked out once, when the policy is read."""
    cells = tuple(dict.fromkeys(cell for row in rows for cell in row.cells))
    place = {cell: number for number, cell in enumerate(cells)}
    asked = [
        AskedRow(
            row.id,
            frozenset(cell.fact for cell in row.cells),
            tuple(place[cell] for cell in row.cells),
            tuple(other.id for other in rows if other.rule in row.silent) if row.silent else None,
        )
        for row in sorted(rows, key=lambda row: bool(row.silent))
    ]
    # An emergency is always the headline; otherwise the order of the table is the precedence.
    headline_first = sorted(rows, key=lambda row: row.lane != "emergency")
    return Order(cells, tuple(asked), _by_scope(rows), _by_scope(headline_first))


def _by_scope(rows: Sequence[RowAsked]) -> Mapping[Scope | None, tuple[str, ...]]:
    return {scope: tuple(row.id for row in rows if scope in (None, row.scope)) for scope in (None, *Scope)}


def results_of(order: Order, facts: Mapping[str, Fact]) -> dict[str, Result]:
    """What each row comes to, by its id."""
    asked = frozenset([name for name, fact in facts.items() if fact.state is not State.NOT_ASKED])
    short = _shortened(order, asked, facts.get(_STEP) if _STEP in asked else None)
    judged: list[Result | None] = [None] * len(order.cells)
    found = dict(short.settled)
    for row in short.left:
        result = Result.YES
        for place in row.places:
            one = judged[place]
            if one is None:
                cell = order.cells[place]
                one = judged[place] = result_of(cell, facts[cell.fact])
            if one is Result.NO:
                result = Result.NO
                break
            if one is Result.UNKNOWN:
                result = Result.UNKNOWN
        if row.others is not None:
            result = row_result((result, silence(row.others, found)))
        found[row.id] = result
    return found


def _shortened(order: Order, asked: frozenset[str], step: Fact | None) -> Shortened:
    key = (asked, step)
    if (known := order.shortened.get(key)) is not None:
        return known
    settled: dict[str, Result] = {}
    for row in order.rows:
        if not row.names <= asked:
            settled[row.id] = Result.NOT_ASKED
        elif step is not None and _is_of_another_step(order, row, step):
            settled[row.id] = Result.NO
    found = Shortened(settled, tuple(row for row in order.rows if row.id not in settled))
    if len(order.shortened) < _MOST_SHORTENED:
        order.shortened[key] = found
    return found


def _is_of_another_step(order: Order, row: AskedRow, step: Fact) -> bool:
    """One condition that says no is enough, whatever the others say."""
    about = (order.cells[place] for place in row.places if order.cells[place].fact == _STEP)
    return any(result_of(cell, step) is Result.NO for cell in about)


def silence(others: Sequence[str], found: Mapping[str, Result]) -> Result:
    """Whether these rows are silent; one that cannot be judged leaves it unknown."""
    results = {found[one] for one in others}
    if Result.YES in results:
        return Result.NO
    return Result.UNKNOWN if Result.UNKNOWN in results else Result.YES
