"""What does the manifest beside a dump say: when it was taken, of what, and by which digest it is known again?"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec

from workflows.platform.backups.standing import Standing
from workflows.platform.unusable import Unusable

DUMP: Final = ".dump"
MANIFEST: Final = ".json"
_NAME: Final = "stepwise-%Y%m%dT%H%M%SZ"
FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """Numbers, sums, ids and digests of one dump; `release` took it."""

    format: int
    id: UUID
    taken_at: datetime
    release: str
    file: str
    bytes: int
    sha256: str
    standing: Standing


def name_of(at: datetime) -> str:
    """What dump and manifest of this instant are called, without their endings."""
    return at.strftime(_NAME)


def beside(dump: Path) -> Path:
    """Where the manifest of this dump is."""
    return dump.with_suffix(MANIFEST)


def written(manifest: Manifest) -> bytes:
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def read(dump: Path) -> Manifest:
    """The manifest beside this dump; raises `Unusable` when there is none, or none that says what it must."""
    path = beside(dump)
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except OSError:
        raise Unusable(
            f"There is no manifest {path.name} beside the dump: nothing says what must be in it."
        ) from None
    except msgspec.MsgspecError:
        raise Unusable(f"The manifest {path.name} cannot be read.") from None
    if found.format != FORMAT:
        raise Unusable(f"The manifest {path.name} is of another release's form ({found.format}).")
    return found


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def backups_in(folder: Path) -> Iterator[tuple[Path, Manifest]]:
    """Every dump in the folder whose manifest can be read, the oldest first."""
    for dump in sorted(folder.glob(f"stepwise-*{DUMP}")):
        try:
            yield dump, read(dump)
        except Unusable:
            continue
