"""Sign-ins: the form, the way in, one's own list of them, and the way out. Under /sign-ins."""

import re
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from workflows.pages.answers import moved, sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.page import Chrome, Form, mark
from workflows.pages.routes import ANYONE, acts, reads
from workflows.pages.visits import Call, Visit
from workflows.records.refusals import Invalid
from workflows.records.sign_ins import SignIn, live_sign_ins
from workflows.verbs.begin_sign_in import SignedIn
from workflows.verbs.sign_in import sign_in
from workflows.verbs.sign_out import sign_out

# Only a plain path of our own: no other host, no scheme, nothing encoded.
_OWN_PATH: Final = re.compile(r"/(?!/)[A-Za-z0-9/_.-]{0,400}", re.ASCII)
# Everything the browser keeps of this site goes with the sign-in session.
_CLEAR: Final = {"clear-site-data": '"cache", "cookies", "storage"'}


@dataclass(frozen=True, slots=True)
class NewSignInPage:
    """`to`: the path that was asked for before the sign-in."""

    chrome: Chrome
    form: Form
    to: str


@dataclass(frozen=True, slots=True)
class SignInsPage:
    """One's own live sign-in sessions, the last used first."""

    chrome: Chrome
    form: Form
    sign_ins: tuple[SignIn, ...]


def own_path(asked: str) -> str:
    """The path if it is one of ours to go on to, else the home page."""
    return asked if _OWN_PATH.fullmatch(asked) and not asked.startswith("/sign-ins") else "/"


def let_in(call: Call, signed_in: SignedIn, to: str) -> Redirect:
    """On to a page, with the new cookie; what the forms of a stranger were bound to is over."""
    cookies = call.cookies
    return moved(to, cookies=[cookies.set(cookies.sign_in, signed_in.token), cookies.end(cookies.caller)])


@reads("/sign-ins/new", action="see_sign_in", access=ANYONE)
async def new(call: NamedDependency[Call]) -> Template:
    page = NewSignInPage(call.chrome, Form(), own_path(call.query.get("to", "/")))
    return show("sign_ins/new.html", page)


@acts("/sign-ins", action="sign_in", access=ANYONE)
async def create(call: NamedDependency[Call]) -> Redirect:
    typed = Reading(call.form)
    to = own_path(call.form.value("to"))
    try:
        email = typed.line("email", required=mark("Enter your email address."))
        if not call.form.value("password"):
            typed.refuse("password", mark("Enter your password."))
        typed.insist()
        signed_in = await sign_in(
            call.doorstep,
            email=email,
            password=call.form.value("password"),
            address=call.address,
            device=call.device,
            held=call.sign_in_hash,
            request_id=call.request_id,
        )
    except Invalid as wrong:
        raise try_again(
            "sign_ins/new.html", NewSignInPage(call.chrome, call.again(wrong.errors), to)
        ) from wrong
    return let_in(call, signed_in, to)


@reads("/sign-ins", action="see_sign_ins")
async def index(visit: NamedDependency[Visit]) -> Template:
    page = SignInsPage(visit.chrome, visit.fresh(), await live_sign_ins(visit.tx))
    return show("sign_ins/index.html", page)


@acts("/sign-ins/closure", action="sign_out", has_key=False)
async def delete(visit: NamedDependency[Visit]) -> Redirect:
    await sign_out(visit.tx, by=visit.actor, at=visit.at)
    cookies = visit.cookies
    return moved("/sign-ins/new", cookies=[cookies.end(cookies.sign_in)], headers=_CLEAR)


@acts("/sign-ins/{sign_in_id:uuid}/closure", action="sign_out")
async def delete_one(visit: NamedDependency[Visit], sign_in_id: FromPath[UUID]) -> Redirect:
    await sign_out(visit.tx, sign_in_id=sign_in_id, by=visit.actor, at=visit.at)
    return await sent_to(visit, "/sign-ins", mark("That device is signed out."))


routes: list[Any] = [new, create, index, delete, delete_one]
