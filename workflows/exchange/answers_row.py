"""What does one row of a list of filled-in forms say, and which of its cells cannot be right?

The columns are the keys of the questions (1, 2, ..., EX1), or of the scores and items of a form whose questions are not
shown here; never a word of a question.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from triage.answers import ScoringError, State, WrongAnswer, calls_for_interview, read_answers, whole_number
from triage.instruments import Instrument, Question
from triage.item_upload import item_keys
from triage.scoring import ScoreFaults, TotalMismatch, check_received_total, score
from workflows.exchange.diagnostics import Findings, Severity, masked

FILE: Final = "answers.csv"
NUMBER: Final = "student_number"
FAMILY_NAME: Final = "family_name"
DAY: Final = "completed_on"
INFORMANT: Final = "informant"
TOTAL: Final = "received_total"
ABOUT: Final = (NUMBER, FAMILY_NAME, DAY)
# A name or an answer stands in no finding: only how long the cell is.
_TOLD_AS_IT_IS: Final = frozenset({DAY, INFORMANT})
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_Answer = int | str | None


@dataclass(frozen=True, slots=True)
class FormRow:
    """One filled-in form. `answers` by key. `calls`: one of them calls for an interview.

    `completed_on` is None only where the row `is_broken`: it has an error, and nothing of it is taken.
    """

    line: int
    number: str
    family_name: str
    completed_on: date | None
    informant: str
    received_total: int | None
    answers: Mapping[str, _Answer]
    calls: bool
    is_broken: bool


def columns_of(instrument: Instrument) -> tuple[str, ...]:
    """The columns of a list of this form, in their order."""
    answered = tuple(question.key for question in instrument.questions)
    if instrument.kind == "score_entry":
        answered = (*(scale.key for scale in instrument.scales), *item_keys(instrument))
    informant = (INFORMANT,) if len(instrument.informants) > 1 else ()
    total = (TOTAL,) if instrument.kind == "questionnaire" else ()
    return (*ABOUT, *informant, *total, *answered)


def column_number(instrument: Instrument, column: str) -> int:
    """Where the template has this column, from 1."""
    return columns_of(instrument).index(column) + 1


def row_of(instrument: Instrument, line: int, cells: Mapping[str, str], findings: Findings) -> FormRow:
    """One row; each wrong cell is told with its place."""
    return _RowReader(instrument, line, cells, findings).row()


class _RowReader:
    """Reads one row, and tells each wrong cell with its place."""

    def __init__(
        self, instrument: Instrument, line: int, cells: Mapping[str, str], findings: Findings
    ) -> None:
        self._instrument, self._line, self._cells, self._findings = instrument, line, cells, findings
        self._is_broken = False

    def row(self) -> FormRow:
        for column in (NUMBER, FAMILY_NAME):
            if not self._cells[column]:
                self._refuse(column, "row.missing_required_value")
        day, informant = self._day(), self._informant()
        total = self._whole(TOTAL) if self._cells.get(TOTAL) else None
        answers = self._answers()
        calls = calls_for_interview(self._instrument, read_answers(self._instrument, self._readable(answers)))
        if not self._is_broken:
            self._check(answers, total)
        return FormRow(
            self._line, self._cells[NUMBER], self._cells[FAMILY_NAME], day, informant, total, answers, calls,
            self._is_broken,
        )  # fmt: skip

    def _day(self) -> date | None:
        written = self._cells[DAY]
        try:
            return date.fromisoformat(written if _DAY.fullmatch(written) else "")
        except ValueError:
            self._refuse(
                DAY, "answers.invalid_day" if written else "row.missing_required_value", "YYYY-MM-DD"
            )
            return None

    def _informant(self) -> str:
        known = self._instrument.informants
        if len(known) == 1:
            return known[0]
        written = self._cells[INFORMANT].lower()
        if written not in known:
            self._refuse(INFORMANT, "answers.unknown_informant", ", ".join(known))
        return written

    def _whole(self, column: str) -> int | None:
        found = _number(self._cells[column])
        if found is None:
            self._refuse(column, "answers.no_number")
        return found

    def _answers(self) -> dict[str, _Answer]:
        """As `triage.scoring.score` takes them. What may be left out and stands empty was not asked."""
        if self._instrument.kind == "score_entry":
            return {key: _typed(cell) for key, cell in self._answered() if cell or key in self._scales}
        may_be_left_out = {one.key for one in self._instrument.questions if one.asked_if}
        may_be_left_out |= {one.key for one in self._instrument.extras}
        found = {key: _typed(cell) for key, cell in self._answered() if cell or key not in may_be_left_out}
        for question in self._instrument.questions:
            if question.key in found and not _is_answer(self._instrument, question, found[question.key]):
                legal = ", ".join(str(option.value) for option in question.options)
                self._refuse(question.key, "answers.no_answer", legal)
        return found

    def _answered(self) -> list[tuple[str, str]]:
        about = {*ABOUT, INFORMANT, TOTAL}
        return [(column, cell) for column, cell in self._cells.items() if column not in about]

    @property
    def _scales(self) -> set[str]:
        return {scale.key for scale in self._instrument.scales}

    def _readable(self, answers: Mapping[str, _Answer]) -> dict[str, _Answer]:
        """The answers that can be told, of a row that may be broken."""
        return {
            one.key: answers[one.key]
            for one in self._instrument.questions
            if one.key in answers and _is_answer(self._instrument, one, answers[one.key])
        }

    def _check(self, answers: Mapping[str, _Answer], total: int | None) -> None:
        try:
            check_received_total(score(self._instrument.id, answers), total)
        except TotalMismatch:
            self._refuse(TOTAL, "answers.total_differs")
        except ScoreFaults as faults:
            for key, said in faults.errors.items():
                self._refuse(key, "answers.score_cannot_be", said)
        except ScoringError as fault:
            self._refuse(None, "answers.score_cannot_be", str(fault))

    def _refuse(self, column: str | None, code: str, expected: str = "") -> None:
        self._is_broken = True
        cell = self._cells.get(column or "", "")
        self._findings.add(
            code,
            Severity.ERROR,
            FILE,
            row=self._line,
            column=None if column is None else column_number(self._instrument, column),
            field=column,
            expected=expected,
            actual=cell if column in _TOLD_AS_IT_IS or not cell else masked(cell),
        )


def _typed(cell: str) -> _Answer:
    """A cell as an answer: nothing, a whole number, or what stands there."""
    if not cell:
        return None
    number = _number(cell)
    return cell.lower() if number is None else number


def _number(cell: str) -> int | None:
    """Spreadsheets write 2 as 2.0 too."""
    try:
        return whole_number(Decimal(cell))
    except InvalidOperation:
        return None


def _is_answer(instrument: Instrument, question: Question, answer: _Answer) -> bool:
    if answer is None or answer == State.UNREADABLE.value:
        return True
    try:
        read_answers(instrument, {question.key: answer})
    except WrongAnswer:
        return False
    return True
