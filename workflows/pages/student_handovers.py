"""One student who leaves: what is open, what happens with it, and who goes on with the case. Under /leaving-students."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.departure_access import why_not_hand_on_student
from supervision.last_days import needed_from
from triage.roles import OF_A_SITE
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.components import Sentence
from workflows.pages.forms import Reading
from workflows.pages.leaving_students import address, ground_of, next_of, open_of
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.places import place_of
from workflows.pages.routes import acts, reads
from workflows.pages.stayers import who_is_there
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.people import staff
from workflows.records.refusals import Invalid, NotAllowed, NotFound
from workflows.records.student_leaves import LeavingStudent, leaving_student
from workflows.verbs.hand_on_student import StudentLeaves, hand_on_student
from workflows.verbs.see_case import see_case

_FATES: Final = (
    (
        "escalations",
        mark("The escalation goes with the case. Until it is answered the case cannot be closed."),
    ),
    ("recommendations", mark("The step to decide goes with the case, or is answered by closing it.")),
    ("tasks", mark("Open tasks go with the case; they end when it is closed.")),
    ("referrals", mark("The referral goes with the case. When the case is closed, it is taken back.")),
    (
        "letters",
        mark("An answer to the letter counts wherever the student is. Remind, or write down the answer."),
    ),
    (
        "mentors",
        mark("The match goes on unless it is ended on its page, with a goodbye; it ends with the case."),
    ),
)


@dataclass(frozen=True, slots=True)
class StudentHandoverPage:
    """One case. `why_not`: why this reader may not ask anybody to take it over."""

    chrome: Chrome
    form: Form
    found: LeavingStudent
    mentee_id: UUID
    path: str
    place: Sentence
    ground: tuple[Sentence, ...]
    open: tuple[Sentence, ...]
    fates: tuple[str, ...]
    next: Sentence
    people: tuple[Choice, ...]
    why_not: str | None
    at: datetime


async def _seen(visit: Visit, episode_id: UUID) -> tuple[Case, LeavingStudent]:
    """Raises `NotFound` for strangers and for what is closed, `NotAllowed` for mentors."""
    case = await see_case(visit.tx, by=visit.actor, episode_id=episode_id)
    if why := why_not_hand_on_student(visit.actor, case.standing):
        raise NotAllowed(why)
    found = await leaving_student(visit.tx, episode_id)
    if found is None:
        raise NotFound
    return case, found


async def _page(visit: Visit, case: Case, found: LeavingStudent, form: Form) -> StudentHandoverPage:
    leaves_on = found.last_day_on or found.left_on
    needed_on = needed_from(leaves_on, today=case.calendar.local_day(visit.at))
    others = [one for one in await staff(visit.tx) if one.person_id != case.owner_id]
    return StudentHandoverPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        found=found,
        mentee_id=case.mentee_id,
        path=address(case.id),
        place=place_of(found.grade, found.site_name),
        ground=ground_of(found),
        open=open_of(found),
        fates=tuple(text for name, text in _FATES if getattr(found, name)),
        next=next_of(found),
        people=who_is_there(others, OF_A_SITE, needed_on=needed_on),
        why_not=why_not_hand_on_student(visit.actor, case.standing),
        at=visit.at,
    )


@reads("/leaving-students/{episode_id:uuid}", action="see_leaving_student")
async def show_one(visit: NamedDependency[Visit], episode_id: FromPath[UUID]) -> Template:
    case, found = await _seen(visit, episode_id)
    day = found.last_day_on or found.left_on
    values = (
        {f"last_day_on_{part}": str(getattr(day, part)) for part in ("month", "day", "year")} if day else {}
    )
    form = visit.fresh({**values, "why": found.why})
    return show("leaving_students/show.html", await _page(visit, case, found, form))


@acts("/leaving-students/{episode_id:uuid}/takeovers", action="hand_on_student")
async def create(visit: NamedDependency[Visit], episode_id: FromPath[UUID]) -> Redirect:
    case, found = await _seen(visit, episode_id)
    typed = Reading(visit.form)
    try:
        to_id = typed.uuid("to_id", required=mark("Choose who is asked to go on with the case."))
        why = typed.text("why", required=mark("Say where the student goes, or why they leave."))
        last_day_on = typed.date("last_day_on", required=mark("Enter their last day at this school."))
        typed.insist()
        if to_id is None or last_day_on is None:
            raise Invalid(typed.errors)
        leave = StudentLeaves(why, last_day_on, to_id)
        await hand_on_student(visit.tx, episode_id=episode_id, leave=leave, by=visit.actor, at=visit.at)
    except Invalid as wrong:
        page = await _page(visit, case, found, visit.again(wrong.errors))
        raise try_again("leaving_students/show.html", page) from wrong
    notice = mark(
        "They are asked, and find it under “Leaving”. The case stays where it is until they accept."
    )
    return await sent_to(visit, address(episode_id), notice)


routes: list[Any] = [show_one, create]
