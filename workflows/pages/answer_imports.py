"""Lists of filled-in forms from elsewhere: upload, and what became of each form. Under /answer-imports."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.measure_access import why_not_import_answers
from triage import instruments
from triage.instruments import Instrument
from workflows.exchange.answers_csv import template
from workflows.exchange.answers_limits import LIMITS
from workflows.exchange.csv_rows import ENCODINGS
from workflows.exchange.diagnostics import Diagnostic
from workflows.pages.administration_form import instrument_named
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.import_findings import download, shown
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.reasons_asked import REASONS
from workflows.pages.routes import acts, reads
from workflows.pages.score_form import DECLARED, LICENCE, licence_words
from workflows.pages.visits import Visit
from workflows.records.answer_imports import (
    AnswerImport,
    BroughtForm,
    ended_forms,
    latest_answer_imports,
    load_answer_import,
)
from workflows.records.refusals import Invalid
from workflows.verbs.import_answers import FormsAbout, import_answers

_TAKE, _LOOK = "take", "look"
_WHAT: Final = (
    Choice(_TAKE, mark("Take over every form that has no error")),
    Choice(_LOOK, mark("Only look: say what would be taken over, and keep nothing")),
)
_ENCODINGS: Final = tuple(Choice(name, name.upper()) for name in ENCODINGS)
# What a form with a file needs beside the file.
_ROOM: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class AnswerImportsPage:
    """A form for another list, an empty list of each questionnaire, and the reader's lists so far."""

    chrome: Chrome
    form: Form
    instruments: tuple[Choice, ...]
    reasons: tuple[Choice, ...]
    what: tuple[Choice, ...]
    encodings: tuple[Choice, ...]
    licence: tuple[Choice, ...]
    imports: tuple[AnswerImport, ...]


@dataclass(frozen=True, slots=True)
class AnswerImportPage:
    """One list. `taken` are on record, `refused` were not taken although they had no error of their own.

    `waits_long`: nobody seems to take over what waits.
    """

    chrome: Chrome
    found: AnswerImport
    instrument: Instrument
    taken: tuple[BroughtForm, ...]
    refused: tuple[BroughtForm, ...]
    findings: tuple[Diagnostic, ...]
    more_findings: int
    waits_long: bool


async def _index(visit: Visit, form: Form) -> AnswerImportsPage:
    return AnswerImportsPage(
        chrome=visit.chrome,
        form=form,
        instruments=tuple(Choice(one, instruments.load(one).name) for one in instruments.IDS),
        reasons=REASONS,
        what=_WHAT,
        encodings=_ENCODINGS,
        licence=LICENCE,
        imports=await latest_answer_imports(visit.tx),
    )


@reads("/answer-imports", action="see_answer_imports")
async def index(visit: NamedDependency[Visit]) -> Template:
    visit.insist(why_not_import_answers)
    return show("answer_imports/index.html", await _index(visit, visit.fresh({"encoding": ENCODINGS[0]})))


@reads("/answer-imports/templates/{instrument_id:str}", action="see_answers_template")
async def show_template(visit: NamedDependency[Visit], instrument_id: FromPath[str]) -> Response[bytes]:
    visit.insist(why_not_import_answers)
    instrument = instrument_named(instrument_id)
    return Response(
        template(instrument).encode(),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="answers-{instrument.id}.csv"'},
    )


@acts(
    "/answer-imports",
    action="import_answers",
    most_bytes=LIMITS.most_bytes + _ROOM,
    escalates=True,
    takes_long=True,
)
async def create(visit: NamedDependency[Visit]) -> Redirect:
    visit.insist(why_not_import_answers)
    typed, upload = Reading(visit.form), visit.files.get("file")
    try:
        about = _about(typed)
        takes_over = typed.one_of("what", (_TAKE, _LOOK), required=mark("Say what should happen with it."))
        encoding = typed.one_of("encoding", ENCODINGS) or ENCODINGS[0]
        if upload is None or not upload.content:
            typed.refuse("file", mark("Choose a CSV file."))
        typed.insist()
        assert upload is not None
        import_id = await import_answers(
            visit.tx,
            about=about,
            uploaded=upload.content,
            encoding=encoding,
            takes_over=takes_over == _TAKE,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = await _index(visit, visit.again(wrong.errors))
        raise try_again("answer_imports/index.html", page) from wrong
    return await sent_to(visit, f"/answer-imports/{import_id}")


def _about(typed: Reading) -> FormsAbout:
    instrument_id = typed.one_of("instrument_id", instruments.IDS, required=mark("Choose the questionnaire."))
    reasons = [one.value for one in REASONS]
    reason = typed.one_of("reason_asked", reasons, required=mark("Say why the form was given."))
    is_declared = typed.one_of("licence", (DECLARED,), required=None) is not None
    named = instruments.load(instrument_id) if instrument_id else None
    return FormsAbout(
        instrument_id=instrument_id or "",
        reason_asked=reason or "",
        form_version=typed.line("form_version"),
        scored_by=typed.line("scored_by"),
        licence=licence_words(named) if is_declared and named is not None else "",
    )


@reads("/answer-imports/{import_id:uuid}", action="see_answer_import", is_quiet=True)
async def show_one(visit: NamedDependency[Visit], import_id: FromPath[UUID]) -> Template:
    visit.insist(why_not_import_answers)
    found = await load_answer_import(visit.tx, import_id)
    ended = await ended_forms(visit.tx, import_id)
    first, more = shown(found)
    page = AnswerImportPage(
        chrome=visit.chrome,
        found=found,
        instrument=instruments.load(found.instrument_id),
        taken=tuple(one for one in ended if one.administration_id is not None),
        refused=tuple(one for one in ended if one.administration_id is None),
        findings=first,
        more_findings=more,
        waits_long=found.is_under_way and visit.at - found.uploaded_at > LIMITS.late,
    )
    return show("answer_imports/show.html", page)


@reads("/answer-imports/{import_id:uuid}/findings", action="see_answer_findings")
async def findings(visit: NamedDependency[Visit], import_id: FromPath[UUID]) -> Response[bytes]:
    visit.insist(why_not_import_answers)
    return download(await load_answer_import(visit.tx, import_id))


routes: list[Any] = [index, show_template, create, show_one, findings]
