"""Who belongs to a mentee: write somebody down, correct them, and say that nobody may contact them. /contacts/{id}."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.components import Sentence
from workflows.pages.contact_form import LANGUAGES, NOT_CURRENT, RELATIONS, ROLES, detail_of, filled_with
from workflows.pages.contacts_said import ContactCard, ban_said, contact_card
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.contacts import Ban, Contact, load_contact
from workflows.records.episodes import Case
from workflows.records.refusals import Invalid
from workflows.records.versions import version_of
from workflows.verbs.ban_contact import ban_contact
from workflows.verbs.lift_ban import lift_ban
from workflows.verbs.see_family import see_family
from workflows.verbs.set_contact import set_contact

_NEW, _ONE = "/mentees/{mentee_id:uuid}/contacts", "/contacts/{contact_id:uuid}"
_BAN = mark("Nobody is shown this contact any more, but on this page and the family’s.")


@dataclass(frozen=True, slots=True)
class ContactPage:
    """The form. `card` and `bans` when the contact is on record."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    card: ContactCard | None = None
    bans: tuple[tuple[Ban, Sentence], ...] = ()
    relations: tuple[Choice, ...] = RELATIONS
    languages: tuple[Choice, ...] = LANGUAGES
    ticks: tuple[Choice, ...] = ROLES


def _new_page(visit: Visit, case: Case, form: Form) -> ContactPage:
    return ContactPage(visit.chrome, form, case.mentee_id, case.mentee_name)


def _page(visit: Visit, case: Case, contact: Contact, form: Form | None = None) -> ContactPage:
    return ContactPage(
        chrome=visit.chrome,
        form=form or visit.fresh(filled_with(contact.detail), seen_version=version_of(contact.detail)),
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        card=contact_card(contact, case.calendar.local_day(visit.at)),
        bans=tuple((one, ban_said(one)) for one in contact.bans),
        ticks=(*ROLES, NOT_CURRENT),
    )


async def _found(visit: Visit, contact_id: UUID) -> tuple[Contact, Case]:
    contact = await load_contact(visit.tx, contact_id)
    case = await see_family(
        visit.tx, mentee_id=contact.mentee_id, by=visit.actor, object_kind="contact", object_id=contact_id
    )
    return contact, case


@reads(_NEW + "/new", action="see_new_contact")
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case = await see_family(visit.tx, mentee_id=mentee_id, by=visit.actor)
    return show("contacts/new.html", _new_page(visit, case, visit.fresh()))


@acts(_NEW, action="set_contact")
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case = await see_family(visit.tx, mentee_id=mentee_id, by=visit.actor)
    try:
        detail = detail_of(Reading(visit.form))
        await set_contact(visit.tx, mentee_id=mentee_id, detail=detail, by=visit.actor, at=visit.at)
    except Invalid as wrong:
        page = _new_page(visit, case, visit.again(wrong.errors))
        raise try_again("contacts/new.html", page) from wrong
    return await sent_to(visit, f"/mentees/{mentee_id}/family", mark("The contact is written down."))


@reads(_ONE, action="see_contact")
async def show_one(visit: NamedDependency[Visit], contact_id: FromPath[UUID]) -> Template:
    contact, case = await _found(visit, contact_id)
    return show("contacts/show.html", _page(visit, case, contact))


@acts(_ONE, action="set_contact")
async def correct(visit: NamedDependency[Visit], contact_id: FromPath[UUID]) -> Redirect:
    contact, case = await _found(visit, contact_id)
    typed = Reading(visit.form)
    try:
        seen_version = typed.seen_version()
        await set_contact(
            visit.tx,
            mentee_id=case.mentee_id,
            detail=detail_of(typed),
            seen_version=seen_version,
            by=visit.actor,
            at=visit.at,
            contact_id=contact_id,
        )
    except Invalid as wrong:
        page = _page(visit, case, contact, visit.again(wrong.errors))
        raise try_again("contacts/show.html", page) from wrong
    return await sent_to(visit, f"/mentees/{case.mentee_id}/family", mark("The contact is corrected."))


@acts(_ONE + "/bans", action="ban_contact")
async def ban(visit: NamedDependency[Visit], contact_id: FromPath[UUID]) -> Redirect:
    contact, case = await _found(visit, contact_id)
    typed = Reading(visit.form)
    try:
        starts_on = typed.date("starts_on", required=mark("Enter the day from which it holds."))
        ends_on = typed.date("ends_on", required=None)
        document = typed.line(
            "document", required=mark("Name the document: the court, its number, its date.")
        )
        typed.insist()
        assert starts_on is not None
        await ban_contact(
            visit.tx,
            contact_id=contact_id,
            starts_on=starts_on,
            ends_on=ends_on,
            document=document,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        raise try_again("contacts/show.html", _again(visit, case, contact, wrong)) from wrong
    return await sent_to(visit, f"/contacts/{contact_id}", _BAN)


@acts(_ONE + "/bans/{ban_id:uuid}/lifting", action="lift_ban")
async def lift(visit: NamedDependency[Visit], contact_id: FromPath[UUID], ban_id: FromPath[UUID]) -> Redirect:
    contact, case = await _found(visit, contact_id)
    typed = Reading(visit.form)
    try:
        why = typed.line("why_lifted", required=mark("Say which document ends it."))
        typed.insist()
        await lift_ban(visit.tx, contact_id=contact_id, ban_id=ban_id, why=why, by=visit.actor, at=visit.at)
    except Invalid as wrong:
        raise try_again("contacts/show.html", _again(visit, case, contact, wrong)) from wrong
    return await sent_to(visit, f"/contacts/{contact_id}", mark("They may be contacted again."))


def _again(visit: Visit, case: Case, contact: Contact, wrong: Invalid) -> ContactPage:
    """One of the small forms came back: beside what was typed there, what is known stands as it is."""
    form = visit.again(wrong.errors)
    return _page(visit, case, contact, replace(form, values={**filled_with(contact.detail), **form.values}))


routes: list[Any] = [new, create, show_one, correct, ban, lift]
