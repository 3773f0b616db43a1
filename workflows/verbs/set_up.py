"""The operator makes an organization: its sites and calendar, and a link for the first administrator."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from supervision.access import Actor
from triage.calendar import SchoolCalendar
from triage.roles import Role
from workflows.records.audit import keep_audit
from workflows.records.identities import find_identity
from workflows.records.ids import new_id
from workflows.records.names import search_name
from workflows.records.organisations import keep_organisation, known_organisations
from workflows.records.posts import keep_posts
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction
from workflows.records.sites import keep_site
from workflows.records.staff import keep_person
from workflows.verbs.invite import invite

DEFAULT_CRISIS_CONTACT: Final = "988"
"""The Suicide and Crisis Lifeline of the United States, by call or text."""


@dataclass(frozen=True, slots=True)
class NewSite:
    """A school. `closures`: (first day, last day, name), both days included."""

    name: str
    time_zone: str
    closures: tuple[tuple[date, date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """Everything that is asked at set-up. `crisis_contact` is what a person in danger is told to call."""

    name: str
    sites: tuple[NewSite, ...]
    given_name: str
    family_name: str
    email: str
    crisis_contact: str = DEFAULT_CRISIS_CONTACT
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class SetUp:
    """What was made. `token` is that of the administrator's link, and is kept nowhere."""

    org_id: UUID
    administrator_id: UUID
    site_ids: Mapping[str, UUID]
    token: str


async def set_up(tx: Transaction, *, new: NewOrganisation, by: Actor, at: datetime) -> SetUp:
    """The transaction is the owner's, scoped to the id that the organization shall have.

    Raises `Invalid` at the fields, `NotAllowed`, or `Refused` when an organization of that name exists, or
    when the database holds a demo, whose doors open without a password.
    """
    if by.kind != "system":
        raise NotAllowed("Only the operator sets up an organization, with `stepwise setup`.")
    known = await known_organisations(tx)
    if new.name.strip().lower() in known:
        raise Refused(f"There is an organization “{new.name.strip()}” already. Nothing was changed.")
    if any(is_demo != new.is_demo for is_demo in known.values()):
        raise Refused(
            "A demo, whose doors open without a password, and a real organization never share a database. "
            "Name another folder in STEPWISE_DATA_DIR, or another database."
        )
    if errors := _errors(new):
        raise Invalid(errors)
    if await find_identity(tx.connection, new.email) is not None:
        raise Invalid({"email": "This address has an account already. Use another one."})
    await keep_organisation(
        tx, name=new.name.strip(), crisis_contact=new.crisis_contact.strip(), is_demo=new.is_demo, at=at
    )
    made = {
        one.name.strip(): await keep_site(
            tx, name=one.name.strip(), time_zone=one.time_zone, closures=one.closures, at=at
        )
        for one in new.sites
    }
    administrator_id = await _administrator(tx, new, at)
    token = await invite(tx, person_id=administrator_id, email=new.email, by=by, at=at)
    await keep_audit(tx, "set_up", object_kind="organisation", object_id=tx.actor.org_id)
    return SetUp(tx.actor.org_id, administrator_id, MappingProxyType(made), token)


def _errors(new: NewOrganisation) -> dict[str, str]:
    errors = {}
    if not new.name.strip():
        errors["name"] = "Give the organization a name."
    if not new.crisis_contact.strip():
        errors["crisis_contact"] = "Say what a person in danger is told to call, like 988."
    if not new.given_name.strip() or not new.family_name.strip():
        errors["administrator"] = "Give the administrator’s given name and family name."
    names = [one.name.strip().casefold() for one in new.sites]
    if not names or not all(names):
        errors["site"] = "Name at least one site, and give each a name."
    elif len(set(names)) != len(names):
        errors["site"] = "Two sites have the same name."
    for one in new.sites:
        if why := _why_not_calendar(one):
            errors["calendar"] = why
    return errors


def _why_not_calendar(one: NewSite) -> str | None:
    try:
        SchoolCalendar(one.time_zone, tuple((first, last) for first, last, _ in one.closures))
    except ValueError as fault:
        return f"{one.name}: {fault}"
    return None


async def _administrator(tx: Transaction, new: NewOrganisation, at: datetime) -> UUID:
    person_id, given, family = new_id(), new.given_name.strip(), new.family_name.strip()
    names = {
        "given_name": given,
        "family_name": family,
        "search_name": search_name(given, family),
        "phone": None,
    }
    await keep_person(tx, person_id, new.email.lower(), names, at)
    await keep_posts(tx, person_id, [(Role.ADMINISTRATOR, None)], at)
    return person_id
