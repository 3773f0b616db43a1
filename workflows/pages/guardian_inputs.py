"""Guardian's input: how the match goes from the side of the family. Under /mentees/{id}/guardian-inputs."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps import codes
from supervision.guardian_inputs import ANSWERS, INSTEAD, GuardianSaid
from supervision.session_logs import NOW_KINDS
from supervision.voice_access import why_not_take_guardian_input
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.contacts import reachable_contacts
from workflows.records.episodes import Case
from workflows.records.refusals import Invalid, NotFound
from workflows.verbs.see_case import see_case
from workflows.verbs.take_guardian_input import take_guardian_input

_SOMEBODY_ELSE: Final = "somebody_else"


@dataclass(frozen=True, slots=True)
class NewGuardianInputPage:
    """Who of the family may be asked, or who else in their place."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    who: tuple[Choice, ...]
    answers: tuple[Choice, ...] = choices_of(ANSWERS)
    reasons: tuple[Choice, ...] = choices_of(INSTEAD)
    dangers: tuple[Choice, ...] = tuple(one for one in choices_of("concern_kinds") if one.value in NOW_KINDS)

    @property
    def has_family(self) -> bool:
        return len(self.who) > 1


async def _seen(visit: Visit, mentee_id: UUID) -> Case:
    """What a mentor may not read looks like what is not there."""
    case = await see_case(visit.tx, by=visit.actor, mentee_id=mentee_id, object_kind="guardian_inputs")
    if why_not_take_guardian_input(visit.actor, case.standing) is not None:
        raise NotFound
    return case


async def _page(visit: Visit, case: Case, form: Form) -> NewGuardianInputPage:
    family = await reachable_contacts(visit.tx, case.mentee_id, on=case.calendar.local_day(visit.at))
    relations = codes.load("contact_relations")
    named = (Choice(str(one.id), one.detail.name, relations.plain(one.detail.relation)) for one in family)
    other = Choice(
        _SOMEBODY_ELSE,
        mark("Somebody else, in place of a guardian"),
        mark("A teacher, somebody else at school, or an agency with temporary custody."),
    )
    return NewGuardianInputPage(visit.chrome, form, case.mentee_id, case.mentee_name, (*named, other))


@reads(
    "/mentees/{mentee_id:uuid}/guardian-inputs/new",
    action="see_new_guardian_input",
    has_draft=True,
    escalates=True,
)
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case = await _seen(visit, mentee_id)
    return show("guardian_inputs/new.html", await _page(visit, case, visit.fresh()))


@acts("/mentees/{mentee_id:uuid}/guardian-inputs", action="take_guardian_input", escalates=True)
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case = await _seen(visit, mentee_id)
    page = await _page(visit, case, visit.form)
    try:
        typed = Reading(visit.form)
        danger = typed.one_of("danger", [one.value for one in page.dangers], required=None)
        said = _read(typed, page)
        if danger is None:
            typed.insist()
        taken = await take_guardian_input(
            visit.tx, episode_id=case.id, said=said, danger=danger, by=visit.actor, at=visit.at
        )
    except Invalid as wrong:
        again = await _page(visit, case, visit.again(wrong.errors))
        raise try_again("guardian_inputs/new.html", again) from wrong
    if taken.concern_id is None:
        return await sent_to(visit, f"/mentees/{mentee_id}", mark("What the family says is written down."))
    notice = (
        "" if taken.input_id else mark("The danger is raised. What else they said is not written down yet.")
    )
    return await sent_to(visit, f"/concerns/{taken.concern_id}", notice)


def _read(typed: Reading, page: NewGuardianInputPage) -> GuardianSaid:
    """What stands under the choice that was not made does not count; whether all of it was answered, `typed` says."""
    who = typed.one_of("who", [one.value for one in page.who], required=mark("Say who says it."))
    informant, why = "", None
    if who == _SOMEBODY_ELSE:
        informant = typed.line("informant", required=mark("Say who it is, and what they are to the student."))
        reasons = [one.value for one in page.reasons]
        asked = mark("Say why somebody else was asked in place of a guardian.")
        why = typed.one_of("why_instead", reasons, required=asked)
    how_it_goes = typed.one_of("how_it_goes", [one.value for one in page.answers])
    words = typed.text("words", required=mark("Write down what was said."))
    contact_id = None if who in (None, _SOMEBODY_ELSE) else UUID(who)
    return GuardianSaid(how_it_goes or "", words, contact_id, informant, why)


routes: list[Any] = [new, create]
