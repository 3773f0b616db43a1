"""Referring a student in: open a case, or add to the one that is open. Under /mentees/{mentee_id}/cases.

A teacher gets the same form and the same answer whether a case is open or not.
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.components import Sentence
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.places import homeroom_of, place_of
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.pages.who_was_told import PhoneLine, phone_lines
from workflows.records.people import Student
from workflows.records.refusals import Invalid
from workflows.verbs.refer_in import HOW_SOON, refer_in
from workflows.verbs.see_student_to_refer import ToRefer, see_student_to_refer

REASONS: Final = "refer_in_reasons"
SOON: Final = (
    Choice(
        "now",
        mark("Now"),
        mark("Somebody may be in danger, or cannot be left alone. Call first, then write."),
    ),
    Choice("this_week", mark("This week"), mark("It is getting worse, or it cannot wait long.")),
    Choice("can_wait", mark("It can wait"), mark("Help is wanted, and nothing is urgent.")),
)


@dataclass(frozen=True, slots=True)
class NewCasePage:
    """The form. `owner_name`: somebody else who would look after the case; `knows`: this reader is told of cases."""

    chrome: Chrome
    form: Form
    student: Student
    reasons: tuple[Choice, ...]
    soon: tuple[Choice, ...]
    owner_name: str | None
    knows: bool
    phones: tuple[PhoneLine, ...]
    crisis_contact: str
    why_not: str | None

    @property
    def places(self) -> tuple[Sentence, ...]:
        """Enough to tell namesakes apart."""
        place = place_of(self.student.grade, self.student.site_name)
        return (place, homeroom_of(self.student.homeroom)) if self.student.homeroom else (place,)

    @property
    def joins(self) -> bool:
        return self.student.open_episode_id is not None


def _page(visit: Visit, found: ToRefer, form: Form) -> NewCasePage:
    other = found.owner if found.owner and found.owner.person_id != visit.actor.person_id else None
    return NewCasePage(
        chrome=visit.chrome,
        form=form,
        student=found.student,
        reasons=choices_of(REASONS),
        soon=SOON,
        owner_name=other.name if other else None,
        knows=found.knows_of_case,
        phones=phone_lines(found.phones),
        crisis_contact=found.phones.crisis_contact,
        why_not=found.why_not,
    )


@reads("/mentees/{mentee_id:uuid}/cases/new", action="see_new_case", has_draft=True)
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    found = await see_student_to_refer(visit.tx, mentee_id=mentee_id, by=visit.actor)
    return show("cases/new.html", _page(visit, found, visit.fresh()))


@acts("/mentees/{mentee_id:uuid}/cases", action="refer_in")
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    # The page comes back with an error, and its reader must be one who may see it.
    found = await see_student_to_refer(visit.tx, mentee_id=mentee_id, by=visit.actor)
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
        referred = await refer_in(
            visit.tx,
            mentee_id=mentee_id,
            reasons=reasons,
            noticed=noticed,
            how_soon=soon or "",
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        raise try_again("cases/new.html", _page(visit, found, visit.again(wrong.errors))) from wrong
    # A list is no telephone: when it cannot wait, the next page says whom to call.
    if soon == "now" or not found.knows_of_case:
        return await sent_to(visit, f"/referrals-in/{referred.referral_id}")
    return await sent_to(visit, f"/mentees/{mentee_id}", _said_after(found, visit))


def _said_after(found: ToRefer, visit: Visit) -> str:
    if found.student.open_episode_id is not None:
        return mark("A case was open already. What you wrote was added to it.")
    if found.owner is not None and found.owner.person_id != visit.actor.person_id:
        return mark(
            "The case is open. By the rules of your school somebody else looks after it, who is named above."
        )
    return mark("The case is open. Next: assign a mentor.")


routes: list[Any] = [new, create]
