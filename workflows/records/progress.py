"""How far is work that takes long?

What a transaction writes nobody else sees before it ends. What its connection calls itself everybody sees at once,
and it is gone with the connection: so that whoever asks is told the truth, also when the work was cut off.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import text

from workflows.records.scope import Transaction


class Phase(StrEnum):
    """What is being done."""

    COMPARING = "comparing"
    LEAVING = "leaving"
    TAKING_OVER = "taking_over"
    HOMEROOMS = "homerooms"
    SWEEPING = "sweeping"

    @property
    def plain(self) -> str:
        """The words people read."""
        return _PLAIN[self]


_PLAIN: Final = {
    Phase.COMPARING: "Comparing with what is on record",
    Phase.LEAVING: "Noting who has left",
    Phase.TAKING_OVER: "Taking rows over",
    Phase.HOMEROOMS: "Finding homerooms",
    Phase.SWEEPING: "Looking at open cases",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """So many of all are done. In a phase without parts nothing is done until all of it is."""

    phase: Phase
    done: int
    total: int


Tell = Callable[[Progress], Awaitable[None]]
"""Called before the first part and after each."""

_HEARD = text("SELECT application_name FROM pg_stat_activity WHERE application_name LIKE :begins LIMIT 1")


async def tell_nobody(_: Progress) -> None:
    """Nobody watches."""


def telling(tx: Transaction, id: UUID) -> Tell:
    """Tells everybody who asks `progress_of` this id, until the transaction ends."""

    async def tell(progress: Progress) -> None:
        # The server keeps 63 bytes of such a name, and takes no parameter for it: hexadecimal, a code, two numbers.
        said = f"{_begins(id)}{progress.phase} {progress.done:d} {progress.total:d}"
        await tx.connection.execute(text(f"SET LOCAL application_name = '{said}'"))

    return tell


async def progress_of(tx: Transaction, id: UUID) -> Progress | None:
    """How far the work on this is, as long as somebody is at it."""
    begins = _begins(id)
    said = (await tx.connection.execute(_HEARD, {"begins": f"{begins}%"})).scalar_one_or_none()
    if said is None:
        return None
    phase, done, total = said.removeprefix(begins).split()
    return Progress(Phase(phase), int(done), int(total))


def _begins(id: UUID) -> str:
    return f"{id.hex} "
