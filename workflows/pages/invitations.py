"""Invitations: an administrator makes a link, and whoever it is for chooses a password with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.access import why_not_administrate
from supervision.sign_in_limits import LIMITS
from triage.roles import Role
from workflows.exchange.invitations_csv import invitations_csv
from workflows.pages.answers import kept_as, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import ANYONE, acts, reads
from workflows.pages.sign_ins import let_in
from workflows.pages.visits import Call, Visit
from workflows.records.identities import identity_of
from workflows.records.people import names_of, staff
from workflows.records.refusals import Invalid, NotFound
from workflows.verbs.accept_invitation import accept_invitation, open_invitation
from workflows.verbs.invite import invite
from workflows.verbs.invite_all import Invited, invite_all

EVERYBODY: Final = "everybody"


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


@dataclass(frozen=True, slots=True)
class NewInvitationsPage:
    """Whom links could be made for at once: everybody who cannot sign in yet, or one role of them."""

    chrome: Chrome
    form: Form
    whom: tuple[Choice, ...]
    people: int


@dataclass(frozen=True, slots=True)
class MadeInvitationsPage:
    """Many links, shown this one time."""

    chrome: Chrome
    invited: tuple[Invited, ...]
    without_address: tuple[Invited, ...]
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
    await kept_as(visit, f"/people/{person_id}/invitations/new")
    return show("invitations/made.html", made)


async def _new_all_page(visit: Visit, form: Form) -> NewInvitationsPage:
    visit.insist(why_not_administrate)
    without = [one for one in await staff(visit.tx) if not one.can_sign_in]
    roles = [role for role in Role if any(role in one.roles for one in without)]
    everybody = Choice(EVERYBODY, mark("Everybody who cannot sign in yet"))
    whom = (everybody, *(Choice(role.value, role.plain) for role in roles))
    return NewInvitationsPage(visit.chrome, form, whom, len(without))


@reads("/invitations/new", action="see_new_invitations")
async def new_all(visit: NamedDependency[Visit]) -> Template:
    return show("invitations/new_all.html", await _new_all_page(visit, visit.fresh({"whom": EVERYBODY})))


@acts("/invitations", action="invite_all")
async def create_all(visit: NamedDependency[Visit]) -> Template | Response[bytes]:
    """The links as a page to cut apart, or as a file for a mail merge: they are not made twice alike."""
    page, typed = await _new_all_page(visit, visit.form), Reading(visit.form)
    try:
        known = [one.value for one in page.whom]
        chosen = typed.one_of("whom", known, required=mark("Say who is to get a link."))
        typed.insist()
    except Invalid as wrong:
        again = replace(page, form=visit.again(wrong.errors))
        raise try_again("invitations/new_all.html", again) from wrong
    role = None if chosen in (None, EVERYBODY) else Role(chosen)
    made = await invite_all(visit.tx, role=role, by=visit.actor, at=visit.at)
    await kept_as(visit, "/invitations/new")
    invited = tuple(one for one in made if one.token)
    if visit.form.value("as") == "file":
        return _file(visit.chrome.origin, invited)
    without = tuple(one for one in made if not one.token)
    shown = MadeInvitationsPage(visit.chrome, invited, without, visit.at + LIMITS.invitation)
    return show("invitations/made_all.html", shown)


def _file(origin: str, invited: Sequence[Invited]) -> Response[bytes]:
    rows = [(one.name, one.email or "", f"{origin}/invitations/{one.token}") for one in invited]
    return Response(
        invitations_csv(rows),
        media_type="text/csv",
        headers={"content-disposition": 'attachment; filename="invitations.csv"'},
    )


# Before the link itself, which takes any word after the slash.
routes: list[Any] = [new_all, create_all, show_one, update, new, create]
