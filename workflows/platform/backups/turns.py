"""Do backups and checks of one machine disturb each other? They take turns."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from workflows.platform.backups.restoring import place_of_checks

_WAITING: Final = "Another backup or check is running here. This one begins when that has ended."


@contextmanager
def own_turn(home: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Alone among the backups and checks of this data folder while the block lasts; says so when it has to wait.

    The folder itself is locked, on this machine's own disk: a lock in the folder of the backups would not hold on a
    disk of the network. A process that dies lets go.
    """
    folder = os.open(place_of_checks(home), os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(_WAITING)
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
