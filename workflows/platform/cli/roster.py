"""`stepwise roster`: what would a school's roster change, and take it over."""

from pathlib import Path
from uuid import UUID

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.exchange.diagnostics import Severity
from workflows.exchange.oneroster.reading import RosterSettings, read_roster
from workflows.exchange.roster_preview import preview_from
from workflows.platform.cli.answer import json_option, say
from workflows.platform.cli.findings import tell_findings
from workflows.platform.cli.import_words import ENDED, tell_roster
from workflows.platform.cli.in_database import in_database
from workflows.platform.cli.progress_bar import progress_bar
from workflows.platform.cli.roster_options import reading_options, settings_of
from workflows.records.import_states import ImportState
from workflows.records.imports import Import, load_import
from workflows.records.organisations import organisation_named
from workflows.records.refusals import Refused
from workflows.records.scope import scoped_as
from workflows.records.sites import sites
from workflows.verbs.approve_roster import approve_roster
from workflows.verbs.check_roster import check_roster
from workflows.verbs.commit_roster import commit_roster
from workflows.verbs.discard_import import discard_import


@click.group
def command() -> None:
    """Bring the students of a school in from OneRoster CSV 1.1 or 1.2, a zip file or a folder.

    Every fault is told with file, row and column. A fault of the package or of a file refuses the whole; rows
    with errors are left out, and the rest is taken over in one transaction. Nobody's case is ever closed.
    Passwords in the file are dropped unread.
    """


@command.command
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@reading_options
@json_option
def check(
    path: Path,
    encoding: str,
    lenient_ids: bool,
    full_export: bool,
    confirmed: tuple[str, ...],
    as_json: bool,
) -> None:
    """Read PATH and list what is wrong with it. Needs no database and changes nothing.

    Each fault is one line: how bad (E: not taken, W: taken, but look, I: only counted), its code, file, row and
    column, what it means. Exit code 1 when there is an error.

    \b
    Example:
      stepwise roster check export.zip
    """
    roster = read_roster(path, settings=settings_of(encoding, lenient_ids, full_export, confirmed))
    tell_findings(roster.diagnostics, as_json=as_json)
    errors = roster.count(Severity.ERROR)
    if roster.refused:
        say("Refused as a whole.")
    else:
        say(
            f"Students: {len(roster.of('student'))}. Guardians: {len(roster.of('guardian'))}. "
            f"Staff: {len(roster.of('staff'))}. Errors: {errors}."
        )
    if roster.refused or errors:
        raise SystemExit(1)


@command.command(name="import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--organization", help="Its name, when there are several.")
@click.option("--site", help="The site of students who belong to no school.")
@click.option("--source", help="The name of the source system, when the manifest does not say.")
@click.option("--yes", is_flag=True, help="Take it over without asking.")
@click.option("--preview-only", is_flag=True, help="Say what it would change, and forget it.")
@click.option(
    "--accept-removals",
    type=click.IntRange(0),
    metavar="N",
    help="The exact number of leaving students, when the preview asks for it.",
)
@reading_options
@json_option
def bring_in(
    path: Path,
    organization: str | None,
    site: str | None,
    source: str | None,
    yes: bool,
    preview_only: bool,
    accept_removals: int | None,
    encoding: str,
    lenient_ids: bool,
    full_export: bool,
    confirmed: tuple[str, ...],
    as_json: bool,
) -> None:
    """Preview what PATH would change, ask, and take it over, whole or not at all.

    PATH is a zip file or a folder with the CSV files in it. Rows with errors are left out and told. When many
    students would leave at once, it asks for their exact number (--accept-removals). Exit code 1 when it was
    refused or needs another look.

    \b
    Example:
      stepwise roster import export.zip --preview-only
      stepwise roster import export.zip --site "Oak Middle" --yes
    """
    chosen, whole = settings_of(encoding, lenient_ids, full_export, confirmed), path.resolve()

    async def work(engine: AsyncEngine) -> ImportState:
        org_id = await organisation_named(engine, organization)
        found = await _checked(engine, org_id, whole, source, site, chosen)
        async with scoped_as(engine, org_id) as tx:
            tell_roster(found, preview_from(found.summary), dict(await sites(tx)), as_json=as_json)
        if found.state is ImportState.INVALID:
            return found.state
        if preview_only or not (yes or click.confirm("Take it over?", err=True)):
            return await _discarded(engine, org_id, found)
        return await _taken_over(engine, org_id, found, accept_removals)

    state = in_database(work)
    say(ENDED.get(state, f"{state.plain}."))
    if state in (ImportState.INVALID, ImportState.NEEDS_REVIEW):
        raise SystemExit(1)


async def _checked(
    engine: AsyncEngine,
    org_id: UUID,
    path: Path,
    source: str | None,
    site: str | None,
    settings: RosterSettings,
) -> Import:
    async with scoped_as(engine, org_id) as tx:
        named = {name.casefold(): site_id for site_id, name in await sites(tx)}
        if site is not None and site.casefold() not in named:
            raise Refused(f"There is no site “{site}”.")
        import_id = await check_roster(
            tx,
            uploaded=path,
            source=source,
            settings=settings,
            site_id=named[site.casefold()] if site else None,
            by=tx.actor,
            at=tx.at,
        )
        return await load_import(tx, "roster", import_id)


async def _discarded(engine: AsyncEngine, org_id: UUID, found: Import) -> ImportState:
    async with scoped_as(engine, org_id) as tx:
        await discard_import(tx, kind="roster", import_id=found.id, by=tx.actor, at=tx.at)
    return ImportState.DISCARDED


async def _taken_over(
    engine: AsyncEngine, org_id: UUID, found: Import, accept_removals: int | None
) -> ImportState:
    """Approve and commit what was shown. What is refused is forgotten, so that it can be tried again."""
    seen = preview_from(found.summary).digest
    try:
        async with scoped_as(engine, org_id) as tx:
            await approve_roster(
                tx,
                import_id=found.id,
                seen_digest=seen,
                accepted_removals=accept_removals,
                by=tx.actor,
                at=tx.at,
            )
    except Refused:
        await _discarded(engine, org_id, found)
        raise
    with progress_bar() as tell:
        async with scoped_as(engine, org_id) as tx:
            return await commit_roster(tx, import_id=found.id, by=tx.actor, at=tx.at, tell=tell)
