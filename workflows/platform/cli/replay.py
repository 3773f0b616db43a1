"""`stepwise replay`: can every decision on record still be derived from the facts known then?"""

from dataclasses import asdict
from uuid import UUID

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.platform.cli.answer import answer, json_option
from workflows.platform.cli.in_database import in_database
from workflows.records.organisations import organisations_meant
from workflows.records.scope import scoped_as
from workflows.verbs.replay import Difference, Replayed, replay


@click.command
@click.option("--organization", help="Only this one; without it every organization.")
@json_option
def command(organization: str | None, as_json: bool) -> None:
    """Derive every recorded decision and every rule that fired again, and tell what differs.

    For each record the facts are gathered again as they were known at that instant, and the policy version
    that was in force is asked again. A difference means that a record, a fact or a policy was changed past
    the application, or that a release judges old facts differently. Each is named with its decision. Changes
    nothing.

    Exit code 1 when there is any difference. With --json: one object for each difference, then one with the
    numbers.

    \b
    Example:
      stepwise replay
    """

    async def work(engine: AsyncEngine) -> Replayed:
        found = [await _of(engine, one) for one in await organisations_meant(engine, organization)]
        return Replayed(
            decisions=sum(one.decisions for one in found),
            firings=sum(one.firings for one in found),
            differences=tuple(difference for one in found for difference in one.differences),
        )

    found = in_database(work)
    for one in found.differences:
        answer(asdict(one), _words(one), as_json=as_json)
    numbers = {
        "decisions": found.decisions,
        "firings": found.firings,
        "differences": len(found.differences),
    }
    answer(
        numbers,
        f"Replayed: {found.decisions} decisions, {found.firings} rules that fired. "
        f"Differences: {len(found.differences)}.",
        as_json=as_json,
    )
    if found.differences:
        raise SystemExit(1)


async def _of(engine: AsyncEngine, org_id: UUID) -> Replayed:
    async with scoped_as(engine, org_id) as tx:
        return await replay(tx, by=tx.actor)


def _words(one: Difference) -> str:
    named = f"decision {one.decision_id}" if one.decision_id else f"{one.kind} {one.id}"
    via = f", {one.kind} {one.id}" if one.decision_id and one.kind != "decision" else ""
    return f"{named}{via}: {one.sentence}"
