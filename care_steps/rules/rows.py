"""What is a policy made of? A table of rows, each with its condition, its words and what it asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from care_steps.rules.asking import Order, order_of
from care_steps.rules.cells import Cell
from care_steps.rules.ladders import Ladder
from care_steps.rules.limits import Limit
from care_steps.rules.sections import Measure, Settings, Waiting
from care_steps.steps import Step
from care_steps.vocabulary import FactKind, Scope, Value

WORK = ("recommendation", "escalation", "task")
ENDS = ("by_decision", "by_person", "when_silent")
WHOEVER_HEARD: Final = "whoever_heard"
"""Acknowledged by no role, but by whoever raised the record on which the row rests: a duty that nobody takes over."""
EXPECTED = ("fires", "silent", "unknown", "not_asked")


class PolicyError(ValueError):
    """A policy that cannot be used. `faults` names every one of them, with its row and cell."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Example:
    """Facts, and what the row makes of them. `unknown` names facts that were asked and are not there."""

    expect: str
    facts: Mapping[str, Value]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: when it fires, what it then says, what it opens, who acknowledges it and what ends it."""

    id: str
    rule: str
    scope: Scope
    cells: tuple[Cell, ...]
    safety: bool
    lane: str
    class_: str
    work: str
    limit: Limit
    clock: str
    acknowledged_by: tuple[str, ...]
    action: str
    sentence: str
    source: str
    owner: str
    ends: str
    moves: str | None = None
    proposes: str | None = None
    silent: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()

    @property
    def is_for_each_record(self) -> bool:
        """Whether each record on which it rests is work of its own."""
        return self.acknowledged_by == (WHOEVER_HEARD,)


@dataclass(frozen=True, slots=True)
class Policy:
    """An immutable version of a policy, checked. Warnings do not stop it; faults have."""

    id: str
    version: int
    title: str
    owner: str
    source: str
    rows: tuple[Row, ...]
    proposals: Mapping[str, Mapping[Step, Step]]
    content_hash: str
    settings: Settings
    start: Mapping[int, Step]
    waiting: tuple[Waiting, ...]
    measures: tuple[Measure, ...]
    ladders: tuple[Ladder, ...]
    vocabulary: Mapping[str, FactKind] = field(repr=False)
    warnings: tuple[str, ...] = ()
    order: Order = field(init=False, repr=False, compare=False)
    by_id: Mapping[str, Row] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "order", order_of(self.rows))
        object.__setattr__(self, "by_id", {row.id: row for row in self.rows})

    def __hash__(self) -> int:
        return hash(self.content_hash)

    def row(self, row_id: str) -> Row:
        """The row of this id; raises `KeyError`."""
        return self.by_id[row_id]

    def rule(self, rule_id: str) -> tuple[Row, ...]:
        """The rows of this rule, which are alternatives."""
        return tuple(row for row in self.rows if row.rule == rule_id)
