"""What stands on a form with which care begins: the proposed step, the reasons for another, and who was told?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from care_steps.starting import Reasons
from care_steps.steps import Step
from workflows.pages.coded_choices import choices_of
from workflows.pages.components import Sentence
from workflows.pages.forms import Reading
from workflows.pages.page import Choice
from workflows.pages.telling_form import FIT, HOW, WHO, told_said
from workflows.records.starts import StartNow

OVERRIDES: Final = choices_of("override_reasons")


@dataclass(frozen=True, slots=True)
class StartBox:
    """`differs`: the step of this form is another than the proposed one, so that reasons are asked for.

    `told` says what is on record; `wants_telling`: nothing is, and the start is refused without it.
    """

    sentence: str | None
    assessment_id: UUID | None
    rated_at: datetime | None
    proposed: Step | None
    differs: bool
    cannot_judge: bool
    is_urgent: bool
    wants_telling: bool
    told: tuple[Sentence, ...]
    told_at: datetime | None
    reasons: tuple[Choice, ...] = OVERRIDES
    who: tuple[Choice, ...] = WHO
    how: tuple[Choice, ...] = HOW
    fit: tuple[Choice, ...] = FIT


def start_box(now: StartNow, for_step: Step) -> StartBox:
    """For a start at this step."""
    rated, last = now.assessment, (now.told[0] if now.told else None)
    against = now.proposal.against(for_step) if now.proposal else None
    return StartBox(
        sentence=rated.sentence if rated else None,
        assessment_id=rated.id if rated else None,
        rated_at=rated.happened_at if rated else None,
        proposed=rated.proposed_step if rated else None,
        differs=against is not None and against is not for_step,
        cannot_judge=rated.cannot_judge if rated else False,
        is_urgent=now.is_urgent,
        wants_telling=now.wants_telling,
        told=told_said(last) if last else (),
        told_at=last.happened_at if last else None,
    )


def read_reasons(typed: Reading) -> Reasons:
    """Why another step than the proposed one; the verb says whether reasons are wanted."""
    known = [one.value for one in OVERRIDES]
    return Reasons(typed.many_of("override_reasons", known), typed.text("override_words"))
