"""What of the facts of then may be shown, once a record that they came from was moved to another student?

What was frozen stays as it was, for replay. Whoever reads it sees that there was a fact, and not what it said.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from care_steps.explaining import FactLine

HIDDEN: Final = "came from a record that belongs to somebody else"


def without_gone(lines: Sequence[FactLine], gone: frozenset[UUID]) -> tuple[FactLine, ...]:
    """The lines, without the value of each that came from one of the records that are gone, and without the link."""
    return tuple(_hidden(one, gone) if gone & {source.id for source in one.sources} else one for one in lines)


def without_named(lines: Sequence[FactLine], kept_from: frozenset[UUID]) -> tuple[FactLine, ...]:
    """The lines, without a way to what is kept from their reader: nothing tells that there is something."""
    return tuple(
        replace(one, sources=tuple(source for source in one.sources if source.id not in kept_from))
        for one in lines
    )


def _hidden(line: FactLine, gone: frozenset[UUID]) -> FactLine:
    return replace(
        line,
        said=HIDDEN,
        sentence=f"{line.plain}: {HIDDEN}",
        sources=tuple(source for source in line.sources if source.id not in gone),
    )
