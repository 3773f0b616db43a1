"""Students who leave their school while their case is open: a row per case, to work through and to print.

Under /leaving-students. One case, with the form that asks who goes on with it, is `student_handovers`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.response import Template

from care_steps.steps import Step
from supervision.departure_access import why_not_see_leaving_students
from workflows.pages.answers import show
from workflows.pages.case_numbers import spoken_number
from workflows.pages.components import Sentence
from workflows.pages.page import Chrome, mark
from workflows.pages.places import place_of
from workflows.pages.routes import reads
from workflows.pages.visits import Visit
from workflows.records.student_leaves import LeavingStudent
from workflows.verbs.see_leaving_students import LeavingStudents, see_leaving_students

ANSWERS: Final = {
    None: mark("%(name)s was asked to go on with it and has not answered"),
    "declined": mark("%(name)s does not take it over; ask somebody else"),
    "withdrawn": mark("%(name)s was asked before"),
    "accepted": mark("%(name)s goes on with it"),
}
_OPEN: Final = (
    ("escalations", mark("%(count)s open escalation"), mark("%(count)s open escalations")),
    ("recommendations", mark("a step to decide"), mark("%(count)s steps to decide")),
    ("tasks", mark("%(count)s open task"), mark("%(count)s open tasks")),
    ("referrals", mark("a referral to a professional"), mark("%(count)s referrals to a professional")),
    ("offers", mark("an offer of another step"), mark("%(count)s offers of another step")),
    ("letters", mark("a letter about consent is out"), mark("letters about consent are out: %(count)s")),
)


@dataclass(frozen=True, slots=True)
class LeavingRow:
    """One case. Without name, link and contents for whoever may not know it."""

    href: str | None
    name: str | Sentence
    number: str
    place: Sentence
    ground: tuple[Sentence, ...]
    open: tuple[Sentence, ...]
    next: Sentence
    owner: Sentence
    is_unsafe: bool


@dataclass(frozen=True, slots=True)
class LeavingStudentsPage:
    """Who leaves; and who graduates next, so that nobody's care ends by surprise."""

    chrome: Chrome
    rows: tuple[LeavingRow, ...]
    last_grade: tuple[LeavingRow, ...]
    at: datetime


@reads("/leaving-students", action="see_leaving_students")
async def index(visit: NamedDependency[Visit]) -> Template:
    visit.insist(why_not_see_leaving_students)
    found = await see_leaving_students(visit.tx, by=visit.actor)
    page = LeavingStudentsPage(
        chrome=visit.chrome,
        rows=tuple(_row(one, found) for one in found.leaving),
        last_grade=tuple(_row(one, found) for one in found.last_grade),
        at=visit.at,
    )
    return show("leaving_students/index.html", page)


def _row(one: LeavingStudent, found: LeavingStudents) -> LeavingRow:
    knows = one.episode_id in found.named
    return LeavingRow(
        href=address(one.episode_id) if knows else None,
        name=one.mentee_name if knows else Sentence(mark("A young person in care")),
        number=spoken_number(one.episode_id),
        place=place_of(one.grade, one.site_name),
        ground=ground_of(one),
        open=open_of(one) if knows else _counted(one),
        next=next_of(one),
        owner=Sentence(mark("with %(name)s"), {"name": one.owner_name}),
        is_unsafe=one.is_unsafe and knows,
    )


def address(episode_id: UUID) -> str:
    """The page of one case."""
    return f"/leaving-students/{episode_id}"


def ground_of(one: LeavingStudent) -> tuple[Sentence, ...]:
    """Whence it is known that they leave."""
    found = []
    if one.left_on is not None:
        found.append(Sentence(mark("left by the roster on %(day)s"), {"day": one.left_on}))
    if one.goes_to is not None:
        found.append(Sentence(mark("at %(school)s by the roster"), {"school": one.goes_to}))
    if one.departure_id is not None and one.last_day_on is not None and one.taken_over_on is None:
        said = {"day": one.last_day_on, "why": one.why}
        found.append(Sentence(mark("last day %(day)s: %(why)s"), said))
    return tuple(found)


def open_of(one: LeavingStudent) -> tuple[Sentence, ...]:
    """What is open of the case, what is about safety first."""
    found = [
        Sentence(text if count == 1 else many, {"count": count})
        for name, text, many in _OPEN
        if (count := getattr(one, name))
    ]
    found += [Sentence(mark("meets %(name)s"), {"name": name}) for name in one.mentors]
    if one.step == Step.REFERRED and not one.offers:
        found.append(Sentence(mark("waits: care has not begun")))
    if one.step in (Step.MENTOR, Step.JOURNEY):
        found.append(Sentence(mark("questionnaires by plan")))
    return tuple(found)


def _counted(one: LeavingStudent) -> tuple[Sentence, ...]:
    count = one.open_items
    if not count:
        return ()
    text = mark("%(count)s open item") if count == 1 else mark("%(count)s open items")
    return (Sentence(text, {"count": count}),)


def next_of(one: LeavingStudent) -> Sentence:
    """Who goes on with it, as far as that is known."""
    if one.asked_name is not None:
        return Sentence(ANSWERS[one.answer], {"name": one.asked_name})
    return Sentence(mark("Nobody was asked yet to go on with it when the student leaves"))


routes: list[Any] = [index]
