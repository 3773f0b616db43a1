"""Do the same facts under the same policy version give the same decision again?

Everything here compares what was recorded with what is derived anew, and says each difference in a sentence.
No difference is the only good answer: it means that the record explains itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any
from uuid import UUID

from care_steps.decisions import Answer
from care_steps.explaining import value_said
from care_steps.freezing import freeze_trace, thaw
from care_steps.moves import Move, destination
from care_steps.policy import Policy, evaluate
from care_steps.proposals import AskedStep, proposal_of
from care_steps.rules.evaluation import CannotTell, Firing
from care_steps.steps import Step
from care_steps.vocabulary import FACTS, FactKind, FactType, Reason, Scope, State

Frozen = Mapping[str, Any]
"""Facts by name as `freezing.freeze` keeps them."""


@dataclass(frozen=True, slots=True)
class RecordedFiring:
    """A firing as it was kept. `proposes` is the step it recommended, if it did."""

    row_id: str
    rule_id: str
    scope: str
    class_: str
    evidence: tuple[UUID, ...]
    facts: Frozen
    trace: Mapping[str, Any]
    sentence: str
    proposes: str | None


@dataclass(frozen=True, slots=True)
class RecordedDecision:
    """A decision as it was kept. `undoes_from` is the step before the emergency that it takes back.

    `proposed_start`: what the newest rating of needs that was known then says against the step with which care began.
    """

    kind: str
    from_step: str | None
    recommended: str | None
    chosen: str
    rule_ids: tuple[str, ...]
    why: str
    undoes_from: str | None = None
    proposed_start: str | None = None


def asked_by(policy: Policy) -> frozenset[str]:
    """The facts that the rows of this version ask about or say."""
    said = (name for row in policy.rows for _, name, _, _ in Formatter().parse(row.sentence) if name)
    return frozenset(cell.fact for row in policy.rows for cell in row.cells).union(said)


def facts_differ(recorded: Frozen, again: Frozen, asked: frozenset[str]) -> tuple[str, ...]:
    """A sentence for each fact that is not the same, or that rests on other records.

    `asked`: what the version knew. A fact that came into the vocabulary later is no difference, since nobody could
    have frozen it.
    """
    names = sorted(recorded.keys() | (again.keys() & asked))
    said = (_fact_differs(name, recorded.get(name), again.get(name)) for name in names)
    return tuple(one for one in said if one is not None)


def fire_again(
    policy: Policy, recorded: RecordedFiring
) -> tuple[Firing | CannotTell | None, tuple[str, ...]]:
    """What the row comes to under these facts, and a sentence for each difference."""
    facts = thaw(recorded.facts)
    found = evaluate(policy, facts, scope=Scope(recorded.scope))
    again: Sequence[Firing | CannotTell] = (*found.firings, *found.for_a_person)
    same = [one for one in again if one.row_id == recorded.row_id]
    # A row that fires for each of its records is found again by the record.
    fired = next((one for one in same if one.evidence == recorded.evidence), next(iter(same), None))
    if fired is None:
        return None, (f"{recorded.row_id} does not fire again.",)
    pairs = {
        "rule": (recorded.rule_id, fired.rule_id),
        "class": (recorded.class_, fired.class_),
        "sentence": (recorded.sentence, fired.sentence),
        "proposed step": (recorded.proposes, fired.proposes.value if fired.proposes else None),
    }
    said = [_differs(f"{recorded.row_id}, {what}", was, is_now) for what, (was, is_now) in pairs.items()]
    if recorded.evidence != fired.evidence:
        said.append(f"{recorded.row_id}: rests on other records than were recorded.")
    if dict(recorded.trace) != freeze_trace(found, fired):
        said.append(f"{recorded.row_id}: another trace, near miss or counterfactual than was recorded.")
    return fired, tuple(one for one in said if one)


def decision_differs(
    recorded: RecordedDecision,
    fired: Sequence[Firing | CannotTell],
    fired_at: Sequence[str] = (),
) -> tuple[str, ...]:
    """A sentence for each way in which the firings that it answered do not lead to this decision again.

    `fired_at`: at which step each of them fired; without it, at the step from which was decided.
    """
    if recorded.kind in tuple(Answer) or (recorded.kind == "close" and fired):
        found = _answer_differs(recorded, fired, fired_at)
    elif recorded.kind == "emergency":
        found = _emergency_differs(recorded, fired)
    elif recorded.kind == "undo":
        found = (_differs("step it goes back to", recorded.chosen, recorded.undoes_from),)
    elif recorded.kind == "start":
        found = (_differs("recommended step", recorded.recommended, recorded.proposed_start),)
    else:
        found = (_differs("recommended step", recorded.recommended, None),)
    return tuple(one for one in found if one)


def _answer_differs(
    recorded: RecordedDecision, fired: Sequence[Firing | CannotTell], fired_at: Sequence[str]
) -> tuple[str | None, ...]:
    present = Step(recorded.from_step or Step.REFERRED)
    steps = fired_at or [present.value] * len(fired)
    asked = [AskedStep(Step(step), one.proposes) for one, step in zip(fired, steps, strict=True)]
    recommended = proposal_of(present, asked, 0).recommended
    because = " ".join(dict.fromkeys(f"{one.rule_id}: {one.sentence}" for one in fired))
    chosen = {
        "accept": recommended.value,
        "hold": present.value,
        "close": Step.CLOSED.value,
    }.get(recorded.kind)
    return (
        _differs("recommended step", recorded.recommended, recommended.value),
        _differs("rules", recorded.rule_ids, tuple(dict.fromkeys(one.rule_id for one in fired))),
        _differs("chosen step", recorded.chosen, chosen) if chosen else None,
        None if recorded.why.startswith(because) else "why: does not say what the rules say.",
    )


def _emergency_differs(
    recorded: RecordedDecision, fired: Sequence[Firing | CannotTell]
) -> tuple[str | None, ...]:
    present = Step(recorded.from_step or Step.REFERRED)
    moving = [one for one in fired if one.moves == Move.EMERGENCY.value]
    to_step = destination(present, Move.EMERGENCY)
    return (
        None if moving else "no rule that it names moves a step.",
        _differs("rules", recorded.rule_ids, tuple(dict.fromkeys(one.rule_id for one in moving))),
        _differs("recommended step", recorded.recommended, to_step),
        _differs("chosen step", recorded.chosen, to_step),
        None if recorded.why in [one.sentence for one in moving] else "why: does not say what the rule says.",
    )


def _fact_differs(name: str, was: Mapping[str, Any] | None, is_now: Mapping[str, Any] | None) -> str | None:
    if was == is_now:
        return None
    kind = FACTS.get(name) or FactKind(name, FactType.CODE, Scope.EPISODE, name, "")
    first, second = _fact_said(kind, was), _fact_said(kind, is_now)
    if first == second:
        return f"{kind.plain}: rests on other records than were recorded."
    return f"{kind.plain}: recorded {first}, found again {second}."


def _fact_said(kind: FactKind, frozen: Mapping[str, Any] | None) -> str:
    if frozen is None:
        return "not asked"
    fact = thaw({kind.name: frozen})[kind.name]
    if fact.state is State.UNKNOWN:
        return (fact.reason or Reason.NOT_RECORDED).plain
    return value_said(kind, fact.value)


def _differs(what: str, was: Any, is_now: Any) -> str | None:
    if was == is_now:
        return None
    return f"{what}: recorded {_shown(was)}, found again {_shown(is_now)}."


def _shown(value: Any) -> str:
    if value is None:
        return "none"
    return ", ".join(value) or "none" if isinstance(value, tuple) else f"“{value}”"
