"""What do the forms of one instrument say together, in the order in which they were filled in?

Change is compared only within one instrument, informant and recall window. The baseline is the last score at or
before the step began, else the first one in it (clinical default of rule R4), or the best of these and of the step
where the policy says so. A prorated total counts here, because it may raise concern, and never supports recovery; a
form that cannot be judged gives no score.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from care_steps.one_fact import Fact, Reason, Source, known, unknown
from care_steps.raw_facts import RawAdministration
from care_steps.rules.sections import Settings
from triage.change import Verdict, points_change, reliable_change, worse_sign
from triage.instruments import Instrument, Number, Scale
from triage.outcomes import Crossing, crossing, is_case, is_improved_for_review
from triage.verdicts import Status


def source_of(form: RawAdministration) -> Source:
    """The filled-in form as the source of a fact."""
    return Source("administration", form.id, form.completed_at)


class Course:
    """The forms of one instrument in the order in which they were filled in, and what they say together."""

    def __init__(
        self,
        instrument: Instrument,
        scale: Scale,
        forms: Sequence[RawAdministration],
        began: datetime,
        settings: Settings,
    ) -> None:
        self.scale, self.prefix, self.last, self.began = scale, instrument.fact_prefix, forms[-1], began
        self.like = [one for one in forms if _like(one) == _like(self.last)]
        self.scored = [one for one in self.like if one.total is not None]
        self.in_step = [one for one in self.scored if one.completed_at > began]
        self.base = self._baseline(settings)
        self.sources = (source_of(self.base), source_of(self.last)) if self.base else (source_of(self.last),)

    def facts(self) -> dict[str, Fact]:
        """By name; what was not asked is left out."""
        base = self.base
        found = {
            "total": self._total(self.last),
            "baseline": self._total(base) if base else None,
            "points_in_step": known(len(self.in_step)),
            "is_at_caseness": self._at_caseness(),
            "is_improved": self._improved(),
            "good_in_a_row": self._good_in_a_row(),
            **(self._changes(base) if base is not None and base.id != self.last.id else {}),
        }
        return {f"{self.prefix}_{name}": fact for name, fact in found.items() if fact is not None}

    def _baseline(self, settings: Settings) -> RawAdministration | None:
        before = [one for one in self.scored if one.completed_at <= self.began]
        base = before[-1] if before else (self.scored[0] if self.scored else None)
        if settings.baseline == "step" or base is None:
            return base
        sign = worse_sign(self.scale.direction)
        earlier = [one for one in self.in_step if one.id != self.last.id]
        return min([base, *earlier], key=lambda one: sign * _points(one))

    def _total(self, form: RawAdministration) -> Fact:
        if form.total is None:
            return unknown(Reason.CANNOT_JUDGE, source_of(form))
        return known(form.total, source_of(form))

    def _changes(self, base: RawAdministration) -> dict[str, Fact | None]:
        if self.last.total is None:
            blind = unknown(Reason.CANNOT_JUDGE, *self.sources)
            return {
                "change": blind,
                "crossing": None if self.scale.caseness is None else blind,
                "reliable_change": blind if _is_judged(self.scale) else None,
            }
        return {
            "change": known(self.last.total - _points(base), *self.sources),
            "crossing": self._crossing(base),
            "reliable_change": self._reliable_change(base),
        }

    def _crossing(self, base: RawAdministration) -> Fact | None:
        cut = self.scale.caseness
        if cut is None:
            return None
        crossed = crossing(_points(base), _points(self.last), cut=cut, direction=self.scale.direction)
        return self._supported(crossed.value, crossed is Crossing.OUT_OF_CASENESS, base)

    def _reliable_change(self, base: RawAdministration) -> Fact | None:
        if not _is_judged(self.scale):
            return None
        verdict = _verdict(self.scale, _points(base), _points(self.last))
        return self._supported(verdict.value, verdict is Verdict.IMPROVED, base)

    def _at_caseness(self) -> Fact | None:
        if self.scale.caseness is None:
            return None
        if self.last.total is None:
            return unknown(Reason.CANNOT_JUDGE, source_of(self.last))
        is_one = is_case(self.last.total, self.scale.caseness, self.scale.direction)
        if not is_one and _is_made_up(self.last):
            return unknown(Reason.CANNOT_JUDGE, source_of(self.last))
        return known(is_one, source_of(self.last))

    def _improved(self) -> Fact | None:
        """“Improved” of rule R6: below the cut-off, or better by so many percent of the baseline."""
        scale, base = self.scale, self.base
        if scale.caseness is None and scale.response_percent is None:
            return None
        if self.last.total is None or base is None:
            return unknown(Reason.CANNOT_JUDGE, *self.sources)
        improved = is_improved_for_review(
            _points(base),
            self.last.total,
            cut=scale.caseness,
            percent=scale.response_percent,
            direction=scale.direction,
        )
        return self._supported(improved, improved, base)

    def _good_in_a_row(self) -> Fact | None:
        """Latest measures that are better beyond chance than the baseline, and below the cut-off."""
        scale, base = self.scale, self.base
        if scale.caseness is None or not _is_judged(scale):
            return None
        good: list[RawAdministration] = []
        for form in reversed(self.like):
            if base is None or form.id == base.id or form.completed_at <= self.began:
                break
            if form.total is None or _is_made_up(form):
                # Whether it would have gone on is not known; what lies before it cannot support anything.
                return unknown(Reason.CANNOT_JUDGE, source_of(form)) if not good else self._row(good)
            is_below = not is_case(form.total, scale.caseness, scale.direction)
            if not is_below or _verdict(scale, _points(base), form.total) is not Verdict.IMPROVED:
                break
            good.append(form)
        if good and base is not None and _is_made_up(base):
            return unknown(Reason.CANNOT_JUDGE, *self.sources)
        return self._row(good)

    def _row(self, good: Sequence[RawAdministration]) -> Fact:
        return known(len(good), *(source_of(one) for one in (good or [self.last])))

    def _supported(self, value: str | bool, is_good: bool, base: RawAdministration) -> Fact:
        # A total that was made up may raise concern but never supports recovery.
        if is_good and (_is_made_up(base) or _is_made_up(self.last)):
            return unknown(Reason.CANNOT_JUDGE, *self.sources)
        return known(value, *self.sources)


def _is_judged(scale: Scale) -> bool:
    return scale.reliable_points is not None or (scale.sd_ref is not None and scale.reliability is not None)


def _verdict(scale: Scale, before: Number, after: Number) -> Verdict:
    """By published points (inclusive) where there are any, else computed from spread and reliability (strict)."""
    return _judged(scale.reliable_points, scale.sd_ref, scale.reliability, scale.direction, before, after)


@lru_cache(maxsize=4096)
def _judged(
    limit: Number | None,
    spread: Number | None,
    reliability: Number | None,
    direction: str,
    before: Number,
    after: Number,
) -> Verdict:
    if limit is not None:
        return points_change(before, after, points=limit, direction=direction)
    assert spread is not None
    assert reliability is not None
    return reliable_change(before, after, sd=spread, reliability=reliability, direction=direction).verdict


def _points(form: RawAdministration) -> Number:
    assert form.total is not None
    return form.total


def _is_made_up(form: RawAdministration) -> bool:
    return form.status == Status.PRORATED


def _like(form: RawAdministration) -> tuple[str, str, str]:
    return form.instrument_id, form.informant, form.recall_window


def when(form: RawAdministration) -> tuple[datetime, UUID]:
    """The order in which forms were filled in."""
    return form.completed_at, form.id
