"""What does the page ask that enters a questionnaire from paper, and what was answered?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from care_steps import codes
from triage import instruments
from triage.answers import State
from triage.calendar import SchoolCalendar
from triage.instruments import Instrument, Question, UnknownInstrument
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, mark
from workflows.records.refusals import NotFound
from workflows.verbs.record_administration import FilledForm

CORRECTION: Final = "correction"
_FIRST_WORDS: Final = 8
_FIELD: Final = "answer_"
# On a past day the hour is not known: noon is on that day in every time zone of the site's neighborhood.
_NOON: Final = time(12)
_MISSING: Final = (State.BLANK, State.REFUSED, State.UNREADABLE)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the page shows it: the printed answers, then the ways of having none."""

    field: str
    number: str
    text: str
    answers: tuple[Choice, ...]
    missing: tuple[Choice, ...]

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(choice.value for choice in (*self.answers, *self.missing))


def instrument_named(instrument_id: str) -> Instrument:
    """The questionnaire of an address; raises `NotFound`."""
    try:
        return instruments.load(instrument_id)
    except UnknownInstrument as unknown:
        raise NotFound from unknown


def asked(question: Question, *, is_extra: bool) -> Asked:
    """`is_extra`: only an extra may be missing from the copy that was used."""
    states = (*_MISSING, State.NOT_ASKED) if is_extra else _MISSING
    return Asked(
        field=f"{_FIELD}{question.key}",
        number=question.key.removeprefix("EX"),
        text=question.text,
        answers=tuple(Choice(str(option.value), option.text) for option in question.options),
        missing=tuple(Choice(state.value, state.plain) for state in states),
    )


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
    answers = {
        question.key: _answer(typed, question, is_extra=question in instrument.extras)
        for question in instrument.questions
    }
    received = typed.integer("received_total", least=0, most=int(instrument.highest_total), required=None)
    typed.insist()
    assert completed_on is not None
    assert reason is not None
    return FilledForm(
        instrument_id=instrument.id,
        answers={key: answer for key, answer in answers.items() if answer != State.NOT_ASKED},
        completed_at=_completed_at(completed_on, calendar, at),
        reason_asked=reason,
        received_total=received,
        amends=amends,
    )


def filled_from(kept: Mapping[str, Any], instrument: Instrument, completed_on: date) -> dict[str, str]:
    """What an entry that is to be corrected said, to begin with."""
    values = {
        f"{_FIELD}{question.key}": shown(kept, question, is_extra=question in instrument.extras)
        for question in instrument.questions
    }
    return values | {
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


def _completed_at(day: date, calendar: SchoolCalendar, at: datetime) -> datetime:
    """Today's form was filled in by now; an earlier one at noon of its day."""
    return at if day == calendar.local_day(at) else calendar.wall_time(day, _NOON)
