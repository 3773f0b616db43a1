"""Invitations: an administrator makes a link, and whoever it is for chooses a password with it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.access import why_not_administrate
from supervision.sign_in_limits import LIMITS
from workflows.pages.answers import show, try_again
from workflows.pages.forms import Reading
from workflows.pages.page import Chrome, Form, mark
from workflows.pages.routes import ANYONE, acts, reads
from workflows.pages.sign_ins import let_in
from workflows.pages.visits import Call, Visit
from workflows.records.identities import identity_of
from workflows.records.people import names_of
from workflows.records.refusals import Invalid, NotFound
from workflows.verbs.accept_invitation import accept_invitation, open_invitation
from workflows.verbs.invite import invite


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """What the link shows: for which address, and a field for the password."""

    chrome: Chrome
    form: Form
    email: str
    path: str


@dataclass(frozen=True, slots=True)
class NewInvitationPage:
    """For whom a link is made. `email` is fixed once there is an account."""

    chrome: Chrome
    form: Form
    person_id: UUID
    name: str
    email: str | None


@dataclass(frozen=True, slots=True)
class MadeInvitationPage:
    """The link, shown this one time."""

    chrome: Chrome
    name: str
    path: str
    expires_at: datetime


def _page(call: Call, email: str, token: str, form: Form) -> InvitationPage:
    return InvitationPage(call.chrome, form, email, f"/invitations/{token}/acceptance")


@reads("/invitations/{token:str}", action="see_invitation", access=ANYONE)
async def show_one(call: NamedDependency[Call], token: FromPath[str]) -> Template:
    found = await open_invitation(call.doorstep, token)
    return show("invitations/show.html", _page(call, found.email, token, Form()))


@acts("/invitations/{token:str}/acceptance", action="accept_invitation", access=ANYONE)
async def update(call: NamedDependency[Call], token: FromPath[str]) -> Redirect:
    try:
        signed_in = await accept_invitation(
            call.doorstep,
            token=token,
            password=call.form.value("password"),
            device=call.device,
            held=call.sign_in_hash,
            request_id=call.request_id,
        )
    except Invalid as wrong:
        found = await open_invitation(call.doorstep, token)
        page = _page(call, found.email, token, call.again(wrong.errors))
        raise try_again("invitations/show.html", page) from wrong
    return let_in(call, signed_in, "/")


async def _new_page(visit: Visit, person_id: UUID, form: Form) -> NewInvitationPage:
    """Raises `NotAllowed`, or `NotFound` for somebody whom this organization does not have."""
    visit.insist(why_not_administrate)
    name = (await names_of(visit.tx, [person_id])).get(person_id)
    if name is None:
        raise NotFound
    account = await identity_of(visit.tx, person_id)
    return NewInvitationPage(visit.chrome, form, person_id, name, account.email if account else None)


@reads("/people/{person_id:uuid}/invitations/new", action="see_new_invitation")
async def new(visit: NamedDependency[Visit], person_id: FromPath[UUID]) -> Template:
    return show("invitations/new.html", await _new_page(visit, person_id, visit.fresh()))


@acts("/people/{person_id:uuid}/invitations", action="invite")
async def create(visit: NamedDependency[Visit], person_id: FromPath[UUID]) -> Template:
    page = await _new_page(visit, person_id, visit.form)
    typed = Reading(visit.form)
    try:
        email = page.email or typed.line("email", required=mark("Enter an email address."))
        typed.insist()
        token = await invite(visit.tx, person_id=person_id, email=email, by=visit.actor, at=visit.at)
    except Invalid as wrong:
        again = replace(page, form=visit.again(wrong.errors))
        raise try_again("invitations/new.html", again) from wrong
    made = MadeInvitationPage(visit.chrome, page.name, f"/invitations/{token}", visit.at + LIMITS.invitation)
    return show("invitations/made.html", made)


routes: list[Any] = [show_one, update, new, create]
