"""Where do the points, lines and bands of a score's sparkline stand?

Only geometry: what a change means was judged by `triage.change` and comes in as words. A measurement that
could not be judged leaves a gap, because a line drawn across it would claim a score that nobody has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from workflows.pages.components import Sentence

# The drawing's own units; the stylesheet makes it as wide as its place.
WIDTH: Final = 480
HEIGHT: Final = 190
LEFT: Final = 32
RIGHT: Final = 14
TOP: Final = 24
BOTTOM: Final = 30
# As wide as the label of a step is drawn at most, and where the rows of labels stand, the first one first.
LABEL: Final = 64
LABEL_ROWS: Final = (14, 32, 50, 68)


@dataclass(frozen=True, slots=True)
class Measured:
    """One form on one day; `score` is None when it could not be judged. `band` is its plain severity."""

    on: date
    score: float | None
    band: str = ""


@dataclass(frozen=True, slots=True)
class StepMark:
    """A step change to be marked: "1 → 2"."""

    on: date
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """A measurement in the drawing."""

    x: float
    y: float
    measured: Measured


@dataclass(frozen=True, slots=True)
class Mark:
    """A step change in the drawing."""

    x: float
    text: str
    anchor: str
    y: int


@dataclass(frozen=True, slots=True)
class Sparkline:
    """What the macro draws. `identifier` is unique on the page; `direction` says the change in words."""

    identifier: str
    title: str | Sentence
    direction: str | Sentence
    maximum: float
    cut_off: float | None
    threshold: float | None
    points: tuple[Point, ...]
    unjudged: tuple[Point, ...]
    segments: tuple[str, ...]
    marks: tuple[Mark, ...]
    cut_off_y: float | None
    band_y: float | None
    band_height: float | None
    measurements: tuple[Measured, ...]
    first_on: date | None
    last_on: date | None
    baseline: float | None
    higher_is_better: bool


def _horizontal(on: date, first: date, last: date) -> float:
    days = (last - first).days
    share = (on - first).days / days if days else 0.5
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def _vertical(score: float, maximum: float) -> float:
    return round(TOP + (1 - min(max(score, 0), maximum) / maximum) * (HEIGHT - TOP - BOTTOM), 1)


def _segments(points: Sequence[Point]) -> tuple[str, ...]:
    runs: list[list[Point]] = [[]]
    for point in points:
        if point.measured.score is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return tuple(" ".join(f"{point.x},{point.y}" for point in run) for run in runs if len(run) > 1)


def sparkline(
    measurements: Sequence[Measured],
    *,
    identifier: str,
    title: str | Sentence,
    direction: str | Sentence,
    maximum: float,
    cut_off: float | None = None,
    threshold: float | None = None,
    step_marks: Sequence[StepMark] = (),
    baseline: float | None = None,
    higher_is_better: bool = False,
) -> Sparkline:
    """Place the scores of one form over time.

    `maximum` is the form's highest score, `cut_off` the score from which it counts as a case (below which, where
    `higher_is_better`), `threshold` the number of points a reliable change needs: the band reaches that far to both
    sides of `baseline`, the score that the present step began with, or else of the first score.
    """
    ordered = tuple(sorted(measurements, key=lambda measured: measured.on))
    days = [measured.on for measured in ordered] + [mark.on for mark in step_marks]
    first, last = (min(days), max(days)) if days else (None, None)
    scored = [measured for measured in ordered if measured.score is not None]
    placed = tuple(_point(measured, first, last, maximum) for measured in ordered if first and last)
    base = baseline if baseline is not None else (scored[0].score if scored else None)
    band_y, band_height = _band(base, threshold, maximum)
    return Sparkline(
        identifier=identifier,
        title=title,
        direction=direction,
        maximum=maximum,
        cut_off=cut_off,
        threshold=threshold,
        points=tuple(point for point in placed if point.measured.score is not None),
        unjudged=tuple(point for point in placed if point.measured.score is None),
        segments=_segments(placed),
        marks=_marks(step_marks, first, last) if first and last else (),
        cut_off_y=None if cut_off is None else _vertical(cut_off, maximum),
        band_y=band_y,
        band_height=band_height,
        measurements=ordered,
        first_on=first,
        last_on=last,
        baseline=base,
        higher_is_better=higher_is_better,
    )


def _point(measured: Measured, first: date, last: date, maximum: float) -> Point:
    below = float(HEIGHT - BOTTOM)
    y = below if measured.score is None else _vertical(measured.score, maximum)
    return Point(_horizontal(measured.on, first, last), y, measured)


def _band(base: float | None, threshold: float | None, maximum: float) -> tuple[float | None, float | None]:
    if base is None or threshold is None:
        return None, None
    top = _vertical(base + threshold, maximum)
    return top, round(_vertical(base - threshold, maximum) - top, 1)


def _marks(marks: Sequence[StepMark], first: date, last: date) -> tuple[Mark, ...]:
    """Each label on the highest row where no other is in its way; when every row is taken, on the last."""
    placed: list[Mark] = []
    for one in sorted(marks, key=lambda mark: mark.on):
        x = _horizontal(one.on, first, last)
        anchor = "end" if x > WIDTH - LABEL else "start"
        begins = x - LABEL if anchor == "end" else x
        taken = {other.y for other in placed if abs(_label_begins(other) - begins) < LABEL}
        y = next((row for row in LABEL_ROWS if row not in taken), LABEL_ROWS[-1])
        placed.append(Mark(x, one.text, anchor, y))
    return tuple(placed)


def _label_begins(mark: Mark) -> float:
    return mark.x - LABEL if mark.anchor == "end" else mark.x
