"""What must a supervisor have before their eyes to answer a recommendation?"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from care_steps.decisions import Proposal, proposal_of
from care_steps.facts import Fact, RawEpisode, derive
from workflows.records.episodes import Case
from workflows.records.facts import gather_one
from workflows.records.findings import Finding, findings_of_work
from workflows.records.scope import Transaction
from workflows.records.timelines import Happening, timeline


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What fired, what is proposed, and what is known today. `happened` is newest first."""

    findings: tuple[Finding, ...]
    proposal: Proposal
    raw: RawEpisode
    facts: Mapping[str, Fact]
    happened: tuple[Happening, ...]


_ANSWER = text(
    "SELECT id FROM app.decision WHERE org_id = :org_id AND work_id = :id ORDER BY decided_at DESC, id"
)


async def recommendation(tx: Transaction, work_id: UUID, case: Case) -> Recommendation:
    """The proposal is made from the same firings and facts from which `decide` makes it."""
    findings = await findings_of_work(tx, work_id)
    raw = await gather_one(tx, case.id, max(tx.at, case.known_at))
    return Recommendation(
        findings=findings,
        proposal=proposal_of(case.step, [one.proposed for one in findings], len(raw.open_safety_items)),
        raw=raw,
        facts=derive(raw),
        happened=await timeline(tx, case.id, with_scores=True),
    )


async def answer_of(tx: Transaction, work_id: UUID) -> UUID | None:
    """The decision that answered this recommendation, or None."""
    found = await tx.connection.execute(_ANSWER, {"org_id": tx.actor.org_id, "id": work_id})
    decision_id: UUID | None = found.scalar()
    return decision_id
