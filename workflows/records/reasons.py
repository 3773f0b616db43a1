"""Why was this decided, or why did this fire? The record as it was frozen, with its people and policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, text

from workflows.records.refusals import NotFound
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class KeptFiring:
    """A firing as kept: the facts it rested on, and how every row of the policy stood."""

    id: UUID
    episode_id: UUID
    mentee_id: UUID
    work_id: UUID
    row_id: str
    rule_id: str
    policy_version_id: UUID
    scope: str
    administration_id: UUID | None
    class_: str
    evidence: tuple[UUID, ...]
    step: str
    as_of: datetime
    known_at: datetime
    facts: Mapping[str, Any]
    trace: Mapping[str, Any]
    sentence: str
    proposed_step: str | None
    time_zone: str
    decision_id: UUID | None


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """A decision as kept, with the firings it answered, its offer, and the step it has led to until now."""

    id: UUID
    episode_id: UUID
    mentee_id: UUID
    mentee_name: str
    kind: str
    actor_kind: str
    decided_by_name: str | None
    decided_as: str
    credential: str
    decided_at: datetime
    effective_at: datetime
    from_step: str | None
    to_step: str
    direction: str
    rule_ids: tuple[str, ...]
    policy_version_id: UUID | None
    evidence: Mapping[str, Any]
    recommended_step: str | None
    chosen_step: str
    override_reasons: tuple[str, ...]
    override_words: str
    alternatives: tuple[str, ...]
    mentee_view: str
    guardian_view: str
    consent_basis: str
    told: Any
    next_due: Any
    hold_reason: str | None
    hold_until: date | None
    why: str
    words: str
    review_of: UUID | None
    corrects: UUID | None
    as_of: datetime
    known_at: datetime
    time_zone: str
    offer_state: str | None
    offer_id: UUID | None
    firing_ids: tuple[UUID, ...]
    moved_to: str | None
    review_from_step: str | None


_FIRING = """
SELECT f.id, f.episode_id, e.mentee_id, f.work_id, f.row_id, f.rule_id, f.policy_version_id, f.scope,
       f.administration_id, f.class AS class_, f.evidence, f.step, f.as_of, f.known_at, f.facts, f.trace, f.sentence,
       f.proposed_step, s.time_zone, (SELECT x.decision_id FROM app.decision_firing x
         WHERE (x.org_id, x.firing_id) = (f.org_id, f.id) ORDER BY x.decision_id LIMIT 1) AS decision_id
  FROM app.firing f
  JOIN app.episode e ON (e.org_id, e.id) = (f.org_id, f.episode_id)
  JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
 WHERE f.org_id = :org_id AND {which}
"""
_URGENT_FIRST = " ORDER BY f.class, f.recorded_at DESC, f.id"
_DECISION = """
SELECT d.id, d.episode_id, e.mentee_id, coalesce(m.preferred_name, m.given_name) || ' ' || m.family_name AS mentee_name,
       d.kind, d.actor_kind, p.given_name || ' ' || p.family_name AS decided_by_name, d.decided_as, d.credential,
       d.decided_at, d.effective_at, d.from_step, d.to_step, d.direction, d.rule_ids, d.policy_version_id, d.evidence,
       d.recommended_step, d.chosen_step, d.override_reasons, d.override_words, d.alternatives, d.mentee_view,
       d.guardian_view, d.consent_basis, d.told, d.next_due, d.hold_reason, d.hold_until, d.why, d.words, d.review_of,
       d.corrects, d.as_of, d.known_at, s.time_zone, o.state AS offer_state, o.id AS offer_id,
       (SELECT array_agg(x.firing_id ORDER BY x.firing_id) FROM app.decision_firing x
         WHERE (x.org_id, x.decision_id) = (d.org_id, d.id)) AS firing_ids,
       c.to_step AS moved_to, r.from_step AS review_from_step
  FROM app.decision d
  JOIN app.episode e ON (e.org_id, e.id) = (d.org_id, d.episode_id)
  JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
  JOIN app.person m ON (m.org_id, m.id) = (e.org_id, e.mentee_id)
  LEFT JOIN app.person p ON (p.org_id, p.id) = (d.org_id, d.decided_by)
  LEFT JOIN app.offer o ON (o.org_id, o.decision_id) = (d.org_id, d.id)
  LEFT JOIN app.step_change c ON (c.org_id, c.decision_id) = (d.org_id, d.id)
  LEFT JOIN app.decision r ON (r.org_id, r.id) = (d.org_id, d.review_of)
 WHERE d.org_id = :org_id AND {which}
"""
_JSON = {"facts": JSON, "trace": JSON}
_FIRING_BY_ID = text(_FIRING.format(which="f.id = :id")).columns(**_JSON)
_FIRINGS_OF_DECISION = text(
    _FIRING.format(
        which="""f.id IN (SELECT x.firing_id FROM app.decision_firing x
                          WHERE x.org_id = :org_id AND x.decision_id = :id)"""
    )
    + _URGENT_FIRST
).columns(**_JSON)
_FIRINGS_OF_WORK = text(_FIRING.format(which="f.work_id = :id") + _URGENT_FIRST).columns(**_JSON)
_FIRINGS_WITH = text(_FIRING.format(which="f.id = ANY(:ids)") + _URGENT_FIRST).columns(**_JSON)
_FIRINGS_AFTER = text(_FIRING.format(which="f.id > :id ORDER BY f.id LIMIT :most")).columns(**_JSON)
_DECISION_JSON = {"evidence": JSON, "told": JSON, "next_due": JSON}
_DECISION_BY_ID = text(_DECISION.format(which="d.id = :id")).columns(**_DECISION_JSON)
_DECISIONS_AFTER = text(_DECISION.format(which="d.id > :id ORDER BY d.id LIMIT :most")).columns(
    **_DECISION_JSON
)
FIRST = UUID(int=0)
"""Before every id."""


_KIND = text("""
SELECT 'decision' FROM app.decision WHERE org_id = :org_id AND id = :id
UNION ALL SELECT 'firing' FROM app.firing WHERE org_id = :org_id AND id = :id
""")


async def kind_of(tx: Transaction, record_id: UUID) -> str:
    """Whether this id is that of a decision or of a firing; raises `NotFound`."""
    found = (await tx.connection.execute(_KIND, {"org_id": tx.actor.org_id, "id": record_id})).scalar()
    if found is None:
        raise NotFound
    return str(found)


async def load_firing(tx: Transaction, firing_id: UUID) -> KeptFiring:
    found = await _firings(tx, _FIRING_BY_ID, id=firing_id)
    if not found:
        raise NotFound
    return found[0]


async def firings_of_decision(tx: Transaction, decision_id: UUID) -> tuple[KeptFiring, ...]:
    """The firings a decision answered, the most urgent first."""
    return await _firings(tx, _FIRINGS_OF_DECISION, id=decision_id)


async def firings_of_work(tx: Transaction, work_id: UUID) -> tuple[KeptFiring, ...]:
    """The firings behind an item of the worklist, the most urgent first."""
    return await _firings(tx, _FIRINGS_OF_WORK, id=work_id)


async def firings_with(tx: Transaction, ids: Sequence[UUID]) -> tuple[KeptFiring, ...]:
    """The firings with these ids, the most urgent first."""
    return await _firings(tx, _FIRINGS_WITH, ids=list(ids)) if ids else ()


async def firings_after(tx: Transaction, firing_id: UUID, *, most: int) -> tuple[KeptFiring, ...]:
    """A page of all firings of the organisation, in the order of their ids; begin with `FIRST`."""
    return await _firings(tx, _FIRINGS_AFTER, id=firing_id, most=most)


async def load_decision(tx: Transaction, decision_id: UUID) -> KeptDecision:
    asked = {"org_id": tx.actor.org_id, "id": decision_id}
    row = (await tx.connection.execute(_DECISION_BY_ID, asked)).mappings().first()
    if row is None:
        raise NotFound
    return _decision(row)


async def decisions_after(tx: Transaction, decision_id: UUID, *, most: int) -> tuple[KeptDecision, ...]:
    """A page of all decisions of the organisation, in the order of their ids; begin with `FIRST`."""
    asked = {"org_id": tx.actor.org_id, "id": decision_id, "most": most}
    return tuple(_decision(row) for row in (await tx.connection.execute(_DECISIONS_AFTER, asked)).mappings())


async def _firings(tx: Transaction, statement: Any, **asked: Any) -> tuple[KeptFiring, ...]:
    found = await tx.connection.execute(statement, {"org_id": tx.actor.org_id, **asked})
    return tuple(KeptFiring(**{**row, "evidence": tuple(row["evidence"])}) for row in found.mappings())


def _decision(row: Mapping[Any, Any]) -> KeptDecision:
    lists = {
        name: tuple(row[name] or ())
        for name in ("rule_ids", "override_reasons", "alternatives", "firing_ids")
    }
    return KeptDecision(**{**row, **lists})
