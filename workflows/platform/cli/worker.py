"""`stepwise worker`: the escalation engine. Whoever is next is told, and what waits to be sent is sent."""

import asyncio
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.connection_limits import LIMITS as CONNECTION_LIMITS
from supervision.engine_limits import LIMITS
from workflows.exchange.sealing import sealer_of
from workflows.jobs.notices import Sender
from workflows.jobs.posting import ByApprise
from workflows.jobs.working import work_on
from workflows.platform.cli.answer import answer, json_option, say
from workflows.platform.cli.in_database import in_database
from workflows.platform.log import set_up
from workflows.platform.mail_address import mailer_at
from workflows.platform.parents import end_with
from workflows.platform.process_tree import Child, lives_with_us, revive
from workflows.platform.settings import Settings, load
from workflows.platform.unusable import Unusable
from workflows.records.ids import new_id


@click.command
@click.option("--parent", type=int, hidden=True, help="End when this process ends.")
@json_option
def command(parent: int | None, as_json: bool) -> None:
    """Go on with every escalation that nobody has answered, until Ctrl-C.

    Every five seconds: whoever is next on a ladder is told, those whose time is over are told again, and the
    e-mails that wait are sent. Run it beside the web site, always; more than one may run, on one machine or
    several, and each notice is sent by one of them. One that dies is followed by another within a minute.

    What else only time brings (`stepwise jobs`) runs beside it, in a process of its own that holds nothing up and is
    started again when it dies. With a database of your own that needs STEPWISE_WORKER_URL.

    Without STEPWISE_MAIL_URL nothing leaves the house: notices then stand on the pages of the site alone, and
    every attempt to send is told as failed. What goes by text message, Teams, Slack or push needs the STEPWISE_SECRET
    with which the site keeps the addresses of channels.

    \b
    Example:
      STEPWISE_MAIL_URL=smtps://name:password@mail.example.org stepwise worker
    """
    if parent is not None:
        end_with(parent)
    set_up()
    settings = load(with_secret_if_there=True)
    poster = ByApprise(sealer_of(settings.secret), settings.local_channels)
    mailer = mailer_at(settings.mail_url)

    async def work(engine: AsyncEngine) -> None:
        ended = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        by = Sender(mailer, settings.mail_from, settings.public_url, new_id(), poster)
        answer({"worker": by.me}, "The escalation engine turns.", as_json=as_json)
        with _jobs_beside(settings) as children:
            await asyncio.gather(
                work_on(engine, by, ended, settings.emergency_folder), _kept(children, ended)
            )

    in_database(work, settings=settings, pool_size=LIMITS.connections, answer=CONNECTION_LIMITS.answer)
    say("Ended. What waits, waits for the next worker.")


@contextmanager
def _jobs_beside(settings: Settings) -> Iterator[Sequence[Child]]:
    """The process of the jobs, wherever it has a role to work as."""
    if not settings.embedded and settings.worker_url is None:
        say("STEPWISE_WORKER_URL is not there: no jobs run, and `stepwise sweep` has to be called for.")
        yield ()
        return
    children: list[Child] = []
    with lives_with_us(Child("jobs", ("jobs",), {}), children):
        yield children


async def _kept(children: Sequence[Child], ended: asyncio.Event) -> None:
    """Started again whenever it dies. It never ends the engine, however often it does."""
    while not ended.is_set():
        for child in children:
            try:
                revive(child)
            except Unusable as refusal:
                say(refusal.sentence)
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), LIMITS.cycle.total_seconds())
