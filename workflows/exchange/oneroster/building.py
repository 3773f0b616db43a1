"""How does a row become a value that is kept?"""

from collections.abc import Mapping
from typing import Any

from workflows.exchange.oneroster.rows import FileReading, Record
from workflows.exchange.oneroster.values import (
    AcademicSession,
    Course,
    Enrollment,
    Org,
    Origin,
    SchoolClass,
    User,
    UserRole,
)


def origin_of(record: Record) -> Origin:
    return Origin(record.sourced_id, record.row, record.status, record.modified_at)


def org_of(record: Record) -> Org:
    said = record.values
    return Org(
        origin_of(record),
        said.get("name", ""),
        said.get("type", ""),
        said.get("identifier"),
        said.get("parentSourcedId"),
    )


def session_of(record: Record) -> AcademicSession:
    said = record.values
    return AcademicSession(
        origin_of(record),
        said["title"],
        said["type"],
        said["startDate"],
        said["endDate"],
        said.get("parentSourcedId"),
        said["schoolYear"],
    )


def course_of(record: Record) -> Course:
    return Course(origin_of(record), record.values["title"], record.values["orgSourcedId"])


def class_of(record: Record) -> SchoolClass:
    said = record.values
    return SchoolClass(
        origin=origin_of(record),
        title=said["title"],
        type=said["classType"],
        course=said["courseSourcedId"],
        school=said["schoolSourcedId"],
        terms=said["termSourcedIds"],
        grades=said.get("grades", ()),
        subjects=said.get("subjects", ()),
        subject_codes=said.get("subjectCodes", ()),
    )


def enrollment_of(record: Record) -> Enrollment:
    said = record.values
    return Enrollment(
        origin=origin_of(record),
        class_id=said["classSourcedId"],
        school=said["schoolSourcedId"],
        user=said["userSourcedId"],
        role=said["role"],
        is_primary=said.get("primary", False),
        begins_on=said.get("beginDate"),
        ends_on=said.get("endDate"),
    )


def roles_by_user(readings: Mapping[str, FileReading], version: str) -> Mapping[str, tuple[UserRole, ...]]:
    """Everybody's roles: from roles.csv in 1.2, from the row itself in 1.1."""
    found: dict[str, tuple[UserRole, ...]] = {}
    if version == "1.1":
        for record in _records(readings, "users"):
            orgs = record.values.get("orgSourcedIds", ())
            found[record.sourced_id] = tuple(
                UserRole(record.values["role"], org, place == 0) for place, org in enumerate(orgs)
            )
        return found
    for record in _records(readings, "roles"):
        said = record.values
        if record.status != "tobedeleted":
            role = UserRole(said["role"], said["orgSourcedId"], said["roleType"] == "primary")
            found[said["userSourcedId"]] = (*found.get(said["userSourcedId"], ()), role)
    return found


def user_of(record: Record, roles: tuple[UserRole, ...], schools: frozenset[str]) -> User:
    said = record.values
    return User(
        origin=origin_of(record),
        roles=roles,
        school=_school(said, roles, schools),
        enabled=said["enabledUser"],
        given_name=said["givenName"],
        family_name=said["familyName"],
        middle_name=said.get("middleName"),
        preferred_name=said.get("preferredGivenName"),
        username=said["username"],
        number=said.get("identifier"),
        email=said.get("email"),
        phone=said.get("phone"),
        sms=said.get("sms"),
        agents=said.get("agentSourcedIds", ()),
        grades=said.get("grades", ()),
    )


def _school(said: Mapping[str, Any], roles: tuple[UserRole, ...], schools: frozenset[str]) -> str | None:
    """The first school of the primary organization, of the primary roles, of any role."""
    asked = [said.get("primaryOrgSourcedId"), *(one.org for one in roles if one.is_primary)]
    return next((org for org in (*asked, *(one.org for one in roles)) if org in schools), None)


def _records(readings: Mapping[str, FileReading], name: str) -> tuple[Record, ...]:
    return tuple(readings[name].records.values()) if name in readings else ()
