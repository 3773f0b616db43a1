"""Is everything on record still derived from the facts known then, under the policy of then?

A read: each firing and each decision is taken as it was kept, its facts are gathered again as they were
known at that instant, and the stored policy version is asked again. Whatever differs is told.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from care_steps.facts import RawEpisode
from supervision.access import Actor
from workflows.records.audit import keep_audit
from workflows.records.derived_again import decided_said, facts_said, fired_said, step_said
from workflows.records.facts import Asked, gather
from workflows.records.histories import histories_ahead
from workflows.records.ids import FIRST
from workflows.records.kept_decisions import KeptDecision, decisions_after
from workflows.records.kept_firings import KeptFiring, firings_after, firings_with
from workflows.records.policies import StoredPolicy, in_force, stored_policies
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction

PAGE = 200
"""Records at a time, so that a district's history fits into memory and no statement takes long."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was recorded. `decision_id` names the decision that rests on it."""

    kind: str
    id: UUID
    decision_id: UUID | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """How much was derived again, and what differed."""

    decisions: int
    firings: int
    differences: tuple[Difference, ...]


async def replay(tx: Transaction, *, by: Actor) -> Replayed:
    """Everything of one organization. Raises `NotAllowed` for anybody but a command of the operator."""
    if by.kind != "system":
        raise NotAllowed("Replay is a command of whoever runs this site.")
    policies = await stored_policies(tx)
    differences = [Difference("policy", one.id, None, one.fault) for one in policies.values() if one.fault]
    differences += [
        Difference(kind, id_, decision_id, "the history goes on past the state that is on record.")
        for kind, id_, decision_id in await histories_ahead(tx)
    ]
    firings = decisions = 0
    async for firing_page in _firings(tx):
        firings += len(firing_page)
        differences += await _of_firings(tx, firing_page, policies)
    async for decision_page in _decisions(tx):
        decisions += len(decision_page)
        differences += await _of_decisions(tx, decision_page, policies)
    counts = {"decisions": decisions, "firings": firings, "differences": len(differences)}
    await keep_audit(tx, "replayed", payload=counts)
    return Replayed(decisions, firings, tuple(differences))


async def _firings(tx: Transaction) -> AsyncIterator[Sequence[KeptFiring]]:
    last = FIRST
    while page := await firings_after(tx, last, most=PAGE):
        yield page
        last = page[-1].id


async def _decisions(tx: Transaction) -> AsyncIterator[Sequence[KeptDecision]]:
    last = FIRST
    while page := await decisions_after(tx, last, most=PAGE):
        yield page
        last = page[-1].id


async def _of_firings(
    tx: Transaction, page: Sequence[KeptFiring], policies: Mapping[UUID, StoredPolicy]
) -> list[Difference]:
    known = await _gathered(tx, page)
    found = []
    for kept in page:
        raw = known.get(_asked(kept))
        said = [
            *facts_said(
                kept.facts, raw, policies[kept.policy_version_id], kept.scope, kept.administration_id
            ),
            *step_said(kept.step, raw),
            *fired_said(kept, policies[kept.policy_version_id]),
        ]
        found += [Difference("firing", kept.id, kept.decision_id, one) for one in said]
    return found


async def _of_decisions(
    tx: Transaction, page: Sequence[KeptDecision], policies: Mapping[UUID, StoredPolicy]
) -> list[Difference]:
    known = await _gathered(tx, page)
    fired = await firings_with(tx, [firing_id for kept in page for firing_id in kept.firing_ids])
    found = []
    for kept in page:
        answered = [one for one in fired if one.id in kept.firing_ids]
        said = [*decided_said(kept, answered, policies)]
        if kept.kind != "open":
            raw = known.get(_asked(kept))
            # An emergency may rest on the form that was just entered.
            form = answered[0] if answered and kept.kind == "emergency" else None
            scope, form_id = (form.scope, form.administration_id) if form else ("episode", None)
            version = in_force(policies, kept.decided_at)
            said += [
                *facts_said(kept.evidence, raw, version, scope, form_id),
                *step_said(kept.from_step, raw),
            ]
        found += [Difference("decision", kept.id, kept.id, one) for one in said]
    return found


def _asked(kept: KeptFiring | KeptDecision) -> Asked:
    return Asked(kept.episode_id, kept.as_of, kept.known_at)


async def _gathered(tx: Transaction, page: Sequence[KeptFiring | KeptDecision]) -> dict[Asked, RawEpisode]:
    asked = list(dict.fromkeys(_asked(kept) for kept in page))
    found = await gather(tx, asked)
    if len(found) == len(asked):
        return dict(zip(asked, found, strict=True))
    # An episode whose history is gone gives no facts: find out which one it is.
    return {one: raw for one in asked for raw in await gather(tx, [one])}
