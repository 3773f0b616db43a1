"""Which of the forms that are due may this person hand to the young person, in which order, and why not the others?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from care_steps.measuring import DueMeasure
from supervision.access import Actor, Standing, why_not_administer
from supervision.chain import why_not_answerable
from triage import instruments
from triage.instruments import Instrument

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
NONE_DUE = "No form is due today that the student fills in alone."


@dataclass(frozen=True, slots=True)
class ToHandOver:
    """The forms in their order. `why_not` is the sentence when there is none; `left_out`: those it keeps back."""

    instrument_ids: tuple[str, ...]
    why_not: str | None
    left_out: tuple[str, ...] = ()


def to_hand_over(
    due: Sequence[DueMeasure],
    actor: Actor,
    standing: Standing,
    *,
    on: date,
    kept_back: Mapping[str, str] = NOTHING,
) -> ToHandOver:
    """What asks about safety comes last, so that an answer that calls for an adult cuts nothing else off.

    `kept_back`: the forms that no consent covers, each with its sentence.
    """
    forms = [instruments.load(one.planned.instrument_id) for one in due if one.due_on <= on and _is_own(one)]
    refused = {form.id: kept_back.get(form.id) or _why_not(form, actor, standing, on) for form in forms}
    allowed = sorted(
        (form for form in forms if refused[form.id] is None), key=lambda one: one.has_safety_item
    )
    left_out = [form.id for form in forms if refused[form.id] is not None]
    why_not = None if allowed else next((refused[one] for one in left_out), NONE_DUE)
    return ToHandOver(tuple(form.id for form in allowed), why_not, tuple(left_out))


def _is_own(due: DueMeasure) -> bool:
    form = instruments.load(due.planned.instrument_id)
    return form.is_self_report and due.planned.informant in ("", "mentee")


def _why_not(form: Instrument, actor: Actor, standing: Standing, on: date) -> str | None:
    why = why_not_administer(actor, standing, has_safety_item=form.has_safety_item, on=on)
    return why or why_not_answerable(standing, has_safety_item=form.has_safety_item)
