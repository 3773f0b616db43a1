"""Why was this decided? The decisions as they were kept, with their people, their offer and what they led to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, text

from care_steps.starting import StartProposal
from care_steps.steps import Step
from triage.needs_model import model
from workflows.records.misfiled import MOVED, answers_gone, gone_from
from workflows.records.rows import known_row
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """A decision as kept, with the firings it answered, its offer, and the step it has led to until now.

    `gone`: what was moved from this case to that of another student since; `answers_gone`: a firing that it
    answered rested on such a record.
    """

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
    safety_plan: str
    first_check_on: date | None
    closure_reason: str | None
    last_contact_on: date | None
    exit_measure: str
    reopen_reason: str | None
    asking_answer: str | None
    decided_by: UUID | None
    as_of: datetime
    known_at: datetime
    time_zone: str
    offer_state: str | None
    offer_id: UUID | None
    firing_ids: tuple[UUID, ...]
    moved_to: str | None
    review_from_step: str | None
    gone: tuple[UUID, ...]
    answers_gone: bool
    rated_step: str | None
    rated_domains: tuple[str, ...]

    @property
    def proposed_start(self) -> str | None:
        """What the newest rating of needs, as known then, says against the step with which care began."""
        if self.kind != "start" or self.rated_step is None:
            return None
        cannot_judge = any(one.key not in self.rated_domains for one in model().primary)
        against = StartProposal(Step(self.rated_step), cannot_judge, "").against(Step(self.chosen_step))
        return against.value if against else None

    @property
    def because(self) -> str:
        """Why, as it may be shown today."""
        return MOVED if self.answers_gone else self.why


_DECISION = (
    f"""
SELECT d.id, d.episode_id, e.mentee_id, coalesce(m.preferred_name, m.given_name) || ' ' || m.family_name AS mentee_name,
       d.kind, d.actor_kind, p.given_name || ' ' || p.family_name AS decided_by_name, d.decided_as, d.credential,
       d.decided_at, d.effective_at, d.from_step, d.to_step, d.direction, d.rule_ids, d.policy_version_id, d.evidence,
       d.recommended_step, d.chosen_step, d.override_reasons, d.override_words, d.alternatives, d.mentee_view,
       d.guardian_view, d.consent_basis, d.told, d.next_due, d.hold_reason, d.hold_until, d.why, d.words, d.review_of,
       d.corrects, d.safety_plan, d.first_check_on, d.closure_reason, d.last_contact_on, d.exit_measure,
       d.reopen_reason, d.asking_answer, d.decided_by, d.as_of, d.known_at, s.time_zone,
       o.state AS offer_state, o.id AS offer_id,
       (SELECT array_agg(x.firing_id ORDER BY x.firing_id) FROM app.decision_firing x
         WHERE (x.org_id, x.decision_id) = (d.org_id, d.id)) AS firing_ids,
       c.to_step AS moved_to, r.from_step AS review_from_step, {gone_from("d")} AS gone, {answers_gone("d")} AS answers_gone,
       rated.proposed_step AS rated_step, rated.domains AS rated_domains
  FROM app.decision d
  JOIN app.episode e ON (e.org_id, e.id) = (d.org_id, d.episode_id)
  JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
  JOIN app.person m ON (m.org_id, m.id) = (e.org_id, e.mentee_id)
  LEFT JOIN app.person p ON (p.org_id, p.id) = (d.org_id, d.decided_by)
  LEFT JOIN app.offer o ON (o.org_id, o.decision_id) = (d.org_id, d.id)
  LEFT JOIN app.step_change c ON (c.org_id, c.decision_id) = (d.org_id, d.id)
  LEFT JOIN app.decision r ON (r.org_id, r.id) = (d.org_id, d.review_of)
  LEFT JOIN LATERAL (SELECT a.proposed_step, (SELECT array_agg(k) FROM jsonb_object_keys(a.ratings) AS k) AS domains
       FROM app.assessment a
      WHERE d.kind = 'start' AND (a.org_id, a.episode_id) = (d.org_id, d.episode_id) AND a.recorded_at <= d.known_at
        AND NOT EXISTS (SELECT FROM app.assessment n
             WHERE (n.org_id, n.amends) = (a.org_id, a.id) AND n.recorded_at <= d.known_at)
      ORDER BY a.happened_at DESC, a.id DESC LIMIT 1) rated ON true
 WHERE d.org_id = :org_id AND """
    "{which}\n"
)
_JSON = {"evidence": JSON, "told": JSON, "next_due": JSON}
_BY_ID = text(_DECISION.format(which="d.id = :id")).columns(**_JSON)
_AFTER = text(_DECISION.format(which="d.id > :id ORDER BY d.id LIMIT :most")).columns(**_JSON)


async def load_decision(tx: Transaction, decision_id: UUID) -> KeptDecision:
    return _decision(await known_row(tx, _BY_ID, id=decision_id))


async def decisions_after(tx: Transaction, decision_id: UUID, *, most: int) -> tuple[KeptDecision, ...]:
    """A page of all decisions of the organization, in the order of their ids; begin with `ids.FIRST`."""
    asked = {"org_id": tx.actor.org_id, "id": decision_id, "most": most}
    return tuple(_decision(row) for row in (await tx.connection.execute(_AFTER, asked)).mappings())


def _decision(row: Mapping[Any, Any]) -> KeptDecision:
    lists = {
        name: tuple(row[name] or ())
        for name in ("rule_ids", "override_reasons", "alternatives", "firing_ids", "gone", "rated_domains")
    }
    return KeptDecision(**{**row, **lists})
