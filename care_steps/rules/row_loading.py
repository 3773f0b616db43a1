"""Is this a row of a policy? Its fields, its cells and its examples, each fault named at its place."""

import re
import string
from collections.abc import Mapping
from typing import Any

from care_steps import codes
from care_steps.rules.cells import ABOUT_KNOWING, OPERATORS, Cell
from care_steps.rules.fact_values import FactError, closest, kind_of, read_value
from care_steps.rules.limits import CLOCKS, LANES, STEP_DAY, UNITS, Limit
from care_steps.rules.reading import Faults, Table
from care_steps.rules.row_defaults import completed
from care_steps.rules.rows import ENDS, EXPECTED, WHOEVER_HEARD, WORK, Example, Row
from care_steps.vocabulary import FactKind, FactType, Scope, Value
from triage.roles import Role

_FIELDS = [
    "id",
    "rule",
    "scope",
    "safety",
    "lane",
    "class",
    "work",
    "limit",
    "clock",
    "acknowledged_by",
    "action",
    "sentence",
    "source",
    "owner",
    "ends",
    "moves",
    "proposes",
    "silent",
    "cells",
    "examples",
]
_LONGEST_SENTENCE = 139  # A CDS Hooks summary is shorter than 140 characters.


def read_row(
    found: Any,
    place: int,
    faults: Faults,
    *,
    vocabulary: Mapping[str, FactKind],
    owner: str,
    proposals: tuple[str, ...],
) -> Row:
    """One row; what is wrong with it goes into `faults`. `owner` answers for rows that name nobody else."""
    named = found.get("id") if isinstance(found, dict) else None
    said = completed(found) if isinstance(found, dict) else found
    table = Table(said, f"row {named or place}", faults, _FIELDS, takes_others=True)
    scope = table.one_of("scope", tuple(Scope))
    lane = table.one_of("lane", tuple(LANES))
    return Row(
        id=_id(table, "id"),
        rule=_id(table, "rule"),
        scope=Scope(scope) if scope in tuple(Scope) else Scope.EPISODE,
        cells=_cells(table, faults, vocabulary, scope),
        safety=table.yes_or_no("safety"),
        lane=lane,
        class_=table.one_of("class", LANES.get(lane, LANES["none"])),
        work=table.one_of("work", WORK),
        limit=_limit(table, faults),
        clock=table.one_of("clock", CLOCKS),
        acknowledged_by=_roles(table),
        action=table.one_of("action", tuple(code.code for code in codes.load("actions").active)),
        sentence=_sentence(table, vocabulary),
        source=table.text("source"),
        owner=table.text("owner") if table.has("owner") or not owner else owner,
        ends=table.one_of("ends", ENDS),
        moves=table.one_of("moves", ("emergency",), optional=True) or None,
        proposes=table.one_of("proposes", proposals, optional=True) or None,
        silent=table.texts("silent", optional=True),
        examples=tuple(
            _example(one, f"{table.where}, example {number}", faults, vocabulary)
            for number, one in enumerate(table.tables("examples", optional=True), start=1)
        ),
    )


def _id(table: Table, name: str) -> str:
    found = table.text(name)
    # Blanks and question marks part the evidence key of a firing.
    if found and not re.fullmatch(r"[A-Za-z0-9._-]+", found):
        table.fault(f"“{name}” is made of letters, digits, dots, hyphens and underscores.")
    return found


def _limit(table: Table, faults: Faults) -> Limit:
    inner = Table(table.raw("limit"), f"{table.where}, limit", faults, ("amount", "unit"))
    return Limit(inner.whole("amount", 0), inner.one_of("unit", (*UNITS, STEP_DAY)))


def _roles(table: Table) -> tuple[str, ...]:
    roles = (*(role.value for role in Role), WHOEVER_HEARD)
    named = table.texts("acknowledged_by")
    if WHOEVER_HEARD in named and len(named) > 1:
        table.fault(
            f"“{WHOEVER_HEARD}” stands alone in “acknowledged_by”: everybody who heard it acts themselves."
        )
    for one in named:
        if one not in roles:
            table.fault(f"“acknowledged_by” has no role “{one}”.{closest(one, roles)}")
    return named


def _sentence(table: Table, vocabulary: Mapping[str, FactKind]) -> str:
    said = table.text("sentence")
    if len(said) > _LONGEST_SENTENCE:
        table.fault(f"“sentence” has {len(said)} characters; {_LONGEST_SENTENCE} fit.")
    try:
        parts = [part for part in string.Formatter().parse(said) if part[1] is not None]
    except ValueError:
        table.fault("“sentence” has a brace without its partner.")
        return ""
    for _, name, layout, conversion in parts:
        if name not in vocabulary:
            table.fault(f"“sentence” names no fact with “{name}”.{closest(str(name), vocabulary)}")
        if layout or conversion:
            table.fault(f"“sentence” says “{name}” as it is: only its name stands between the braces.")
    return said


def _cells(table: Table, faults: Faults, vocabulary: Mapping[str, FactKind], scope: str) -> tuple[Cell, ...]:
    if table.raw("cells") == []:
        table.fault("a row without cells would always fire.")
        return ()
    read = [
        _cell(one, f"{table.where}, cell {number}", faults, vocabulary, scope)
        for number, one in enumerate(table.tables("cells"), start=1)
    ]
    return tuple(cell for cell in read if cell is not None)


def _cell(
    found: Any, where: str, faults: Faults, vocabulary: Mapping[str, FactKind], scope: str
) -> Cell | None:
    table = Table(found, where, faults, ("fact", "op", "value"))
    name = table.text("fact")
    if not name:
        return None
    try:
        kind = kind_of(name, vocabulary)
    except FactError as wrong:
        table.fault(str(wrong))
        return None
    if scope and scope != kind.scope:
        table.fault(f"“{name}” is a fact of scope {kind.scope}; this row has scope {scope}.")
    allowed = (*OPERATORS[kind.type], *ABOUT_KNOWING)
    op = table.one_of("op", allowed)
    return _with_value(table, kind, op) if op in allowed else None


def _with_value(table: Table, kind: FactKind, op: str) -> Cell | None:
    if op in ABOUT_KNOWING:
        if table.has("value"):
            table.fault(f"“{op}” takes no value.")
        return Cell(kind.name, op)
    if not table.has("value"):
        table.fault("“value” is missing.")
        return None
    try:
        return Cell(kind.name, op, _value(kind, op, table.raw("value")))
    except FactError as wrong:
        table.fault(str(wrong))
        return None


def _value(kind: FactKind, op: str, given: Any) -> Value:
    if op in ("in", "not_in") or kind.type is FactType.CODES:
        if not isinstance(given, list) or not given:
            raise FactError(f"“{op}” takes a list of codes with at least one entry.")
        if kind.type is FactType.CODE:
            return frozenset(str(read_value(kind, one)) for one in given)
    return read_value(kind, given)


def _example(found: Any, where: str, faults: Faults, vocabulary: Mapping[str, FactKind]) -> Example:
    table = Table(found, where, faults, ("expect", "facts", "unknown"))
    given = table.raw("facts") or {}
    facts: dict[str, Value] = {}
    for name, value in given.items() if isinstance(given, dict) else ():
        try:
            facts[name] = read_value(kind_of(name, vocabulary), value)
        except FactError as wrong:
            table.fault(str(wrong))
    unknown = table.texts("unknown", optional=True)
    for name in unknown:
        if name not in vocabulary:
            table.fault(f"There is no fact “{name}”.{closest(name, vocabulary)}")
    return Example(table.one_of("expect", EXPECTED), facts, unknown)
