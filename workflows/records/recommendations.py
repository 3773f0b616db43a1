"""What must a supervisor have before their eyes to answer a recommendation?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from care_steps.decisions import Proposal, proposal_of
from care_steps.facts import Fact, RawEpisode, derive
from workflows.records.episodes import Case
from workflows.records.facts import gather_one
from workflows.records.findings import Finding, findings_of_work
from workflows.records.rows import row_of
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


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answered a recommendation, when, and in which sentence."""

    decision_id: UUID
    by_id: UUID
    by_name: str
    decided_at: datetime
    why: str


_ANSWER = text("""
SELECT d.id AS decision_id, d.decided_by AS by_id, p.given_name || ' ' || p.family_name AS by_name, d.decided_at, d.why
  FROM app.decision d JOIN app.person p ON (p.org_id, p.id) = (d.org_id, d.decided_by)
 WHERE d.org_id = :org_id AND d.work_id = :id ORDER BY d.decided_at DESC, d.id
""")


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


async def answer_of(tx: Transaction, work_id: UUID) -> Answer | None:
    """The decision that answered this recommendation, or None."""
    row = await row_of(tx, _ANSWER, id=work_id)
    return Answer(**row) if row is not None else None
