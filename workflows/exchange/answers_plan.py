"""Which forms of a list can be taken over, for whom, and which call for somebody at once?

Whether a student is unknown or somebody else's to look after is one finding: a list tells nobody who has a case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from supervision.access import Actor, why_not_administer, why_not_see_scores
from supervision.chain import why_not_answerable
from triage.instruments import Instrument
from triage.names import folded
from triage.scoring import score
from workflows.exchange.answers_row import DAY, FILE, NUMBER, FormRow, column_number
from workflows.exchange.diagnostics import Diagnostic, Severity
from workflows.records.asking_gate import why_not_ask_now
from workflows.records.episodes import Case
from workflows.records.forms_on_record import KnownForm, cases_numbered, known_forms
from workflows.records.scope import Transaction
from workflows.records.these_cases import these_cases

_THERE: Final = "answers.there_already"


@dataclass(frozen=True, slots=True)
class PlannedForm:
    """A form that can be taken over. `calls`: an answer calls for an interview."""

    line: int
    episode_id: UUID
    completed_at: datetime
    informant: str
    received_total: int | None
    answers: Mapping[str, int | str | None]
    calls: bool


@dataclass(frozen=True, slots=True)
class AnswersPlan:
    """What can be taken over, what was found, and the rows that cannot be although an answer calls for somebody."""

    forms: tuple[PlannedForm, ...]
    diagnostics: tuple[Diagnostic, ...]
    calling_lines: tuple[int, ...]


_Which = tuple[UUID, date, str]
"""Case, day and who answered: of one questionnaire there is one form of these."""


@dataclass(frozen=True, slots=True)
class _Ground:
    """The cases of whoever brings the list by number and family name, and what is on record of this questionnaire."""

    instrument: Instrument
    reason_asked: str
    by: Actor
    cases: Mapping[tuple[str, str], Sequence[Case]]
    known: Mapping[_Which, Sequence[KnownForm]]


async def plan_answers(
    tx: Transaction, instrument: Instrument, rows: Sequence[FormRow], *, reason_asked: str, by: Actor
) -> AnswersPlan:
    """Hold the list against the records, for whoever brings it. The same list twice takes nothing the second time."""
    ground = await _ground(tx, instrument, rows, reason_asked, by)
    seen: set[_Which] = set()
    looked = {row.line: await _looked_at(tx, row, ground, seen) for row in rows if not row.is_broken}
    found = tuple(one for one in looked.values() if isinstance(one, Diagnostic))
    settled = {line for line, one in looked.items() if isinstance(one, PlannedForm) or one.code == _THERE}
    return AnswersPlan(
        tuple(one for one in looked.values() if isinstance(one, PlannedForm)),
        found,
        tuple(row.line for row in rows if row.calls and row.line not in settled),
    )


async def _ground(
    tx: Transaction, instrument: Instrument, rows: Sequence[FormRow], reason_asked: str, by: Actor
) -> _Ground:
    """Three reads, however long the list is."""
    numbered = await cases_numbered(tx, sorted({row.number for row in rows if row.number}))
    cases = await these_cases(tx, [one.episode_id for one in numbered])
    mine: dict[tuple[str, str], list[Case]] = {}
    for one in numbered:
        case = cases[one.episode_id]
        if why_not_see_scores(by, case.standing) is None:
            mine.setdefault((one.number, folded(one.family_name)), []).append(case)
    known: dict[_Which, list[KnownForm]] = {}
    for form in await known_forms(tx, instrument.id, [one.id for found in mine.values() for one in found]):
        day = cases[form.episode_id].calendar.local_day(form.completed_at)
        known.setdefault((form.episode_id, day, form.informant), []).append(form)
    return _Ground(instrument, reason_asked, by, mine, known)


async def _looked_at(
    tx: Transaction, row: FormRow, ground: _Ground, seen: set[_Which]
) -> PlannedForm | Diagnostic:
    """The form of a row without a fault of its own, or why it is not taken."""
    assert row.completed_on is not None
    mine = ground.cases.get((row.number, folded(row.family_name)), ())
    if len(mine) != 1:
        return _finding(row, ground, "answers.unknown_student", NUMBER)
    (case,) = mine
    today = case.calendar.local_day(tx.at)
    if (why := _why_not_theirs(ground, case, today)) is not None:
        return _finding(row, ground, "answers.not_yours", NUMBER, why)
    if row.completed_on > today:
        return _finding(row, ground, "answers.day_ahead", DAY)
    which = (case.id, row.completed_on, row.informant)
    if which in seen:
        return _finding(row, ground, "answers.twice_in_file", NUMBER)
    seen.add(which)
    if which in ground.known:
        said = score(ground.instrument.id, row.answers).kept_answers
        is_known = any(_said_by(form, ground.instrument) == said for form in ground.known[which])
        return _finding(row, ground, _THERE if is_known else "answers.other_on_record", DAY)
    if (why := await why_not_ask_now(tx, case, (ground.instrument.id,), ground.reason_asked)) is not None:
        return _finding(row, ground, "answers.not_asked", NUMBER, why)
    at = case.calendar.some_time_on(row.completed_on, tx.at)
    return PlannedForm(row.line, case.id, at, row.informant, row.received_total, row.answers, row.calls)


def _said_by(form: KnownForm, instrument: Instrument) -> Mapping[str, object]:
    return score(instrument.id, form.answers).kept_answers if form.waits else form.answers


def _why_not_theirs(ground: _Ground, case: Case, today: date) -> str | None:
    has_safety_item = ground.instrument.has_safety_item
    why = why_not_administer(ground.by, case.standing, has_safety_item=has_safety_item, on=today)
    return why or why_not_answerable(case.standing, has_safety_item=has_safety_item)


def _finding(row: FormRow, ground: _Ground, code: str, column: str, expected: str = "") -> Diagnostic:
    severity = Severity.INFORMATION if code == _THERE else Severity.ERROR
    place = column_number(ground.instrument, column)
    return Diagnostic(code, severity, FILE, row.line, place, column, expected)
