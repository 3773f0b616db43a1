"""Administrations: a questionnaire is entered from paper, read, and corrected. Under /administrations/{id}."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps import codes
from supervision.access import is_mentor_only
from triage.instruments import Instrument
from workflows.pages.administration_entry import entry_page
from workflows.pages.administration_form import (
    filled_from,
    informant_in_words,
    instrument_named,
    read_administration,
)
from workflows.pages.administration_result import AnswerLine, Result, answer_lines, result_of
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.beside import Beside, beside
from workflows.pages.forms import Reading
from workflows.pages.misfiling_links import misfile_path
from workflows.pages.page import Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.administrations import load_administration
from workflows.records.episodes import Case
from workflows.records.firings import FiringLine, firings_resting_on
from workflows.records.refusals import Invalid, NotFound
from workflows.verbs.record_administration import DEVICE, FILE, record_administration
from workflows.verbs.see_case import see_case


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that this form set off, and what is to be done now."""

    line: FiringLine
    to_do: str


@dataclass(frozen=True, slots=True)
class AdministrationPage:
    """One entered form. `amends` and `amended_by` are the entry before and after it, if there is one."""

    chrome: Chrome
    id: UUID
    mentee_id: UUID
    mentee_name: str
    instrument: Instrument
    informant: str
    form_version: str
    scored_by: str
    licence: str
    result: Result
    answers: tuple[AnswerLine, ...]
    fired: tuple[Fired, ...]
    reason: str
    completed_at: datetime
    entered_by: str
    entered_at: datetime
    is_from_device: bool
    is_from_file: bool
    amends: UUID | None
    amended_by: UUID | None
    correction_path: str
    beside: Beside | None
    misfile_path: str | None
    form: Form


async def _case(visit: Visit, **which: Any) -> Case:
    """Raises `NotFound` for strangers and for mentors, who see no answers and no scores."""
    case = await see_case(visit.tx, by=visit.actor, **which)
    if is_mentor_only(visit.actor, case.standing):
        raise NotFound
    return case


async def _amended(
    visit: Visit, case: Case, instrument: Instrument, written: str | None
) -> Mapping[str, Any] | None:
    """The entry that is to be corrected, named in the address or in the form."""
    if not written:
        return None
    try:
        before = await load_administration(visit.tx, UUID(written))
    except ValueError as wrong:
        raise NotFound from wrong
    if before["episode_id"] != case.id or before["instrument_id"] != instrument.id:
        raise NotFound
    return before


@reads("/mentees/{mentee_id:uuid}/administrations/{instrument_id:str}/new", action="see_new_administration")
async def new(
    visit: NamedDependency[Visit], mentee_id: FromPath[UUID], instrument_id: FromPath[str]
) -> Template:
    case, instrument = await _case(visit, mentee_id=mentee_id), instrument_named(instrument_id)
    before = await _amended(visit, case, instrument, visit.query.get("amends"))
    while before is not None and before["amended_by_id"] is not None:
        before = await load_administration(visit.tx, before["amended_by_id"])
    values = {}
    if before is not None:
        day = case.calendar.local_day(before["completed_at"])
        values = filled_from(before, instrument, day)
    page = await entry_page(visit, case, instrument, visit.fresh(dict(values)), before)
    return show("administrations/new.html", page)


@acts(
    "/mentees/{mentee_id:uuid}/administrations/{instrument_id:str}",
    action="record_administration",
    escalates=True,
)
async def create(
    visit: NamedDependency[Visit], mentee_id: FromPath[UUID], instrument_id: FromPath[str]
) -> Redirect:
    case, instrument = await _case(visit, mentee_id=mentee_id), instrument_named(instrument_id)
    before = await _amended(visit, case, instrument, visit.form.value("amends"))
    try:
        filled = read_administration(
            Reading(visit.form),
            instrument,
            calendar=case.calendar,
            amends=before["id"] if before else None,
            at=visit.at,
        )
        kept_id = await record_administration(
            visit.tx, episode_id=case.id, form=filled, by=visit.actor, at=visit.at
        )
    except Invalid as wrong:
        page = await entry_page(visit, case, instrument, visit.again(wrong.errors), before)
        raise try_again("administrations/new.html", page) from wrong
    notice = mark("The form is corrected.") if before else mark("The form is entered.")
    return await sent_to(visit, f"/administrations/{kept_id}", notice)


@reads("/administrations/{administration_id:uuid}", action="see_administration")
async def show_one(visit: NamedDependency[Visit], administration_id: FromPath[UUID]) -> Template:
    kept = await load_administration(visit.tx, administration_id)
    case = await _case(
        visit, episode_id=kept["episode_id"], object_kind="administration", object_id=administration_id
    )
    before = await load_administration(visit.tx, kept["amends"]) if kept["amends"] else None
    instrument = instrument_named(kept["instrument_id"])
    fired = await firings_resting_on(visit.tx, case.id, administration_id)
    page = AdministrationPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        id=administration_id,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        instrument=instrument,
        informant=informant_in_words(kept["informant"]),
        form_version=kept["form_version"],
        scored_by=kept["scored_by"],
        licence=kept["licence"],
        result=result_of(kept, instrument),
        answers=answer_lines(kept["answers"], instrument, before["answers"] if before else None),
        fired=tuple(Fired(line, codes.load("actions").plain(line.action)) for line in fired),
        reason=codes.load("reasons_asked").plain(kept["reason_asked"]),
        completed_at=kept["completed_at"],
        entered_by=kept["entered_by_name"],
        entered_at=kept["entered_at"],
        is_from_device=kept["entered_how"] == DEVICE,
        is_from_file=kept["entered_how"] == FILE,
        beside=await beside(visit.tx, case, fired),
        misfile_path=await misfile_path(visit, case, "administration", administration_id),
        form=visit.fresh(),
        amends=kept["amends"],
        amended_by=kept["amended_by_id"],
        correction_path=(
            f"/mentees/{case.mentee_id}/administrations/{instrument.id}/new?amends={administration_id}"
        ),
    )
    return show("administrations/show.html", page)


routes: list[Any] = [new, create, show_one]
