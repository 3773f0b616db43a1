"""In which words are a rule and its facts explained? The same words on the page and in the command.

Everything is said from the frozen facts and from the policy version of that day, so that an answer given
years later is still the answer of then.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from care_steps import codes
from care_steps.rules.cells import Result, result_of
from care_steps.rules.rows import Policy, Row
from care_steps.vocabulary import FACTS, NOT_ASKED, Fact, FactKind, FactType, Source, State, Value, in_words


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact in words. `sentence` says it whole; `said` is the value alone."""

    name: str
    plain: str
    said: str
    sentence: str
    is_known: bool
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a rule and whether it held: yes, no, unknown or not asked."""

    said: str
    result: Result


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a policy as people read it, with the facts it asked about. `text` leaves numbers open."""

    row_id: str
    rule_id: str
    is_safety: bool
    lane: str
    class_: str
    text: str
    asks_for: str
    source: str
    owner: str
    conditions: tuple[Condition, ...]
    facts: tuple[FactLine, ...]


def rule_of(policy: Policy, row_id: str, facts: Mapping[str, Fact]) -> Rule:
    """The row, explained with these facts; raises `KeyError` when the policy has no such row."""
    row = policy.row(row_id)
    asked = dict.fromkeys(cell.fact for cell in row.cells)
    return Rule(
        row_id=row.id,
        rule_id=row.rule,
        is_safety=row.safety,
        lane=row.lane,
        class_=row.class_,
        text=sentence_of_any(row),
        asks_for=action_said(row),
        source=row.source,
        owner=row.owner,
        conditions=_conditions(row, facts, policy.vocabulary),
        facts=tuple(fact_line(policy.vocabulary[name], facts.get(name, NOT_ASKED)) for name in asked),
    )


def sentence_of_any(row: Row) -> str:
    """What the row says of any mentee: the places of its facts are left open."""
    return row.sentence.format_map(_Open())


def action_said(row: Row) -> str:
    """What the row asks somebody to do, in words."""
    return codes.load("actions").plain(row.action)


def fact_lines(facts: Mapping[str, Fact], vocabulary: Mapping[str, FactKind] = FACTS) -> tuple[FactLine, ...]:
    """Every fact that was asked, in the order of the vocabulary."""
    return tuple(
        fact_line(kind, facts[name])
        for name, kind in vocabulary.items()
        if name in facts and facts[name].state is not State.NOT_ASKED
    )


def value_said(kind: FactKind, value: Value | None) -> str:
    """The value in words, with its unit."""
    return kind.said(value)


def _conditions(
    row: Row, facts: Mapping[str, Fact], vocabulary: Mapping[str, FactKind]
) -> tuple[Condition, ...]:
    return tuple(
        Condition(cell.said(vocabulary[cell.fact]), result_of(cell, facts.get(cell.fact, NOT_ASKED)))
        for cell in row.cells
    )


def fact_line(kind: FactKind, fact: Fact) -> FactLine:
    """One fact, also one that was not asked."""
    said = value_said(kind, fact.value)
    sentence = f"{kind.plain}: {said}"
    if fact.state is State.NOT_ASKED:
        said, sentence = "not asked", f"{kind.plain}: not asked"
    elif fact.value is None:
        said = fact.reason.plain if fact.reason else in_words(None)
        sentence = f"{kind.plain}: {said}"
    elif kind.type is not FactType.CODE:
        sentence = kind.sentence.format(value=in_words(fact.value))
    return FactLine(kind.name, kind.plain, said, sentence, fact.is_known, fact.sources)


class _Open(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"
