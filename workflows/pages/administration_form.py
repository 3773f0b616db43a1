"""What does the page ask that enters a questionnaire from paper, and what was answered?"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from care_steps import codes
from triage import instruments
from triage.answers import State
from triage.calendar import SchoolCalendar
from triage.instruments import Instrument, Question, UnknownInstrument
from workflows.pages.asked_questions import FIELD, asked, may_be_skipped
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, mark
from workflows.pages.score_form import DECLARED, filled_scores, licence_words, read_scores
from workflows.pages.screener_form import read_screener
from workflows.records.refusals import NotFound
from workflows.verbs.record_administration import FilledForm

CORRECTION: Final = "correction"
_FIRST_WORDS: Final = 8
_INFORMANTS: Final = {
    "mentee": mark("The young person"),
    "guardian": mark("A parent or guardian"),
    "teacher": mark("A teacher"),
}


def instrument_named(instrument_id: str) -> Instrument:
    """The questionnaire of an address; raises `NotFound`."""
    try:
        return instruments.load(instrument_id)
    except UnknownInstrument as unknown:
        raise NotFound from unknown


def read_administration(
    typed: Reading,
    instrument: Instrument,
    *,
    calendar: SchoolCalendar,
    amends: UUID | None,
    at: datetime,
) -> FilledForm:
    """The form as it was typed in; raises `Invalid` with a sentence at each field."""
    completed_on = typed.date("completed_on", required=mark("Enter the day on which the form was filled in."))
    reason = CORRECTION if amends else _reason(typed)
    informant = _informant(typed, instrument)
    answers = _READERS[instrument.kind](typed, instrument)
    received = None
    if instrument.kind == "questionnaire":
        most = int(instrument.highest_total)
        received = typed.integer("received_total", least=0, most=most, required=None)
    version, scored_by = typed.line("form_version"), typed.line("scored_by")
    licence = typed.one_of("licence", (DECLARED,), required=None)
    typed.insist()
    assert completed_on is not None
    assert reason is not None
    return FilledForm(
        instrument_id=instrument.id,
        answers=answers,
        completed_at=calendar.some_time_on(completed_on, at),
        informant=informant,
        reason_asked=reason,
        received_total=received,
        amends=amends,
        form_version=version,
        scored_by=scored_by,
        licence=licence_words(instrument) if licence else "",
    )


def informants_of(instrument: Instrument) -> tuple[Choice, ...]:
    """Who may have filled it in; nobody is asked when it can only be one."""
    return tuple(Choice(one, _INFORMANTS[one]) for one in instrument.informants)


def informant_in_words(informant: str) -> str:
    return _INFORMANTS[informant]


def filled_from(kept: Mapping[str, Any], instrument: Instrument, completed_on: date) -> dict[str, str]:
    """What an entry that is to be corrected said, to begin with. `kept`: the whole row."""
    values = {
        f"{FIELD}{question.key}": shown(
            kept["answers"], question, is_extra=may_be_skipped(question, instrument)
        )
        for question in instrument.questions
    }
    if instrument.kind == "score_entry":
        values = filled_scores(kept["answers"], instrument) | {
            "form_version": kept["form_version"],
            "scored_by": kept["scored_by"],
        }
    return values | {
        "informant": kept["informant"],
        "completed_on_month": str(completed_on.month),
        "completed_on_day": str(completed_on.day),
        "completed_on_year": str(completed_on.year),
    }


def shown(kept: Mapping[str, Any], question: Question, *, is_extra: bool) -> str:
    """The value of the field that stands for a kept answer."""
    if question.key not in kept:
        return State.NOT_ASKED.value if is_extra else State.BLANK.value
    answer = kept[question.key]
    return State.BLANK.value if answer is None else str(answer)


def _read_questionnaire(typed: Reading, instrument: Instrument) -> dict[str, int | str | None]:
    answers = {
        question.key: _answer(typed, question, is_extra=question in instrument.extras)
        for question in instrument.questions
    }
    return {key: answer for key, answer in answers.items() if answer != State.NOT_ASKED}


_READERS: Final[Mapping[str, Callable[[Reading, Instrument], dict[str, int | str | None]]]] = {
    "questionnaire": _read_questionnaire,
    "screener": read_screener,
    "score_entry": read_scores,
}


def _informant(typed: Reading, instrument: Instrument) -> str:
    if len(instrument.informants) == 1:
        return instrument.informants[0]
    return typed.one_of("informant", instrument.informants, required=mark("Say who answered.")) or ""


def _answer(typed: Reading, question: Question, *, is_extra: bool) -> int | str | None:
    one = asked(question, is_extra=is_extra)
    sentence = (
        # Extra questions have no number on the paper; their first words tell the lines of the summary apart.
        f"“{_beginning(question.text)}”: choose what stands on the paper; if the form did not ask, “Not asked”."
        if is_extra
        else f"Question {question.key}: choose what stands on the paper; if nothing does, “Left blank”."
    )
    found = typed.one_of(one.field, one.values, required=sentence)
    if found is None or found == State.BLANK:
        return None
    return int(found) if found.isdigit() else found


def _beginning(text: str) -> str:
    """The first words, as many as tell a question from the others."""
    words = text.split()
    return " ".join(words[:_FIRST_WORDS]) + (" …" if len(words) > _FIRST_WORDS else "")


def _reason(typed: Reading) -> str | None:
    reasons = [entry.code for entry in codes.load("reasons_asked").active if entry.code != CORRECTION]
    return typed.one_of("reason_asked", reasons, required=mark("Say why the form was given."))
