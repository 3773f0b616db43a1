"""How do the rows of a policy read for people who never saw its file?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from care_steps.explaining import action_said, sentence_of_any
from care_steps.policy import WHOEVER_HEARD, Limit, Policy, Row
from care_steps.rules.rows import Example
from care_steps.vocabulary import FactKind, in_words
from triage.roles import Role
from triage.verdicts import Screened
from workflows.pages.page import mark

_EXPECTED: Final[Mapping[str, str]] = {
    "fires": mark("fires"),
    "silent": mark("stays silent"),
    "unknown": mark("cannot tell"),
    "not_asked": mark("was not asked"),
}
_OPENS: Final[Mapping[str, str]] = {
    "recommendation": mark("Recommendation"),
    "escalation": mark("Escalation"),
    "task": mark("Task"),
}
_PROPOSES: Final[Mapping[str, str]] = {
    "step_up": mark("Proposes the next step up"),
    "direct_entry": mark("Proposes a step up; the first step may be skipped"),
    "step_down": mark("Proposes the next step down, or the end of care"),
    "same_step": mark("Proposes to stay at the present step"),
}
_SCREENED: Final[Mapping[str, str]] = {one.value: f"“{one.plain}”" for one in Screened}
_ENDS: Final[Mapping[str, str]] = {
    "by_decision": mark("Ends with a decision"),
    "by_person": mark("Ends when a person says so"),
    "when_silent": mark("Ends when the rule falls silent"),
}


@dataclass(frozen=True, slots=True)
class ExampleSaid:
    """Facts, and what the row makes of them; the policy is refused when it does not."""

    facts: tuple[str, ...]
    expect: str


@dataclass(frozen=True, slots=True)
class RowSaid:
    """One row: when, what it says, what it opens, by when, for whom, and where it comes from."""

    id: str
    is_safety: bool
    conditions: tuple[str, ...]
    sentence: str
    opens: str
    action: str
    limit: Limit
    roles: tuple[str, ...]
    moves_at_once: bool
    proposes: str | None
    ends: str
    class_: str
    source: str
    owner: str
    examples: tuple[ExampleSaid, ...]


@dataclass(frozen=True, slots=True)
class RuleSaid:
    """The rows of one rule, which are alternatives."""

    id: str
    rows: tuple[RowSaid, ...]


@dataclass(frozen=True, slots=True)
class ProposalSaid:
    """What a proposal means: from the step a mentee is on to the step that is proposed."""

    name: str
    steps: tuple[tuple[str, str], ...]


def proposals_of(policy: Policy) -> tuple[ProposalSaid, ...]:
    """Every kind of proposal in the order of the policy."""
    return tuple(
        ProposalSaid(
            _PROPOSES.get(name, name), tuple((before.plain, after.plain) for before, after in steps.items())
        )
        for name, steps in policy.proposals.items()
    )


def rules_of(policy: Policy) -> tuple[RuleSaid, ...]:
    """Every rule in the order of the policy."""
    ids = dict.fromkeys(row.rule for row in policy.rows)
    return tuple(_rule(policy, one) for one in ids)


def _rule(policy: Policy, rule_id: str) -> RuleSaid:
    rows = policy.rule(rule_id)
    vocabulary = {name: _with_words(kind) for name, kind in policy.vocabulary.items()}
    return RuleSaid(rule_id, tuple(_row(row, vocabulary) for row in rows))


_WHO: Final = {WHOEVER_HEARD: mark("whoever heard it")}


def _with_words(kind: FactKind) -> FactKind:
    """What a screener says, in its own words; a row that fired keeps those it was frozen with."""
    return replace(kind, words=_SCREENED) if kind.codes == tuple(_SCREENED) else kind


def _row(row: Row, vocabulary: Mapping[str, FactKind]) -> RowSaid:
    return RowSaid(
        id=row.id,
        is_safety=row.safety,
        conditions=tuple(cell.said(vocabulary[cell.fact]) for cell in row.cells),
        sentence=sentence_of_any(row),
        opens=_OPENS[row.work],
        action=action_said(row),
        limit=row.limit,
        roles=tuple(_WHO.get(one) or Role(one).plain for one in row.acknowledged_by),
        moves_at_once=row.moves is not None,
        proposes=_PROPOSES.get(row.proposes, row.proposes) if row.proposes else None,
        ends=_ENDS[row.ends],
        class_=row.class_,
        source=row.source,
        owner=row.owner,
        examples=tuple(_example(one, vocabulary) for one in row.examples),
    )


def _example(example: Example, vocabulary: Mapping[str, FactKind]) -> ExampleSaid:
    facts = [
        vocabulary[name].sentence.format(value=vocabulary[name].word(value))
        for name, value in example.facts.items()
    ]
    facts += [f"{vocabulary[name].plain}: {in_words(None)}" for name in example.unknown]
    return ExampleSaid(tuple(facts), _EXPECTED[example.expect])
