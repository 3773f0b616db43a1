"""`stepwise auditor`: does the escalation engine keep its promises? Somebody else's eyes, in a process of their own."""

import asyncio
import signal
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.jobs.auditing import Audited, audit, audit_on
from workflows.platform.cli.answer import answer, json_option, say
from workflows.platform.cli.in_database import address
from workflows.platform.database_at_hand import database_at_hand
from workflows.platform.engines import engine_for
from workflows.platform.log import set_up
from workflows.platform.parents import end_with
from workflows.platform.settings import load
from workflows.platform.unusable import Unusable, reason_of


@click.command
@click.option("--once", is_flag=True, help="One round, and end with 1 when something was found.")
@click.option("--parent", type=int, hidden=True, help="End when this process ends.")
@json_option
def command(once: bool, parent: int | None, as_json: bool) -> None:
    """Look more than once a minute whether an escalation stands still or is not what its history says, until Ctrl-C.

    It asks for every open escalation of every organization, however old, as the role auditor, which reads and
    changes nothing. What it finds is kept as ids in app.watch_finding and told in the log. The dead-man file
    (STEPWISE_DEADMAN_FILE) is touched when all is well, and only then: `stepwise watch` alarms when it is old.
    Run it beside the worker, always, and never in the same process.

    One promise it cannot look into: that whatever was answered to a browser is in the database (I1). That is
    tried by the drills.

    \b
    Example:
      stepwise auditor --once --json
    """
    if parent is not None:
        end_with(parent)
    set_up()
    settings = load()
    deadman = settings.deadman_file
    with database_at_hand(settings) as ready:
        is_well = asyncio.run(_worked(address(ready, "auditor"), deadman, once=once, as_json=as_json))
    if not is_well:
        raise SystemExit(1)


async def _worked(url: str, deadman: Path, *, once: bool, as_json: bool) -> bool:
    def told(audited: Audited) -> None:
        _say(audited, as_json=as_json)

    async with engine_for(url, pool_size=1, name="stepwise auditor") as engine:
        if once:
            return await _once(engine, deadman, as_json=as_json)
        ended = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        say("The auditor looks.")
        await audit_on(engine, deadman, ended, told)
        return True


async def _once(engine: AsyncEngine, deadman: Path, *, as_json: bool) -> bool:
    try:
        audited = await audit(engine, deadman)
    except (SQLAlchemyError, OSError) as fault:
        raise Unusable(f"The auditor could not look: {reason_of(fault)}.") from fault
    _say(audited, as_json=as_json)
    return audited.is_well


def _say(audited: Audited, *, as_json: bool) -> None:
    for one in audited.found:
        row = {"promise": one.promise, "organization_id": one.org_id, "subject_id": one.subject_id}
        answer(
            row, f"{one.promise} is broken by {one.subject_id} of organization {one.org_id}.", as_json=as_json
        )
    seconds = {name: round(spent, 4) for name, spent in audited.seconds.items()}
    row = {
        "is_well": audited.is_well,
        "found": len(audited.found),
        "is_slow": audited.is_slow,
        "clocks_apart_seconds": round(audited.clocks_apart.total_seconds(), 1),
        "seconds": seconds,
    }
    words = "All is well" if audited.is_well else f"{len(audited.found)} found"
    words += ", the clocks differ" if audited.clocks_differ else ""
    answer(row, f"{words}, {sum(audited.seconds.values()):.2f} s.", as_json=as_json)
