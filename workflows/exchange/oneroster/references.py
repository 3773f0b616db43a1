"""Does everything that a row refers to exist? Required: an error. Optional: a warning, and left blank."""

from collections.abc import Mapping

from workflows.exchange.diagnostics import Findings, Severity
from workflows.exchange.oneroster.modes import Stored
from workflows.exchange.oneroster.rows import FileReading, Record
from workflows.exchange.oneroster.shapes import Column


def resolve(readings: Mapping[str, FileReading], stored: Stored, findings: Findings) -> None:
    """Check every file in the order of dependencies; a record that fails makes those that need it fail."""
    for reading in readings.values():
        to_others = [one for one in reading.shape.columns if one.target not in (None, reading.shape.name)]
        to_own = [one for one in reading.shape.columns if one.target == reading.shape.name]
        for columns in (to_others, to_own):
            if columns:
                _resolve_file(reading, columns, readings, stored, findings)


def _resolve_file(
    reading: FileReading,
    columns: list[Column],
    readings: Mapping[str, FileReading],
    stored: Stored,
    findings: Findings,
) -> None:
    for record in list(reading.records.values()):
        # What is taken away needs nothing of what it referred to.
        if record.status == "tobedeleted":
            continue
        whole = [_resolve_cell(reading, record, column, readings, stored, findings) for column in columns]
        if not all(whole):
            reading.drop(record.sourced_id)


def _resolve_cell(
    reading: FileReading,
    record: Record,
    column: Column,
    readings: Mapping[str, FileReading],
    stored: Stored,
    findings: Findings,
) -> bool:
    """Whether the row can be taken. Of a list, what is not found is left out as long as something is."""
    asked = record.values.get(column.name)
    if asked is None or column.target is None:
        return True
    wanted = asked if isinstance(asked, tuple) else (asked,)
    target = readings.get(column.target)
    already = stored.get(column.target, {}) if reading.carries_changes else {}
    found = tuple(one for one in wanted if (target is not None and one in target.records) or one in already)
    if len(found) == len(wanted):
        return True
    is_error = column.required and not found
    for one in wanted:
        if one not in found:
            has_error = target is not None and one in target.broken
            findings.add(
                "reference.target_has_error" if has_error else "reference.missing_target_record",
                Severity.ERROR if is_error else Severity.WARNING,
                reading.shape.file,
                row=record.row,
                column=reading.shape.columns.index(column) + 1,
                field=column.name,
                expected=f"a row of {column.target}.csv",
                actual=one,
            )
    if found:
        record.values[column.name] = found
    else:
        record.values.pop(column.name)
    return not is_error
