"""Do the rows of a policy make sense together, and does each do what its examples say?"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from care_steps.rules.cells import Cell, Result, boundary_values, result_of
from care_steps.rules.class_limits import faults_of_limit
from care_steps.rules.evaluate import evaluate
from care_steps.rules.rows import Example, Policy, Row
from care_steps.vocabulary import Fact, FactKind, Reason, known, unknown

_EXPECTED = {
    Result.YES: "fires",
    Result.NO: "silent",
    Result.UNKNOWN: "unknown",
    Result.NOT_ASKED: "not_asked",
}


def faults_among(rows: Iterable[Row], vocabulary: Mapping[str, FactKind]) -> tuple[str, ...]:
    """Contradictions, ids used twice, and rows that ask for what such a row may not have."""
    rows = tuple(rows)
    ids = [row.id for row in rows if row.id]
    found = [f"row {one}: this id stands twice." for one in dict.fromkeys(ids) if ids.count(one) > 1]
    for row in rows:
        found += [f"row {row.id}: {said}" for said in _faults_of(row)]
        found += [f"row {row.id}: {said}" for said in _contradictions(row, vocabulary)]
        found += [f"row {row.id}: {said}" for said in _silence_faults(row, rows)]
    return tuple(found)


def warnings_among(rows: tuple[Row, ...], vocabulary: Mapping[str, FactKind]) -> tuple[str, ...]:
    """Rows that fire only when an earlier one of the same scope has fired, and those that propose no step."""
    covered = tuple(
        f"row {row.id}: whenever it fires, the earlier row {earlier.id} fires too."
        for place, row in enumerate(rows)
        for earlier in rows[:place]
        # What is asked of each person who heard it says nothing of what else has to be done about it.
        if not earlier.is_for_each_record and _covers(earlier, row, vocabulary)
    )
    return covered + tuple(
        f"row {row.id}: it proposes no step, so it recommends the present one."
        for row in rows
        if row.work == "recommendation" and row.proposes is None
    )


@lru_cache(maxsize=32)
def check_examples(policy: Policy) -> tuple[str, ...]:
    """What stands in the way of publishing: a missing name, and examples that are missing or not kept."""
    found = [
        f"policy: “{name}” is missing." for name in ("id", "version", "source") if not getattr(policy, name)
    ]
    for row in policy.rows:
        wanted = ("fires", "silent", "unknown", "not_asked") if row.safety else ("fires", "silent")
        given = {example.expect for example in row.examples}
        found += [
            f"row {row.id}: an example that is “{one}” is missing." for one in wanted if one not in given
        ]
        for number, example in enumerate(row.examples, start=1):
            came_to = _EXPECTED[_outcome(policy, row, example)]
            if came_to != example.expect:
                found.append(
                    f"row {row.id}, example {number}: expected “{example.expect}”, came to “{came_to}”."
                )
    return tuple(found)


def _outcome(policy: Policy, row: Row, example: Example) -> Result:
    facts = {**example.facts, **dict.fromkeys(example.unknown)}
    return evaluate(policy, facts).results[row.id]


def _faults_of(row: Row) -> Iterable[str]:
    yield from faults_of_limit(row)
    if row.work == "recommendation" and row.scope == "screening":
        yield "a screening row opens an escalation or a task; a recommendation belongs to the episode."
    if row.work != "recommendation" and row.proposes is not None:
        yield "only a recommendation proposes a step."
    if row.work != "task" and row.lane == "none":
        yield "only a task may stand outside the lanes."
    if row.work != "task" and row.is_for_each_record:
        yield "only a task is asked of whoever heard it."
    if row.work != "task" and row.ends == "when_silent":
        yield "only a task may end by itself."
    if row.moves is not None and not (row.safety and row.work == "escalation" and row.lane == "emergency"):
        yield "only a safety row of the emergency lane that opens an escalation may move a step."
    if row.moves is not None and any(cell.op == "is_unknown" for cell in row.cells):
        yield "a row that fires because an answer is missing never moves a step."


def _silence_faults(row: Row, rows: tuple[Row, ...]) -> Iterable[str]:
    for rule in row.silent:
        others = [other for other in rows if other.rule == rule]
        if not others:
            yield f"“silent” names no rule with “{rule}”."
        if any(other.silent for other in others):
            yield f"“silent” names “{rule}”, which itself wants others silent."


def _contradictions(row: Row, vocabulary: Mapping[str, FactKind]) -> Iterable[str]:
    for name in dict.fromkeys(cell.fact for cell in row.cells):
        cells = _about(row, name)
        if not any(_all_yes(cells, fact) for fact in _cases(vocabulary[name], cells)):
            yield f"its cells about “{name}” contradict each other: it could never fire."


def _covers(earlier: Row, row: Row, vocabulary: Mapping[str, FactKind]) -> bool:
    if earlier.silent or earlier.scope is not row.scope:
        return False
    return all(
        _all_yes(_about(earlier, name), fact)
        for name in {cell.fact for cell in earlier.cells}
        for fact in _cases(vocabulary[name], (*_about(earlier, name), *_about(row, name)))
        if _all_yes(_about(row, name), fact)
    )


def _about(row: Row, name: str) -> tuple[Cell, ...]:
    return tuple(cell for cell in row.cells if cell.fact == name)


def _cases(kind: FactKind, cells: tuple[Cell, ...]) -> tuple[Fact, ...]:
    values = tuple(known(value) for value in boundary_values(kind, cells))
    return (*values, unknown(Reason.NOT_RECORDED))


def _all_yes(cells: tuple[Cell, ...], fact: Fact) -> bool:
    return all(result_of(cell, fact) is Result.YES for cell in cells)
