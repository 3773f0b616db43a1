"""How do several processes live as one? Each is started again when it dies, and none outlives the parent."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from workflows.platform.unusable import Unusable

_END_SECONDS: Final = 20.0
# A process that has worked for a moment is always worth another start. One that ends while it starts, five
# times in a row, has a fault that a sixth start would not mend.
_SHORT_LIVES: Final = 5
_SHORT_LIFE_SECONDS: Final = 3.0


@dataclass(slots=True)
class Child:
    """One command of ours, running. `ends_all`: when it ends by itself in order, so does everything.
    `hands_on`: the open files of ours that it gets too.
    """

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    ends_all: bool = False
    hands_on: Sequence[int] = ()
    process: "subprocess.Popen[bytes] | None" = None
    since: float = 0.0
    short_lives: int = 0

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C reaches the parent, which ends its children in order."""
        self.since = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "workflows", *self.arguments, "--parent", str(os.getpid())],
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=tuple(self.hands_on),
        )

    def ended(self) -> int | None:
        """Its exit code once it has ended, negative for a signal; None while it runs."""
        return self.process.poll() if self.process else None

    def end(self) -> None:
        """Ask it to end, insist after a while, and wait until it has."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def lives_with_us(child: Child, children: list[Child]) -> Iterator[Child]:
    """The child, started, one of those that are kept, and ended with the block."""
    child.start()
    children.append(child)
    try:
        yield child
    finally:
        child.end()


def await_child(child: Child, is_up: Callable[[], bool], seconds: float) -> None:
    """Wait until the child does its work; raises `Unusable` when it ends before, or never gets there."""
    until = time.monotonic() + seconds
    while not is_up():
        if child.ended() is not None:
            raise Unusable(f"The {child.name} did not start; what it said stands above.")
        if time.monotonic() > until:
            raise Unusable(f"The {child.name} did not come up within {seconds:.0f} s.")
        time.sleep(0.02)


def revive(child: Child) -> bool:
    """Start a dead child again; False when it ended in order and everything is to end with it.

    Raises `Unusable` when it keeps dying.
    """
    code = child.ended()
    if code is None:
        return True
    if code == 0 and child.ends_all:
        return False
    is_short = time.monotonic() - child.since < _SHORT_LIFE_SECONDS
    child.short_lives = child.short_lives + 1 if is_short else 0
    if child.short_lives >= _SHORT_LIVES:
        raise Unusable(
            f"The {child.name} ended {_SHORT_LIVES} times while it started; what it said stands above."
        )
    print(f"The {child.name} ended (code {code}); it is started again.", file=sys.stderr, flush=True)
    child.start()
    return True
