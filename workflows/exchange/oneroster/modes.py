"""Is a file the whole truth, or only what changed? Where manifest and rows disagree, the rows win."""

from collections.abc import Mapping
from datetime import datetime

from workflows.exchange.diagnostics import Findings, Severity
from workflows.exchange.oneroster.manifest import Manifest
from workflows.exchange.oneroster.rows import FileReading, Record

Stored = Mapping[str, Mapping[str, datetime | None]]
"""File name -> sourcedId -> the source's own time of its last change, of everything stored already."""


def files_to_read(
    manifest: Manifest,
    there: Mapping[str, bytes],
    confirmed: frozenset[str],
    findings: Findings,
    names: tuple[str, ...],
) -> tuple[str, ...]:
    """Names of the files to read; a file that the manifest is wrong about refuses until a person confirms."""
    found = []
    for name in names:
        declared, is_there = manifest.modes.get(name), f"{name}.csv" in there
        disagrees = declared is not None and (declared != "absent") != is_there
        if disagrees and name not in confirmed:
            findings.refuse(f"manifest.{'file_unexpected' if is_there else 'file_missing'}", f"{name}.csv")
        elif disagrees:
            findings.warn("manifest.file_confirmed", f"{name}.csv")
        if is_there:
            found.append(name)
    return tuple(found)


def settle_mode(
    reading: FileReading, declared: str | None, findings: Findings, *, full_export_with_status: bool
) -> None:
    """Hold each row against the mode of its file, and say whether absence means leaving."""
    has_status = any(record.status is not None for record in reading.records.values())
    has_time = any(record.modified_at is not None for record in reading.records.values())
    if declared == "delta" or (declared in (None, "absent") and has_status):
        reading.carries_changes = True
        _require(reading, findings, with_time=True)
    elif has_status:
        findings.warn("manifest.mode_mismatch", reading.shape.file)
        reading.carries_changes = True
        reading.infers_removals = full_export_with_status
        _require(reading, findings, with_time=False)
    else:
        reading.infers_removals = True
        if has_time:
            _forbid_time(reading, findings)
    if reading.nameless and reading.infers_removals:
        reading.infers_removals = False
        findings.warn("semantic.removals_not_inferred", reading.shape.file)


def _require(reading: FileReading, findings: Findings, *, with_time: bool) -> None:
    for record in list(reading.records.values()):
        missing = ["status"] if record.status is None else []
        missing += ["dateLastModified"] if with_time and record.modified_at is None else []
        for name in missing:
            _add("row.field_required_in_delta", Severity.ERROR, reading, record, findings, name)
        if missing:
            reading.drop(record.sourced_id)


def _forbid_time(reading: FileReading, findings: Findings) -> None:
    for record in reading.records.values():
        if record.modified_at is not None:
            _add(
                "row.field_forbidden_in_bulk", Severity.WARNING, reading, record, findings, "dateLastModified"
            )


def skip_stale(reading: FileReading, stored: Stored, findings: Findings) -> None:
    """Leave out rows that are older than what is stored."""
    known = stored.get(reading.shape.name, {})
    for record in list(reading.records.values()):
        newest = known.get(record.sourced_id)
        if record.modified_at is not None and newest is not None and record.modified_at < newest:
            _add("row.stale", Severity.WARNING, reading, record, findings, "dateLastModified")
            reading.drop(record.sourced_id)


def _add(
    code: str, severity: Severity, reading: FileReading, record: Record, findings: Findings, name: str
) -> None:
    place = next((at for at, one in enumerate(reading.shape.columns, start=1) if one.name == name), None)
    findings.add(code, severity, reading.shape.file, row=record.row, column=place, field=name)
