"""What does a change between two scores mean: caseness, recovery, response, remission?

Reliable change and the crossing of the cut-off are both kept, because they disagree on the same child: every
rule names the one it used. Published whole-number limits are inclusive. Thresholds are the caller's data.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from triage.change import ReliableChange, Verdict, points_change, worse_sign
from triage.instruments import Instrument, Number


class NotComparable(ValueError):
    """The two scores are not of one instrument, informant and recall window. Carries one sentence."""


class Crossing(StrEnum):
    """Whether the cut-off lies between the two scores."""

    INTO_CASENESS = "into_caseness"
    OUT_OF_CASENESS = "out_of_caseness"
    NOT_CROSSED = "not_crossed"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _PLAIN[self]


_PLAIN = {
    Crossing.INTO_CASENESS: "From below the cut-off to at or above it",
    Crossing.OUT_OF_CASENESS: "From at or above the cut-off to below it",
    Crossing.NOT_CROSSED: "On the same side of the cut-off",
}


@dataclass(frozen=True, slots=True)
class Measurement:
    """One total with all that must be equal before it may be compared."""

    instrument_id: str
    informant: str
    recall_window: str
    total: Number
    prorated: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """Both change results of one pair of scores, and the five flags [NHSE], each kept apart.

    `not_caseness`: below caseness at the first score, so recovery was not possible. Either total prorated:
    `recovery` is False, because a total that was made up may raise concern but never supports recovery.
    """

    reliable: Verdict
    crossing: Crossing
    reliable_improvement: bool
    reliable_deterioration: bool
    recovery: bool
    not_caseness: bool
    no_change: bool

    @property
    def reliable_recovery(self) -> bool:
        """Reliable improvement and recovery [NHSE]."""
        return self.reliable_improvement and self.recovery


def is_case(total: Number, cut: Number, direction: str = "higher_worse") -> bool:
    """At caseness: at or above the cut-off; below it on a scale where higher is better."""
    return total >= cut if worse_sign(direction) > 0 else total < cut


def crossing(before: Number, after: Number, *, cut: Number, direction: str = "higher_worse") -> Crossing:
    """Whether the two totals lie on different sides of the cut-off."""
    was, is_now = is_case(before, cut, direction), is_case(after, cut, direction)
    if was == is_now:
        return Crossing.NOT_CROSSED
    return Crossing.INTO_CASENESS if is_now else Crossing.OUT_OF_CASENESS


def outcome(
    before: Number,
    after: Number,
    *,
    points: Number,
    cut: Number,
    direction: str = "higher_worse",
    supports_recovery: bool = True,
) -> Outcome:
    """The outcome by published points and caseness cut-off (IAPT: PHQ-9 6 and 10, GAD-7 4 and 8)."""
    reliable = points_change(before, after, points=points, direction=direction)
    crossed = crossing(before, after, cut=cut, direction=direction)
    return Outcome(
        reliable=reliable,
        crossing=crossed,
        reliable_improvement=reliable is Verdict.IMPROVED,
        reliable_deterioration=reliable is Verdict.DETERIORATED,
        recovery=supports_recovery and crossed is Crossing.OUT_OF_CASENESS,
        not_caseness=not is_case(before, cut, direction),
        no_change=reliable is Verdict.UNCHANGED,
    )


def compare(instrument: Instrument, before: Measurement, after: Measurement) -> Outcome:
    """The outcome between two measurements on one instrument's own thresholds. Raises `NotComparable`."""
    if _kind(before) != _kind(after) or before.instrument_id != instrument.id:
        raise NotComparable("Scores are compared only within one questionnaire, informant and recall window.")
    points, cut = instrument.parameters.reliable_points, instrument.caseness
    if points is None or cut is None:
        raise NotComparable(
            f"Nobody has published how many points of the {instrument.name} are a real change, or from where "
            "it is a case."
        )
    return outcome(
        before.total,
        after.total,
        points=points.value,
        cut=cut,
        direction=instrument.direction,
        supports_recovery=not (before.prorated or after.prorated),
    )


def jacobson_truax_class(change: ReliableChange, crossed: Crossing) -> str:
    """“recovered” (reliably better and across the cut-off), “improved”, “unchanged” or “deteriorated”."""
    if change.verdict is Verdict.IMPROVED and crossed is Crossing.OUT_OF_CASENESS:
        return "recovered"
    return change.verdict.value


def improved_on_two(first: Outcome, second: Outcome) -> bool:
    """One scale reliably better and the other not reliably worse [IAPT]."""
    pairs = ((first, second), (second, first))
    return any(one.reliable_improvement and not other.reliable_deterioration for one, other in pairs)


def recovered_on_two(*scales: tuple[Number, Number, Number]) -> bool:
    """A case on any scale at the start and on none at the end [IAPT]; each scale as (before, after, cut)."""
    at_start = any(is_case(before, cut) for before, _, cut in scales)
    return at_start and not any(is_case(after, cut) for _, after, cut in scales)


def percent_fall(before: Number, after: Number) -> Decimal | None:
    """The fall in percent of the baseline; None (undefined) for a baseline of 0."""
    if before == 0:
        return None
    return Decimal(before - after) * 100 / Decimal(before)


def is_response(
    before: Number, after: Number, *, percent: Number, direction: str = "higher_worse"
) -> bool | None:
    """Better by at least this percentage of the baseline [RESP]; None (undefined) for a baseline of 0."""
    if before == 0:
        return None
    # Multiplied out in whole numbers: a third of something meets its limit exactly.
    return (before - after) * worse_sign(direction) * 100 >= percent * before


def is_remission(total: Number, *, below: Number) -> bool:
    """A total strictly below the limit [RESP: PHQ-9 below 5]."""
    return total < below


def is_improved_for_review(
    before: Number,
    after: Number,
    *,
    cut: Number | None,
    percent: Number | None,
    direction: str = "higher_worse",
) -> bool:
    """“Improved” of rule R6 [BAO]: not at caseness, or better by at least this percentage; None where none is known."""
    if cut is not None and not is_case(after, cut, direction):
        return True
    return percent is not None and is_response(before, after, percent=percent, direction=direction) is True


def is_finished_course(attended: int, *, needed: int) -> bool:
    """Ended with at least this many attended contacts [IAPT: 2]."""
    return attended >= needed


def _kind(one: Measurement) -> tuple[str, str, str]:
    return one.instrument_id, one.informant, one.recall_window
