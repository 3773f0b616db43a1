"""Referring a student in: open a case, or add to the one that is open. Under /mentees/{mentee_id}/cases."""

from dataclasses import dataclass
from typing import Any, Final, Literal
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.components import Sentence
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.places import place_of
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.people import Student
from workflows.records.refusals import Invalid
from workflows.verbs.refer_in import HOW_SOON, refer_in
from workflows.verbs.see_student import see_student

REASONS: Final = "refer_in_reasons"
SOON: Final = (
    Choice(
        "now",
        mark("Now"),
        mark(
            "Somebody may be in danger, or cannot be left alone. An escalation opens; call first, then write."
        ),
    ),
    Choice("this_week", mark("This week"), mark("It is getting worse, or it cannot wait long.")),
    Choice("can_wait", mark("It can wait"), mark("Help is wanted, and nothing is urgent.")),
)


@dataclass(frozen=True, slots=True)
class NewCasePage:
    """The form; `joins` when a case is open already and what is written is added to it."""

    chrome: Chrome
    form: Form
    student: Student
    reasons: tuple[Choice, ...]
    soon: tuple[Choice, ...]

    @property
    def place(self) -> Sentence:
        return place_of(self.student.grade, self.student.site_name)

    @property
    def joins(self) -> bool:
        return self.student.open_episode_id is not None


def _page(visit: Visit, student: Student, form: Form) -> NewCasePage:
    return NewCasePage(visit.chrome, form, student, choices_of(REASONS), SOON)


@reads("/mentees/{mentee_id:uuid}/cases/new", action="see_new_case")
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    student = await see_student(visit.tx, mentee_id=mentee_id, by=visit.actor)
    return show("cases/new.html", _page(visit, student, visit.fresh()))


@acts("/mentees/{mentee_id:uuid}/cases", action="refer_in")
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    # The page comes back with an error, and its reader must be one who may see it.
    student = await see_student(visit.tx, mentee_id=mentee_id, by=visit.actor)
    typed = Reading(visit.form)
    try:
        reasons = typed.many_of(
            "reasons",
            [one.value for one in choices_of(REASONS)],
            required=mark("Choose at least one reason."),
        )
        noticed = typed.text("noticed", required=mark("Say what was noticed."))
        soon = typed.one_of("how_soon", HOW_SOON, required=mark("Say how soon somebody should look at this."))
        typed.insist()
        await refer_in(
            visit.tx,
            mentee_id=mentee_id,
            reasons=reasons,
            noticed=noticed,
            how_soon=soon or "",
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        raise try_again("cases/new.html", _page(visit, student, visit.again(wrong.errors))) from wrong
    notice, kind = _said_after(soon == "now", joined=student.open_episode_id is not None)
    return await sent_to(visit, f"/mentees/{mentee_id}", notice, kind=kind)


def _said_after(cannot_wait: bool, *, joined: bool) -> tuple[str, Literal["success", "important"]]:
    """What comes next. A list is no telephone: when it cannot wait, somebody has to be called."""
    if cannot_wait and joined:
        return mark(
            "What you wrote was added to the case, and an escalation is open. Call whoever is on call: nobody "
            "can say yet whether they have read it."
        ), "important"
    if cannot_wait:
        return mark(
            "The case is open, and so is an escalation. Call whoever is on call: nobody can say yet whether "
            "they have read it."
        ), "important"
    if joined:
        return mark("A case was open already. What you wrote was added to it."), "success"
    return mark("The case is open. Next: assign a mentor."), "success"


routes: list[Any] = [new, create]
