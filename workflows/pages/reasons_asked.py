"""For which reasons may this questionnaire be given now? One that consent keeps back is shown with the sentence."""

from dataclasses import replace

from care_steps.consent_limits import CONSENT_LIMITS
from workflows.pages.administration_form import CORRECTION
from workflows.pages.coded_choices import choices_of
from workflows.pages.page import Choice
from workflows.pages.visits import Visit
from workflows.records.asking_gate import why_not_ask_now
from workflows.records.episodes import Case

REASONS = choices_of("reasons_asked", without=(CORRECTION,))


async def reasons_to_ask(visit: Visit, case: Case, instrument_id: str) -> tuple[Choice, ...]:
    """Said before anything is typed, as the verb says it afterwards."""
    covered = CONSENT_LIMITS.covered_reasons
    why = await why_not_ask_now(visit.tx, case, (instrument_id,), covered[0])
    if why is None:
        return REASONS
    return tuple(replace(one, hint=why, disabled=True) if one.value in covered else one for one in REASONS)
