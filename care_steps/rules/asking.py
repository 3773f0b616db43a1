"""How does every row of a policy stand under these facts? Asked of each case in every sweep, so without any haste lost.

A row with a fact that was never asked is not asked; most rows end there. Conditions that several rows share are
judged once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

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
    """In which order the rows of a policy are asked (those that want others silent last), and read (per scope)."""

    cells: tuple[Cell, ...]
    rows: tuple[AskedRow, ...]
    by_scope: Mapping[Scope, tuple[str, ...]]
    headline_first: tuple[str, ...]


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
    return Order(
        cells,
        tuple(asked),
        {scope: tuple(row.id for row in rows if row.scope is scope) for scope in Scope},
        # An emergency is always the headline; otherwise the order of the table is the precedence.
        tuple(row.id for row in sorted(rows, key=lambda row: row.lane != "emergency")),
    )


def results_of(order: Order, facts: Mapping[str, Fact]) -> dict[str, Result]:
    """What each row comes to, by its id."""
    asked = {name for name, fact in facts.items() if fact.state is not State.NOT_ASKED}
    judged: list[Result | None] = [None] * len(order.cells)
    found: dict[str, Result] = {}
    for row in order.rows:
        if not row.names <= asked:
            found[row.id] = Result.NOT_ASKED
            continue
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


def silence(others: Sequence[str], found: Mapping[str, Result]) -> Result:
    """Whether these rows are silent; one that cannot be judged leaves it unknown."""
    results = {found[one] for one in others}
    if Result.YES in results:
        return Result.NO
    return Result.UNKNOWN if Result.UNKNOWN in results else Result.YES
