"""What is true of a mentee, as far as the record says? The only judge of raw counts and dates.

A fact is known, unknown (with the reason) or not asked. Nothing here knows a threshold: thresholds
stand in the cells of a policy. Times are aware UTC; days are whole periods of 24 hours.
"""

from collections.abc import Mapping
from uuid import UUID

from care_steps.contacts import contact_facts, step_facts
from care_steps.looked_after import concern_facts, need_facts, safety_facts
from care_steps.measures import measure_facts, source_of
from care_steps.measuring import measure_plan_facts
from care_steps.raw_facts import RawAdministration, RawConcern, RawContacts, RawEpisode
from care_steps.rules.sections import Settings
from care_steps.screening_facts import scale_undecided, screener_facts
from care_steps.vocabulary import (
    FACTS,
    NOT_ASKED,
    Fact,
    FactKind,
    FactType,
    Reason,
    Scope,
    Source,
    State,
    Value,
    known,
    unknown,
)
from triage import instruments

__all__ = [
    "FACTS",
    "NOT_ASKED",
    "Fact",
    "FactKind",
    "FactType",
    "RawAdministration",
    "RawConcern",
    "RawContacts",
    "RawEpisode",
    "Reason",
    "Scope",
    "Source",
    "State",
    "Value",
    "derive",
    "derive_screening",
    "dose",
    "known",
    "unknown",
]

_ANSWER_STATES = {
    "blank": Reason.NOT_RECORDED,
    "refused": Reason.REFUSED,
    "unreadable": Reason.UNREADABLE,
}
_YES_NO = {"yes": True, "no": False, "1": True, "0": False}


def derive(raw: RawEpisode, settings: Settings) -> dict[str, Fact]:
    """Every fact of scope `episode` that was asked, by name, as of `raw.as_of`. A name that is absent was not asked."""
    return {
        "step": known(raw.step.value),
        **measure_facts(raw, settings),
        **step_facts(raw, settings),
        **contact_facts(raw, settings),
        **measure_plan_facts(raw, settings),
        **need_facts(raw.assessment, settings),
        **safety_facts(raw, settings),
        **concern_facts(raw.concerns),
    }


def derive_screening(raw: RawEpisode, administration_id: UUID) -> dict[str, Fact]:
    """Every fact of scope `screening` about one filled-in form; raises `LookupError` when it is not there."""
    form = next((form for form in raw.administrations if form.id == administration_id), None)
    if form is None:
        raise LookupError(f"The form {administration_id} is not among the raw facts.")
    came_from = source_of(form)
    asks_safety = bool(instruments.load(form.instrument_id).safety_items)
    is_phq_a = form.instrument_id == "phq-a"
    return {
        "form_instrument": known(form.instrument_id, came_from),
        "form_status": known(form.status, came_from),
        "form_positivity": known(form.positivity, came_from),
        "form_has_safety_item": known(asks_safety, came_from),
        "form_scale_undecided": scale_undecided(form),
        **screener_facts(form),
        "phq_a_item_9": _number(form, "9") if is_phq_a else NOT_ASKED,
        "phq_a_ex3": _yes_or_no(form, "EX3") if is_phq_a else NOT_ASKED,
        "phq_a_ex4": _yes_or_no(form, "EX4") if is_phq_a else NOT_ASKED,
    }


def dose(facts: Mapping[str, Fact]) -> str:
    """How much of the present step was delivered, in words; shown beside every firing."""
    made, planned = facts["sessions_made"].value, facts["sessions_planned"].value
    assert isinstance(made, int)
    assert isinstance(planned, int)
    if made <= planned and planned:
        return f"{made} of {planned} planned sessions were made in this step."
    were_made = "1 session was" if made == 1 else f"{made or 'no'} sessions were"
    were_planned = "1 was" if planned == 1 else f"{planned or 'none'} were"
    said = f"{were_made} made in this step, and {were_planned} planned until now."
    return said[:1].upper() + said[1:]


def _number(form: RawAdministration, item: str) -> Fact:
    answer = form.answers.get(item)
    if isinstance(answer, int) and not isinstance(answer, bool) and 0 <= answer <= 3:
        return known(answer, source_of(form))
    # A scored item stands on every copy of the form: to call it “not asked” would hide a blank.
    return _unanswered(form, None if answer == "not_asked" else answer)


def _yes_or_no(form: RawAdministration, item: str) -> Fact:
    if item not in form.answers:
        return NOT_ASKED
    answer = form.answers[item]
    read = _YES_NO.get(str(int(answer) if isinstance(answer, bool) else answer).lower())
    return known(read, source_of(form)) if read is not None else _unanswered(form, answer)


def _unanswered(form: RawAdministration, answer: int | str | None) -> Fact:
    if answer == "not_asked":
        return NOT_ASKED
    if answer is None:
        return unknown(Reason.NOT_RECORDED, source_of(form))
    # An answer in words that nobody taught us is unreadable, never "no".
    return unknown(_ANSWER_STATES.get(str(answer), Reason.UNREADABLE), source_of(form))
