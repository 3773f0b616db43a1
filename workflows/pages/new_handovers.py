"""Before the device leaves the adult's hands: which form, why, and may it be given?"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.access import is_mentor_only, why_not_administer
from supervision.chain import why_not_answerable
from triage.instruments import Instrument
from workflows.pages.administration_form import instrument_named
from workflows.pages.answers import show, try_again
from workflows.pages.forms import Reading
from workflows.pages.handovers import sent_forgetting
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.reasons_asked import REASONS, reasons_to_ask
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.placeholders import why_not_use
from workflows.records.refusals import Invalid, NotFound
from workflows.verbs.hand_over import NOT_HANDED_OVER, hand_over
from workflows.verbs.hand_over_measures import hand_over_measures
from workflows.verbs.see_case import see_case


@dataclass(frozen=True, slots=True)
class NewHandoverPage:
    """Before the device leaves the adult's hands."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    mentee_called: str
    instrument: Instrument
    reasons: tuple[Choice, ...]
    why_not: str | None


async def _case(visit: Visit, mentee_id: UUID) -> Case:
    """Raises `NotFound` for strangers and for mentors, who see no answers."""
    case = await see_case(visit.tx, by=visit.actor, mentee_id=mentee_id)
    if is_mentor_only(visit.actor, case.standing):
        raise NotFound
    return case


async def _new_page(visit: Visit, case: Case, instrument: Instrument, form: Form) -> NewHandoverPage:
    has_safety_item, today = instrument.has_safety_item, case.calendar.local_day(visit.at)
    why = why_not_administer(visit.actor, case.standing, has_safety_item=has_safety_item, on=today)
    return NewHandoverPage(
        chrome=visit.chrome,
        form=form,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        mentee_called=case.mentee_called,
        instrument=instrument,
        reasons=await reasons_to_ask(visit, case, instrument.id),
        why_not=(None if instrument.is_self_report else NOT_HANDED_OVER)
        or why
        or why_not_answerable(case.standing, has_safety_item=has_safety_item)
        or await why_not_use(visit.tx, instrument),
    )


_UNDER: Final = "/mentees/{mentee_id:uuid}/administrations/{instrument_id:str}/handovers"


@reads(f"{_UNDER}/new", action="see_new_handover")
async def new(
    visit: NamedDependency[Visit], mentee_id: FromPath[UUID], instrument_id: FromPath[str]
) -> Template:
    case, instrument = await _case(visit, mentee_id), instrument_named(instrument_id)
    return show("handovers/new.html", await _new_page(visit, case, instrument, visit.fresh()))


@acts(_UNDER, action="hand_over")
async def create(
    visit: NamedDependency[Visit], mentee_id: FromPath[UUID], instrument_id: FromPath[str]
) -> Redirect:
    case, instrument = await _case(visit, mentee_id), instrument_named(instrument_id)
    typed = Reading(visit.form)
    reasons = [choice.value for choice in REASONS]
    try:
        reason = typed.one_of("reason_asked", reasons, required=mark("Say why the form is given."))
        typed.insist()
        await hand_over(
            visit.tx,
            episode_id=case.id,
            instrument_id=instrument.id,
            reason_asked=str(reason),
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = await _new_page(visit, case, instrument, visit.again(wrong.errors))
        raise try_again("handovers/new.html", page) from wrong
    return await sent_forgetting(visit)


@acts("/mentees/{mentee_id:uuid}/measures/handover", action="hand_over_measures")
async def create_several(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    """Everything that is due for this mentee, one form after the other."""
    case = await _case(visit, mentee_id)
    await hand_over_measures(visit.tx, episode_id=case.id, by=visit.actor, at=visit.at)
    return await sent_forgetting(visit)


routes: list[Any] = [new, create, create_several]
