"""A list of filled-in forms comes in from elsewhere: what calls for somebody is on record at once, the rest is waiting.

Each form goes down the road of a form that is typed in. Those with an answer that calls for an interview go in the
transaction that takes the list, so that nobody is told later, or never. The others are taken over by a job, which this
transaction writes down, one after the other: a whole school's cases are never held at once.
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from supervision.access import Actor
from supervision.job_schedule import Job
from supervision.measure_access import why_not_import_answers
from triage import instruments
from triage.instruments import Instrument, UnknownInstrument
from workflows.exchange.answers_csv import FilledForms, read_filled_forms
from workflows.exchange.answers_plan import AnswersPlan, PlannedForm, plan_answers
from workflows.exchange.answers_row import FILE
from workflows.exchange.diagnostics import Diagnostic, Severity
from workflows.records.answer_imports import ListState, keep_answer_import, stage_forms
from workflows.records.audit import keep_audit
from workflows.records.deferred_jobs import defer
from workflows.records.forms_on_record import alone_with
from workflows.records.ids import new_id
from workflows.records.placeholders import why_not_use
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction, part_of
from workflows.verbs.record_administration import FILE as FROM_FILE
from workflows.verbs.record_administration import FilledForm, record_administration


@dataclass(frozen=True, slots=True)
class FormsAbout:
    """What holds for every form of a list. The last three belong to scores that come without answers."""

    instrument_id: str
    reason_asked: str
    form_version: str = ""
    scored_by: str = ""
    licence: str = ""

    def form(self, planned: PlannedForm) -> FilledForm:
        return FilledForm(
            **asdict(self),
            answers=planned.answers,
            completed_at=planned.completed_at,
            informant=planned.informant,
            received_total=planned.received_total,
            entered_how=FROM_FILE,
        )


async def import_answers(
    tx: Transaction,
    *,
    about: FormsAbout,
    uploaded: bytes,
    encoding: str = "utf-8",
    takes_over: bool,
    by: Actor,
    at: datetime,
) -> UUID:
    """Returns the list's id. `takes_over`: else it is only looked at, and nothing is on record.

    A row with an error is left out and told, by row and column; a file that cannot be read to its end is left out whole.
    Raises `NotAllowed`, and `Invalid` at the fields.
    """
    if (why := why_not_import_answers(by)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may enter a form.")
    instrument = await _instrument(tx, about, at)
    read = await asyncio.to_thread(read_filled_forms, instrument, uploaded, encoding=encoding)
    takes_over = takes_over and not read.refused
    await alone_with(tx, instrument.id)
    plan = await plan_answers(tx, instrument, read.rows, reason_asked=about.reason_asked, by=by)
    import_id = new_id()
    staged, failed = ([], []) if not takes_over else await _taken(tx, import_id, about, plan, by, at)
    state = ListState.TAKEN if takes_over else ListState.CHECKED
    await keep_answer_import(
        tx,
        {
            "id": import_id,
            "instrument_id": instrument.id,
            "file_hash": hashlib.sha256(uploaded).hexdigest(),
            "state": (ListState.REFUSED if read.refused else state).value,
            "row_count": len(read.rows),
            "diagnostics": _told(read, plan, failed),
            "calling_lines": _calling(plan, failed, takes_over=takes_over),
            "uploaded_by": by.person_id,
            "uploaded_at": at,
            "recorded_at": at,
        },
    )
    await stage_forms(tx, staged)
    if any(row["state"] == "waiting" for row in staged):
        await defer(tx, Job.ANSWER_IMPORTS)
    await keep_audit(
        tx,
        "imported_answers" if takes_over else "checked_answers",
        object_kind="answer_import",
        object_id=import_id,
        payload={"instrument": instrument.id, "forms": len(plan.forms), "rows": len(read.rows)},
    )
    return import_id


async def _instrument(tx: Transaction, about: FormsAbout, at: datetime) -> Instrument:
    """Raises `Invalid` where what holds for all forms is wrong."""
    try:
        instrument = instruments.load(about.instrument_id)
    except UnknownInstrument:
        raise Invalid({"instrument_id": "Choose the questionnaire."}) from None
    of_any = FilledForm(
        **asdict(about),
        answers={},
        completed_at=at,
        informant=instrument.informants[0],
        entered_how=FROM_FILE,
    )
    errors = of_any.faults(instrument, at)
    if (why := await why_not_use(tx, instrument)) is not None:
        errors["instrument_id"] = why
    if errors:
        raise Invalid(errors)
    return instrument


async def _taken(
    tx: Transaction, import_id: UUID, about: FormsAbout, plan: AnswersPlan, by: Actor, at: datetime
) -> tuple[list[Mapping[str, Any]], list[Diagnostic]]:
    """The rows of the list as they stand now, and what could not be taken of that which calls for somebody."""
    staged: list[Mapping[str, Any]] = []
    failed: list[Diagnostic] = []
    for planned in plan.forms:
        row = {
            "import_id": import_id,
            "line": planned.line,
            "episode_id": planned.episode_id,
            "entered_by": by.person_id,
            "recorded_at": at,
        }
        form = about.form(planned)
        if not planned.calls:
            held = {**asdict(form), "completed_at": planned.completed_at.isoformat(), "amends": None}
            staged.append(
                {
                    **row,
                    "state": "waiting",
                    "form": held,
                    "administration_id": None,
                    "why": "",
                    "ended_at": None,
                }
            )
            continue
        kept_id, why = await _now(tx, planned.episode_id, form, by, at)
        if kept_id is None:
            failed.append(Diagnostic("answers.not_taken", Severity.ERROR, FILE, planned.line, expected=why))
        state = "refused" if kept_id is None else "taken"
        staged.append(
            {**row, "state": state, "form": None, "administration_id": kept_id, "why": why, "ended_at": at}
        )
    return staged, failed


async def _now(
    tx: Transaction, episode_id: UUID, form: FilledForm, by: Actor, at: datetime
) -> tuple[UUID | None, str]:
    """One that cannot be taken keeps no other back."""
    try:
        async with part_of(tx):
            return await record_administration(tx, episode_id=episode_id, form=form, by=by, at=at), ""
    except Refused as refused:
        return None, str(refused)


def _calling(plan: AnswersPlan, failed: Sequence[Diagnostic], *, takes_over: bool) -> list[int]:
    """The rows of which nobody was told although an answer calls for an interview."""
    not_on_record = (
        [one.row or 0 for one in failed] if takes_over else [one.line for one in plan.forms if one.calls]
    )
    return sorted({*plan.calling_lines, *not_on_record})


def _told(read: FilledForms, plan: AnswersPlan, failed: Sequence[Diagnostic]) -> list[Mapping[str, Any]]:
    found = (*read.diagnostics, *plan.diagnostics, *failed)
    return [{**asdict(one), "severity": one.severity.value} for one in found]
