"""How does a test start the product's own commands as processes, and see what is left of them?

Linux only: it looks into /proc.
"""

import contextlib
import itertools
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workflows.platform.places import socket_folder

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 60.0
_ROOM = 4 << 30
_NUMBERS = itertools.count(1)
_STARTED: "list[subprocess.Popen[bytes]]" = []


@dataclass
class Running:
    """One command, with what it says kept in files."""

    process: "subprocess.Popen[bytes]"
    out: Path
    err: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    def said(self) -> str:
        """Standard output so far."""
        return self.out.read_text(errors="replace")

    def complained(self) -> str:
        """Standard error so far."""
        return self.err.read_text(errors="replace")

    def await_words(self, words: str, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until standard output holds the words."""
        wait_until(lambda: words in self.said() or self.process.poll() is not None, seconds)
        assert words in self.said(), self.complained()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def interrupt(self) -> int:
        """Ctrl-C as a terminal does it: SIGINT to every process of the foreground group. The exit code."""
        os.killpg(self.pid, signal.SIGINT)
        return self.process.wait(PATIENCE_SECONDS)

    def ask_to_end(self) -> int:
        """SIGTERM. The exit code."""
        self.process.terminate()
        return self.process.wait(PATIENCE_SECONDS)


def stepwise(
    home: Path,
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    before: Sequence[str] = (),
    python: str = sys.executable,
    cwd: Path = ROOT,
) -> Running:
    """`stepwise ARGUMENTS` over the data folder `home`, in a process group of its own. `before` is put in
    front of the command line.
    """
    return launched([*before, python, "-m", "workflows", *arguments], home, environment, cwd)


def launched(
    command: Sequence[str],
    home: Path,
    environment: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    files: Sequence[int] = (),
) -> Running:
    """Any command over the data folder `home`, in a process group of its own. `files`: open ones that it keeps."""
    number = next(_NUMBERS)
    out, err = home / f"said-{number}", home / f"complained-{number}"
    with out.open("wb") as out_file, err.open("wb") as err_file:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out_file,
            stderr=err_file,
            cwd=cwd,
            env={**os.environ, "STEPWISE_DATA_DIR": str(home), **(environment or {})},
            process_group=0,
            pass_fds=tuple(files),
        )
    _STARTED.append(process)
    return Running(process, out, err)


def done(running: Running, seconds: float = PATIENCE_SECONDS) -> Running:
    """The command, once it has ended."""
    running.process.wait(seconds)
    return running


def processes_of(home: Path) -> dict[int, str]:
    """Every process that works on this data folder, with its command line: ours, PostgreSQL's, a child's."""
    found = {}
    for place in Path("/proc").iterdir():
        if place.name.isdigit() and int(place.name) != os.getpid() and _works_on(place, home):
            # It may end while it is looked at.
            with contextlib.suppress(OSError):
                line = (place / "cmdline").read_bytes()
                found[int(place.name)] = line.replace(b"\0", b" ").decode(errors="replace").strip()
    return found


def _works_on(place: Path, home: Path) -> bool:
    mark = f"STEPWISE_DATA_DIR={home}".encode()
    with contextlib.suppress(OSError):
        if "State:\tZ" in (place / "status").read_text():
            return False
        stands_in = os.readlink(place / "cwd").startswith(str(home))
        return stands_in or mark in (place / "environ").read_bytes().split(b"\0")
    return False


def postmasters_of(home: Path) -> list[int]:
    """The PostgreSQL servers over this data folder, without their backends: those look alike for a moment."""
    found = [pid for pid, line in processes_of(home).items() if f"-D {home}" in line and "postgres " in line]
    return [pid for pid in found if _parent_of(pid) not in found]


def _parent_of(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    return 0


def web_sites_of(home: Path) -> list[int]:
    """The processes of `stepwise serve` over this data folder."""
    return [pid for pid, line in processes_of(home).items() if "workflows serve" in line]


def wait_until(is_so: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> bool:
    """Whether it came to be so in time."""
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def nothing_left(home: Path, seconds: float = 10.0) -> dict[int, str]:
    """What still works on the data folder after a while; empty is what everybody wants."""
    wait_until(lambda: not processes_of(home), seconds)
    return processes_of(home)


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def in_memory() -> Path | None:
    """Where a cluster waits for no disk, when there is room: it stays as durable as the product insists on. What the
    fall of a server or of the site would lose is tried in tests/drills, on the disk.
    """
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > _ROOM else None


@contextlib.contextmanager
def empty_home(within: Path | None = None) -> Iterator[Path]:
    """A data folder that the database's own account can pass through; whatever still runs in it is killed
    afterwards.
    """
    folder = Path(tempfile.mkdtemp(prefix="stepwise-test-", dir=within))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        end_all(folder)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(socket_folder(folder / "postgres"), ignore_errors=True)


def end_all(home: Path) -> None:
    """Kill whatever works on the data folder: a test that failed must not disturb the next one."""
    while left := processes_of(home):
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
    for process in [each for each in _STARTED if each.poll() is not None]:
        _STARTED.remove(process)
