"""On which side of its cut-off does a score lie, when some answers may be missing?"""

from collections.abc import Iterable

from triage.change import worse_sign
from triage.instruments import Number, Scale
from triage.scores import ScaleScore
from triage.verdicts import Positivity


def side_of(scale: Scale, value: Number | None, highest: Number | None = None) -> Positivity:
    """`highest`: the score with every blank at its worst; between the two lies what nobody knows."""
    if scale.screening is None:
        return Positivity.NO_CUT_OFF
    if value is None:
        return Positivity.INDETERMINATE
    if is_beyond(value, scale.screening, scale.direction):
        return Positivity.POSITIVE
    if highest is not None and is_beyond(highest, scale.screening, scale.direction):
        return Positivity.INDETERMINATE
    return Positivity.NEGATIVE


def is_beyond(score: Number, cut: Number, direction: str) -> bool:
    """At or above the cut-off; below it on a scale where higher is better."""
    return score >= cut if worse_sign(direction) > 0 else score < cut


def positivity_of(scales: Iterable[ScaleScore]) -> Positivity:
    """Of the whole form: positive on any of its scales, else not known on any, else negative."""
    found = {one.positivity for one in scales}
    for worse in (Positivity.POSITIVE, Positivity.INDETERMINATE, Positivity.NEGATIVE):
        if worse in found:
            return worse
    return Positivity.NO_CUT_OFF
