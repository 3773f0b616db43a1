"""Which rows fire, which nearly did, and about which can nobody tell?

Every row in scope and every cell is evaluated, so that the trace is complete; rows that want others
silent come last. What cannot be judged never moves a step: on a safety row it is work for a person.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from itertools import chain
from typing import Any

from care_steps.cells import Result, distance, nearest, result_of, row_result
from care_steps.evaluation import (
    CannotTell,
    CellResult,
    Counterfactual,
    Evaluation,
    Firing,
    NearMiss,
    RowTrace,
)
from care_steps.fact_values import read_facts
from care_steps.rows import Policy, Row
from care_steps.steps import Step
from care_steps.vocabulary import NOT_ASKED, Fact, FactKind, Scope, Source, Value, in_words


def evaluate(policy: Policy, facts: Mapping[str, Any], *, scope: Scope | str | None = None) -> Evaluation:
    """What the policy says about these facts.

    Facts by name, each a `Fact` or a plain value; None is unknown, an absent name was not asked. Without a
    scope all rows are evaluated. Raises `FactError` for a fact that does not exist or has a wrong value.
    """
    read = read_facts(facts, policy.vocabulary)
    traces = _traces(policy, read)
    rows = [row for row in policy.rows if scope is None or row.scope == Scope(scope)]
    # An emergency is always the headline; otherwise the order of the table is the precedence.
    rows.sort(key=lambda row: row.lane != "emergency")
    firings = (_firing(policy, row, traces[row.id], read) for row in rows if _is(traces[row.id], Result.YES))
    near = chain.from_iterable(_near_misses(policy, row, traces[row.id]) for row in rows)
    blind = (_cannot_tell(policy, row, traces[row.id]) for row in rows if _is(traces[row.id], Result.UNKNOWN))
    return Evaluation(
        firings=tuple(firings),
        near_misses=tuple(sorted(near, key=lambda miss: (miss.distance is None, miss.distance or 0))),
        unknown=tuple(blind),
        traces=tuple(traces[row.id] for row in policy.rows if row in rows),
    )


def _is(trace: RowTrace, result: Result) -> bool:
    return trace.result is result


def _traces(policy: Policy, facts: Mapping[str, Fact]) -> dict[str, RowTrace]:
    found: dict[str, RowTrace] = {}
    for row in sorted(policy.rows, key=lambda row: bool(row.silent)):
        cells = tuple(_cell_result(cell, facts) for cell in row.cells)
        result = row_result(one.result for one in cells)
        if row.silent and result is not Result.NOT_ASKED:
            result = row_result((result, _silence(policy, row.silent, found)))
        found[row.id] = RowTrace(row.id, result, cells)
    return found


def _cell_result(cell: Any, facts: Mapping[str, Fact]) -> CellResult:
    fact = facts.get(cell.fact, NOT_ASKED)
    return CellResult(cell, fact, result_of(cell, fact))


def _silence(policy: Policy, rules: tuple[str, ...], found: Mapping[str, RowTrace]) -> Result:
    others = {found[row.id].result for row in policy.rows if row.rule in rules}
    if Result.YES in others:
        return Result.NO
    return Result.UNKNOWN if Result.UNKNOWN in others else Result.YES


def _firing(policy: Policy, row: Row, trace: RowTrace, facts: Mapping[str, Fact]) -> Firing:
    return Firing(
        row_id=row.id,
        rule_id=row.rule,
        scope=row.scope,
        safety=row.safety,
        lane=row.lane,
        class_=row.class_,
        work=row.work,
        limit=row.limit,
        clock=row.clock,
        acknowledged_by=row.acknowledged_by,
        action=row.action,
        moves=row.moves,
        proposes=_proposed(policy, row, facts),
        ends=row.ends,
        sentence=render(row.sentence, facts),
        sources=_sources(trace),
        cells=trace.cells,
        counterfactual=None if row.safety else _counterfactual(policy.vocabulary, trace),
        silent=row.silent,
    )


def render(template: str, facts: Mapping[str, Fact]) -> str:
    """The row's sentence with this mentee's numbers."""
    return template.format_map(_Words(facts))


class _Words(dict[str, str]):
    def __init__(self, facts: Mapping[str, Fact]) -> None:
        super().__init__({name: in_words(fact.value) for name, fact in facts.items()})

    def __missing__(self, name: str) -> str:
        return in_words(None)


def _proposed(policy: Policy, row: Row, facts: Mapping[str, Fact]) -> Step | None:
    step = facts.get("step", NOT_ASKED).value
    if row.proposes is None or not isinstance(step, str):
        return None
    return policy.proposals[row.proposes].get(Step(step))


def _sources(trace: RowTrace) -> tuple[Source, ...]:
    found = {source for one in trace.cells for source in one.fact.sources}
    return tuple(sorted(found, key=_source_order))


def _source_order(source: Source) -> tuple[str, str, str]:
    at: datetime | None = source.at
    return source.kind, str(source.id), at.isoformat() if at is not None else ""


def _counterfactual(vocabulary: Mapping[str, FactKind], trace: RowTrace) -> Counterfactual | None:
    found = [change for change in (_change(vocabulary, one) for one in trace.cells) if change is not None]
    # Distances in different units are compared as they are: one step of each is the smallest change there is.
    return min(found, key=lambda change: distance(change.was, change.would_be) or 1, default=None)


def _change(vocabulary: Mapping[str, FactKind], one: CellResult) -> Counterfactual | None:
    kind, was = vocabulary[one.cell.fact], one.fact.value
    if was is None or one.cell.value is None:
        return None
    would_be = nearest(one.cell, kind, was, makes=False)
    if would_be is None:
        return None
    said = (
        f"Would not have fired had this been {kind.said(would_be)} instead of {kind.said(was)}: {kind.plain}."
    )
    return Counterfactual(one.cell.fact, was, would_be, said)


def _near_misses(policy: Policy, row: Row, trace: RowTrace) -> tuple[NearMiss, ...]:
    missed = [one for one in trace.cells if one.result is Result.NO]
    others = [one for one in trace.cells if one.result is not Result.NO]
    if len(missed) != 1 or any(one.result is not Result.YES for one in others):
        return ()
    return (_near_miss(row, missed[0], policy.vocabulary[missed[0].cell.fact]),)


def _near_miss(row: Row, one: CellResult, kind: FactKind) -> NearMiss:
    value = one.fact.value
    needed: Value | None = None
    away: int | Decimal | None = None
    if value is not None and one.cell.value is not None:
        needed = nearest(one.cell, kind, value, makes=True)
        away = distance(value, needed) if needed is not None else None
    was = kind.sentence.format(value=in_words(value))
    said = f"Did not fire. {was}; the row asks whether: {one.cell.said(kind)}."
    return NearMiss(row.id, row.rule, row.safety, kind.name, value, needed, away, kind.unit, said)


def _cannot_tell(policy: Policy, row: Row, trace: RowTrace) -> CannotTell:
    missing = [one for one in trace.cells if one.result is Result.UNKNOWN]
    names = [f"{policy.vocabulary[one.cell.fact].plain} ({_why(one.fact)})" for one in missing]
    names = names or [f"{', '.join(row.silent)} cannot be judged"]
    said = "safety question not answered" if row.safety else "something is not known"
    return CannotTell(
        row_id=row.id,
        rule_id=row.rule,
        scope=row.scope,
        safety=row.safety,
        lane=row.lane,
        class_=row.class_,
        work="task" if row.safety else None,
        limit=row.limit,
        clock=row.clock,
        acknowledged_by=row.acknowledged_by,
        action="answer_safety_question",
        ends="when_silent",
        facts=tuple(dict.fromkeys(one.cell.fact for one in missing)),
        would_fire_if_known=len(missing) == 1 and not row.silent,
        sentence=f"Cannot tell: {said}. {'; '.join(dict.fromkeys(names))}.",
        sources=_sources(trace),
        cells=trace.cells,
    )


def _why(fact: Fact) -> str:
    return fact.reason.plain if fact.reason is not None else "not known"
