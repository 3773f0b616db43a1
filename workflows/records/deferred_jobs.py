"""What is to be done later is written down in the transaction that makes it necessary: no commit, no job.

What a job is about stands in ids alone: its tables belong to no organization, and row-level security does not hold there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import TIMESTAMP, Text, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.job_schedule import SCHEDULE, Job
from workflows.records.doorstep import unscoped
from workflows.records.scope import Transaction

QUEUE: Final = "stepwise"
# Two of one kind for one organization never run beside each other. Without a lock on waiting: a second one would take the
# caller's own writes back.
_DEFER: Final = text("""
SELECT jobs.procrastinate_defer_jobs_v1(
    ARRAY[ROW(:queue, :job, 0, :lock, NULL, :args, :due_at)::jobs.procrastinate_job_to_defer_v1])
""").bindparams(
    bindparam("queue", type_=Text()),
    bindparam("job", type_=Text()),
    bindparam("lock", type_=Text()),
    bindparam("args", type_=JSONB()),
    bindparam("due_at", type_=TIMESTAMP(timezone=True)),
)
_STANDING: Final = text("""
SELECT j.task_name AS job, count(*) FILTER (WHERE j.status IN ('todo', 'doing')) AS waiting,
       count(*) FILTER (WHERE j.status = 'failed' AND e.at > :trouble_from) AS failed,
       min(greatest(e.at, coalesce(j.scheduled_at, e.at))) FILTER (WHERE j.status IN ('todo', 'doing')) AS due_at
  FROM jobs.procrastinate_jobs j
  CROSS JOIN LATERAL (SELECT max(e.at) AS at FROM jobs.procrastinate_events e
                       WHERE e.job_id = j.id AND e.type IN ('deferred', 'deferred_for_retry', 'failed')) e
 WHERE j.status IN ('todo', 'doing', 'failed') GROUP BY j.task_name
""")


@dataclass(frozen=True, slots=True)
class Standing:
    """How many of one job wait or run, how many were given up lately, and for how long the oldest should have begun."""

    waiting: int
    failed: int
    late: timedelta


def lock_of(job: Job, org_id: UUID) -> str:
    """What keeps two of one kind for one organization from running beside each other."""
    return f"{job}:{org_id}"


def heartbeat_of(job: Job) -> str:
    """Under which name it is kept that one of these has ended well."""
    return f"job {job}"


async def defer(tx: Transaction, job: Job, *, due_at: datetime | None = None) -> None:
    """Have it done for this organization, once this transaction is committed, and not before `due_at`."""
    org_id = tx.actor.org_id
    asked = {"queue": QUEUE, "job": job.value, "lock": lock_of(job, org_id), "args": {"org_id": str(org_id)}}
    await tx.connection.execute(_DEFER, {**asked, "due_at": due_at})


async def standing_jobs(engine: AsyncEngine) -> Mapping[str, Standing]:
    """Name -> how that job stands, over every organization. One that never waited is not there."""
    async with unscoped(engine) as (connection, at):
        rows = await connection.execute(_STANDING, {"trouble_from": at - SCHEDULE.trouble})
        return {
            row.job: Standing(row.waiting, row.failed, max(at - (row.due_at or at), timedelta(0)))
            for row in rows
        }
