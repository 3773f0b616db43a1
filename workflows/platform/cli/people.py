"""`stepwise people`: staff and mentors, who are in no roster."""

from pathlib import Path
from uuid import UUID

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.exchange.csv_rows import ENCODINGS
from workflows.exchange.diagnostics import Severity
from workflows.exchange.people_csv import read_people, template
from workflows.exchange.people_staging import people_preview_from
from workflows.platform.cli.answer import answer, json_option, say
from workflows.platform.cli.findings import tell_findings
from workflows.platform.cli.import_words import ENDED, tell_people
from workflows.platform.cli.in_database import in_database
from workflows.platform.settings import load
from workflows.records.import_states import ImportState
from workflows.records.imports import Import, load_import
from workflows.records.organisations import organisation_named
from workflows.records.refusals import Refused
from workflows.records.scope import scoped_as
from workflows.verbs.check_people import check_people
from workflows.verbs.discard_import import discard_import
from workflows.verbs.import_people import ImportedPeople, import_people
from workflows.verbs.invite import invite


@click.group
def command() -> None:
    """Bring staff and mentors in from a CSV file: one row for each role of a person at a site.

    Columns: given_name, family_name, email, role, site, supervisor (the address of the direct or clinical
    supervisor), cleared_until, journey_certificate_until, trained_screener_until (a day, yes or no), phone,
    and of a mentor most_mentees, weekdays (Mon Wed) and strengths (reasons of referral, `;` between them).
    A row without a site holds for every site. Where nobody is on call yet, the first clinical supervisor with
    a phone becomes it. The list adds and changes; it ends nobody's role.
    """


@command.command(name="template")
@json_option
def print_template(as_json: bool) -> None:
    """Print a list to start from, with one made-up person for each role.

    \b
    Example:
      stepwise people template > people.csv
    """
    answer({"csv": template()}, template().rstrip("\n"), as_json=as_json)


@command.command
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--encoding", type=click.Choice(ENCODINGS), default="utf-8", show_default=True)
@json_option
def check(path: Path, encoding: str, as_json: bool) -> None:
    """Read PATH and list what is wrong with it. Needs no database and changes nothing.

    Whether sites and supervisors are known, only the import can tell. Exit code 1 when there is an error.

    \b
    Example:
      stepwise people check people.csv
    """
    people = read_people(path, encoding=encoding)
    tell_findings(people.diagnostics, as_json=as_json)
    say(f"People who can be taken: {len(people.persons)}.")
    if people.refused or any(one.severity is Severity.ERROR for one in people.diagnostics):
        raise SystemExit(1)


@command.command(name="import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organization", help="Its name, when there are several.")
@click.option("--encoding", type=click.Choice(ENCODINGS), default="utf-8", show_default=True)
@click.option("--yes", is_flag=True, help="Take it over without asking.")
@click.option("--preview-only", is_flag=True, help="Say what it would change, and forget it.")
@click.option("--links", is_flag=True, help="Print a one-time sign-in link for everybody without an account.")
@json_option
def bring_in(
    path: Path,
    organization: str | None,
    encoding: str,
    yes: bool,
    preview_only: bool,
    links: bool,
    as_json: bool,
) -> None:
    """Preview what PATH would change, ask, and take it over.

    A person is told by the email address: the same list twice changes nothing the second time. Exit code 1 when
    it was refused.

    \b
    Example:
      stepwise people import people.csv --preview-only
      stepwise people import people.csv --yes --links > links.txt
    """
    uploaded = path.read_bytes()

    async def work(engine: AsyncEngine) -> ImportState:
        org_id = await organisation_named(engine, organization)
        async with scoped_as(engine, org_id) as tx:
            import_id = await check_people(tx, uploaded=uploaded, encoding=encoding, by=tx.actor, at=tx.at)
            found = await load_import(tx, "people", import_id)
        tell_people(found, as_json=as_json)
        if found.state is ImportState.INVALID:
            return found.state
        if not people_preview_from(found.summary).lines:
            async with scoped_as(engine, org_id) as tx:
                await discard_import(tx, kind="people", import_id=import_id, by=tx.actor, at=tx.at)
            raise Refused("Nobody on this list can be taken. Nothing was changed.")
        if preview_only or not (yes or click.confirm("Take it over?", err=True)):
            async with scoped_as(engine, org_id) as tx:
                await discard_import(tx, kind="people", import_id=import_id, by=tx.actor, at=tx.at)
            return ImportState.DISCARDED
        return await _taken_over(engine, org_id, found, links, as_json)

    state = in_database(work)
    say(ENDED.get(state, f"{state.plain}."))
    if state in (ImportState.INVALID, ImportState.NEEDS_REVIEW):
        raise SystemExit(1)


async def _taken_over(
    engine: AsyncEngine, org_id: UUID, found: Import, links: bool, as_json: bool
) -> ImportState:
    seen = people_preview_from(found.summary).digest
    async with scoped_as(engine, org_id) as tx:
        done: ImportedPeople = await import_people(
            tx, import_id=found.id, seen_digest=seen, by=tx.actor, at=tx.at
        )
        for email, person_id in done.without_account.items() if links else ():
            token = await invite(tx, person_id=person_id, email=email, by=tx.actor, at=tx.at)
            link = f"{load().public_url}/invitations/{token}"
            answer({"email": email, "link": link}, f"{email}  {link}", as_json=as_json)
        if done.without_account and not links:
            say(f"{len(done.without_account)} of them cannot sign in yet: --links prints a link for each.")
    return done.state
