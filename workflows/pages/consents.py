"""What a family agreed to: each kind as it stands, and writing down an answer. Under /mentees/{id}/consents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps.consents import ConsentKind, ConsentMove
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.consents_said import STUDENT, ConsentLine, answers_for, consent_line, who_answers
from workflows.pages.date_parts import in_parts
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.consent_letters import Letter, letters_of
from workflows.records.consents import ConsentNow, answers_alone, consent_history, newest_of
from workflows.records.contacts import reachable_contacts
from workflows.records.episodes import Case
from workflows.records.refusals import Invalid
from workflows.verbs.record_consent import ConsentSaid, record_consent
from workflows.verbs.see_family import see_family

_UNDER = "/mentees/{mentee_id:uuid}/consents"


@dataclass(frozen=True, slots=True)
class ConsentsPage:
    """Each kind as it stands, the letters, and everything that was ever said, the newest first."""

    chrome: Chrome
    mentee_id: UUID
    mentee_name: str
    now: tuple[ConsentLine, ...]
    letters: tuple[Letter, ...]
    history: tuple[ConsentLine, ...]


@dataclass(frozen=True, slots=True)
class NewConsentPage:
    """The form. `who`: those who may answer; empty when nobody is written down who may."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    answers: tuple[tuple[ConsentKind, tuple[Choice, ...]], ...]
    who: tuple[Choice, ...]
    ways: tuple[Choice, ...]


@reads(_UNDER, action="see_consents")
async def index(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case = await see_family(visit.tx, mentee_id=mentee_id, by=visit.actor, object_kind="consents")
    history = await consent_history(visit.tx, mentee_id, on=case.calendar.local_day(visit.at))
    page = ConsentsPage(
        chrome=visit.chrome,
        mentee_id=mentee_id,
        mentee_name=case.mentee_name,
        now=tuple(consent_line(one) for one in newest_of(history).values()),
        letters=await letters_of(visit.tx, mentee_id),
        history=tuple(consent_line(one) for one in history),
    )
    return show("consents/show.html", page)


async def _newest(visit: Visit, case: Case) -> Mapping[ConsentKind, ConsentNow]:
    today = case.calendar.local_day(visit.at)
    return newest_of(await consent_history(visit.tx, case.mentee_id, on=today))


async def _page(visit: Visit, case: Case, form: Form | None = None) -> NewConsentPage:
    today = case.calendar.local_day(visit.at)
    is_of_age = await answers_alone(visit.tx, case.mentee_id, case.calendar)
    contacts = await reachable_contacts(visit.tx, case.mentee_id, on=today)
    return NewConsentPage(
        chrome=visit.chrome,
        form=form or visit.fresh(in_parts("said_on", today)),
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        answers=answers_for(await _newest(visit, case)),
        who=who_answers(contacts, is_of_age=is_of_age),
        ways=choices_of("consent_ways"),
    )


@reads(_UNDER + "/new", action="see_new_consent", has_draft=True)
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case = await see_family(visit.tx, mentee_id=mentee_id, by=visit.actor)
    return show("consents/new.html", await _page(visit, case))


@acts(_UNDER, action="record_consent")
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case = await see_family(visit.tx, mentee_id=mentee_id, by=visit.actor)
    try:
        said = await _said(visit, case)
        await record_consent(visit.tx, mentee_id=mentee_id, said=said, by=visit.actor, at=visit.at)
    except Invalid as wrong:
        page = await _page(visit, case, visit.again(wrong.errors))
        raise try_again("consents/new.html", page) from wrong
    return await sent_to(visit, f"/mentees/{mentee_id}/consents", mark("The answer is written down."))


async def _said(visit: Visit, case: Case) -> ConsentSaid:
    page, typed = await _page(visit, case), Reading(visit.form)
    answers = {}
    for kind, choices in page.answers:
        if move := typed.one_of(kind.value, [one.value for one in choices], required=None):
            answers[kind] = ConsentMove(move)
    if not answers:
        typed.refuse(next(iter(ConsentKind)).value, mark("Say what was answered, for one kind at least."))
    who = typed.one_of("contact_id", [one.value for one in page.who], required=mark("Say who answered."))
    how = typed.one_of("how", [one.value for one in page.ways], required=mark("Say how the answer came."))
    said_on = typed.date("said_on", required=mark("Enter the day of the answer."))
    ends_on, words = typed.date("ends_on", required=None), typed.text("words")
    typed.insist()
    assert said_on is not None
    return ConsentSaid(answers, None if who == STUDENT else UUID(str(who)), str(how), said_on, words, ends_on)


routes: list[Any] = [index, new, create]
