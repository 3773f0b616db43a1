"""Which rows fire, which nearly did, and about which can nobody tell?

Every row in scope and every cell is evaluated, so that the trace is complete; rows that want others
silent come last. What cannot be judged never moves a step: on a safety row it is work for a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any, Final

from care_steps.rules.asking import results_of, silence
from care_steps.rules.cells import Cell, Result, result_of
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


def evaluate(
    policy: Policy, facts: Mapping[str, Any], *, scope: Scope | str | None = None, are_derived: bool = False
) -> Evaluation:
    """What the policy says about these facts.

    Facts by name, each a `Fact` or a plain value; None is unknown, an absent name was not asked. Without a
    scope all rows are evaluated. Raises `FactError` for a fact that does not exist or has a wrong value, unless they
    `are_derived`: what `care_steps.facts` made is what the vocabulary says, and is not checked again.
    """
    if not isinstance(policy, Policy):
        raise PolicyError(("This is no policy: `load` makes one from its text.",))
    wanted = _scope(scope)
    read: Mapping[str, Fact] = facts if are_derived else read_facts(facts, policy.vocabulary)
    results = results_of(policy.order, read)
    traces = _Traces(policy, read, results)
    rows = policy.order.headline_first[wanted]
    return Evaluation(
        firings=tuple(
            fired
            for one in rows
            if results[one] is Result.YES
            for fired in _each(policy.row(one), _firing(policy, policy.row(one), traces.of(one), read))
        ),
        unknown=tuple(
            _cannot_tell(policy, policy.row(one), traces.of(one))
            for one in rows
            if results[one] is Result.UNKNOWN
        ),
        results={one: results[one] for one in policy.order.by_scope[wanted]},
        trace_of=traces.of,
        nearness=lambda: _nearest_first(policy, rows, traces),
    )


class _Traces:
    """Every cell of a row, worked out for those rows that somebody wants to see."""

    def __init__(self, policy: Policy, facts: Mapping[str, Fact], results: Mapping[str, Result]) -> None:
        self.policy, self.facts, self.results = policy, facts, results

    def of(self, row_id: str) -> RowTrace:
        row = self.policy.row(row_id)
        return RowTrace(
            row_id, self.results[row_id], tuple(_cell_result(one, self.facts) for one in row.cells)
        )


def _nearest_first(policy: Policy, rows: Sequence[str], traces: _Traces) -> tuple[NearMiss, ...]:
    near = chain.from_iterable(_near_misses(policy, policy.row(one), traces) for one in rows)
    return tuple(sorted(near, key=lambda miss: (miss.distance is None, miss.distance or 0)))


def _scope(scope: Scope | str | None) -> Scope | None:
    if scope is None:
        return None
    if scope not in tuple(Scope):
        raise FactError(f"There is no scope “{scope}”. There are: {', '.join(Scope)}.")
    return Scope(scope)


def _cell_result(cell: Cell, facts: Mapping[str, Fact]) -> CellResult:
    fact = facts.get(cell.fact, NOT_ASKED)
    return CellResult(cell, fact, result_of(cell, fact))


def _each(row: Row, fired: Firing) -> tuple[Firing, ...]:
    """One for each record where whoever raised it has work of their own."""
    alone = [(one,) for one in fired.sources] if row.is_for_each_record else []
    return tuple(replace(fired, sources=one) for one in alone) or (fired,)


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
        silent=row.silent,
        nearest=lambda: counterfactual(policy.vocabulary, trace.cells),
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


def _near_misses(policy: Policy, row: Row, traces: _Traces) -> tuple[NearMiss, ...]:
    if traces.results[row.id] is not Result.NO:
        return ()
    cells = traces.of(row.id).cells
    missed = [one for one in cells if one.result is Result.NO]
    others: list[Result] = [one.result for one in cells if one.result is not Result.NO]
    # That other rules are silent is a condition like a cell.
    wanted = [other.id for other in policy.rows if other.rule in row.silent]
    others += [silence(wanted, traces.results)] if row.silent else []
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
