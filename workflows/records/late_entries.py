"""What was entered after a decision and had happened before it, or was moved to another student since?

The facts of then are read again as of the decision's instant and as they are known now. Nothing is rewritten: what a
late fact means for the case today, the rules have said when it was entered.
"""

from dataclasses import replace
from uuid import UUID

from care_steps.explaining import FactLine
from care_steps.facts import derive
from care_steps.freezing import thaw
from care_steps.hindsight import Hindsight, LateFact, LateRule, hindsight
from workflows.records.episodes import load_case
from workflows.records.facts import Asked, gather
from workflows.records.gone_facts import without_gone
from workflows.records.kept_decisions import KeptDecision
from workflows.records.misfiled import MOVED
from workflows.records.named_adults import kept_from_reader
from workflows.records.policies import policy_at
from workflows.records.scope import Transaction


async def known_since(tx: Transaction, kept: KeptDecision) -> Hindsight | None:
    """None when nothing reads differently, and for a decision that rested on one form or on no facts at all."""
    version = await policy_at(tx, kept.decided_at)
    then = thaw(kept.evidence)
    if version is None or "step" not in then:
        return None
    known_at = max(tx.at, (await load_case(tx, kept.episode_id)).known_at)
    asked = Asked(kept.episode_id, kept.as_of, known_at, stood_at=kept.known_at)
    (raw,) = await gather(tx, [asked])
    found = hindsight(then, derive(raw, version.policy.settings), version.policy)
    if found is not None:
        found = _without(found, await kept_from_reader(tx))
    return _shown(found, frozenset(kept.gone)) if found else None


def _without(found: Hindsight, kept_from: frozenset[UUID]) -> Hindsight | None:
    """Whoever is named in what a fact came from does not find it any more: that is no news about it."""
    facts = tuple(one for one in found.facts if not kept_from & {source.id for source in one.then.sources})
    rules = tuple(one for one in found.rules if not kept_from & set(one.evidence))
    return Hindsight(facts, rules) if facts else None


def _shown(found: Hindsight, gone: frozenset[UUID]) -> Hindsight:
    """Without what came from a record of another student."""
    facts = tuple(LateFact(_line(one.then, gone), one.now) for one in found.facts)
    return Hindsight(facts, tuple(_rule(one, gone) for one in found.rules))


def _line(line: FactLine, gone: frozenset[UUID]) -> FactLine:
    return without_gone([line], gone)[0]


def _rule(rule: LateRule, gone: frozenset[UUID]) -> LateRule:
    return replace(rule, sentence=MOVED) if gone & set(rule.evidence) else rule
