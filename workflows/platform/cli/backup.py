"""`stepwise backup`: everything in one file, and a manifest that says what must be in it."""

import asyncio
from pathlib import Path

import click

from workflows.platform.cli.answer import answer, json_option, say
from workflows.platform.cli.in_database import address
from workflows.platform.database_at_hand import database_at_hand
from workflows.platform.settings import Settings, load


@click.command
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write it there instead of STEPWISE_BACKUP_DIR.",
)
@click.option(
    "--check", is_flag=True, help="Then restore it elsewhere and compare, like `stepwise restore --check`."
)
@click.option("--nightly", is_flag=True, help="With --check, and when that is good let old backups go.")
@json_option
def command(folder: Path | None, check: bool, nightly: bool, as_json: bool) -> None:
    """Write everything that is on record into one file, with a manifest beside it.

    The dump is PostgreSQL's own custom format, taken as the role backup, which alone sees every row. The manifest
    says when it was taken, of which schema, how many rows each table had and what they sum up to: by it
    `stepwise restore --check` finds out whether the file is worth anything. Both can be read by their owner only.
    The file holds everything about everybody: keep it as safe as the database, and a copy off this machine.

    --nightly is for a timer: it also checks, and then keeps the newest ones, and of the weeks before one each, as
    many as supervision/backup_limits.toml says. It removes nothing while the new one is not found good. Exit code 1
    when it could not be taken, or is not good.

    \b
    Example:
      stepwise backup --to /mnt/safe --check
      stepwise backup --nightly
    """
    from workflows.platform.backups.checking import check as checked_of
    from workflows.platform.backups.dumping import take
    from workflows.platform.backups.keeping import remove_old
    from workflows.platform.backups.recording import record_checked, record_taken
    from workflows.platform.backups.turns import own_turn

    with database_at_hand(load()) as settings, own_turn(settings.home, say):
        place = (folder or backup_folder(settings)).absolute()
        owner_url = address(settings, "owner")
        dump, manifest = asyncio.run(take(address(settings, "backup"), place))
        asyncio.run(record_taken(owner_url, manifest))
        row = {
            "file": dump,
            "taken_at": manifest.taken_at,
            "bytes": manifest.bytes,
            "rows": manifest.standing.rows,
        }
        said = f"{dump}: {manifest.standing.rows:,} rows, {manifest.bytes:,} bytes."
        if not (check or nightly):
            answer(
                {**row, "checked": False},
                f"{said} Not checked yet: stepwise restore --check {dump}",
                as_json=as_json,
            )
            return
        found = checked_of(dump, settings.home)
        asyncio.run(record_checked(owner_url, found))
        removed = remove_old(place) if nightly and found.is_good else []
    row |= {"checked": True, **found.told, "removed": removed}
    answer(row, f"{said} Restored elsewhere: {found.summary}", as_json=as_json)
    for one in removed:
        say(f"Removed: {one}")
    for problem in found.problems:
        say(problem)
    if not found.is_good:
        raise SystemExit(1)


def backup_folder(settings: Settings) -> Path:
    """Where backups are kept when nobody says otherwise."""
    return settings.backup_folder or settings.home / "backups"
