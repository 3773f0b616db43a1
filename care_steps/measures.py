"""How has a mentee's score moved in this step, and against what is it compared?

Change is compared only within one instrument, informant and recall window. The baseline is the last
score at or before the step began, else the first one in it (clinical default of rule R4). A prorated
total counts here, because it may raise concern; a form that cannot be judged gives no score.
"""

from care_steps.raw_facts import RawAdministration, RawEpisode
from care_steps.vocabulary import NOT_ASKED, Fact, Reason, Source, known, unknown
from triage import instruments
from triage.outcomes import Crossing, crossing


def measure_facts(raw: RawEpisode, instrument_id: str, prefix: str) -> dict[str, Fact]:
    """Total, baseline, change (points, up is worse) and crossing of one instrument, by name."""
    last = _latest(raw, instrument_id)
    if last is None:
        return {f"{prefix}_{name}": NOT_ASKED for name in ("total", "baseline", "change", "crossing")}
    base = _baseline(raw, last)
    return {
        f"{prefix}_total": _total(last),
        f"{prefix}_baseline": _total(base) if base is not None else NOT_ASKED,
        f"{prefix}_change": _change(base, last),
        f"{prefix}_crossing": _crossing(base, last),
    }


def source_of(form: RawAdministration) -> Source:
    """The filled-in form as the source of a fact."""
    return Source("administration", form.id, form.completed_at)


def _latest(raw: RawEpisode, instrument_id: str) -> RawAdministration | None:
    given = [form for form in raw.administrations if form.instrument_id == instrument_id]
    return max(given, key=_when, default=None)


def _baseline(raw: RawEpisode, last: RawAdministration) -> RawAdministration | None:
    scored = sorted(
        (form for form in raw.administrations if _like(form) == _like(last) and form.total is not None),
        key=_when,
    )
    before = [form for form in scored if form.completed_at <= raw.step_began_at]
    if before:
        return before[-1]
    return scored[0] if scored else None


def _like(form: RawAdministration) -> tuple[str, str, str]:
    return form.instrument_id, form.informant, form.recall_window


def _when(form: RawAdministration) -> tuple[float, str]:
    return form.completed_at.timestamp(), str(form.id)


def _total(form: RawAdministration) -> Fact:
    if form.total is None:
        return unknown(Reason.CANNOT_JUDGE, source_of(form))
    return known(form.total, source_of(form))


def _change(base: RawAdministration | None, last: RawAdministration) -> Fact:
    if base is None or base.id == last.id or base.total is None:
        return NOT_ASKED
    sources = (source_of(base), source_of(last))
    if last.total is None:
        return unknown(Reason.CANNOT_JUDGE, *sources)
    return known(last.total - base.total, *sources)


def _crossing(base: RawAdministration | None, last: RawAdministration) -> Fact:
    change = _change(base, last)
    if not change.is_known or base is None or base.total is None or last.total is None:
        return change
    instrument = instruments.load(last.instrument_id)
    if instrument.caseness is None:
        return NOT_ASKED
    crossed = crossing(base.total, last.total, cut=instrument.caseness, direction=instrument.direction)
    if crossed is Crossing.OUT_OF_CASENESS and "prorated" in (base.status, last.status):
        # A total that was made up may raise concern but never supports recovery.
        return unknown(Reason.CANNOT_JUDGE, *change.sources)
    return known(crossed.value, *change.sources)
