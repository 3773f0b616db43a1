"""How does a rule that fired read on a page: what it said, what it rested on, and how that was worked out?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from care_steps.explaining import FactLine, Rule
from care_steps.rules.cells import Result
from workflows.pages.components import Link
from workflows.pages.page import mark
from workflows.pages.record_links import RecordLink, link_to
from workflows.records.findings import Finding

_RESULTS: Final = {
    Result.YES: mark("yes"),
    Result.NO: mark("no"),
    Result.UNKNOWN: mark("not known"),
    Result.NOT_ASKED: mark("not asked"),
}


@dataclass(frozen=True, slots=True)
class FactSaid:
    """One fact in words, with the records it was read from."""

    name: str
    value: str
    is_known: bool
    links: tuple[RecordLink, ...]


@dataclass(frozen=True, slots=True)
class ConditionSaid:
    """One condition of the rule, and whether it held."""

    text: str
    result: str
    holds: bool


@dataclass(frozen=True, slots=True)
class FindingSaid:
    """A rule that fired, and when it had fired before. `counterfactual` is None on safety rows, whatever was kept."""

    anchor: str
    rule_id: str
    row_id: str
    sentence: str
    earlier: tuple[tuple[str, datetime], ...]
    text: str
    asks_for: str
    is_safety: bool
    dose: str | None
    conditions: tuple[ConditionSaid, ...]
    facts: tuple[FactSaid, ...]
    near_misses: tuple[str, ...]
    counterfactual: str | None
    policy: Link
    policy_title: str
    policy_version: int
    owner_name: str
    approver_name: str
    source: str
    owner: str


def findings_said(findings: Sequence[Finding], mentee_id: UUID) -> tuple[FindingSaid, ...]:
    """Each row once, in the order given, as it fired last. A near miss is told once, with the first that has it."""
    told: set[str] = set()
    found = []
    for fired in _by_row(findings):
        *earlier, newest = sorted(fired, key=lambda one: (one.known_at, one.id))
        near_misses = tuple(dict.fromkeys(miss for miss in newest.near_misses if miss not in told))
        found.append(_finding(newest, mentee_id, near_misses, earlier))
        told.update(near_misses)
    return tuple(found)


def _by_row(findings: Sequence[Finding]) -> Iterable[list[Finding]]:
    """What fired of one row, also more than once on other evidence."""
    rows: dict[str, list[Finding]] = {}
    for one in findings:
        rows.setdefault(one.rule.row_id, []).append(one)
    return rows.values()


def _finding(
    one: Finding, mentee_id: UUID, near_misses: tuple[str, ...], earlier: Sequence[Finding]
) -> FindingSaid:
    rule, policy = one.rule, one.policy
    return FindingSaid(
        anchor=f"firing-{one.id}",
        rule_id=rule.rule_id,
        row_id=rule.row_id,
        sentence=one.sentence,
        earlier=tuple((before.sentence, before.known_at) for before in earlier),
        text=rule.text,
        asks_for=rule.asks_for,
        is_safety=rule.is_safety,
        dose=one.dose,
        conditions=conditions_said(rule),
        facts=facts_said(rule.facts, mentee_id),
        near_misses=near_misses,
        counterfactual=None if rule.is_safety else one.counterfactual,
        policy=Link(rule.row_id, f"/policies/{policy.id}#{rule.row_id}"),
        policy_title=policy.title,
        policy_version=policy.version,
        owner_name=policy.owner_name,
        approver_name=policy.approver_name,
        source=rule.source,
        owner=rule.owner,
    )


def conditions_said(rule: Rule) -> tuple[ConditionSaid, ...]:
    """Each condition of a rule, and whether it held."""
    return tuple(
        ConditionSaid(each.said, _RESULTS[each.result], each.result is Result.YES) for each in rule.conditions
    )


def facts_said(lines: Sequence[FactLine], mentee_id: UUID) -> tuple[FactSaid, ...]:
    """Facts with links to the records they came from."""
    return tuple(
        FactSaid(
            line.plain,
            line.said,
            line.is_known,
            tuple(link_to(source, mentee_id) for source in dict.fromkeys(line.sources)),
        )
        for line in lines
    )
