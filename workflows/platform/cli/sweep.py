"""`stepwise sweep`: what only the passing of time brings."""

from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.platform.cli.answer import answer, json_option, say
from workflows.platform.cli.in_database import in_database
from workflows.platform.cli.progress_bar import progress_bar
from workflows.platform.measuring_up import SWEPT
from workflows.platform.settings import load
from workflows.records.organisations import organisation_of, organisations_meant
from workflows.records.scope import scoped_as
from workflows.verbs.sweep import Swept, sweep


@click.command
@click.option("--organization", help="Only the one of this name; without it, all of them.")
@json_option
def command(organization: str | None, as_json: bool) -> None:
    """Look at every open case and let the rules fire that time alone has made true.

    Rules are evaluated whenever something is recorded. What nobody records, such as four weeks without a
    meeting or a hold that has run out, is found here: it opens or ends work, and moves no step by itself.
    Run it every few minutes, and at least once on every school day. It can be run at any time and as often
    as you like: a second run finds nothing to do.

    One line for each organization: open cases looked at, cases with news, rules that fired. A case that cannot
    be swept is named by its id and left as it was, and the others are swept all the same. Exit code 0 when all
    were swept, whatever was found; 1 when a case failed, or when there is no such organization.

    \b
    Example:
      stepwise sweep --json
    """

    async def work(engine: AsyncEngine) -> bool:
        failed = False
        for org_id in await organisations_meant(engine, organization):
            with progress_bar() as tell:
                async with scoped_as(engine, org_id) as tx:
                    name = await organisation_of(tx)
                    swept = await sweep(tx, by=tx.actor, at=tx.at, tell=tell)
            # Said once it is kept, so that a later organization's trouble hides nothing.
            row = {"organization": name, "organization_id": org_id, **asdict(swept)}
            answer(row, f"{name}: {_said(swept)}", as_json=as_json)
            for one in swept.failed:
                say(f"Case {one.episode_id} could not be swept ({one.fault}) and stays as it was.")
            failed = failed or bool(swept.failed)
        return failed

    settings = load()
    failed = in_database(work, settings=settings)
    _mark(settings.home)
    if failed:
        raise SystemExit(1)


def _mark(home: Path) -> None:
    """For /metrics: a sweep has ended now. A folder that is not ours to write in has no mark."""
    with suppress(OSError):
        home.mkdir(parents=True, exist_ok=True)
        (home / SWEPT).touch()


def _said(swept: Swept) -> str:
    looked = f"{swept.cases} open case{'' if swept.cases == 1 else 's'} looked at"
    if swept.failed:
        looked += f", {len(swept.failed)} failed"
    if not swept.changed:
        return f"{looked}, nothing new."
    return f"{looked}, {swept.changed} with news, {swept.fired} rule{'' if swept.fired == 1 else 's'} fired."
