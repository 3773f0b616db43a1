"""What must a supervisor have before their eyes to answer a recommendation?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from care_steps.explaining import Rule, rule_of
from care_steps.facts import Fact, RawEpisode, derive
from care_steps.less_help import is_less
from care_steps.proposals import AskedStep, Proposal, proposal_of
from care_steps.steps import Step
from workflows.records.episodes import Case
from workflows.records.facts import gather_one
from workflows.records.findings import Finding, findings_of_work
from workflows.records.kept_firings import KeptFiring, firings_of_work
from workflows.records.misfiled import MOVED, answers_gone
from workflows.records.policies import load_policy, settings_of
from workflows.records.rows import row_of
from workflows.records.scope import Transaction
from workflows.records.timelines import Happening, timeline


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What fired, what is proposed, and what is known today. `happened` is newest first.

    `criteria` are the rules under which less help is proposed, as they stand today.
    """

    findings: tuple[Finding, ...]
    proposal: Proposal
    raw: RawEpisode
    facts: Mapping[str, Fact]
    happened: tuple[Happening, ...]
    criteria: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answered a recommendation, when, and in which sentence."""

    decision_id: UUID
    by_id: UUID
    by_name: str
    decided_at: datetime
    why: str


_ANSWER = text(f"""
SELECT d.id AS decision_id, d.decided_by AS by_id, p.given_name || ' ' || p.family_name AS by_name, d.decided_at,
       CASE WHEN {answers_gone("d")} THEN '{MOVED}' ELSE d.why END AS why
  FROM app.decision d JOIN app.person p ON (p.org_id, p.id) = (d.org_id, d.decided_by)
 WHERE d.org_id = :org_id AND d.work_id = :id ORDER BY d.decided_at DESC, d.id
""")


async def recommendation(tx: Transaction, work_id: UUID, case: Case) -> Recommendation:
    """The proposal is made from the same firings and facts from which `decide` makes it."""
    findings = await findings_of_work(tx, work_id)
    raw = await gather_one(tx, case.id, max(tx.at, case.known_at))
    facts = derive(raw, await settings_of(tx, case.policy_version_id))
    return Recommendation(
        findings=findings,
        proposal=await proposal_from(tx, case.step, await firings_of_work(tx, work_id), raw),
        raw=raw,
        facts=facts,
        happened=await timeline(tx, case.id, with_scores=True),
        criteria=await _criteria(tx, case, facts),
    )


async def _criteria(tx: Transaction, case: Case, facts: Mapping[str, Fact]) -> tuple[Rule, ...]:
    """The rules in force that propose less than the present step, whether or not they hold."""
    if case.policy_version_id is None:
        return ()
    policy = (await load_policy(tx, case.policy_version_id)).policy
    return tuple(
        rule_of(policy, row.id, facts)
        for row in policy.rows
        if row.proposes
        and is_less(policy.proposals.get(row.proposes, {}).get(case.step, case.step), case.step)
    )


async def proposal_from(
    tx: Transaction, present: Step, firings: Sequence[KeptFiring], raw: RawEpisode
) -> Proposal:
    """What these firings ask for now, each by the policy version under which it fired."""
    asked = [
        AskedStep(
            Step(one.step),
            Step(one.proposed_step) if one.proposed_step else None,
            by_mentor=await _is_question(tx, one),
        )
        for one in firings
    ]
    return proposal_of(present, asked, len(raw.open_safety_items))


async def _is_question(tx: Transaction, firing: KeptFiring) -> bool:
    policy = (await load_policy(tx, firing.policy_version_id)).policy
    return policy.row(firing.row_id).action == "answer_mentor"


async def answer_of(tx: Transaction, work_id: UUID) -> Answer | None:
    """The decision that answered this recommendation, or None."""
    row = await row_of(tx, _ANSWER, id=work_id)
    return Answer(**row) if row is not None else None
