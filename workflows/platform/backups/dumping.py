"""How is a backup taken? Dump and manifest see the same instant; a dump without its manifest is none.

Both are written under another name first, and the manifest is named last: what is there under its own name is whole.
"""

import asyncio
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final

from sqlalchemy import URL, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from workflows.platform.backups.manifests import DUMP, FORMAT, MANIFEST, Manifest, digest, name_of, written
from workflows.platform.backups.standing import reading_all, standing
from workflows.platform.postgres_programs import find_programs
from workflows.platform.unusable import Unusable, reason_of
from workflows.records.ids import new_id

_HALF: Final = ".part"
_SNAPSHOT: Final = text("SELECT pg_export_snapshot() AS snapshot, transaction_timestamp() AS at")


async def take(url: str, folder: Path) -> tuple[Path, Manifest]:
    """The dump of the database at this address (role backup) and its manifest, in the folder; raises `Unusable`."""
    _open_folder(folder)
    engine = reading_all(url)
    try:
        async with engine.connect() as connection:
            # Held open until the dump is written, which reads from the same snapshot.
            begun = (await connection.execute(_SNAPSHOT)).one()
            stands = await standing(connection)
            dump = folder / f"{name_of(begun.at)}{DUMP}"
            with _half_of(dump) as half:
                await asyncio.to_thread(_dump, make_url(url), begun.snapshot, half)
                manifest = Manifest(
                    format=FORMAT,
                    id=new_id(),
                    taken_at=begun.at,
                    release=version("stepwise"),
                    file=dump.name,
                    bytes=half.stat().st_size,
                    sha256=digest(half),
                    standing=stands,
                )
    except (OSError, SQLAlchemyError) as error:
        raise Unusable(f"The backup could not be taken: {reason_of(error)}.") from error
    finally:
        await engine.dispose()
    with _half_of(dump.with_suffix(MANIFEST)) as half:
        half.write_bytes(written(manifest))
    return dump, manifest


def _open_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(
            f"The folder {folder} cannot be made: {error.strerror}. Name another in STEPWISE_BACKUP_DIR or --to."
        ) from error


@contextmanager
def _half_of(path: Path) -> Iterator[Path]:
    """An empty file that only its owner reads; named `path` once it is whole and on the disk."""
    half = path.with_name(path.name + _HALF)
    half.unlink(missing_ok=True)
    os.close(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield half
        with half.open("rb") as file:
            os.fsync(file.fileno())
        half.rename(path)
        _sync(path.parent)
    finally:
        half.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def _dump(url: URL, snapshot: str, into: Path) -> None:
    programs = find_programs()
    with into.open("wb") as file:
        done = subprocess.run(
            [str(programs.folder / "pg_dump"), "--format=custom", "--no-password", f"--snapshot={snapshot}"],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            cwd="/",
            env=_address(url),
            **programs.account(),
        )
    if done.returncode:
        # The first line names a table at most; later ones may repeat a row.
        raise Unusable(
            f"The backup could not be taken: {next(iter(done.stderr.splitlines()), 'pg_dump failed')}."
        )


def _address(url: URL) -> Mapping[str, str]:
    """The environment in which pg_dump finds the database; no command line shows the password."""
    host = url.host or url.query.get("host") or ""
    port = url.port or url.query.get("port") or ""
    said = {
        "PGHOST": str(host),
        "PGPORT": str(port),
        "PGUSER": url.username or "",
        "PGPASSWORD": str(url.password or ""),
        "PGDATABASE": url.database or "",
        "PGSSLMODE": str(url.query.get("ssl", "")),
        "PGCONNECT_TIMEOUT": "10",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "STEPWISE_"))}
    kept |= {name: value for name, value in os.environ.items() if name.startswith("PGSSL")}
    return kept | {name: value for name, value in said.items() if value}
