"""T21 and T22 for every scale of every instrument: is each limit met from the right side?"""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from triage import instruments
from triage.both_changes import both_changes
from triage.change import Verdict
from triage.instruments import Instrument, Number, Scale
from triage.outcomes import Crossing, is_case
from triage.sides import side_of
from triage.verdicts import Positivity


def scales() -> Iterator[tuple[Instrument, Scale]]:
    for instrument_id in instruments.IDS:
        instrument = instruments.load(instrument_id)
        yield from ((instrument, scale) for scale in instrument.scales)


SCALES = [pytest.param(scale, id=f"{form.id} {scale.key}") for form, scale in scales()]
WITH_CUT_OFF = [
    pytest.param(scale, id=f"{form.id} {scale.key}") for form, scale in scales() if scale.screening
]
AT_CASENESS = [pytest.param(scale, id=f"{form.id} {scale.key}") for form, scale in scales() if scale.caseness]
WITH_POINTS = [
    pytest.param(scale, id=f"{form.id} {scale.key}") for form, scale in scales() if scale.reliable_points
]
# Written down a second time from the published tables: what is positive at the limit itself.
PUBLISHED: dict[tuple[str, str], Number] = {
    ("phq-a", "total"): 11,
    ("gad-7", "total"): 8,
    ("psc-17-youth", "total"): 15,
    ("psc-17-parent", "internalizing"): 5,
    ("psc-17-parent", "attention"): 7,
    ("psc-17-parent", "externalizing"): 7,
    ("rcads-47", "t_total"): 65,
    ("ors", "total"): 28,
    ("cors", "total"): 32,
    ("srs", "total"): 36,
    ("who-5", "percent"): 52,
    ("kads-6", "total"): 6,
}
HIGHER_BETTER = {
    *(("ors", key) for key in ("individual", "interpersonal", "social", "overall", "total")),
    *(("cors", key) for key in ("me", "family", "school", "everything", "total")),
    *(("srs", key) for key in ("relationship", "goals", "approach", "overall", "total")),
    *(("who-5", key) for key in ("raw", "percent")),
    *((f"sdq-{who}", "prosocial") for who in ("self", "parent", "teacher")),
}


@pytest.mark.parametrize(("which", "cut"), PUBLISHED.items())
def test_the_cut_off_is_the_published_one(which: tuple[str, str], cut: Number) -> None:
    assert instruments.load(which[0]).scale(which[1]).screening == cut


def test_t21_exactly_these_scales_are_better_when_they_are_higher() -> None:
    found = {(form.id, scale.key) for form, scale in scales() if scale.direction == "higher_better"}
    assert found == HIGHER_BETTER


@pytest.mark.parametrize("scale", WITH_CUT_OFF)
def test_t22_a_cut_off_is_met_at_itself_and_on_its_worse_side(scale: Scale) -> None:
    assert scale.screening is not None
    step = Decimal(scale.smallest_step)
    sides = [side_of(scale, scale.screening + step * n) for n in (-1, 0, 1)]
    if scale.direction == "higher_worse":
        assert sides == [Positivity.NEGATIVE, Positivity.POSITIVE, Positivity.POSITIVE]
    else:
        assert sides == [Positivity.POSITIVE, Positivity.NEGATIVE, Positivity.NEGATIVE]


@pytest.mark.parametrize("scale", AT_CASENESS)
def test_t22_caseness_begins_at_its_limit(scale: Scale) -> None:
    assert scale.caseness is not None
    step = Decimal(scale.smallest_step)
    cases = [is_case(scale.caseness + step * n, scale.caseness, scale.direction) for n in (-1, 0, 1)]
    assert cases == ([False, True, True] if scale.direction == "higher_worse" else [True, False, False])


@pytest.mark.parametrize("scale", WITH_POINTS)
def test_t21_and_t22_so_many_points_are_a_change_in_the_direction_of_the_scale(scale: Scale) -> None:
    assert scale.reliable_points is not None
    points, start = Decimal(scale.reliable_points), Decimal(scale.maximum) / 2
    rise = [both_changes(scale, start, start + points + n).published for n in (-1, 0, 1)]
    fall = [both_changes(scale, start, start - points - n).published for n in (-1, 0, 1)]
    up, down = Verdict.DETERIORATED, Verdict.IMPROVED
    if scale.direction == "higher_better":
        up, down = down, up
    assert rise == [Verdict.UNCHANGED, up, up]
    assert fall == [Verdict.UNCHANGED, down, down]


@pytest.mark.parametrize("scale", SCALES)
def test_t21_a_scale_without_published_points_has_no_published_change(scale: Scale) -> None:
    both = both_changes(scale, scale.minimum, scale.maximum)
    assert (both.published is None) is (scale.reliable_points is None)
    assert (both.computed is None) is (scale.sd_ref is None or scale.reliability is None)
    assert (both.crossing is None) is (scale.caseness is None)


@pytest.mark.parametrize("form", ["psc-17-youth", "psc-17-parent"])
def test_the_psc_17_has_no_reliable_change_until_the_organization_knows_its_spread(form: str) -> None:
    scale = instruments.load(form).scale("total")
    assert both_changes(scale, 30, 0).published is None
    assert both_changes(scale, 30, 0).computed is None
    # 1.96 x sqrt(2) x sqrt(1 - .89) = 0.919 of the spread.
    own = both_changes(scale, 20, 14, own_sd=6)
    assert own.computed is not None
    assert own.computed.threshold == pytest.approx(0.919 * 6, abs=0.005)
    assert own.computed.verdict is Verdict.IMPROVED
    assert own.crossing is Crossing.OUT_OF_CASENESS


def test_t22_the_computed_change_is_strict_where_the_published_one_is_not() -> None:
    sdq = instruments.load("sdq-self").scale("total")
    both = both_changes(sdq, 20, 13)
    assert both.computed is not None
    assert both.computed.threshold == pytest.approx(7.249, abs=0.001)
    assert both.computed.verdict is Verdict.UNCHANGED
    eight = both_changes(sdq, 20, 12).computed
    assert eight is not None
    assert eight.verdict is Verdict.IMPROVED


@pytest.mark.parametrize("scale", SCALES)
def test_every_score_of_a_scale_with_bands_has_exactly_one(scale: Scale) -> None:
    if not scale.bands:
        return
    step, score = Decimal(scale.smallest_step), Decimal(scale.minimum)
    while score <= scale.maximum:
        assert [band.first <= score <= band.last for band in scale.bands].count(True) == 1
        score += step
    with pytest.raises(LookupError):
        scale.band_of(scale.maximum + step)


def test_who_5_is_low_at_or_below_50_percent() -> None:
    who = instruments.load("who-5").scale("percent")
    assert [side_of(who, raw * 4) for raw in (12, 13)] == [Positivity.POSITIVE, Positivity.NEGATIVE]
    assert who.band_of(28) != who.band_of(32)
