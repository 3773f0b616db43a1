"""`stepwise restore`: a backup becomes a database again, or is only looked at as if."""

import asyncio
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from workflows.platform.backups.checking import Checked, check, differences
from workflows.platform.backups.manifests import read
from workflows.platform.backups.recording import record_checked
from workflows.platform.backups.restoring import new_home, restore
from workflows.platform.backups.standing import standing_in
from workflows.platform.backups.turns import own_turn
from workflows.platform.cli.answer import answer, json_option, say
from workflows.platform.cli.in_database import address
from workflows.platform.clusters import Cluster
from workflows.platform.database_at_hand import database_at_hand
from workflows.platform.settings import load
from workflows.platform.unusable import Unusable

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command
@click.argument("file", type=_FILE)
@click.option(
    "--into",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="An empty folder, which becomes the data folder of a database with everything in it.",
)
@click.option(
    "--check", "only_check", is_flag=True, help="Restore it elsewhere, compare, and throw that away."
)
@click.option(
    "--compare", "only_compare", is_flag=True, help="Compare the database in use with FILE's manifest."
)
@json_option
def command(file: Path, folder: Path | None, only_check: bool, only_compare: bool, as_json: bool) -> None:
    """Bring a backup back, or see whether it could be brought back.

    --check makes an empty database elsewhere, restores FILE into it with its roles and its row-level security, and
    compares with the manifest: the schema's revision, the rows of each table and what they sum up to, the end of
    each organization's audit, every policy. Then it derives every decision again, as `stepwise replay` does. The
    database in use is not touched; it only learns what was found, so that the site can warn.

    --into keeps what was restored: an embedded database in FOLDER, whole or not at all. No database that is there
    is ever written over. --compare is for a database of your own that `pg_restore` has just filled: it reads, and says
    whether everything is there. Exit code 1, with a sentence for each, when anything differs.

    \b
    Example:
      stepwise restore --check backups/stepwise-20261127T010000Z.dump
      stepwise restore backups/stepwise-20261127T010000Z.dump --into /srv/stepwise
    """
    if [only_check, only_compare, folder is not None].count(True) != 1:
        raise click.UsageError("Say one of --check, --compare and --into FOLDER.")
    if only_compare:
        _compare(file.absolute(), as_json=as_json)
        return
    if folder is not None:
        _bring_back(file.absolute(), folder.absolute(), as_json=as_json)
        return
    home = load().home
    with own_turn(home, say):
        found = check(file.absolute(), home)
    _record(found)
    answer({"file": file, **found.told}, f"{file.name}: {found.summary}", as_json=as_json)
    _tell(found.problems)


def _bring_back(dump: Path, folder: Path, *, as_json: bool) -> None:
    manifest = read(dump)
    with new_home(folder) as cluster:
        restore(dump, cluster)
        problems = tuple(differences(manifest.standing, asyncio.run(standing_in(cluster.url("backup")))))
        if problems:
            raise Unusable(" ".join((*problems, "Nothing was kept of it.")))
    rows, revision = manifest.standing.rows, manifest.standing.revision
    row = {"folder": folder, "taken_at": manifest.taken_at, "rows": rows, "revision": revision}
    answer(row, f"{folder}: {rows:,} rows as of {manifest.taken_at:%Y-%m-%d %H:%M} UTC.", as_json=as_json)
    say(
        f"Everything that happened after that is not in it. Next:\n"
        f"  export STEPWISE_DATA_DIR={folder}\n  stepwise migrate\n  stepwise replay\n  stepwise serve"
    )


def _compare(dump: Path, *, as_json: bool) -> None:
    manifest = read(dump)
    with database_at_hand(load()) as settings:
        now = asyncio.run(standing_in(address(settings, "backup")))
    problems = tuple(differences(manifest.standing, now))
    row = {"file": dump, "good": not problems, "problems": problems, "rows": now.rows}
    said = f"good. Rows, as in the manifest: {now.rows:,}. Canaries, one for each organization: {len(now.canaries):,}."
    answer(row, f"{dump.name}: {'NOT GOOD.' if problems else said}", as_json=as_json)
    _tell(problems)


def _record(found: Checked) -> None:
    """Into the database in use, if there is one: a check on another machine has none to tell."""
    settings = load()
    if settings.embedded and not Cluster(settings.home).data.exists():
        say("There is no database here in which to record this check.")
        return
    try:
        with database_at_hand(settings) as ready:
            asyncio.run(record_checked(address(ready, "owner"), found))
    except (Unusable, SQLAlchemyError, OSError):
        say("This check is not recorded: the database in use could not be reached as its owner.")


def _tell(problems: tuple[str, ...]) -> None:
    for problem in problems:
        say(problem)
    if problems:
        raise SystemExit(1)
