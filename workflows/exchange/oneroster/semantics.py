"""What is odd about rows that are each well formed? Warnings and counts only: nothing here drops a row."""

from collections.abc import Mapping

from workflows.exchange.diagnostics import Findings, Severity
from workflows.exchange.oneroster.rows import FileReading, Record
from workflows.exchange.oneroster.values import User, UserRole


def check_schools(readings: Mapping[str, FileReading], schools: frozenset[str], findings: Findings) -> None:
    """A school is referred to, and the organization is something else."""
    orgs = readings["orgs"].records if "orgs" in readings else {}
    for name in ("classes", "enrollments"):
        for record in _records(readings, name):
            school = record.values.get("schoolSourcedId")
            if school in orgs and school not in schools:
                _warn(
                    "semantic.org_type_mismatch",
                    readings[name],
                    record,
                    "schoolSourcedId",
                    findings,
                    "school",
                    orgs[school].values["type"],
                )


def check_subjects(readings: Mapping[str, FileReading], findings: Findings) -> None:
    """subjects and subjectCodes belong together one by one."""
    for name in ("courses", "classes"):
        for record in _records(readings, name):
            codes = record.values.get("subjectCodes", ())
            if codes and len(codes) != len(record.values.get("subjects", ())):
                _warn("semantic.subject_codes_mismatch", readings[name], record, "subjectCodes", findings)
                record.values.pop("subjectCodes")


def check_roles(
    readings: Mapping[str, FileReading], roles: Mapping[str, tuple[UserRole, ...]], findings: Findings
) -> None:
    """Primary roles, and people without any."""
    for record in _records(readings, "users"):
        held = roles.get(record.sourced_id, ())
        primary = [one.org for one in held if one.is_primary]
        if len(primary) != len(set(primary)):
            _warn("semantic.several_primary_roles", readings["users"], record, "sourcedId", findings)
        org = record.values.get("primaryOrgSourcedId")
        if org is not None and org not in {one.org for one in held}:
            _warn(
                "semantic.primary_org_without_role",
                readings["users"],
                record,
                "primaryOrgSourcedId",
                findings,
            )
        if not held and record.status != "tobedeleted":
            _warn("semantic.user_without_role", readings["users"], record, "sourcedId", findings)


def check_people(readings: Mapping[str, FileReading], users: tuple[User, ...], findings: Findings) -> None:
    """Students outside schools, guardians of nobody, and enrollments in another role."""
    students = [one for one in users if one.kind == "student"]
    if outside := sum(one.school is None for one in students):
        findings.count("semantic.student_outside_school", "users.csv", outside)
    named = {agent for one in students for agent in one.agents}
    if alone := sum(one.kind == "guardian" and one.origin.sourced_id not in named for one in users):
        findings.count("semantic.guardian_without_student", "users.csv", alone)


def check_enrollments(
    readings: Mapping[str, FileReading],
    enrolled: tuple[Record, ...],
    roles: Mapping[str, tuple[UserRole, ...]],
    findings: Findings,
) -> None:
    """Enrolled as a student and known as something else, or the other way round."""
    for record in enrolled:
        held = {one.role for one in roles.get(record.values["userSourcedId"], ())}
        if held and ("student" in held) != (record.values["role"] == "student"):
            _warn(
                "semantic.enrollment_role_mismatch",
                readings["enrollments"],
                record,
                "role",
                findings,
                ", ".join(sorted(held)),
                record.values["role"],
            )


def _warn(
    code: str,
    reading: FileReading,
    record: Record,
    name: str,
    findings: Findings,
    expected: str = "",
    actual: str = "",
) -> None:
    place = next((at for at, one in enumerate(reading.shape.columns, start=1) if one.name == name), None)
    findings.add(
        code,
        Severity.WARNING,
        reading.shape.file,
        row=record.row,
        column=place,
        field=name,
        expected=expected,
        actual=actual,
    )


def _records(readings: Mapping[str, FileReading], name: str) -> tuple[Record, ...]:
    return tuple(readings[name].records.values()) if name in readings else ()
