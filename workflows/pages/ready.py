"""Ready to go live? What has to be true before real cases are taken, who acts, and going live itself. Under /ready."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from supervision.access import why_not_administrate
from supervision.going_live import Line, open_lines
from supervision.live_access import (
    why_not_answer_item,
    why_not_change_live,
    why_not_go_live,
    why_not_keep_duty,
    why_not_see_ready,
)
from supervision.live_items import Item, ItemKey
from triage import instruments
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.components import Link, Sentence, Tag, Tone
from workflows.pages.forms import Reading
from workflows.pages.page import Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.live_ground import ready_lines
from workflows.records.live_states import (
    LiveAnswer,
    LiveState,
    answer_key,
    live_answers,
    live_state_of,
    wording_key,
)
from workflows.records.refusals import Invalid
from workflows.records.reporting_duties import ReportingDuty, reporting_duties
from workflows.records.school_laws import school_states
from workflows.records.sites import sites
from workflows.records.test_notices import TestNotice, newest_notices
from workflows.verbs.answer_live_item import wordings_asked
from workflows.verbs.go_live import go_live
from workflows.verbs.leave_live import leave_live
from workflows.verbs.send_test_notice import send_test_notice

_WHERE: Mapping[ItemKey, str] = {
    ItemKey.APPOINTED: mark("Bring people in"),
    ItemKey.ON_CALL: mark("Bring people in"),
    ItemKey.POLICY: mark("Read the policies"),
    ItemKey.WORDING: mark("Say what was compared"),
    ItemKey.CALENDAR: mark("Declare closures"),
    ItemKey.CONSENT_LETTER: mark("Say what counsel approved"),
    ItemKey.REFERRAL_PAPERS: mark("Say what was approved"),
    ItemKey.REPORTING_DUTY: mark("Write down a state"),
}


@dataclass(frozen=True, slots=True)
class ItemShown:
    """One item: how it stands, what is missing, who said what about it, and where this reader can act on it."""

    item: Item
    tag: Tag
    missing: tuple[Sentence, ...]
    said: tuple[tuple[str, LiveAnswer], ...]
    link: Link | None


@dataclass(frozen=True, slots=True)
class ReadyPage:
    """The list in order. `open` counts what is not done; `why_not_send` and `why_not_change` stand beside the buttons."""

    chrome: Chrome
    form: Form
    state: LiveState
    items: tuple[ItemShown, ...]
    open: int
    duties: tuple[ReportingDuty, ...]
    site_states: tuple[tuple[str, str], ...]
    notices: tuple[TestNotice, ...]
    why_not_go: str | None
    why_not_change: str | None
    why_not_send: str | None


async def _page(visit: Visit, form: Form) -> ReadyPage:
    visit.insist(why_not_see_ready)
    state, lines = await live_state_of(visit.tx), await ready_lines(visit.tx)
    answers = await live_answers(visit.tx)
    return ReadyPage(
        chrome=visit.chrome,
        form=form,
        state=state,
        items=tuple(_shown(visit, line, answers, is_live=state.is_live) for line in lines),
        open=len(open_lines(lines)),
        duties=await reporting_duties(visit.tx),
        site_states=await _site_states(visit),
        notices=await newest_notices(visit.tx),
        why_not_go=why_not_go_live(visit.actor, lines, is_demo=state.is_demo, is_live=state.is_live),
        why_not_change=why_not_change_live(visit.actor),
        why_not_send=why_not_administrate(visit.actor),
    )


async def _site_states(visit: Visit) -> tuple[tuple[str, str], ...]:
    """Each school with the state in which it lies, "" where nobody has said so."""
    said = await school_states(visit.tx)
    return tuple((name, said.get(site_id, "")) for site_id, name in await sites(visit.tx))


def _shown(visit: Visit, line: Line, answers: Mapping[str, LiveAnswer], *, is_live: bool) -> ItemShown:
    waiting = Tag(mark("Overdue"), Tone.LATE) if is_live else Tag(mark("To be done"), Tone.SOON)
    return ItemShown(
        item=line.item,
        tag=Tag(mark("Done"), Tone.DONE) if line.is_done else waiting,
        missing=tuple(Sentence(one.gap.plain, one.values) for one in line.missing),
        said=_said(line.item.key, answers),
        link=_link(visit, line.item),
    )


def _said(key: ItemKey, answers: Mapping[str, LiveAnswer]) -> tuple[tuple[str, LiveAnswer], ...]:
    """What was answered, with the questionnaire that it is about."""
    asked: Sequence[tuple[str, str]] = [("", answer_key(key))]
    if key is ItemKey.WORDING:
        forms = [instruments.load(one) for one in wordings_asked()]
        asked = [(one.name, wording_key(one)) for one in forms]
    return tuple((name, answers[one]) for name, one in asked if one in answers)


def _link(visit: Visit, item: Item) -> Link | None:
    """Where this reader can do something about it, or read what a person has to say; None where only somebody else, a
    command, or a button here can.
    """
    is_theirs = any(visit.actor.has(role) for role in item.roles)
    if item.kind == "answered" and why_not_answer_item(visit.actor, item) is not None:
        return Link(mark("See what is asked"), item.where)
    if item.key is ItemKey.REPORTING_DUTY:
        is_theirs = why_not_keep_duty(visit.actor) is None
    return Link(_WHERE[item.key], item.where) if item.key in _WHERE and is_theirs else None


@reads("/ready", action="see_ready")
async def index(visit: NamedDependency[Visit]) -> Template:
    return show("ready/index.html", await _page(visit, visit.fresh()))


@acts("/ready/live-states", action="go_live")
async def create(visit: NamedDependency[Visit]) -> Redirect:
    await go_live(visit.tx, by=visit.actor, at=visit.at)
    return await sent_to(visit, "/ready", mark("The organization is live. Students can be referred now."))


@acts("/ready/live-states/ending", action="leave_live")
async def end(visit: NamedDependency[Visit]) -> Redirect:
    typed = Reading(visit.form)
    try:
        why = typed.text("why", required=mark("Say why no new cases are taken."))
        typed.insist()
        await leave_live(visit.tx, why=why, by=visit.actor, at=visit.at)
    except Invalid as wrong:
        raise try_again("ready/index.html", await _page(visit, visit.again(wrong.errors))) from wrong
    notice = mark("No new cases are taken. Whoever is looked after already, is looked after as before.")
    return await sent_to(visit, "/ready", notice, kind="important")


@acts("/ready/test-notices", action="send_test_notice")
async def send(visit: NamedDependency[Visit]) -> Redirect:
    await send_test_notice(visit.tx, by=visit.actor, at=visit.at)
    return await sent_to(
        visit, "/ready", mark("It was sent. Whoever is on call finds it on their first page.")
    )


routes: list[Any] = [index, create, end, send]
