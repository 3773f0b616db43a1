"""Did it go as planned? All of it, or practice by practice with a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from care_steps import codes
from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, mark

ALL, DIFFERENT, NONE = "all", "different", "none"
# Nothing about practices is ever filled in beforehand: what nobody pressed is not claimed.
PLAN: Final = (
    Choice(ALL, mark("All as planned")),
    Choice(DIFFERENT, mark("Something was different")),
    Choice(NONE, mark("Nothing was planned")),
)
NOT_PLANNED: Final = "not_planned"
STATES: Final = (*choices_of("practice_states"), Choice(NOT_PLANNED, mark("Not planned")))


@dataclass(frozen=True, slots=True)
class Practice:
    """One practice with the names of its two fields."""

    code: str
    text: str

    @property
    def state_field(self) -> str:
        return f"practice_{self.code}"

    @property
    def reason_field(self) -> str:
        return f"reason_{self.code}"


PRACTICES: Final = tuple(Practice(entry.code, entry.plain) for entry in codes.load("practices").active)


def read_practices(typed: Reading, *, corrects: bool = False) -> dict[str, tuple[str, str | None]]:
    """Each practice that was planned with how it went and why. “All as planned” claims every one of the list.

    A correction (`corrects`) begins with what was logged, which may be that some were done and none was different.
    """
    plan = typed.one_of(
        "plan", (ALL, DIFFERENT, NONE), required=mark("Say whether what was planned went as planned.")
    )
    if plan == ALL:
        return {one.code: ("done", None) for one in PRACTICES}
    if plan != DIFFERENT:
        return {}
    found = {one.code: said for one in PRACTICES if (said := _practice(typed, one)) is not None}
    if not corrects and all(state == "done" for state, _ in found.values()):
        typed.refuse("practices", mark("Tap what was adapted or dropped, or choose “All as planned”."))
    return found


def plan_said(practices: Sequence[Mapping[str, str | None]]) -> dict[str, str]:
    """The fields as they were filled in when this was kept."""
    if not practices:
        return {"plan": NONE}
    kept = {one["practice"]: one for one in practices}
    if all(one.code in kept and kept[one.code]["delivered"] == "done" for one in PRACTICES):
        return {"plan": ALL}
    states = {one.state_field: (kept.get(one.code) or {}).get("delivered") or "" for one in PRACTICES}
    reasons = {one.reason_field: (kept.get(one.code) or {}).get("reason") or "" for one in PRACTICES}
    return {"plan": DIFFERENT, **states, **reasons}


def _practice(typed: Reading, practice: Practice) -> tuple[str, str | None] | None:
    """How it went with its reason, or None for a practice that was not planned or not answered."""
    state = typed.one_of(practice.state_field, [choice.value for choice in STATES], required=None)
    if state is None or state == NOT_PLANNED:
        return None
    if state == "done":
        return state, None
    sentence = mark("Give the reason for what was adapted or dropped.")
    reasons = [entry.code for entry in codes.load("practice_reasons").active]
    return state, typed.one_of(practice.reason_field, reasons, required=sentence)
