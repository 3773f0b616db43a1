"""Does the site live, may it be sent people, and how is it? For machines that watch it; says nothing about anybody."""

import hmac
from typing import Any, Final

from litestar import MediaType, Request, Response, get
from litestar.exceptions import NotFoundException
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.engine_limits import LIMITS
from supervision.job_schedule import SCHEDULE, Job
from supervision.watch_limits import LIMITS as WATCH_LIMITS
from workflows.jobs.auditing import ALL_WELL, AUDITOR
from workflows.jobs.clocks import CLOCKS, apart_now
from workflows.jobs.working import ENGINE, SENDER
from workflows.pages.routes import ANYONE
from workflows.platform import migrating
from workflows.platform.ground import ground_of
from workflows.platform.measuring_up import told
from workflows.records.deferred_jobs import heartbeat_of
from workflows.records.heartbeats import ages
from workflows.records.organisations import age_of_first

_TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"


def _opt(action: str) -> dict[str, Any]:
    return {"action": action, "access": ANYONE, "acts": False, "while_handed_over": True}


@get("/health/live", opt=_opt("see_health"), media_type=MediaType.TEXT)
async def live() -> str:
    """The process answers. Asks nothing of the database: a restart would not mend that."""
    return "alive\n"


@get("/health/ready", opt=_opt("see_health"))
async def ready(request: Request[Any, Any, Any]) -> Response[str]:
    """The database answers and its schema is that of this release. Asked where escalations go: lists that wait do not
    make a site unfit for them.
    """
    is_ready = await _answers(ground_of(request).escalations)
    said, status = ("ready\n", 200) if is_ready else ("not ready\n", 503)
    return Response(said, status_code=status, media_type=MediaType.TEXT)


@get("/health/engine", opt=_opt("see_health"))
async def turning(request: Request[Any, Any, Any]) -> Response[str]:
    """Whole turns of the escalation engine and of what it sends have ended lately, and the clocks of the worker and of
    this process agree with the database's. That a process lives says nothing.
    """
    try:
        found = await ages(ground_of(request).escalations)
        differ = await apart_now(ground_of(request).escalations) > WATCH_LIMITS.clock
    except (OSError, SQLAlchemyError):
        found, differ = {}, False
    if not all(WATCH_LIMITS.is_fresh(found.get(name), LIMITS.healthy) for name in (ENGINE, SENDER)):
        said, status = "standing still\n", 503
    elif differ or not WATCH_LIMITS.is_fresh(found.get(CLOCKS), LIMITS.healthy):
        said, status = "the clocks differ\n", 503
    else:
        said, status = "turning\n", 200
    return Response(said, status_code=status, media_type=MediaType.TEXT)


@get("/health/auditor", opt=_opt("see_health"))
async def audited(request: Request[Any, Any, Any]) -> Response[str]:
    """A whole round of the auditor has ended lately, and found all well not long ago."""
    try:
        found = await ages(ground_of(request).escalations)
    except (OSError, SQLAlchemyError):
        found = {}
    if not WATCH_LIMITS.is_fresh(found.get(AUDITOR), WATCH_LIMITS.healthy):
        said, status = "nobody looks\n", 503
    elif not WATCH_LIMITS.is_fresh(found.get(ALL_WELL), WATCH_LIMITS.healthy):
        said, status = "something was found\n", 503
    else:
        said, status = "all well\n", 200
    return Response(said, status_code=status, media_type=MediaType.TEXT)


@get("/health/jobs", opt=_opt("see_health"))
async def in_time(request: Request[Any, Any, Any]) -> Response[str]:
    """Of every job that the clock begins one has ended well lately; before there is any organization none has to."""
    engine = ground_of(request).escalations
    try:
        found, begun = await ages(engine), await age_of_first(engine)
    except (OSError, SQLAlchemyError):
        return Response("not known\n", status_code=503, media_type=MediaType.TEXT)
    ended = {job: found[heartbeat_of(job)] for job in Job if heartbeat_of(job) in found}
    late = SCHEDULE.late(ended, begun) if begun is not None else ()
    said, status = (f"late: {', '.join(late)}\n", 503) if late else ("in time\n", 200)
    return Response(said, status_code=status, media_type=MediaType.TEXT)


@get("/metrics", opt=_opt("see_metrics"))
async def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Only for whoever has the token; for everybody else there is no such page."""
    ground = ground_of(request)
    wanted = ground.settings.metrics_token
    brought = request.headers.get("authorization", "").encode()
    if wanted is None or not hmac.compare_digest(brought, f"Bearer {wanted}".encode()):
        raise NotFoundException
    return Response(await told(ground), media_type=_TEXT)


async def _answers(engine: AsyncEngine) -> bool:
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(migrating.is_at_head)
    except (OSError, SQLAlchemyError):
        return False


routes: Final[list[Any]] = [live, ready, turning, audited, in_time, metrics]
