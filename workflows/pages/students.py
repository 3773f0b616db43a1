"""Finding a student by name or number. Under /students; what was typed is sent in the form, never in the address."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.response import Template

from supervision.intake_access import why_not_find_students, why_not_know_of_case, why_not_refer_in
from workflows.pages.answers import show, try_again
from workflows.pages.components import Action, Sentence
from workflows.pages.forms import Reading
from workflows.pages.page import Chrome, Form, mark
from workflows.pages.places import homeroom_of, place_of
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.people import Student
from workflows.records.refusals import Invalid, NotAllowed
from workflows.verbs.find_students import find_students


@dataclass(frozen=True, slots=True)
class Found:
    """One student with what can be done: open the case, or refer. `case`: what may be known of one.

    `closed` leads to a case that is closed, whoever may read it.
    """

    student_id: UUID
    name: str
    roster_name: str | None
    details: tuple[Sentence, ...]
    case: str | None
    action: Action
    closed: Action | None


@dataclass(frozen=True, slots=True)
class StudentsPage:
    """The search; `found` is None before anything was looked for."""

    chrome: Chrome
    form: Form
    found: tuple[Found, ...] | None = None
    has_more: bool = False


@reads("/students", action="see_students")
async def index(visit: NamedDependency[Visit]) -> Template:
    if why := why_not_find_students(visit.actor):
        raise NotAllowed(why)
    return show("students/index.html", StudentsPage(visit.chrome, visit.fresh()))


@acts("/students", action="find_students", has_key=False)
async def find(visit: NamedDependency[Visit]) -> Template:
    typed = Reading(visit.form)
    page = StudentsPage(visit.chrome, visit.form)
    try:
        words = typed.line("words", most=100, required=mark("Type a name or a student number."))
        typed.insist()
    except Invalid as wrong:
        raise try_again("students/index.html", replace(page, form=visit.again(wrong.errors))) from wrong
    found = await find_students(visit.tx, words=words, by=visit.actor)
    people = tuple(_found(one, visit, is_closed=one.person_id in found.closed) for one in found.students)
    return show("students/index.html", replace(page, found=people, has_more=found.has_more))


def _found(student: Student, visit: Visit, *, is_closed: bool) -> Found:
    details = [place_of(student.grade, student.site_name)]
    if student.homeroom:
        details.append(homeroom_of(student.homeroom))
    if student.number:
        details.append(Sentence(mark("No. %(number)s"), {"number": student.number}))
    if student.left_on:
        details.append(Sentence(mark("left on %(day)s"), {"day": student.left_on}))
    return Found(
        student_id=student.person_id,
        name=student.name,
        roster_name=student.roster_name if student.roster_name != student.name else None,
        details=tuple(details),
        case=_case(student, visit, is_closed=is_closed),
        action=_action(student, visit),
        closed=Action(mark("Open the closed case"), f"/mentees/{student.person_id}") if is_closed else None,
    )


def _case(student: Student, visit: Visit, *, is_closed: bool) -> str | None:
    """A teacher is not told whether there is one."""
    if is_closed:
        return mark("The case is closed")
    if why_not_know_of_case(visit.actor, student.site_id) is not None:
        return None
    return mark("No open case") if student.open_episode_id is None else mark("A case is open")


def _action(student: Student, visit: Visit) -> Action:
    path = f"/mentees/{student.person_id}"
    if student.open_episode_id is not None:
        return Action(mark("Open the case"), path)
    left = mark("Students who left are not referred.") if student.left_on else None
    why = why_not_refer_in(visit.actor, student.site_id) or left
    return Action(mark("Refer"), f"{path}/cases/new", why)


routes: list[Any] = [index, find]
