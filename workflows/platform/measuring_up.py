"""What does /metrics say beside what the process counts: what waits too long, what is too old, what is used up?

Counts, ages in seconds and nothing else. Row-level security holds here as everywhere: each organization is asked in
turn, and no name or id of one is told.
"""

import time
import tomllib
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.platform.ground import Ground
from workflows.records.backup_checks import last_good_backup
from workflows.records.deferred_jobs import standing_jobs
from workflows.records.heartbeats import ages
from workflows.records.open_escalations import ages_unacknowledged
from workflows.records.organisations import organisations_meant
from workflows.records.refusals import Refused
from workflows.records.scope import scoped_as

SWEPT: Final = "last-sweep"
"""The file beside the data whose age is that of the last sweep of this machine."""
_FOUND: Final = tomllib.loads(files("workflows.platform").joinpath("watching.toml").read_text("utf-8"))
_STEPS: Final = tuple(timedelta(minutes=one) for one in _FOUND["escalation_minutes"])


async def told(ground: Ground) -> bytes:
    """The whole answer, in Prometheus' text format."""
    registry = CollectorRegistry()
    await _tell_waiting(ground.engine, registry)
    _tell_pools(ground, registry)
    _tell_sweep(ground.settings.home, registry)
    await _tell_jobs(ground.engine, registry)
    return generate_latest(ground.meters.registry) + generate_latest(registry)


async def _tell_waiting(engine: AsyncEngine, registry: CollectorRegistry) -> None:
    ages: list[timedelta] = []
    backed_up: list[float] = []
    for org_id in await _organisations(engine):
        async with scoped_as(engine, org_id) as tx:
            ages += await ages_unacknowledged(tx)
            last = await last_good_backup(tx)
            backed_up += [(tx.at - last).total_seconds()] if last is not None else []
    open_ones = Gauge(
        "stepwise_escalations_unacknowledged",
        "Open escalations that nobody has acknowledged, at least this old.",
        ("minutes",),
        registry=registry,
    )
    for step in (timedelta(0), *_STEPS):
        minutes = str(step // timedelta(minutes=1))
        open_ones.labels(minutes).set(sum(age >= step for age in ages))
    if backed_up:
        name, about = (
            "stepwise_backup_age_seconds",
            "Since the newest backup that was restored and found good.",
        )
        Gauge(name, about, registry=registry).set(min(backed_up))


async def _organisations(engine: AsyncEngine) -> tuple[Any, ...]:
    try:
        return await organisations_meant(engine, None)
    except Refused:
        return ()


def _tell_pools(ground: Ground, registry: CollectorRegistry) -> None:
    about = "Connections of this process to the database."
    connections = Gauge("stepwise_pool_connections", about, ("pool", "state"), registry=registry)
    for name, engine in (("pages", ground.engine), ("escalations", ground.escalations)):
        pool: Any = engine.pool
        connections.labels(name, "in_use").set(pool.checkedout())
        connections.labels(name, "most").set(pool.size())


async def _tell_jobs(engine: AsyncEngine, registry: CollectorRegistry) -> None:
    about = "Since the last whole turn of this job ended."
    turned = Gauge("stepwise_job_age_seconds", about, ("job",), registry=registry)
    for name, age in (await ages(engine)).items():
        turned.labels(name).set(age.total_seconds())
    waiting = Gauge("stepwise_jobs_waiting", "Jobs that wait or run.", ("job",), registry=registry)
    late = Gauge("stepwise_jobs_late_seconds", "Since the oldest was due.", ("job",), registry=registry)
    failed = Gauge("stepwise_jobs_failed", "Jobs that were given up lately.", ("job",), registry=registry)
    for name, one in (await standing_jobs(engine)).items():
        waiting.labels(name).set(one.waiting)
        late.labels(name).set(one.late.total_seconds())
        failed.labels(name).set(one.failed)


def _tell_sweep(home: Path, registry: CollectorRegistry) -> None:
    try:
        age = time.time() - (home / SWEPT).stat().st_mtime
    except OSError:
        return
    about = "Since `stepwise sweep` last ended on this machine."
    Gauge("stepwise_sweep_age_seconds", about, registry=registry).set(max(age, 0.0))
