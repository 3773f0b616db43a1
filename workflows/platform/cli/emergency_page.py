"""`stepwise emergency-page`: whom a school calls when the site is away, as files that need nothing else."""

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.jobs.emergency_pages import write_pages
from workflows.platform.cli.answer import answer, json_option
from workflows.platform.cli.in_database import in_database
from workflows.platform.settings import load
from workflows.records.organisations import organisations_meant


@click.command
@json_option
def command(as_json: bool) -> None:
    """Write for each school whom to call, one after the other, with their telephones, into STEPWISE_EMERGENCY_DIR.

    No student is on it, and it works without the site and the database: let the proxy serve the folder to the
    school's own network, and print it. The worker writes the same every hour. A telephone is what a person says
    under "How you are reached", else the one of the list of people; whoever is on call comes first.

    \b
    Example:
      stepwise emergency-page --json
    """
    settings = load()

    async def work(engine: AsyncEngine) -> tuple[str, ...]:
        org_ids = await organisations_meant(engine, None)
        return tuple(str(one) for one in await write_pages(engine, org_ids, settings.emergency_folder))

    for path in in_database(work, settings=settings):
        answer({"page": path}, path, as_json=as_json)
