"""Does what a sweep asks of every case come to the same as each condition of each row, judged by itself?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care_steps.policy import default_text, evaluate, load
from care_steps.rules.asking import order_of, results_of
from care_steps.rules.cells import (
    ABOUT_KNOWING,
    OPERATORS,
    Cell,
    Result,
    boundary_values,
    result_of,
    row_result,
)
from care_steps.vocabulary import FACTS, NOT_ASKED, Fact, FactKind, FactType, Reason, Scope, known, unknown

SHIPPED = load(default_text())
KINDS = [
    FACTS[name] for name in ("step", "phq_a_total", "phq_a_change", "missed_in_a_row", "mentor_asks", "dose")
]
RULES = ("R1", "R2", "R3")


@dataclass(frozen=True)
class Row:
    """Of a row no more than is asked of it."""

    id: str
    rule: str
    scope: Scope
    cells: tuple[Cell, ...]
    lane: str
    silent: tuple[str, ...]


def values(kind: FactKind) -> st.SearchStrategy[object]:
    cells = [Cell(kind.name, "=", 3)] if kind.type is FactType.INTEGER else []
    return st.sampled_from(boundary_values(kind, cells))


@st.composite
def cells(draw: st.DrawFn) -> Cell:
    kind = draw(st.sampled_from(KINDS))
    op = draw(st.sampled_from((*OPERATORS[kind.type], *ABOUT_KNOWING)))
    if op in ABOUT_KNOWING:
        return Cell(kind.name, op)
    value = draw(st.frozensets(values(kind), min_size=1) if op in ("in", "not_in") else values(kind))
    return Cell(kind.name, op, value)  # type: ignore[arg-type]


@st.composite
def tables(draw: st.DrawFn) -> Sequence[Row]:
    """Rows of three rules; only those of the last want others silent."""
    found = []
    for number in range(draw(st.integers(1, 8))):
        rule = draw(st.sampled_from(RULES))
        others = draw(st.sets(st.sampled_from(RULES[:2]))) if rule == RULES[-1] else ()
        asked = tuple(draw(st.lists(cells(), min_size=1, max_size=4)))
        found.append(Row(f"{rule}.{number}", rule, Scope.EPISODE, asked, "routine", tuple(sorted(others))))
    return found


@st.composite
def facts(draw: st.DrawFn, kinds: Sequence[FactKind]) -> Mapping[str, Fact]:
    """Each is absent, was never asked, is unknown or has a value."""
    found = {}
    for kind in kinds:
        how = draw(st.sampled_from(("absent", "not asked", "unknown", "known", "known")))
        if how == "known":
            found[kind.name] = known(draw(values(kind)))  # type: ignore[arg-type]
        elif how != "absent":
            found[kind.name] = NOT_ASKED if how == "not asked" else unknown(Reason.CANNOT_JUDGE)
    return found


def judged_plainly(rows: Sequence[Row], given: Mapping[str, Fact]) -> Mapping[str, Result]:
    """By the words of the policy's description alone."""
    plain = {
        row.id: row_result(result_of(cell, given.get(cell.fact, NOT_ASKED)) for cell in row.cells)
        for row in rows
    }
    found = dict(plain)
    for row in rows:
        if row.silent and plain[row.id] is not Result.NOT_ASKED:
            others = {plain[other.id] for other in rows if other.rule in row.silent}
            silence = Result.UNKNOWN if Result.UNKNOWN in others else Result.YES
            found[row.id] = row_result((plain[row.id], Result.NO if Result.YES in others else silence))
    return found


@settings(max_examples=300)
@given(tables(), st.lists(facts(KINDS), min_size=1, max_size=6))
def test_what_was_worked_out_for_cases_before_changes_nothing_for_the_next(
    rows: Sequence[Row], cases: Sequence[Mapping[str, Fact]]
) -> None:
    """One order for all of them, as in a sweep: each case may be answered out of what was settled for another."""
    order = order_of(rows)
    for one in (*cases, *cases):
        assert results_of(order, one) == judged_plainly(rows, one)


EPISODE = [kind for kind in FACTS.values() if kind.scope is Scope.EPISODE]


@settings(max_examples=60)
@given(facts(EPISODE))
def test_the_shipped_policy_says_of_a_case_what_it_says_to_somebody_who_asks_for_everything(
    given_facts: Mapping[str, Fact],
) -> None:
    found = evaluate(SHIPPED, given_facts, scope="episode", are_derived=True)
    plain = judged_plainly(SHIPPED.rows, given_facts)  # type: ignore[arg-type]
    assert dict(found.results) == {
        row.id: plain[row.id] for row in SHIPPED.rows if row.scope is Scope.EPISODE
    }
    assert {one.row_id for one in found.firings} == {
        row_id for row_id, result in found.results.items() if result is Result.YES
    }


@pytest.mark.parametrize("number", [600])
def test_what_is_remembered_has_an_end(number: int) -> None:
    rows = [Row("R1.1", "R1", Scope.EPISODE, (Cell("step", "=", "referred"),), "routine", ())]
    order = order_of(rows)
    for one in range(number):
        assert results_of(order, {"step": known("referred"), f"x{one}": known(1)}) == {"R1.1": Result.YES}
    assert len(order.shortened) < number
