"""Which lists of filled-in forms were brought in, and what became of each form?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, insert, text

from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction
from workflows.records.tables.answer_imports import answer_import, answer_import_row


class ListState(StrEnum):
    """What was done with a list."""

    REFUSED = "refused"
    CHECKED = "checked"
    TAKEN = "taken"

    @property
    def plain(self) -> str:
        """The words people read."""
        return _PLAIN[self]


_PLAIN: Final = {
    ListState.REFUSED: "Refused",
    ListState.CHECKED: "Looked at only",
    ListState.TAKEN: "Taken over",
}


@dataclass(frozen=True, slots=True)
class AnswerImport:
    """One list. `calling_lines`: rows that were not taken and call for an interview."""

    id: UUID
    instrument_id: str
    state: ListState
    row_count: int
    diagnostics: Sequence[Mapping[str, Any]]
    calling_lines: Sequence[int]
    uploaded_by: UUID
    uploaded_at: datetime
    waiting: int
    taken: int
    refused: int

    @property
    def is_under_way(self) -> bool:
        return self.waiting > 0

    @property
    def staged(self) -> int:
        """How many forms of it are taken over, or are to be."""
        return self.waiting + self.taken + self.refused


@dataclass(frozen=True, slots=True)
class BroughtForm:
    """One form of a list: on record as `administration_id`, refused in words, or waiting."""

    line: int
    administration_id: UUID | None
    why: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A form that waits to be taken over, by whoever brought it."""

    import_id: UUID
    line: int
    entered_by: UUID


_KEEP: Final = insert(answer_import)
_STAGE: Final = insert(answer_import_row)
_ONE: Final = """
SELECT i.id, i.instrument_id, i.state, i.row_count, i.diagnostics, i.calling_lines, i.uploaded_by, i.uploaded_at,
       count(r.line) FILTER (WHERE r.state = 'waiting') AS waiting,
       count(r.line) FILTER (WHERE r.state = 'taken') AS taken,
       count(r.line) FILTER (WHERE r.state = 'refused') AS refused
  FROM app.answer_import i
  LEFT JOIN app.answer_import_row r ON (r.org_id, r.import_id) = (i.org_id, i.id)
 WHERE i.org_id = :org_id AND i.uploaded_by = :by AND {which}
 GROUP BY i.org_id, i.id
"""
_BY_ID: Final = text(_ONE.format(which="i.id = :id")).columns(diagnostics=JSON)
_LATEST: Final = text(
    f"{_ONE.format(which='true')} ORDER BY i.uploaded_at DESC, i.id DESC LIMIT :most"
).columns(diagnostics=JSON)
_ROWS: Final = text("""
SELECT line, administration_id, why FROM app.answer_import_row
 WHERE org_id = :org_id AND import_id = :id AND state <> 'waiting' ORDER BY line
""")
_WAITING: Final = text("""
SELECT import_id, line, entered_by FROM app.answer_import_row
 WHERE org_id = :org_id AND state = 'waiting' ORDER BY recorded_at, import_id, line
""")
# Whoever is at this row already has it: two that take a list over never take the same form.
_TAKE: Final = text("""
SELECT episode_id, form FROM app.answer_import_row
 WHERE org_id = :org_id AND import_id = :import_id AND line = :line AND state = 'waiting' FOR UPDATE SKIP LOCKED
""").columns(form=JSON)
_END: Final = text("""
UPDATE app.answer_import_row
   SET state = :state, form = NULL, administration_id = :administration_id, why = :why, ended_at = :at
 WHERE org_id = :org_id AND import_id = :import_id AND line = :line AND state = 'waiting'
""")


async def keep_answer_import(tx: Transaction, values: Mapping[str, Any]) -> None:
    await tx.connection.execute(_KEEP, {"org_id": tx.actor.org_id, **values})


async def stage_forms(tx: Transaction, rows: Iterable[Mapping[str, Any]]) -> None:
    """Forms of a list that is taken over: on record already, or waiting with their answers."""
    values = [{"org_id": tx.actor.org_id, **row} for row in rows]
    if values:
        await tx.connection.execute(_STAGE, values)


async def load_answer_import(tx: Transaction, import_id: UUID) -> AnswerImport:
    """One list of whoever asks; raises `NotFound` for everybody else's."""
    return _import(await known_row(tx, _BY_ID, id=import_id, by=tx.actor.person_id))


async def latest_answer_imports(tx: Transaction, *, most: int = 20) -> tuple[AnswerImport, ...]:
    """The newest lists of whoever asks."""
    asked = {"org_id": tx.actor.org_id, "by": tx.actor.person_id, "most": most}
    return tuple(_import(row) for row in (await tx.connection.execute(_LATEST, asked)).mappings())


async def ended_forms(tx: Transaction, import_id: UUID) -> tuple[BroughtForm, ...]:
    """Every form of a list that does not wait any more, in the order of the file."""
    rows = await tx.connection.execute(_ROWS, {"org_id": tx.actor.org_id, "id": import_id})
    return tuple(BroughtForm(**row) for row in rows.mappings())


async def waiting_forms(tx: Transaction) -> tuple[Waiting, ...]:
    """Everything that waits in this organization, the oldest first."""
    rows = await tx.connection.execute(_WAITING, {"org_id": tx.actor.org_id})
    return tuple(Waiting(**row) for row in rows.mappings())


async def take_form(tx: Transaction, import_id: UUID, line: int) -> tuple[UUID, Mapping[str, Any]] | None:
    """The case and the form, locked; None when it does not wait any more, or somebody else is at it."""
    row = await row_of(tx, _TAKE, import_id=import_id, line=line)
    return None if row is None else (row["episode_id"], row["form"])


async def end_form(
    tx: Transaction, import_id: UUID, line: int, *, administration_id: UUID | None, why: str, at: datetime
) -> None:
    """It is on record, or refused in words. What was answered stands here no longer."""
    ended = {
        "org_id": tx.actor.org_id,
        "import_id": import_id,
        "line": line,
        "state": "refused" if administration_id is None else "taken",
        "administration_id": administration_id,
        "why": why,
        "at": at,
    }
    await tx.connection.execute(_END, ended)


def _import(row: Mapping[Any, Any]) -> AnswerImport:
    return AnswerImport(**{**row, "state": ListState(row["state"])})
