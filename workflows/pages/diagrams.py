"""Where do the lines of a life cycle's drawing stand, and how is each said in words?

Every state is a rung, every numbered upright is a move: a dot where it begins, an arrowhead where it may lead.
Made from the table of moves, so that a drawing can show no move that the product does not have.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# The drawing's own units; the stylesheet makes it as wide as its place.
LABELS: Final = 158
COLUMN: Final = 38
RUNG: Final = 54
TOP: Final = 46
ARROW: Final = 11


@dataclass(frozen=True, slots=True)
class Rung:
    """One state, and whether nothing more happens once it is reached."""

    y: int
    name: str
    is_end: bool
    is_start: bool


@dataclass(frozen=True, slots=True)
class Upright:
    """One numbered move: where its line runs, where it begins (dots) and where it may lead (arrowheads)."""

    number: int
    x: int
    top: int
    bottom: int
    dots: tuple[int, ...]
    arrows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One numbered move in words."""

    number: int
    move: str
    sources: tuple[str, ...]
    ends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Diagram:
    """What the template draws. `identifier` is unique on the page."""

    identifier: str
    title: str
    width: int
    height: int
    rungs: tuple[Rung, ...]
    uprights: tuple[Upright, ...]
    said: tuple[Said, ...]
    ends: tuple[str, ...]


Row = tuple[StrEnum, StrEnum, StrEnum]
_Group = tuple[StrEnum, tuple[StrEnum, ...], tuple[StrEnum, ...]]


def diagram(
    table: Iterable[Row], states: Sequence[StrEnum], *, identifier: str, title: str, start: StrEnum
) -> Diagram:
    """The drawing of a table of (move, from, to). `states` are named from the top rung to the lowest."""
    rows = tuple(table)
    groups = _groups(rows)
    heights = {state: TOP + RUNG // 2 + place * RUNG for place, state in enumerate(states)}
    leaves = {source for _, source, _ in rows}
    return Diagram(
        identifier=identifier,
        title=title,
        width=LABELS + COLUMN * len(groups),
        height=TOP + RUNG * len(states),
        rungs=tuple(
            Rung(heights[state], _plain(state), state not in leaves, state is start) for state in states
        ),
        uprights=tuple(_upright(number, group, heights) for number, group in enumerate(groups, start=1)),
        said=tuple(_said(number, group) for number, group in enumerate(groups, start=1)),
        ends=tuple(_plain(state) for state in states if state not in leaves),
    )


def _groups(rows: Sequence[Row]) -> tuple[_Group, ...]:
    """Moves bundled so that few lines are needed: all from one state, or all to one state."""
    found: list[_Group] = []
    for move in dict.fromkeys(move for move, _, _ in rows):
        of_move = [(source, to) for one, source, to in rows if one is move]
        sources = tuple(dict.fromkeys(source for source, _ in of_move))
        ends = tuple(dict.fromkeys(to for _, to in of_move))
        if len(sources) <= len(ends):
            found += [(move, (one,), tuple(to for source, to in of_move if source is one)) for one in sources]
        else:
            found += [(move, tuple(source for source, to in of_move if to is one), (one,)) for one in ends]
    return tuple(found)


def _upright(number: int, group: _Group, heights: dict[StrEnum, int]) -> Upright:
    _, sources, ends = group
    x = LABELS + COLUMN * (number - 1) + COLUMN // 2
    dots = tuple(heights[one] for one in sources)
    points = tuple(heights[one] for one in ends)
    arrows = tuple(_arrow(x, y, downward=y > dots[0]) for y in points)
    return Upright(number, x, min(*dots, *points), max(*dots, *points), dots, arrows)


def _arrow(x: int, y: int, *, downward: bool) -> str:
    """The points of a triangle whose tip lies on the rung."""
    tail = y - ARROW if downward else y + ARROW
    half = ARROW // 2 + 1
    return f"{x},{y} {x - half},{tail} {x + half},{tail}"


def _said(number: int, group: _Group) -> Said:
    move, sources, ends = group
    return Said(
        number, _plain(move), tuple(_plain(one) for one in sources), tuple(_plain(one) for one in ends)
    )


def _plain(named: StrEnum) -> str:
    return str(getattr(named, "plain", named.value))
