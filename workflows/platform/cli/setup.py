"""`stepwise setup`: the first command on a new database of one's own."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.sign_in_limits import LIMITS
from workflows.exchange.calendar_csv import CalendarError, Closure, closure_from, read_calendar
from workflows.platform.cli.answer import answer, json_option, say
from workflows.platform.cli.in_database import in_database
from workflows.platform.settings import load
from workflows.records.ids import new_id
from workflows.records.refusals import Refused
from workflows.records.scope import scoped_as
from workflows.verbs.set_up import DEFAULT_CRISIS_CONTACT, NewOrganisation, NewSite, SetUp, set_up

ASKED: Final[Mapping[str, str]] = {
    "name": "Name of the organization",
    "site": "Name of the (first) site, as on the school's roster",
    "time_zone": "Time zone of the sites, like America/Chicago",
    "administrator": "Given name and family name of the first administrator",
    "email": "The administrator's email address",
}
"""What cannot be left out, in the words of the prompt."""

NEXT: Final = """What comes next:
  1. stepwise serve, and open the link in a browser: choose a password. It works once.
  2. stepwise people template > people.csv, fill it in, stepwise people import people.csv --links
     (a clinical supervisor with a phone number is then on call for the sites; a privacy officer is needed too)
  3. stepwise roster import FOLDER_OR_ZIP
  4. stepwise policy publish --help: a clinical supervisor signs the escalation policy, a second person approves it
  5. stepwise backup --nightly, now and by a timer each night
  6. Open /ready there, "Ready to go live?": it says what is still to be done and who acts. No student can be referred
     before a program administrator goes live on that page."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The options as they were typed."""

    name: str | None
    site: tuple[str, ...]
    time_zone: str | None
    administrator: str | None
    email: str | None


@click.command
@click.option("--name", help="Name of the organization: a school, or a district.")
@click.option(
    "--site", multiple=True, metavar="NAME[@ZONE]", help="A school; once for each. ZONE if its own."
)
@click.option("--time-zone", metavar="ZONE", help="Time zone of the sites, like America/Chicago.")
@click.option(
    "--calendar",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV file of closures: first_on, last_on, name, site (without: every site).",
)
@click.option(
    "--closure",
    "closures",
    multiple=True,
    metavar="FIRST..LAST:NAME",
    help="A closure of every site, like 2026-12-21..2027-01-01:Winter break.",
)
@click.option(
    "--crisis-contact",
    default=DEFAULT_CRISIS_CONTACT,
    show_default=True,
    help="What a person in danger is told to call.",
)
@click.option(
    "--administrator", metavar="NAME", help="Given name and family name of the first administrator."
)
@click.option("--email", help="The administrator's email address.")
@json_option
def command(
    name: str | None,
    site: tuple[str, ...],
    time_zone: str | None,
    calendar: Path | None,
    closures: tuple[str, ...],
    crisis_contact: str,
    administrator: str | None,
    email: str | None,
    as_json: bool,
) -> None:
    """Make an organization, its sites and calendar, and its first administrator.

    Prints a link with which the administrator chooses a password, once. What is missing is asked for when you
    sit at a terminal. Acts as the owner of the database (STEPWISE_OWNER_URL; nothing is needed for the embedded
    one), whose schema `stepwise migrate` made. An organization of that name is never changed.

    \b
    Example:
      stepwise migrate
      stepwise setup --name "Riverside Schools" --site "Oak Middle" --time-zone America/Chicago \\
        --closure "2026-12-21..2027-01-01:Winter break" \\
        --administrator "Dana Whitlock" --email dana.whitlock@school.org
    """
    typed = _asked(Typed(name, site, time_zone, administrator, email))
    new = _organisation(typed, crisis_contact, _closures(calendar, closures))

    async def work(engine: AsyncEngine) -> SetUp:
        async with scoped_as(engine, new_id()) as tx:
            return await set_up(tx, new=new, by=tx.actor, at=tx.at)

    made = in_database(work, role="owner")
    link = f"{load().public_url}/invitations/{made.token}"
    answer(
        {
            "organization": new.name,
            "organization_id": made.org_id,
            "sites": {one: str(site_id) for one, site_id in made.site_ids.items()},
            "administrator": f"{new.given_name} {new.family_name}",
            "email": new.email,
            "link": link,
        },
        f"{new.name} is set up with {', '.join(made.site_ids)}.\n"
        f"Link for {new.given_name} {new.family_name}, good for {LIMITS.invitation.days} days:\n{link}",
        as_json=as_json,
    )
    say(NEXT)


def _asked(typed: Typed) -> Typed:
    """With what was missing, if there is somebody to ask; never a password."""
    said = {name: getattr(typed, name) for name in ASKED}
    if typed.site and all("@" in one for one in typed.site):
        said["time_zone"] = said["time_zone"] or "UTC"
    missing = [name for name, value in said.items() if not value]
    if missing and not sys.stdin.isatty():
        options = ", ".join(f"--{name.replace('_', '-')}" for name in missing)
        raise click.UsageError(f"Missing: {options}. Nobody sits at a terminal to be asked.")
    for name in missing:
        value = click.prompt(ASKED[name], err=True)
        said[name] = (value,) if name == "site" else value
    return Typed(**said)


def _closures(calendar: Path | None, written: Sequence[str]) -> tuple[Closure, ...]:
    try:
        read = read_calendar(calendar) if calendar else ()
        return (*read, *(closure_from(one) for one in written))
    except CalendarError as fault:
        raise Refused(fault.sentence) from fault


def _organisation(typed: Typed, crisis_contact: str, closures: Sequence[Closure]) -> NewOrganisation:
    given, _, family = (typed.administrator or "").strip().partition(" ")
    sites = [_site(one, typed.time_zone or "", closures) for one in typed.site]
    names = {one.name.casefold() for one in sites}
    for one in closures:
        if one.site is not None and one.site.casefold() not in names:
            raise Refused(f"The calendar names the site “{one.site}”, which is not among those of --site.")
    return NewOrganisation(
        name=typed.name or "",
        sites=tuple(sites),
        given_name=given,
        family_name=family.strip(),
        email=(typed.email or "").strip(),
        crisis_contact=crisis_contact,
    )


def _site(written: str, time_zone: str, closures: Sequence[Closure]) -> NewSite:
    """`NAME`, or `NAME@ZONE` when the site has a time zone of its own."""
    name, _, zone = written.partition("@")
    return NewSite(
        name=name.strip(),
        time_zone=zone.strip() or time_zone,
        closures=tuple(
            (one.first_on, one.last_on, one.name)
            for one in closures
            if one.site is None or one.site.casefold() == name.strip().casefold()
        ),
    )
