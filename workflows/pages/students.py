"""Finding a student by name or number. Under /students; what was typed is sent in the form, never in the address."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.response import Template

from supervision.access import why_not_find_students, why_not_refer_in
from workflows.pages.answers import show, try_again
from workflows.pages.components import Action, Sentence
from workflows.pages.forms import Reading
from workflows.pages.page import Chrome, Form, mark
from workflows.pages.places import place_of
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.people import Student
from workflows.records.refusals import Invalid, NotAllowed
from workflows.verbs.find_students import MOST, find_students


@dataclass(frozen=True, slots=True)
class Found:
    """One student with what can be done: open the case, or refer."""

    student_id: UUID
    name: str
    roster_name: str | None
    details: tuple[Sentence, ...]
    has_case: bool
    action: Action


@dataclass(frozen=True, slots=True)
class StudentsPage:
    """The search; `found` is None before anything was looked for."""

    chrome: Chrome
    form: Form
    found: tuple[Found, ...] | None = None
    most: int = MOST


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
    students = await find_students(visit.tx, words=words, by=visit.actor)
    return show("students/index.html", replace(page, found=tuple(_found(one, visit) for one in students)))


def _found(student: Student, visit: Visit) -> Found:
    details = [place_of(student.grade, student.site_name)]
    if student.number:
        details.append(Sentence(mark("No. %(number)s"), {"number": student.number}))
    return Found(
        student_id=student.person_id,
        name=student.name,
        roster_name=student.roster_name if student.roster_name != student.name else None,
        details=tuple(details),
        has_case=student.open_episode_id is not None,
        action=_action(student, visit),
    )


def _action(student: Student, visit: Visit) -> Action:
    path = f"/mentees/{student.person_id}"
    if student.open_episode_id is not None:
        return Action(mark("Open the case"), path)
    return Action(mark("Refer"), f"{path}/cases/new", why_not_refer_in(visit.actor, student.site_id))


routes: list[Any] = [index, find]
