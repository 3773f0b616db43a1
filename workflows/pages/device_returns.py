"""Device returns: the adult takes a handed-over device back and unlocks it. Under /handover/return."""

from dataclasses import dataclass, replace
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.response import Redirect

from workflows.pages.answers import moved, show, try_again
from workflows.pages.page import Chrome, Form
from workflows.pages.routes import ANYONE, acts, reads
from workflows.pages.sign_ins import let_in
from workflows.pages.visits import Call
from workflows.records.handovers import locked_device
from workflows.records.refusals import Invalid
from workflows.verbs.return_device import return_device


@dataclass(frozen=True, slots=True)
class DeviceReturnPage:
    """Only whoever handed the device over may unlock it."""

    chrome: Chrome
    form: Form
    adult_name: str
    is_demo: bool


@reads("/handover/return", action="see_return", access=ANYONE, while_handed_over=True)
async def new(call: NamedDependency[Call]) -> Response[Any]:
    if call.sign_in_hash is None:
        return moved("/")
    locked = await locked_device(call.doorstep, call.sign_in_hash)
    if not locked.handover.is_given_back:
        return moved("/handover")
    return show("device_returns/new.html", await _page(call, call.sign_in_hash, Form()))


async def _page(call: Call, held: bytes, form: Form) -> DeviceReturnPage:
    locked = await locked_device(call.doorstep, held)
    chrome = replace(call.chrome, is_handed_over=True)
    return DeviceReturnPage(chrome, form, locked.adult_name, locked.is_demo)


@acts("/handover/return", action="return_device", access=ANYONE, while_handed_over=True)
async def create(call: NamedDependency[Call]) -> Redirect:
    held = call.sign_in_hash
    if held is None:
        return moved("/")
    try:
        back = await return_device(
            call.doorstep,
            held=held,
            password=call.form.value("password"),
            address=call.address,
            device=call.device,
            request_id=call.request_id,
        )
    except Invalid as wrong:
        page = await _page(call, held, call.again(wrong.errors))
        raise try_again("device_returns/new.html", page) from wrong
    # After several forms there is no one entry to look at.
    entered = back.handover.administration_id if back.handover.of == 1 else None
    to = f"/administrations/{entered}" if entered else f"/mentees/{back.handover.mentee_id}"
    return let_in(call, back.signed_in, to)


routes: list[Any] = [new, create]
