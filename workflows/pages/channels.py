"""By what else than page and e-mail are people told, and does it work? Under /channels."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.access import why_not_administrate
from supervision.channel_limits import LIMITS
from supervision.channels import ChannelFault, ChannelKind
from workflows.exchange.channel_addresses import LONGEST, AddressBook, examples_of
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.components import Tag, Tone
from workflows.pages.forms import Reading
from workflows.pages.page import SECRET_ADDRESS, Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.channels import Channel, channels
from workflows.records.refusals import Invalid
from workflows.verbs.add_channel import add_channel
from workflows.verbs.resume_channel import resume_channel
from workflows.verbs.stop_channel import stop_channel
from workflows.verbs.try_channel import try_channel

_ALL: Final = "/channels"
_HINTS: Final[Mapping[ChannelKind, str]] = {
    ChannelKind.SMS: mark(
        "Each person gets their own, at the telephone at work that they wrote down themselves."
    ),
    ChannelKind.TEAMS: mark(
        "Everybody who reads the channel sees that something is urgent, and nothing else."
    ),
    ChannelKind.SLACK: mark(
        "Everybody who reads the channel sees that something is urgent, and nothing else."
    ),
    ChannelKind.PUSH: mark("For whoever has subscribed to it in the app of the service."),
}


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """One channel. `fault`: why it failed last, when it has not worked since; `trial`: what came of the newest test."""

    id: UUID
    name: str
    kind: str
    tag: Tag
    channel: Channel
    fault: str
    trial: str
    is_trying: bool


@dataclass(frozen=True, slots=True)
class ChannelsPage:
    """Every channel, and the form for one more. `is_trying`: what came back of a test is waited for."""

    chrome: Chrome
    form: Form
    lines: tuple[ChannelLine, ...]
    kinds: tuple[Choice, ...]
    examples: tuple[tuple[str, tuple[str, ...]], ...]
    seconds: int = 2

    @property
    def is_trying(self) -> bool:
        return any(line.is_trying for line in self.lines)


async def _page(visit: Visit, form: Form) -> ChannelsPage:
    visit.insist(why_not_administrate)
    return ChannelsPage(
        chrome=visit.chrome,
        form=form,
        lines=tuple(_line(visit, one) for one in await channels(visit.tx)),
        kinds=tuple(Choice(one.value, one.plain, _HINTS[one]) for one in ChannelKind),
        examples=tuple((one.plain, examples_of(one)) for one in ChannelKind),
    )


def _line(visit: Visit, one: Channel) -> ChannelLine:
    waits = one.test_asked_at is not None and one.test_ended_at is None
    is_late = one.test_asked_at is not None and visit.at - one.test_asked_at > LIMITS.test_waits
    return ChannelLine(
        id=one.id,
        name=one.name,
        kind=ChannelKind(one.kind).plain,
        tag=_tag(one),
        channel=one,
        fault=_plain(one.fault) if one.failures else "",
        trial=_trial(one, is_late=is_late),
        is_trying=waits and not is_late,
    )


def _tag(one: Channel) -> Tag:
    if one.stopped_at is not None:
        return Tag(mark("Stopped"), Tone.QUIET)
    if LIMITS.is_red(one.failures):
        return Tag(mark("Nobody is reached by it"), Tone.DANGER)
    if one.failures:
        return Tag(mark("Failed last time"), Tone.SOON)
    return Tag(mark("Works"), Tone.DONE) if one.last_worked_at else Tag(mark("Not tried yet"), Tone.PLANNED)


def _trial(one: Channel, *, is_late: bool) -> str:
    """In words; empty when nobody has tried it."""
    if one.test_asked_at is None:
        return ""
    if one.test_ended_at is None:
        return ChannelFault.NOBODY_SENDS.plain if is_late else mark("A test is on its way.")
    if one.test_fault:
        return _plain(one.test_fault)
    return mark("The service took the test. See whether it has come.")


def _plain(fault: str) -> str:
    known = {one.value: one.plain for one in ChannelFault}
    return known.get(fault, ChannelFault.NOT_TAKEN.plain)


@reads(_ALL, action="see_channels", is_quiet=True)
async def index(visit: NamedDependency[Visit]) -> Template:
    return show("channels/index.html", await _page(visit, visit.fresh()))


@acts(_ALL, action="add_channel")
async def create(visit: NamedDependency[Visit], book: NamedDependency[AddressBook]) -> Redirect:
    visit.insist(why_not_administrate)
    typed = Reading(visit.form)
    try:
        kind = typed.one_of("kind", [one.value for one in ChannelKind])
        name = typed.line("name", required=mark("Give it a name by which you know it again."))
        address = typed.text(SECRET_ADDRESS, most=LONGEST, required=mark("Write the address of the service."))
        typed.insist()
        await add_channel(
            visit.tx,
            kind=ChannelKind(kind or ""),
            name=name,
            address=address,
            book=book,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        raise try_again("channels/index.html", await _page(visit, visit.again(wrong.errors))) from wrong
    return await sent_to(visit, _ALL, mark("The channel is there. Send a test before you rely on it."))


@acts("/channels/{channel_id:uuid}/tests", action="try_channel")
async def test(visit: NamedDependency[Visit], channel_id: FromPath[UUID]) -> Redirect:
    await try_channel(visit.tx, channel_id=channel_id, by=visit.actor, at=visit.at)
    return await sent_to(
        visit, _ALL, mark("The test is on its way. What comes back stands beside the channel.")
    )


@acts("/channels/{channel_id:uuid}/stop", action="stop_channel")
async def stop(visit: NamedDependency[Visit], channel_id: FromPath[UUID]) -> Redirect:
    await stop_channel(visit.tx, channel_id=channel_id, by=visit.actor, at=visit.at)
    return await sent_to(
        visit, _ALL, mark("It is stopped. People are still told on this site and by e-mail.")
    )


@acts("/channels/{channel_id:uuid}/resumption", action="resume_channel")
async def resume(visit: NamedDependency[Visit], channel_id: FromPath[UUID]) -> Redirect:
    await resume_channel(visit.tx, channel_id=channel_id, by=visit.actor)
    return await sent_to(visit, _ALL, mark("It goes on. Whoever is told next is told by it again."))


routes: list[Any] = [index, create, test, stop, resume]
