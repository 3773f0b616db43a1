"""How does a rule that fired read on a page: what it said, what it rested on, and how that was worked out?"""

from collections.abc import Sequence
from dataclasses import dataclass
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
    """A rule that fired. `counterfactual` is None on safety rows, whatever was kept."""

    anchor: str
    rule_id: str
    row_id: str
    sentence: str
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
    """In the order given. A near miss that several share is told once, with the first."""
    told: set[str] = set()
    found = []
    for one in findings:
        found.append(_finding(one, mentee_id, tuple(miss for miss in one.near_misses if miss not in told)))
        told.update(one.near_misses)
    return tuple(found)


def _finding(one: Finding, mentee_id: UUID, near_misses: tuple[str, ...]) -> FindingSaid:
    rule, policy = one.rule, one.policy
    return FindingSaid(
        anchor=f"firing-{one.id}",
        rule_id=rule.rule_id,
        row_id=rule.row_id,
        sentence=one.sentence,
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
