"""How near was it? What a row missed by, and the smallest change that would have silenced one that fired."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from care_steps.rules.cells import distance, nearest_failing, nearest_holding
from care_steps.rules.evaluation import CellResult, Counterfactual, NearMiss
from care_steps.rules.rows import Row
from care_steps.vocabulary import FactKind, Value


def counterfactual(vocabulary: Mapping[str, FactKind], cells: Iterable[CellResult]) -> Counterfactual | None:
    """The smallest change of one fact under which a row with these cells, all yes, would not have fired."""
    found = [change for change in (_change(vocabulary, one) for one in cells) if change is not None]
    return min(found, key=_size, default=None)


def _size(change: Counterfactual) -> tuple[bool, int | Decimal]:
    """Distances in different units are compared as they are. What has none is another thing, not a smaller one."""
    away = distance(change.was, change.would_be)
    return away is None, away or 0


def _change(vocabulary: Mapping[str, FactKind], one: CellResult) -> Counterfactual | None:
    kind, was = vocabulary[one.cell.fact], one.fact.value
    if was is None or one.cell.value is None:
        return None
    would_be = nearest_failing(one.cell, kind, was)
    if would_be is None:
        return None
    said = f"Would not have fired had “{kind.plain}” been {kind.said(would_be)} instead of {kind.said(was)}."
    return Counterfactual(one.cell.fact, was, would_be, said)


def near_miss(row: Row, one: CellResult, kind: FactKind) -> NearMiss:
    """The row whose only `no` is this cell, with the distance to what it needed."""
    value = one.fact.value
    needed: Value | None = None
    away: int | Decimal | None = None
    if value is not None and one.cell.value is not None:
        # A value that this cell wants and another cell about the same fact refuses would not be a way to fire.
        needed = nearest_holding((cell for cell in row.cells if cell.fact == kind.name), kind, value)
        away = distance(value, needed) if needed is not None else None
    was = f"{kind.plain}: {kind.said(value)}"
    said = f"{row.rule} did not fire. {was}; it asks whether {one.cell.said(kind)}."
    held = len(row.cells) - 1
    return NearMiss(row.id, row.rule, row.safety, kind.name, value, needed, away, kind.unit, held, said)
