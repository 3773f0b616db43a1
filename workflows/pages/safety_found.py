"""The fields in which a trained person says what they found about safety, and what they said."""

from dataclasses import dataclass

from care_steps.safety_tiers import SafetyFound
from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.page import Choice


@dataclass(frozen=True, slots=True)
class SafetyFields:
    """What one may choose from."""

    tiers: tuple[Choice, ...] = choices_of("safety_tiers")


def read_found(typed: Reading) -> SafetyFound:
    """As it was said; what is missing is named by the verb, at its field."""
    tier = typed.one_of("tier", [one.value for one in SafetyFields().tiers], required=None)
    return SafetyFound(tier or "", typed.text("found"), typed.text("safety_plan"))
