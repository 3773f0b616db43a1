"""What do the rows of one file say, and which of them cannot be taken?

A row with an error is still present: a broken row never looks like somebody who left. A password is dropped
as soon as its row is split, before anything else looks at it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from workflows.exchange.csv_rows import CsvFile
from workflows.exchange.diagnostics import Findings, Severity, masked
from workflows.exchange.oneroster.cells import BLANKED, READERS, Fault, Read, read_guid, read_term
from workflows.exchange.oneroster.headers import Header
from workflows.exchange.oneroster.shapes import Column, Shape

_LISTS: Final = frozenset({"list", "references"})


@dataclass(frozen=True, slots=True)
class Record:
    """One row that can be read. `status` and `modified_at` are None where the row does not say."""

    row: int
    sourced_id: str
    status: str | None
    modified_at: datetime | None
    values: dict[str, Any]


@dataclass(slots=True)
class FileReading:
    """One file. `broken`: ids of rows that cannot be taken; `nameless`: such rows without an id."""

    shape: Shape
    records: dict[str, Record] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    nameless: int = 0
    passwords: int = 0
    row_count: int = 0
    infers_removals: bool = False
    carries_changes: bool = False

    @property
    def present(self) -> frozenset[str]:
        """Every id that the file names, in whatever state its row is."""
        return frozenset(self.records) | frozenset(self.broken)

    def drop(self, sourced_id: str) -> None:
        """Take a record back that turned out to have an error."""
        del self.records[sourced_id]
        self.broken.add(sourced_id)


class _Rows:
    """Walks through one file. Holds what is the same for every row."""

    def __init__(self, shape: Shape, header: Header, findings: Findings, *, lenient: bool) -> None:
        self.reading = FileReading(shape)
        self._header = header
        self._findings = findings
        self._lenient = lenient
        self._secrets = [place for place, column in header.places if column.kind == "secret"]
        self._id_place = header.position("sourcedId") or 0
        self._plan = [
            (place, column, column.kind in _LISTS, self._reader(column))
            for place, column in header.places
            if column.kind != "secret"
        ]
        self._twice: set[str] = set()

    def walk(self, rows: Iterator[tuple[int, list[str]]]) -> None:
        for row, cells in rows:
            self.reading.row_count += 1
            self._drop_secrets(cells)
            record = self._record(row, cells) if self._has_width(row, cells) else None
            if record is None:
                self._keep_broken(cells)
            else:
                self._keep(record)
        for sourced_id in self._twice & self.reading.records.keys():
            self.reading.drop(sourced_id)

    def _drop_secrets(self, cells: list[str]) -> None:
        for place in self._secrets:
            if place < len(cells) and cells[place]:
                cells[place] = ""
                self.reading.passwords += 1

    def _has_width(self, row: int, cells: list[str]) -> bool:
        width = self._header.width
        if len(cells) == width:
            return True
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            self._add("table.trailing_empty_cells", Severity.WARNING, row)
            return True
        # A shifted row could put a password where a name belongs: none of its cells is told.
        self._findings.add(
            "table.row_width_mismatch",
            Severity.ERROR,
            self.reading.shape.file,
            row=row,
            expected=f"{width} cells",
            actual=f"{len(cells)} cells",
        )
        return False

    def _record(self, row: int, cells: list[str]) -> Record | None:
        values: dict[str, Any] = {}
        broken = any("\n" in cell or "\r" in cell for cell in cells)
        if broken:
            self._add("row.line_break_in_field", Severity.ERROR, row)
        for place, column, is_list, reader in self._plan:
            cell = cells[place]
            trimmed = cell.strip()
            if trimmed != cell:
                self._add("row.white_space", Severity.WARNING, row, place, column)
            if not trimmed:
                if column.required:
                    self._add("row.missing_required_value", Severity.ERROR, row, place, column)
                    broken = True
                continue
            value, fine = (
                self._list(row, place, column, trimmed)
                if is_list
                else self._value(row, place, column, reader, trimmed)
            )
            broken = broken or not fine
            if value is not None:
                values[column.name] = value
        if broken:
            return None
        return Record(
            row,
            values.pop("sourcedId"),
            values.pop("status", None),
            values.pop("dateLastModified", None),
            values,
        )

    def _value(
        self, row: int, place: int, column: Column, reader: Callable[[str], Read], cell: str
    ) -> tuple[Any, bool]:
        value, fault = reader(cell)
        return (value, True) if fault is None else (value, self._told(row, place, column, fault, cell))

    def _list(self, row: int, place: int, column: Column, cell: str) -> tuple[Any, bool]:
        """The elements; an empty one is left out."""
        elements, fine = [], True
        for written in cell.split(","):
            element = written.strip()
            if element != written:
                self._add("row.white_space", Severity.WARNING, row, place, column)
            if not element:
                self._add("row.invalid_list", Severity.WARNING, row, place, column)
                continue
            if column.kind == "references":
                element, fault = read_guid(element, lenient=self._lenient)
                fine = (fault is None or self._told(row, place, column, fault, written)) and fine
            elements.append(element)
        if not elements and column.required:
            self._add("row.missing_required_value", Severity.ERROR, row, place, column)
            fine = False
        return tuple(elements) or None, fine

    def _told(self, row: int, place: int, column: Column, fault: Fault, cell: str) -> bool:
        """Report the fault; whether the row can still be taken."""
        is_error = fault.fatal and (column.required or fault.code not in BLANKED or column.name == "status")
        self._findings.add(
            fault.code,
            Severity.ERROR if is_error else Severity.WARNING,
            self.reading.shape.file,
            row=row,
            column=place + 1,
            field=column.name,
            expected=fault.expected,
            actual=masked(cell) if column.is_masked else cell,
        )
        return not is_error

    def _keep(self, record: Record) -> None:
        reading, sourced_id = self.reading, record.sourced_id
        earlier = reading.records.get(sourced_id)
        if earlier is None and sourced_id not in reading.broken:
            reading.records[sourced_id] = record
        elif earlier is not None and _same(earlier, record):
            self._add(
                "reference.repeated_row", Severity.WARNING, record.row, self._id_place, None, sourced_id
            )
        else:
            self._different(record.row, sourced_id, earlier)

    def _different(self, row: int, sourced_id: str, earlier: Record | None) -> None:
        if earlier is not None and sourced_id not in self._twice:
            self._add(
                "reference.duplicate_sourced_id",
                Severity.ERROR,
                earlier.row,
                self._id_place,
                None,
                sourced_id,
            )
        self._add("reference.duplicate_sourced_id", Severity.ERROR, row, self._id_place, None, sourced_id)
        self._twice.add(sourced_id)

    def _keep_broken(self, cells: list[str]) -> None:
        sourced_id = cells[self._id_place].strip() if self._id_place < len(cells) else ""
        if not sourced_id or len(sourced_id) > 255:
            self.reading.nameless += 1
            return
        if sourced_id in self.reading.records:
            self._twice.add(sourced_id)
        self.reading.broken.add(sourced_id)

    def _add(
        self,
        code: str,
        severity: Severity,
        row: int,
        place: int | None = None,
        column: Column | None = None,
        actual: str = "",
    ) -> None:
        self._findings.add(
            code,
            severity,
            self.reading.shape.file,
            row=row,
            column=None if place is None else place + 1,
            field=column.name if column else ("sourcedId" if place is not None else None),
            actual=actual,
        )

    def _reader(self, column: Column) -> Callable[[str], Read]:
        if column.kind in ("guid", "reference", "references"):
            return lambda cell: read_guid(cell, lenient=self._lenient)
        if column.vocabulary is not None:
            return lambda cell: read_term(column, cell)
        return READERS.get(column.kind, READERS["text"])


def _same(one: Record, other: Record) -> bool:
    return (one.status, one.modified_at, one.values) == (other.status, other.modified_at, other.values)


def read_rows(
    shape: Shape, header: Header, opened: CsvFile, findings: Findings, *, lenient: bool = False
) -> FileReading:
    """All rows of one file, those with errors only as ids. A file without rows is refused."""
    rows = _Rows(shape, header, findings, lenient=lenient)
    rows.walk(opened.rows)
    if rows.reading.row_count == 0 and not findings.has_refused():
        findings.refuse("table.no_rows", shape.file)
    return rows.reading
