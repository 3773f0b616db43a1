"""What did we know then, and what would we have known then, had everything been entered in time?

A decision keeps the facts that it rested on. Something may have been entered after it that had happened before, or
been moved to another student since. That changes nothing about the decision; it is shown beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from care_steps.explaining import FactLine, fact_line
from care_steps.policy import CannotTell, Evaluation, Firing, Policy, evaluate
from care_steps.replay import asked_by
from care_steps.vocabulary import NOT_ASKED, Fact, Scope


@dataclass(frozen=True, slots=True)
class LateFact:
    """One fact that reads differently today, as it was known then and as it is known now."""

    then: FactLine
    now: FactLine


@dataclass(frozen=True, slots=True)
class LateRule:
    """A rule that would have said something else. `would_fire`: it did not, and would have; else the other way round."""

    row_id: str
    sentence: str
    would_fire: bool
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Hindsight:
    """What differs."""

    facts: tuple[LateFact, ...]
    rules: tuple[LateRule, ...]


def hindsight(then: Mapping[str, Fact], now: Mapping[str, Fact], policy: Policy) -> Hindsight | None:
    """None when every fact that the policy of then knew still reads the same."""
    names = [name for name in policy.vocabulary if name in then or (name in now and name in asked_by(policy))]
    late = tuple(
        LateFact(
            fact_line(policy.vocabulary[name], then.get(name, NOT_ASKED)),
            fact_line(policy.vocabulary[name], now.get(name, NOT_ASKED)),
        )
        for name in names
        if _reads(then.get(name, NOT_ASKED)) != _reads(now.get(name, NOT_ASKED))
    )
    return Hindsight(late, _rules(then, now, policy)) if late else None


def _reads(fact: Fact) -> tuple[object, ...]:
    """What a reader sees of it: another record that says the same is no news."""
    return (fact.value, fact.state, fact.reason)


def _rules(then: Mapping[str, Fact], now: Mapping[str, Fact], policy: Policy) -> tuple[LateRule, ...]:
    before, after = (_asking(evaluate(policy, facts, scope=Scope.EPISODE)) for facts in (then, now))
    fired = (
        LateRule(row, one.sentence, True, one.evidence) for row, one in after.items() if row not in before
    )
    silent = (
        LateRule(row, one.sentence, False, one.evidence) for row, one in before.items() if row not in after
    )
    return (*fired, *silent)


def _asking(found: Evaluation) -> Mapping[str, Firing | CannotTell]:
    asks: Sequence[Firing | CannotTell] = (*found.firings, *found.for_a_person)
    return {one.row_id: one for one in asks}
