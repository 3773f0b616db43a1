"""`stepwise jobs`: what the clock does beside the escalation engine."""

import asyncio
import signal

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.job_schedule import SCHEDULE
from workflows.jobs.notices import Sender
from workflows.jobs.queueing import done_by, jobs_at
from workflows.jobs.running import run_jobs
from workflows.platform.cli.answer import answer, json_option, say
from workflows.platform.cli.in_database import address, in_database
from workflows.platform.database_at_hand import database_at_hand
from workflows.platform.database_urls import driver_url
from workflows.platform.log import set_up
from workflows.platform.mail_address import mailer_at
from workflows.platform.parents import end_with
from workflows.platform.settings import load
from workflows.records.ids import new_id


@click.command
@click.option("--parent", type=int, hidden=True, help="End when this process ends.")
@json_option
def command(parent: int | None, as_json: bool) -> None:
    """Take up what was put off, and begin what the clock brings, until Ctrl-C.

    Every five minutes every open case is looked at, as `stepwise sweep` does; on a day of school everybody with work
    that is due gets one e-mail with two numbers, and is reminded of what they left undone. `stepwise worker` runs this
    beside itself; run it alone where the escalation engine is to have a machine of its own. More than one may run: each
    job is taken up by one of them. What a killed one had begun is begun again by another within a minute; what fails is
    tried again ever later, and told in the log and in /metrics when it is given up.

    \b
    Example:
      stepwise jobs --json
    """
    if parent is not None:
        end_with(parent)
    set_up()
    found = load()
    mailer = mailer_at(found.mail_url)
    with database_at_hand(found) as settings:
        url = driver_url(address(settings, "worker"))

        async def work(engine: AsyncEngine) -> None:
            ended = asyncio.Event()
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                asyncio.get_running_loop().add_signal_handler(number, ended.set)
            answer({"jobs": sorted(SCHEDULE.jobs)}, "Jobs are taken up.", as_json=as_json)
            sender = Sender(mailer, settings.mail_from, settings.public_url, new_id())
            await run_jobs(jobs_at(url, engine, done_by(sender)), ended)

        in_database(work, settings=settings, pool_size=SCHEDULE.connections)
    say("Ended. What waits, waits for the next one.")
