"""How does a whole run plant the demo once, and have each module begin with it?

Planting takes longest, and is the same for everybody. The first process of the run that wants the demo starts it as
the README's first command does, and ends it; the others take a copy of what is left.
"""

import fcntl
import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.processes import Running, empty_home, free_port, in_memory, launched, nothing_left, stepwise

PLANTING_SECONDS = 300.0
"""The first start plants a world; how fast that is belongs to no test that shares its machine with others."""


@contextmanager
def planted_for(run: Path) -> Iterator[Path]:
    """A data folder with the demo's small world, which nobody runs; `run` is the folder of the whole run."""
    name = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    told = run / f"planted-{name}"
    with empty_home(in_memory()) as home:
        with _alone(told) as known:
            if known:
                copy_of(Path(known), home)
            else:
                start_first(home)
                told.write_text(str(home))
        yield home
        with _alone(told) as known:
            if known == str(home):
                told.write_text("")


def start_first(home: Path) -> None:
    """Start the demo in an empty folder and end it with Ctrl-C: it plants its world, and leaves nothing behind."""
    began = time.monotonic()
    run = demo_of(home, free_port())
    print(f"first start of the demo {time.monotonic() - began:.2f} s")
    assert run.interrupt() == 0, run.complained()
    assert "A small world was planted: its day is new." in run.complained()
    assert "Traceback" not in run.complained()
    assert nothing_left(home) == {}


def demo_of(home: Path, port: int, *, by_make: bool = False) -> Running:
    """The demo over this data folder, once its site answers."""
    environment = {"PORT": str(port)}
    if by_make:
        run = launched(["make", "--no-print-directory", "demo"], home, environment)
    else:
        run = stepwise(home, "demo", environment=environment)
    run.await_words("Stepwise runs at", PLANTING_SECONDS)
    assert page_of(port) == 200
    return run


def page_of(port: int) -> int:
    """What the sign-in page of the site answers; 0 while nothing does."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-ins/new", timeout=10) as page:
            return int(page.status)
    except OSError:
        return 0


def copy_of(planted: Path, home: Path) -> None:
    """Fill an empty folder with the same world."""
    # With owners and modes: the database runs as somebody else, and insists on both.
    subprocess.run(["cp", "-a", f"{planted}/.", str(home)], check=True)


@contextmanager
def _alone(told: Path) -> Iterator[str]:
    """What the file says, while no other process of the run looks into it or writes it."""
    with told.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield told.read_text()
