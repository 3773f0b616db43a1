"""What stands behind the first step of a case: rated needs, what was told, and whether anything is urgent?"""

from dataclasses import dataclass

from care_steps.starting import StartProposal
from supervision.telling import must_be_told
from workflows.records.applicants_told import ToldRecord, told_records
from workflows.records.assessments import Assessment, newest_assessment
from workflows.records.episodes import Case
from workflows.records.scope import Transaction
from workflows.records.work import open_work_of


@dataclass(frozen=True, slots=True)
class StartNow:
    """`is_urgent`: an escalation is open, or the newest assessment is in an urgent lane."""

    assessment: Assessment | None
    told: tuple[ToldRecord, ...]
    is_urgent: bool
    wants_telling: bool

    @property
    def proposal(self) -> StartProposal | None:
        return self.assessment.proposal if self.assessment else None


async def start_now(tx: Transaction, case: Case) -> StartNow:
    """As it stands in this transaction."""
    assessment = await newest_assessment(tx, case.id)
    told = await told_records(tx, case.id)
    is_urgent = assessment is not None and assessment.lane.is_urgent
    if not is_urgent:
        is_urgent = any(one.kind == "escalation" for one in await open_work_of(tx, case.id))
    wants = must_be_told(case.step, is_urgent=is_urgent) and not told
    return StartNow(assessment, told, is_urgent, wants)
