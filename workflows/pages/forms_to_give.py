"""Forms to give: which instruments are there for a mentee, by how they are given? Under /mentees/{id}/administrations."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from supervision.access import is_mentor_only, why_not_administer
from supervision.chain import why_not_answerable
from triage import instruments
from triage.instruments import Instrument
from triage.school_ages import fits_grade
from workflows.pages.administration_form import informant_in_words
from workflows.pages.answers import show
from workflows.pages.page import Chrome, mark
from workflows.pages.routes import reads
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.grades import grade_of
from workflows.records.placeholders import why_not_use
from workflows.records.refusals import NotFound
from workflows.verbs.see_case import see_case

_KINDS: Final = (
    ("questionnaire", mark("Questionnaires"), mark("Filled in, copied here, and scored at once.")),
    ("screener", mark("Screeners"), mark("Asked by a trained screener. No score and no trend.")),
    (
        "score_entry",
        mark("Scores of other forms"),
        mark("Filled in and scored elsewhere under your own license. Only the scores are kept."),
    ),
)


@dataclass(frozen=True, slots=True)
class FormToGive:
    """One instrument. `why_not`: the sentence for whom, or where, it does not open."""

    instrument: Instrument
    who: str
    path: str
    handover_path: str | None
    fits: bool
    why_not: str | None


@dataclass(frozen=True, slots=True)
class KindOfForms:
    """The instruments that are given in one way."""

    title: str
    words: str
    forms: tuple[FormToGive, ...]


@dataclass(frozen=True, slots=True)
class FormsToGivePage:
    """What there is for this mentee; forms for another age stand apart."""

    chrome: Chrome
    mentee_id: UUID
    mentee_name: str
    kinds: tuple[KindOfForms, ...]
    others: tuple[FormToGive, ...]


@reads("/mentees/{mentee_id:uuid}/administrations", action="see_forms_to_give")
async def index(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case = await see_case(visit.tx, by=visit.actor, mentee_id=mentee_id)
    if is_mentor_only(visit.actor, case.standing):
        raise NotFound
    grade = await grade_of(visit.tx, mentee_id)
    forms = [await _form(visit, case, instruments.load(one), grade) for one in instruments.IDS]
    page = FormsToGivePage(
        chrome=visit.chrome,
        mentee_id=mentee_id,
        mentee_name=case.mentee_name,
        kinds=tuple(KindOfForms(title, words, _fitting(forms, kind)) for kind, title, words in _KINDS),
        others=tuple(one for one in forms if not one.fits),
    )
    return show("administrations/index.html", page)


def _fitting(forms: Sequence[FormToGive], kind: str) -> tuple[FormToGive, ...]:
    return tuple(one for one in forms if one.fits and one.instrument.kind == kind)


async def _form(visit: Visit, case: Case, instrument: Instrument, grade: str | None) -> FormToGive:
    has_safety_item, today = instrument.has_safety_item, case.calendar.local_day(visit.at)
    why = why_not_administer(visit.actor, case.standing, has_safety_item=has_safety_item, on=today)
    path = f"/mentees/{case.mentee_id}/administrations/{instrument.id}"
    return FormToGive(
        instrument=instrument,
        who=informant_in_words(instrument.informants[0]) if len(instrument.informants) == 1 else "",
        path=f"{path}/new",
        handover_path=f"{path}/handovers/new" if instrument.is_self_report else None,
        fits=fits_grade(instrument, grade),
        why_not=why
        or why_not_answerable(case.standing, has_safety_item=has_safety_item)
        or await why_not_use(visit.tx, instrument),
    )


routes: list[Any] = [index]
