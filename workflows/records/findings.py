"""Which rules fired, in words? Each with the policy version of that day and the facts frozen with it.

Near misses and the nearest counterfactual are those that were kept then.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from care_steps.explaining import FactLine, Rule, fact_lines, rule_of
from care_steps.facts import Source, dose
from care_steps.freezing import thaw
from care_steps.steps import Step
from workflows.records.gone_facts import without_gone, without_named
from workflows.records.kept_firings import KeptFiring, firings_of_work
from workflows.records.misfiled import MOVED
from workflows.records.named_adults import kept_from_reader
from workflows.records.policies import PolicyVersion, load_policy
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class SignedPolicy:
    """The version of the policy, and the people who answer for it."""

    id: UUID
    title: str
    version: int
    source: str
    owner_name: str
    approver_name: str
    effective_at: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that fired. A safety rule never has a counterfactual."""

    id: UUID
    work_id: UUID
    sentence: str
    proposed: Step | None
    rule: Rule
    policy: SignedPolicy
    facts: tuple[FactLine, ...]
    sources: tuple[Source, ...]
    near_misses: tuple[str, ...]
    counterfactual: str | None
    dose: str | None
    as_of: datetime
    known_at: datetime


_KEPT: Final = ("concern", "work")


async def findings_of_work(tx: Transaction, work_id: UUID) -> tuple[Finding, ...]:
    """What fired behind an item of the worklist, the most urgent first."""
    return await findings_of(tx, await firings_of_work(tx, work_id))


async def findings_of(tx: Transaction, firings: Sequence[KeptFiring]) -> tuple[Finding, ...]:
    """In the order given."""
    # Only a worry and its escalation are ever kept from somebody who reads of other things.
    leads = any(
        source.kind in _KEPT
        for one in firings
        for fact in thaw(one.facts).values()
        for source in fact.sources
    )
    kept_from = await kept_from_reader(tx) if leads else frozenset()
    return tuple([_finding(one, await load_policy(tx, one.policy_version_id), kept_from) for one in firings])


def _finding(kept: KeptFiring, version: PolicyVersion, kept_from: frozenset[UUID]) -> Finding:
    facts, gone = thaw(kept.facts), frozenset(kept.gone)
    rule = rule_of(version.policy, kept.row_id, facts)
    rule = replace(rule, facts=without_named(without_gone(rule.facts, gone), kept_from))
    lines = fact_lines(facts)
    names_gone = any(source.id in gone for line in lines for source in line.sources)
    return Finding(
        id=kept.id,
        work_id=kept.work_id,
        sentence=MOVED if kept.rests_on_gone else kept.sentence,
        proposed=Step(kept.proposed_step) if kept.proposed_step else None,
        rule=rule,
        policy=SignedPolicy(
            version.id,
            version.policy.title,
            version.policy.version,
            version.policy.source,
            version.owner_name,
            version.approver_name,
            version.effective_at,
        ),
        facts=without_named(without_gone(lines, gone), kept_from),
        sources=tuple(dict.fromkeys(source for line in rule.facts for source in line.sources)),
        near_misses=() if names_gone else tuple(kept.trace["near_misses"]),
        counterfactual=None if rule.is_safety or names_gone else kept.trace["counterfactual"],
        dose=dose(facts) if kept.scope == "episode" else None,
        as_of=kept.as_of,
        known_at=kept.known_at,
    )
