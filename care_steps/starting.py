"""With which step does care begin, as far as the rated needs say, and may somebody begin with another?

The policy leads from the level of need to a step. A level reads "at least" while a primary domain is not rated:
then a higher step is nobody's override, and a lower one still is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from care_steps.decisions import Answer, Choice, why_not_choose
from care_steps.proposals import Proposal
from care_steps.steps import Step
from triage.calendar import SchoolCalendar
from triage.needs import Need


@dataclass(frozen=True, slots=True)
class StartProposal:
    """The step that the newest assessment leads to, with its sentence."""

    step: Step
    cannot_judge: bool
    sentence: str

    def against(self, chosen: Step) -> Step | None:
        """The recommended step that a choice is measured by; None when nothing speaks about it."""
        return None if self.cannot_judge and chosen.higher_than(self.step) else self.step


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why another step than the proposed one."""

    codes: tuple[str, ...] = ()
    words: str = ""


NO_REASONS: Final = Reasons()


def proposal_from(need: Need, start: Mapping[int, Step]) -> StartProposal:
    """What this need leads to under this policy."""
    step = start[need.level]
    return StartProposal(step, need.cannot_judge, start_sentence(need, step))


def start_sentence(need: Need, step: Step) -> str:
    """The level, why, and the step that the policy sets for it."""
    least = "at least " if need.cannot_judge else ""
    return f"{need.sentence} Level {need.level} begins {least}with “{step.plain}”."


def why_not_start(
    proposal: StartProposal | None,
    chosen: Step,
    reasons: Reasons,
    *,
    consent_basis: str,
    today: date,
    school: SchoolCalendar,
) -> dict[str, str]:
    """A sentence for each field; override reasons are wanted exactly when the chosen step differs."""
    recommended = proposal.against(chosen) if proposal else None
    differs = recommended is not None and recommended is not chosen
    if not differs and reasons.codes:
        return {
            "override_reasons": "Reasons are given exactly when another step than the proposed one is chosen."
        }
    return why_not_choose(
        Proposal(Step.REFERRED, recommended or chosen),
        Choice(
            Answer.OTHER if differs else Answer.ACCEPT,
            step=chosen if differs else None,
            override_reasons=reasons.codes,
            override_words=reasons.words,
            consent_basis=consent_basis,
        ),
        today=today,
        school=school,
    )
