"""Has the score of a scale changed, by each of the two definitions? Both are kept, because they disagree.

A scale without published points has no published change, one without spread or reliability no computed one: then
nothing is said, which is not “unchanged”.
"""

from dataclasses import dataclass

from triage.change import ReliableChange, Verdict, points_change, reliable_change
from triage.instruments import Number, Scale
from triage.outcomes import Crossing, crossing


@dataclass(frozen=True, slots=True)
class BothChanges:
    """`published` is inclusive whole points, `computed` strict (Jacobson and Truax); None: not defined."""

    published: Verdict | None
    computed: ReliableChange | None
    crossing: Crossing | None


def both_changes(scale: Scale, before: Number, after: Number, *, own_sd: Number | None = None) -> BothChanges:
    """Between two scores of one scale, informant and window, in the direction of the scale.

    `own_sd`: the spread of the organization's own baseline, instead of the published one. Raises `ChangeError`.
    """
    points, cut = scale.reliable_points, scale.caseness
    sd = scale.sd_ref if own_sd is None else own_sd
    direction = scale.direction
    return BothChanges(
        published=None
        if points is None
        else points_change(before, after, points=points, direction=direction),
        computed=None
        if sd is None or scale.reliability is None
        else reliable_change(before, after, sd=sd, reliability=scale.reliability, direction=direction),
        crossing=None if cut is None else crossing(before, after, cut=cut, direction=direction),
    )
