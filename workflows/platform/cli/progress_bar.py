"""How does a command show how far it is? By a bar on a terminal. Where nobody watches, not at all."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from workflows.records.progress import Progress, Tell, tell_nobody

_WIDTH: Final = 30


def drawn(progress: Progress) -> str:
    """One line: the phase, so many of all, and the bar."""
    filled = _WIDTH * progress.done // max(progress.total, 1)
    bar = "#" * filled + "-" * (_WIDTH - filled)
    return f"[{bar}] {progress.phase.plain}: {progress.done:,} of {progress.total:,}"


@contextmanager
def progress_bar() -> Iterator[Tell]:
    """Redraws itself in place on standard error, and is wiped away at the end."""
    stream = sys.stderr
    if not stream.isatty():
        yield tell_nobody
        return

    async def tell(progress: Progress) -> None:
        stream.write(f"\r\x1b[K{drawn(progress)}")
        stream.flush()

    try:
        yield tell
    finally:
        stream.write("\r\x1b[K")
        stream.flush()
