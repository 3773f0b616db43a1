"""Who takes up which job, what is begun by the clock, and what follows a failure? Told to procrastinate here.

A process that was killed leaves its job begun for ever, and nothing fences it off: whoever recovers it runs it again, so
that each job does the same when it runs twice.
"""

import signal
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

import structlog
from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.jobs import Job as Begun
from procrastinate.jobs import Status
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.job_schedule import SCHEDULE, Job
from workflows.jobs.answer_importing import take_over_lists
from workflows.jobs.digesting import send_digests
from workflows.jobs.exporting import write_exports
from workflows.jobs.forgetting import forget_files_for, forget_for
from workflows.jobs.notices import Sender
from workflows.jobs.reminding import send_reminders
from workflows.jobs.sweeping import sweep_for
from workflows.records.deferred_jobs import QUEUE, heartbeat_of, lock_of
from workflows.records.heartbeats import beat
from workflows.records.organisations import every_organisation
from workflows.records.revisions import MovedOn

Do = Callable[[AsyncEngine, UUID], Awaitable[None]]
"""Does it for one organization."""
_KEPT_HOURS: Final = SCHEDULE.kept // timedelta(hours=1)


class _Again(BaseRetryStrategy):
    """Ever later, and then given up and told."""

    def get_retry_decision(self, *, exception: BaseException, job: Begun) -> RetryDecision | None:
        failures = job.attempts + 1
        wait = SCHEDULE.wait_after(failures)
        told = {"job": job.task_name, "number": job.id, "fault": type(exception).__name__}
        structlog.get_logger().error("job_failed", **told, failures=failures, is_given_up=wait is None)
        return None if wait is None else RetryDecision(retry_in={"seconds": int(wait.total_seconds())})


def done_by(sender: Sender) -> Mapping[Job, Do]:
    """Who does which job; what leaves the house leaves it by `sender`."""
    return {
        Job.SWEEP: sweep_for,
        Job.FORGET_FORM_KEYS: forget_for,
        Job.DIGEST: partial(send_digests, by=sender),
        Job.REMINDERS: partial(send_reminders, by=sender),
        Job.EXPORTS: write_exports,
        Job.FORGET_EXPORTS: forget_files_for,
        Job.ANSWER_IMPORTS: take_over_lists,
    }


def jobs_at(url: str, engine: AsyncEngine, done: Mapping[Job, Do]) -> App:
    """The jobs over the database `url` (role worker); what they do, they do by `engine` (role app)."""
    connector = PsycopgConnector(
        conninfo=url,
        min_size=1,
        max_size=SCHEDULE.connections,
        kwargs={"options": "-c search_path=jobs", "application_name": "stepwise jobs"},
    )
    app = App(connector=connector)
    for job, do in done.items():
        _know(app, engine, job, do)
    _know_chores(app)
    return app


def _know(app: App, engine: AsyncEngine, job: Job, do: Do) -> None:
    @app.task(name=job.value, queue=QUEUE, retry=_Again())
    async def for_one(org_id: str) -> None:
        try:
            await do(engine, UUID(org_id))
            await beat(engine, heartbeat_of(job))
        except MovedOn:
            # In order, as when it is told to: what is waiting waits for a process that knows the new schema.
            signal.raise_signal(signal.SIGTERM)
            raise

    @app.periodic(cron=SCHEDULE.jobs[job].cron)
    @app.task(name=f"{job}_everywhere", queue=QUEUE)
    async def for_each(timestamp: int) -> None:
        for org_id in await every_organisation(engine):
            lock = lock_of(job, org_id)
            # One that waits already is enough. Left to the database, one that is tried again could not be written.
            if not await app.job_manager.list_jobs_async(lock=lock, status="todo"):
                await for_one.configure(lock=lock).defer_async(org_id=str(org_id))


def _know_chores(app: App) -> None:
    @app.periodic(cron=SCHEDULE.recover_cron)
    @app.task(name="recover", queue=QUEUE)
    async def recover(timestamp: int) -> None:
        seconds = SCHEDULE.dead_after.total_seconds()
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds):
            await _recovered(app, job)

    @app.periodic(cron=SCHEDULE.forget_cron)
    @app.task(name="forget", queue=QUEUE)
    async def forget(timestamp: int) -> None:
        await app.job_manager.delete_old_jobs(_KEPT_HOURS, include_failed=True)


async def _recovered(app: App, job: Any) -> None:
    """Begun again; given up when it has killed whoever ran it as often as it may fail."""
    is_given_up = SCHEDULE.wait_after(job.attempts + 1) is None
    structlog.get_logger().error("job_was_left", job=job.task_name, number=job.id, is_given_up=is_given_up)
    if is_given_up:
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
    else:
        await app.job_manager.retry_job(job)
