"""The jobs run, in a process of their own, until it is told to end. A database that is away is waited for."""

import asyncio
import logging

import structlog
from procrastinate import App

from supervision.engine_limits import LIMITS
from supervision.job_schedule import SCHEDULE


async def run_jobs(app: App, ended: asyncio.Event) -> None:
    """Take up what waits and begin what the clock brings."""
    # It writes the arguments of a job and what the database says into the log; ours says what failed.
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)
    while not ended.is_set():
        running = asyncio.create_task(_run(app))
        waiting = asyncio.create_task(ended.wait())
        await asyncio.wait((running, waiting), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        running.cancel()
        (fault,) = await asyncio.gather(running, return_exceptions=True)
        if ended.is_set():
            return
        structlog.get_logger().error("jobs_failed", fault=type(fault).__name__)
        await asyncio.sleep(LIMITS.cycle.total_seconds())


async def _run(app: App) -> None:
    async with app.open_async():
        await app.run_worker_async(
            concurrency=SCHEDULE.at_once,
            delete_jobs="successful",
            install_signal_handlers=False,
            update_heartbeat_interval=SCHEDULE.heartbeat.total_seconds(),
            stalled_worker_timeout=SCHEDULE.dead_after.total_seconds(),
            shutdown_graceful_timeout=SCHEDULE.ending.total_seconds(),
        )
