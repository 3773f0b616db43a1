"""How have a mentee's scores moved in this step, instrument by instrument, and all of them together?"""

from collections.abc import Sequence

from care_steps.courses import Course, source_of, when
from care_steps.measure_kinds import JUDGED
from care_steps.one_fact import Fact, Reason, known, unknown
from care_steps.raw_facts import RawAdministration, RawEpisode
from care_steps.rules.sections import Settings

__all__ = ["measure_facts", "source_of"]

_JUDGED = frozenset(instrument.id for instrument, _ in JUDGED)


def measure_facts(raw: RawEpisode, settings: Settings) -> dict[str, Fact]:
    """What the scores say, by name; of an instrument that was never given nothing is here."""
    given: dict[str, list[RawAdministration]] = {}
    for form in raw.administrations:
        if form.instrument_id in _JUDGED:
            given.setdefault(form.instrument_id, []).append(form)
    facts: dict[str, Fact] = {}
    most, at_caseness = 0, []
    # In the order of the instruments, whatever came in first.
    for instrument, scale in JUDGED:
        if instrument.id not in given:
            continue
        forms = sorted(given[instrument.id], key=when)
        course = Course(instrument, scale, forms, raw.step_began_at, settings)
        found = course.facts()
        facts |= found
        at_caseness.append(found.get(f"{instrument.fact_prefix}_is_at_caseness"))
        most = max(most, len(course.in_step))
    facts["measures_in_step"] = known(most)
    if judged := [one for one in at_caseness if one is not None]:
        facts["any_at_caseness"] = _any(judged)
    return facts


def _any(facts: Sequence[Fact]) -> Fact:
    """Yes when one is yes, else unknown when one is, else no."""
    if found := [one for one in facts if one.value is True]:
        return known(True, *(source for one in found for source in one.sources))
    if blind := [one for one in facts if not one.is_known]:
        return unknown(Reason.CANNOT_JUDGE, *(source for one in blind for source in one.sources))
    return known(False, *(source for one in facts for source in one.sources))
