"""Who does in a demo what was put off? Its own site, as soon as it has answered whoever asked: nobody runs a worker there.

Only what people ask for. What the clock brings would change the world while somebody tries it.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import structlog
from litestar import Request
from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.jobs.answer_importing import take_over_lists
from workflows.jobs.exporting import write_exports
from workflows.jobs.queueing import Do
from workflows.records.organisations import every_organisation

_DONE_BY: Final[Mapping[str, Do]] = {"import_answers": take_over_lists, "ask_for_export": write_exports}
"""The action of a page -> the job that it defers."""


def does_what_was_asked(engine: AsyncEngine) -> Callable[[Request[Any, Any, Any]], Awaitable[None]]:
    """What the site calls after each answer."""

    async def after(request: Request[Any, Any, Any]) -> None:
        do = _DONE_BY.get(request.route_handler.opt.get("action", ""))
        if do is None:
            return
        try:
            for org_id in await every_organisation(engine):
                await do(engine, org_id)
        # The answer is out: a demo that was started over meanwhile has nothing left to do.
        except Exception as fault:
            structlog.get_logger().error("demo_job_failed", fault=type(fault).__name__)

    return after
