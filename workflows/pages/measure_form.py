"""What does the form ask that changes a mentee's plan of measures?"""

from collections.abc import Sequence
from typing import Final

from care_steps.measuring import DueMeasure
from care_steps.plan_changes import PLAN_LIMITS, Asking
from care_steps.survey_bases import basis_plain
from triage import instruments
from workflows.pages.forms import Reading
from workflows.pages.measures_said import form_name
from workflows.pages.page import Choice, mark

ASKED, NOT_ASKED = "asked", "not_asked"
_ASKING: Final = (
    Choice(ASKED, mark("It is asked again and again")),
    Choice(NOT_ASKED, mark("It is not asked any more")),
)


def forms_to_plan() -> tuple[str, ...]:
    """Forms that are given again and again. A screener answers a concern and is nobody's routine."""
    loaded = map(instruments.load, instruments.IDS)
    return tuple(one.id for one in loaded if one.kind != "screener")


def plan_choices() -> dict[str, tuple[Choice, ...]]:
    """The choices of each field."""
    return {
        "instrument_id": tuple(Choice(one, form_name(one)) for one in forms_to_plan()),
        "asking": _ASKING,
        "asked_by": tuple(Choice(role.value, role.plain) for role in PLAN_LIMITS.asked_by),
        "consent_basis": tuple(Choice(code, basis_plain(code)) for code in PLAN_LIMITS.consent_bases),
    }


def filled_from(due: Sequence[DueMeasure], instrument_id: str) -> dict[str, str]:
    """The plan of one form as it is in force, to begin with."""
    found = next((one.planned for one in due if one.planned.instrument_id == instrument_id), None)
    if found is None:
        return {"instrument_id": instrument_id, "asking": ASKED} if instrument_id in forms_to_plan() else {}
    return {
        "instrument_id": instrument_id,
        "asking": ASKED,
        "interval_days": str(found.interval_days),
        "asked_by": found.asked_by.value,
        "consent_basis": found.consent_basis,
    }


def asking_of(typed: Reading) -> Asking | None:
    """How it is asked; None when it is not any more, and also where something is wrong: `insist` raises then."""
    asking = typed.one_of("asking", (ASKED, NOT_ASKED), required=mark("Say whether it is asked."))
    if asking != ASKED:
        return None
    days = typed.integer(
        "interval_days",
        least=PLAN_LIMITS.shortest_interval_days,
        most=PLAN_LIMITS.longest_interval_days,
        required=mark("Enter after how many days it is asked again."),
    )
    roles = [role.value for role in PLAN_LIMITS.asked_by]
    role = typed.one_of("asked_by", roles, required=mark("Say who asks."))
    basis = typed.one_of(
        "consent_basis",
        PLAN_LIMITS.consent_bases,
        required=mark("Choose the basis on which it is asked."),
    )
    return Asking(days, role, basis) if days and role and basis else None
