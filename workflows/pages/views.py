"""Views: what the direct supervisor, the mentee and the guardian think about the next step.

Under /mentees/{id}/views.
"""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.access import why_not_see_decisions, why_not_state_view
from supervision.stated_views import Whose
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.components import TimelineItem
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.stated_views import StatedView, views_of
from workflows.records.work import open_work_of
from workflows.verbs.see_case import see_case
from workflows.verbs.state_view import state_view


@dataclass(frozen=True, slots=True)
class NewViewPage:
    """Whose view may be written down here, and what was said before. `back_path`: where it is decided."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    choices: tuple[Choice, ...]
    earlier: tuple[TimelineItem, ...]
    back_path: str


async def _seen(visit: Visit, mentee_id: UUID) -> Case:
    """Raises `NotFound` for strangers, and `NotAllowed` for mentors: they do not see that anything is decided."""
    case = await see_case(visit.tx, by=visit.actor, mentee_id=mentee_id, object_kind="stated_views")
    if why := why_not_see_decisions(visit.actor, case.standing):
        raise NotAllowed(why)
    return case


async def _page(visit: Visit, case: Case, form: Form) -> NewViewPage:
    return NewViewPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        choices=tuple(_choice(visit, case, one) for one in Whose),
        earlier=tuple(view_item(one) for one in await views_of(visit.tx, case.id)),
        back_path=await _back(visit, case),
    )


def _choice(visit: Visit, case: Case, whose: Whose) -> Choice:
    why = why_not_state_view(visit.actor, case.standing, whose=whose)
    return Choice(whose.value, whose.plain, why, disabled=why is not None)


def view_item(view: StatedView) -> TimelineItem:
    return TimelineItem(
        at=view.happened_at,
        title=view.whose.plain,
        by=view.by_name,
        kind="view",
        kind_plain="",
        body=view.words,
    )


async def _back(visit: Visit, case: Case) -> str:
    """To the recommendation that is open, else to the mentee."""
    open_work = await open_work_of(visit.tx, case.id)
    asked = [one.id for one in open_work if one.kind == "recommendation"]
    return f"/work/{asked[0]}/decisions/new" if asked else f"/mentees/{case.mentee_id}"


@reads("/mentees/{mentee_id:uuid}/views/new", action="see_new_view", has_draft=True)
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case = await _seen(visit, mentee_id)
    asked = visit.query.get("whose", "")
    form = visit.fresh({"whose": asked} if asked in set(Whose) else {})
    return show("views/new.html", await _page(visit, case, form))


@acts("/mentees/{mentee_id:uuid}/views", action="state_view")
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case = await _seen(visit, mentee_id)
    typed = Reading(visit.form)
    try:
        whose = typed.one_of("whose", list(Whose), required=mark("Say whose words these are."))
        typed.text("words", required=mark("Write down what was said."))
        typed.insist()
        await state_view(
            visit.tx,
            episode_id=case.id,
            whose=Whose(str(whose)),
            # Not a letter of it is changed, not even the white space around it.
            words=visit.form.value("words"),
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = await _page(visit, case, visit.again(wrong.errors))
        raise try_again("views/new.html", page) from wrong
    return await sent_to(visit, await _back(visit, case), mark("It is written down."))


routes: list[Any] = [new, create]
