"""Which facts does each instrument bring into the vocabulary? The same ones for all whose change is judged."""

from collections.abc import Iterator

from care_steps.fact_kinds import FactKind, Scope, code, count, points, worded, yes_no
from triage import instruments
from triage.change import Verdict
from triage.instruments import Instrument, Scale
from triage.outcomes import Crossing

JUDGED = tuple((one, one.main) for one in map(instruments.load, instruments.IDS) if one.main is not None)
"""Every instrument with the scale whose change is judged. A screener has none."""


def measure_kinds() -> tuple[FactKind, ...]:
    """The facts of every instrument, in the order of the instruments."""
    return tuple(kind for instrument, scale in JUDGED for kind in _kinds(instrument, scale))


def _kinds(instrument: Instrument, scale: Scale) -> Iterator[FactKind]:
    prefix, name, least, most = instrument.fact_prefix, instrument.name, scale.minimum, scale.maximum
    worse = "up" if scale.direction == "higher_worse" else "down"
    step = scale.smallest_step
    yield points(f"{prefix}_total", f"Latest {name} total", least, most, step)
    yield points(f"{prefix}_baseline", f"{name} total to compare with", least, most, step)
    yield points(
        f"{prefix}_change", f"{name} change in this step ({worse} is worse)", least - most, most - least, step
    )
    yield code(f"{prefix}_crossing", Scope.EPISODE, f"{name} against caseness in this step", tuple(Crossing))
    yield worded(
        f"{prefix}_reliable_change",
        f"{name} change in this step against chance",
        {one.value: one.plain for one in Verdict},
    )
    yield yes_no(f"{prefix}_is_at_caseness", Scope.EPISODE, f"The latest {name} total lies at caseness")
    yield yes_no(f"{prefix}_is_improved", Scope.EPISODE, f"The {name} has improved in this step")
    yield count(f"{prefix}_points_in_step", f"{name} totals in this step", "totals")
    yield count(
        f"{prefix}_good_in_a_row", f"Latest {name} totals in a row that are better beyond chance", "totals"
    )
