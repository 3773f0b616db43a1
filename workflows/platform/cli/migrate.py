"""`stepwise migrate`: is the schema the one this release needs, and if not, make it so."""

import asyncio

import click

from workflows.platform.cli.answer import answer, json_option
from workflows.platform.cli.in_database import address
from workflows.platform.database_at_hand import database_at_hand
from workflows.platform.settings import load


@click.command
@click.option("--check", is_flag=True, help="Change nothing; exit code 1 when the schema is not at head.")
@click.option("--to", "target", default="head", show_default=True, help="The revision to go up to.")
@click.option("--down-to", default=None, help="Go back to this revision instead (`base` undoes everything).")
@json_option
def command(check: bool, target: str, down_to: str | None, as_json: bool) -> None:
    """Bring the database's schema to this release.

    Acts as the role owner: on a PostgreSQL of your own name its address in STEPWISE_OWNER_URL. Each migration
    is a transaction: one that fails leaves the schema as it was. Two that run at once wait for each other.

    \b
    Example:
      stepwise migrate            bring it up
      stepwise migrate --check    only say; exit code 1 when it is behind
    """
    from workflows.platform import migrating

    with database_at_hand(load()) as settings:
        url = address(settings, "owner")
        if check:
            before = after = asyncio.run(migrating.revision_of(url))
        elif down_to:
            before, after = asyncio.run(migrating.downgrade(url, down_to))
        else:
            before, after = asyncio.run(migrating.upgrade(url, target))
    head = migrating.head()
    row = {"before": before, "after": after, "head": head, "at_head": after == head}
    answer(row, f"{before or 'empty'} -> {after or 'empty'} (this release: {head})", as_json=as_json)
    if check and after != head:
        raise SystemExit(1)
