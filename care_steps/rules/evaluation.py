"""What came out when a policy was asked about a mentee? The values that `policy.evaluate` returns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from care_steps.rules.cells import Cell, Result
from care_steps.rules.limits import Limit
from care_steps.steps import Step, highest
from care_steps.vocabulary import Fact, Scope, Source, Value


@dataclass(frozen=True, slots=True)
class CellResult:
    """One cell with the fact it read and what it came to."""

    cell: Cell
    fact: Fact
    result: Result


@dataclass(frozen=True, slots=True)
class RowTrace:
    """One row with every cell: the complete trace, whether it fired or not."""

    row_id: str
    result: Result
    cells: tuple[CellResult, ...]


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """The nearest change of one fact under which the row would not have fired."""

    fact: str
    was: Value
    would_be: Value
    sentence: str


@dataclass(frozen=True)
class Firing:
    """A row that holds, with everything needed to open its work. `proposes` is the step it recommends."""

    row_id: str
    rule_id: str
    scope: Scope
    safety: bool
    lane: str
    class_: str
    work: str
    limit: Limit
    clock: str
    acknowledged_by: tuple[str, ...]
    action: str
    moves: str | None
    proposes: Step | None
    ends: str
    sentence: str
    sources: tuple[Source, ...]
    cells: tuple[CellResult, ...]
    nearest: Callable[[], Counterfactual | None] = field(compare=False, repr=False)
    silent: tuple[str, ...] = ()

    @cached_property
    def counterfactual(self) -> Counterfactual | None:
        """The nearest change under which it would not have fired; safety rows show none."""
        # Asked for once, when the firing is kept: it takes longer than all the rest.
        return None if self.safety else self.nearest()

    @property
    def evidence(self) -> tuple[UUID, ...]:
        """The ids of the records it rests on, sorted: a decision answers the row for exactly these."""
        return evidence_of(self.sources)

    @property
    def evidence_key(self) -> str:
        """Row and evidence as one text, equal exactly when both are."""
        return " ".join((self.row_id, *(str(key) for key in self.evidence)))


@dataclass(frozen=True, slots=True)
class CannotTell:
    """A row that was asked and cannot be judged. On a safety row this is a task, due as the row would be."""

    row_id: str
    rule_id: str
    scope: Scope
    safety: bool
    lane: str
    class_: str
    work: str | None
    limit: Limit
    clock: str
    acknowledged_by: tuple[str, ...]
    action: str
    ends: str
    facts: tuple[str, ...]
    would_fire_if_known: bool
    sentence: str
    sources: tuple[Source, ...]
    cells: tuple[CellResult, ...]
    # Nothing that is missing ever moves a step or proposes one.
    moves: None = None
    proposes: None = None

    @property
    def evidence(self) -> tuple[UUID, ...]:
        """The ids of the records that were asked, sorted."""
        return evidence_of(self.sources)

    @property
    def evidence_key(self) -> str:
        """Row and evidence as one text; never that of a firing of the same row."""
        return " ".join((f"{self.row_id}?", *(str(key) for key in self.evidence)))


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A row with exactly one cell that says no. `distance` in the fact's unit, None where there is none."""

    row_id: str
    rule_id: str
    safety: bool
    fact: str
    value: Value | None
    needed: Value | None
    distance: int | Decimal | None
    unit: str
    conditions_held: int
    sentence: str

    @property
    def is_telling(self) -> bool:
        """Whether it says how near it was: by a distance, or because everything else held.

        Never of a safety row: nobody should read how far from one an answer was.
        """
        return not self.safety and (self.distance is not None or self.conditions_held > 0)


@dataclass(frozen=True)
class Evaluation:
    """Everything a policy says about one set of facts. Firings stand in order of precedence."""

    firings: tuple[Firing, ...]
    unknown: tuple[CannotTell, ...]
    results: Mapping[str, Result]
    trace_of: Callable[[str], RowTrace] = field(compare=False, repr=False)
    nearness: Callable[[], tuple[NearMiss, ...]] = field(compare=False, repr=False)

    @cached_property
    def traces(self) -> tuple[RowTrace, ...]:
        """Every row in scope with every cell, in the order of the table."""
        return tuple(self.trace_of(row_id) for row_id in self.results)

    @cached_property
    def near_misses(self) -> tuple[NearMiss, ...]:
        """What nearly fired, the nearest first. It takes longer than all the rest, and few ask for it."""
        return self.nearness()

    @property
    def headline(self) -> Firing | None:
        """The firing that comes first; it cancels no work of the others."""
        return self.firings[0] if self.firings else None

    @property
    def for_a_person(self) -> tuple[CannotTell, ...]:
        """Safety rows that cannot be judged: each is a task for a person."""
        return tuple(entry for entry in self.unknown if entry.work is not None)

    @property
    def recommended(self) -> Step | None:
        """The highest step that a firing proposes, or None when none proposes one."""
        return highest(firing.proposes for firing in self.firings)


def evidence_of(sources: tuple[Source, ...]) -> tuple[UUID, ...]:
    """The ids of these sources, each once, sorted."""
    return tuple(sorted({source.id for source in sources}))
