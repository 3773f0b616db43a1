"""How are facts kept with a decision, so that years later they are still exactly what they were?

Frozen facts are plain values that a database can hold: the value, its state and the records it came from.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from care_steps.rules.evaluation import CannotTell, Evaluation, Firing
from care_steps.vocabulary import Fact, Reason, Source, State, Value


def freeze(facts: Mapping[str, Fact]) -> dict[str, dict[str, Any]]:
    """Facts by name as plain values. What was not asked is left out: an absent fact was not asked."""
    return {name: _frozen(fact) for name, fact in sorted(facts.items()) if fact.state is not State.NOT_ASKED}


def thaw(frozen: Mapping[str, Mapping[str, Any]]) -> dict[str, Fact]:
    """The facts again; `freeze(thaw(x)) == x`."""
    return {name: _thawed(one) for name, one in frozen.items()}


def freeze_trace(found: Evaluation, firing: Firing | CannotTell) -> dict[str, Any]:
    """What the page shows under "How this was worked out": how every row stood, and what was near."""
    nearest = firing.counterfactual if isinstance(firing, Firing) else None
    return {
        "rows": {row_id: result.value for row_id, result in found.results.items()},
        "near_misses": [one.sentence for one in found.near_misses if one.is_telling],
        "counterfactual": nearest.sentence if nearest else None,
    }


def _frozen(fact: Fact) -> dict[str, Any]:
    return {
        "value": _plain(fact.value),
        "state": fact.state.value,
        "reason": fact.reason.value if fact.reason else None,
        "sources": [{"kind": one.kind, "id": str(one.id), "at": _instant(one.at)} for one in fact.sources],
    }


def _instant(at: datetime | None) -> str | None:
    # The same instant is the same text, in whichever time zone the database said it.
    return at.astimezone(UTC).isoformat() if at else None


def _plain(value: Value | None) -> Any:
    if isinstance(value, frozenset):
        return {"codes": sorted(value)}
    return {"decimal": str(value)} if isinstance(value, Decimal) else value


def _thawed(one: Mapping[str, Any]) -> Fact:
    return Fact(
        value=_typed(one["value"]),
        state=State(one["state"]),
        reason=Reason(one["reason"]) if one["reason"] else None,
        sources=tuple(
            Source(
                source["kind"],
                UUID(source["id"]),
                datetime.fromisoformat(source["at"]) if source["at"] else None,
            )
            for source in one["sources"]
        ),
    )


def _typed(value: Any) -> Value | None:
    if isinstance(value, Mapping):
        return frozenset(value["codes"]) if "codes" in value else Decimal(value["decimal"])
    typed: Value | None = value
    return typed
