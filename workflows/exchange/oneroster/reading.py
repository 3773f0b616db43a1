"""How is a roster read from beginning to end? Everything is checked, not only up to the first error."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from workflows.exchange.csv_rows import open_csv
from workflows.exchange.diagnostics import Findings
from workflows.exchange.oneroster.building import (
    class_of,
    course_of,
    enrollment_of,
    org_of,
    roles_by_user,
    session_of,
    user_of,
)
from workflows.exchange.oneroster.headers import match_header
from workflows.exchange.oneroster.manifest import Manifest, read_manifest
from workflows.exchange.oneroster.modes import Stored, files_to_read, settle_mode, skip_stale
from workflows.exchange.oneroster.package import MANIFEST, Limits, open_package
from workflows.exchange.oneroster.references import resolve
from workflows.exchange.oneroster.rows import FileReading, Record, read_rows
from workflows.exchange.oneroster.semantics import (
    check_enrollments,
    check_people,
    check_roles,
    check_schools,
    check_subjects,
)
from workflows.exchange.oneroster.shapes import Shape, shapes
from workflows.exchange.oneroster.values import Roster

NOTHING_STORED: Final[Stored] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RosterSettings:
    """What a person chose about a source.

    `confirmed`: files ("courses") about which the manifest is wrong and a person said so.
    `full_export_with_status`: a bulk file with statuses still is the whole truth. Demographics are read for
    their shape and never kept.
    """

    encoding: str = "utf-8"
    lenient_ids: bool = False
    full_export_with_status: bool = False
    confirmed: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)


def read_roster(
    source: Path | str | bytes, *, settings: RosterSettings | None = None, stored: Stored | None = None
) -> Roster:
    """A package: the path of a zip file or folder, or its bytes. Never raises for what is in it.

    `stored` is needed for packages that send changes only: their rows may refer to what is stored already.
    """
    chosen, findings = settings or RosterSettings(), Findings()
    there = open_package(Path(source) if isinstance(source, str) else source, findings, chosen.limits)
    if findings.has_refused():
        return _refused(findings)
    manifest = read_manifest(there[MANIFEST], findings, encoding=chosen.encoding)
    if manifest is None:
        return _refused(findings)
    readings = _read_files(manifest, there, chosen, findings)
    if findings.has_refused():
        return _refused(findings, manifest)
    for reading in readings.values():
        if stored is not None:
            skip_stale(reading, stored, findings)
    return _kept(manifest, readings, stored, findings)


def _refused(findings: Findings, manifest: Manifest | None = None) -> Roster:
    return Roster(
        version=manifest.version if manifest else None,
        source=manifest.source if manifest else None,
        diagnostics=findings.all(),
        refused=True,
    )


def _read_files(
    manifest: Manifest, there: Mapping[str, bytes], settings: RosterSettings, findings: Findings
) -> dict[str, FileReading]:
    """Every file that is there, in the order of dependencies. All are read even when one is refused."""
    known = shapes(manifest.version)
    readings = {}
    for name in files_to_read(manifest, there, settings.confirmed, findings, tuple(known)):
        reading = _read_file(known[name], there[known[name].file], settings, findings)
        if reading is None:
            continue
        settle_mode(
            reading,
            manifest.modes.get(name),
            findings,
            full_export_with_status=settings.full_export_with_status,
        )
        if not known[name].is_kept:
            findings.count("semantic.not_kept", reading.shape.file, reading.row_count)
        if reading.passwords:
            findings.count("semantic.password_dropped", reading.shape.file, reading.passwords)
        readings[name] = reading
    return readings


def _read_file(
    shape: Shape, content: bytes, settings: RosterSettings, findings: Findings
) -> FileReading | None:
    opened = open_csv(shape.file, content, findings, encoding=settings.encoding)
    header = match_header(shape, opened.header, findings) if opened is not None else None
    if opened is None or header is None:
        return None
    return read_rows(shape, header, opened, findings, lenient=settings.lenient_ids)


def _kept(
    manifest: Manifest, readings: dict[str, FileReading], stored: Stored | None, findings: Findings
) -> Roster:
    schools = frozenset(
        record.sourced_id for record in _records(readings, "orgs") if record.values.get("type") == "school"
    )
    check_schools(readings, schools, findings)
    enrolled = _records(readings, "enrollments")
    resolve(readings, stored or NOTHING_STORED, findings)
    check_subjects(readings, findings)
    roles = roles_by_user(readings, manifest.version)
    check_roles(readings, roles, findings)
    check_enrollments(readings, enrolled, roles, findings)
    users = tuple(user_of(one, roles.get(one.sourced_id, ()), schools) for one in _records(readings, "users"))
    check_people(readings, users, findings)
    kept = {name: one for name, one in readings.items() if one.shape.is_kept and name != "roles"}
    return Roster(
        version=manifest.version,
        source=manifest.source,
        orgs=tuple(map(org_of, _records(readings, "orgs"))),
        sessions=tuple(map(session_of, _records(readings, "academicSessions"))),
        courses=tuple(map(course_of, _records(readings, "courses"))),
        classes=tuple(map(class_of, _records(readings, "classes"))),
        users=users,
        enrollments=tuple(map(enrollment_of, _records(readings, "enrollments"))),
        present=MappingProxyType({name: one.present for name, one in kept.items()}),
        infers_removals=frozenset(name for name, one in kept.items() if one.infers_removals),
        diagnostics=findings.all(),
        refused=findings.has_refused(),
        needs_stored=stored is None and any(one.carries_changes for one in readings.values()),
        passwords_dropped=sum(one.passwords for one in readings.values()),
        row_counts=MappingProxyType({name: one.row_count for name, one in readings.items()}),
    )


def _records(readings: Mapping[str, FileReading], name: str) -> tuple[Record, ...]:
    return tuple(readings[name].records.values()) if name in readings else ()
