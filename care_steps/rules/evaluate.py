"""Which rows fire, which nearly did, and about which can nobody tell?

Every row in scope and every cell is evaluated, so that the trace is complete; rows that want others
silent come last. What cannot be judged never moves a step: on a safety row it is work for a person.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, Final

from care_steps.rules.cells import Cell, Result, result_of, row_result
from care_steps.rules.evaluation import (
    CannotTell,
    CellResult,
    Evaluation,
    Firing,
    NearMiss,
    RowTrace,
)
from care_steps.rules.fact_values import FactError, read_facts
from care_steps.rules.nearness import counterfactual, near_miss
from care_steps.rules.rows import Policy, PolicyError, Row
from care_steps.steps import Step
from care_steps.vocabulary import NOT_ASKED, Fact, FactKind, Scope, Source

CANNOT_TELL_ACTION: Final = "answer_safety_question"
"""What a person is asked to do about a safety question that was asked and not answered."""


def evaluate(policy: Policy, facts: Mapping[str, Any], *, scope: Scope | str | None = None) -> Evaluation:
    """What the policy says about these facts.

    Facts by name, each a `Fact` or a plain value; None is unknown, an absent name was not asked. Without a
    scope all rows are evaluated. Raises `FactError` for a fact that does not exist or has a wrong value.
    """
    if not isinstance(policy, Policy):
        raise PolicyError(("This is no policy: `load` makes one from its text.",))
    wanted = _scopes(scope)
    read = read_facts(facts, policy.vocabulary)
    traces = _traces(policy, read)
    rows = [row for row in policy.rows if row.scope in wanted]
    # An emergency is always the headline; otherwise the order of the table is the precedence.
    rows.sort(key=lambda row: row.lane != "emergency")
    firings = (_firing(policy, row, traces[row.id], read) for row in rows if _is(traces[row.id], Result.YES))
    blind = (_cannot_tell(policy, row, traces[row.id]) for row in rows if _is(traces[row.id], Result.UNKNOWN))
    return Evaluation(
        firings=tuple(firings),
        unknown=tuple(blind),
        traces=tuple(traces[row.id] for row in policy.rows if row.scope in wanted),
        nearness=lambda: _nearest_first(policy, rows, traces),
    )


def _nearest_first(
    policy: Policy, rows: Sequence[Row], traces: Mapping[str, RowTrace]
) -> tuple[NearMiss, ...]:
    near = chain.from_iterable(_near_misses(policy, row, traces) for row in rows)
    return tuple(sorted(near, key=lambda miss: (miss.distance is None, miss.distance or 0)))


def _scopes(scope: Scope | str | None) -> tuple[Scope, ...]:
    if scope is None:
        return tuple(Scope)
    if scope not in tuple(Scope):
        raise FactError(f"There is no scope “{scope}”. There are: {', '.join(Scope)}.")
    return (Scope(scope),)


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


def _cell_result(cell: Cell, facts: Mapping[str, Fact]) -> CellResult:
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
        sentence=render(row.sentence, facts, policy.vocabulary),
        sources=_sources(trace),
        cells=trace.cells,
        counterfactual=None if row.safety else counterfactual(policy.vocabulary, trace.cells),
        silent=row.silent,
    )


def render(template: str, facts: Mapping[str, Fact], vocabulary: Mapping[str, FactKind]) -> str:
    """The row's sentence with this mentee's numbers."""
    return template.format_map(_Words(facts, vocabulary))


class _Words(dict[str, str]):
    def __init__(self, facts: Mapping[str, Fact], vocabulary: Mapping[str, FactKind]) -> None:
        super().__init__()
        self._facts, self._vocabulary = facts, vocabulary

    def __missing__(self, name: str) -> str:
        return self._vocabulary[name].word(self._facts.get(name, NOT_ASKED).value)


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


def _near_misses(policy: Policy, row: Row, traces: Mapping[str, RowTrace]) -> tuple[NearMiss, ...]:
    cells = traces[row.id].cells
    missed = [one for one in cells if one.result is Result.NO]
    others: list[Result] = [one.result for one in cells if one.result is not Result.NO]
    # That other rules are silent is a condition like a cell.
    others += [_silence(policy, row.silent, traces)] if row.silent else []
    if len(missed) != 1 or any(one is not Result.YES for one in others):
        return ()
    return (near_miss(row, missed[0], policy.vocabulary[missed[0].cell.fact]),)


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
        action=CANNOT_TELL_ACTION,
        ends="when_silent",
        facts=tuple(dict.fromkeys(one.cell.fact for one in missing)),
        would_fire_if_known=len(missing) == 1 and not row.silent,
        sentence=f"Cannot tell: {said}. {'; '.join(dict.fromkeys(names))}.",
        sources=_sources(trace),
        cells=trace.cells,
    )


def _why(fact: Fact) -> str:
    return fact.reason.plain if fact.reason is not None else "not known"
