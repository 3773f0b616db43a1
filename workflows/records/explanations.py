"""Why? Everything that is on record about one decision, or about one firing, put together as one value.

The decision page and the command `stepwise why` show the same value, which the verb `explain` hands out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from care_steps import codes
from care_steps.explaining import FactLine, fact_lines
from care_steps.facts import Source
from care_steps.freezing import thaw
from care_steps.hindsight import Hindsight
from care_steps.steps import Step
from supervision.stated_views import Whose
from workflows.records.decision_reviews import DecisionReview, reviews_of
from workflows.records.findings import Finding, findings_of
from workflows.records.gone_facts import without_gone, without_named
from workflows.records.kept_decisions import KeptDecision, load_decision
from workflows.records.kept_firings import firings_of_decision, load_firing
from workflows.records.late_entries import known_since
from workflows.records.misfiled import MOVED
from workflows.records.named_adults import kept_from_reader
from workflows.records.offers import OfferOutcome, outcome_of
from workflows.records.rows import known_row
from workflows.records.scope import Transaction
from workflows.records.stated_views import StatedView, newest_views, views_on_offer


@dataclass(frozen=True, slots=True)
class ExitMeasure:
    """The form with which care ended, or the coded reason why there is none, with its words."""

    administration_id: UUID | None
    why_none: str
    words: str


@dataclass(frozen=True, slots=True)
class Decided:
    """Who decided what, with every reason in words."""

    kind: str
    by_name: str | None
    as_role: str
    credential: str
    decided_at: datetime
    effective_at: datetime
    from_step: Step | None
    recommended: Step | None
    chosen: Step
    override_reasons: tuple[str, ...]
    override_words: str
    hold_reason: str | None
    hold_until: date | None
    alternatives: tuple[str, ...]
    consent: str
    mentee_view: str
    guardian_view: str
    supervisor_view: str
    told: tuple[dict[str, str], ...]
    next_due: tuple[dict[str, str], ...]
    words: str
    safety_plan: str
    first_check_on: date | None
    closure_reason: str | None
    last_contact_on: date | None
    exit_measure: ExitMeasure | None
    reopen_reason: str | None
    asking_answer: str | None
    by_id: UUID | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to "why?". `decided` is None while a firing waits for its decision.

    `known_since`: what reads differently today, of a decision alone.
    `followed_by` and `goes_back_to` link decisions: what corrected or undid this one, and what it reviews.
    """

    kind: str
    id: UUID
    episode_id: UUID
    mentee_id: UUID
    time_zone: str
    sentence: str
    decided: Decided | None
    findings: tuple[Finding, ...]
    facts: tuple[FactLine, ...]
    offer: OfferOutcome | None
    goes_back_to: tuple[Source, ...]
    followed_by: tuple[Source, ...]
    known_since: Hindsight | None = None
    reviews: tuple[DecisionReview, ...] = ()
    offer_views: tuple[StatedView, ...] = ()


_KIND = text("""
SELECT 'decision' AS kind FROM app.decision WHERE org_id = :org_id AND id = :id
UNION ALL SELECT 'firing' FROM app.firing WHERE org_id = :org_id AND id = :id
""")
_FOLLOWED = text("""
SELECT d.id, d.decided_at FROM app.decision d
 WHERE d.org_id = :org_id AND (d.review_of = :id OR d.corrects = :id) ORDER BY d.decided_at, d.id
""")
_GONE_BACK_TO = text("""
SELECT d.id, d.decided_at FROM app.decision k
  JOIN app.decision d ON d.org_id = k.org_id AND d.id IN (k.review_of, k.corrects)
 WHERE k.org_id = :org_id AND k.id = :id ORDER BY d.decided_at, d.id
""")
_ANSWERED = text("""
SELECT d.id, d.decided_at FROM app.decision_firing x JOIN app.decision d ON (d.org_id, d.id) = (x.org_id, x.decision_id)
 WHERE x.org_id = :org_id AND x.firing_id = :id ORDER BY d.decided_at, d.id
""")


async def kind_of(tx: Transaction, record_id: UUID) -> str:
    """Whether this id is that of a decision or of a firing; raises `NotFound`."""
    return str((await known_row(tx, _KIND, id=record_id))["kind"])


async def explained_decision(tx: Transaction, decision_id: UUID) -> Explanation:
    """Raises `NotFound`."""
    kept = await load_decision(tx, decision_id)
    return Explanation(
        kind="decision",
        id=kept.id,
        episode_id=kept.episode_id,
        mentee_id=kept.mentee_id,
        time_zone=kept.time_zone,
        sentence=kept.because,
        decided=_decided(kept, await newest_views(tx, kept.episode_id, known_at=kept.known_at)),
        findings=await findings_of(tx, await firings_of_decision(tx, decision_id)),
        facts=without_named(
            without_gone(fact_lines(thaw(kept.evidence)), frozenset(kept.gone)), await kept_from_reader(tx)
        ),
        offer=await outcome_of(tx, kept.offer_id) if kept.offer_id else None,
        goes_back_to=await _decisions(tx, _GONE_BACK_TO, kept.id),
        followed_by=await _decisions(tx, _FOLLOWED, kept.id),
        known_since=await known_since(tx, kept),
        reviews=await reviews_of(tx, kept.id),
        offer_views=await views_on_offer(tx, kept.offer_id) if kept.offer_id else (),
    )


async def explained_firing(tx: Transaction, firing_id: UUID) -> Explanation:
    """The same value for a rule that fired, decided or not. Raises `NotFound`."""
    kept = await load_firing(tx, firing_id)
    return Explanation(
        kind="firing",
        id=kept.id,
        episode_id=kept.episode_id,
        mentee_id=kept.mentee_id,
        time_zone=kept.time_zone,
        sentence=MOVED if kept.rests_on_gone else kept.sentence,
        decided=None,
        findings=await findings_of(tx, [kept]),
        facts=without_named(
            without_gone(fact_lines(thaw(kept.facts)), frozenset(kept.gone)), await kept_from_reader(tx)
        ),
        offer=None,
        goes_back_to=(),
        followed_by=await _decisions(tx, _ANSWERED, kept.id),
    )


def _decided(kept: KeptDecision, views: Mapping[Whose, StatedView]) -> Decided:
    """`views` are those that were on record when it was decided."""
    supervisor = views.get(Whose.DIRECT_SUPERVISOR)
    return Decided(
        kind=kept.kind,
        by_name=kept.decided_by_name,
        as_role=kept.decided_as,
        credential=kept.credential,
        decided_at=kept.decided_at,
        effective_at=kept.effective_at,
        from_step=Step(kept.from_step) if kept.from_step else None,
        recommended=Step(kept.recommended_step) if kept.recommended_step else None,
        chosen=Step(kept.chosen_step),
        override_reasons=_words("override_reasons", kept.override_reasons),
        override_words=kept.override_words,
        hold_reason=_word("hold_reasons", kept.hold_reason),
        hold_until=kept.hold_until,
        alternatives=_words("alternatives", kept.alternatives),
        consent=codes.load("consent_bases").plain(kept.consent_basis),
        mentee_view=kept.mentee_view,
        guardian_view=kept.guardian_view,
        supervisor_view=supervisor.words if supervisor else "",
        told=tuple(kept.told),
        next_due=tuple(kept.next_due),
        words=kept.words,
        safety_plan=kept.safety_plan,
        first_check_on=kept.first_check_on,
        closure_reason=_word("closure_reasons", kept.closure_reason),
        last_contact_on=kept.last_contact_on,
        exit_measure=_exit_measure(kept.exit_measure) if kept.exit_measure else None,
        reopen_reason=_word("reopen_reasons", kept.reopen_reason),
        asking_answer=_word("asking_answers", kept.asking_answer),
        by_id=kept.decided_by,
    )


def _word(list_id: str, chosen: str | None) -> str | None:
    return codes.load(list_id).plain(chosen) if chosen else None


def _exit_measure(kept: str) -> ExitMeasure:
    """Kept as the id of a form, or as "code: words"."""
    try:
        return ExitMeasure(UUID(kept), "", "")
    except ValueError:
        code, _, words = kept.partition(": ")
        return ExitMeasure(None, codes.load("no_exit_measures").plain(code), words)


def _words(list_id: str, chosen: Sequence[str]) -> tuple[str, ...]:
    return tuple(codes.load(list_id).plain(one) for one in chosen)


async def _decisions(tx: Transaction, statement: Any, found_by: UUID) -> tuple[Source, ...]:
    found = await tx.connection.execute(statement, {"org_id": tx.actor.org_id, "id": found_by})
    return tuple(Source("decision", row.id, row.decided_at) for row in found)
