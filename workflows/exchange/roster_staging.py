"""In which words is a roster staged, so that it can be compared with what it said last time?"""

import json
from collections.abc import Iterator
from typing import Any, Final

from workflows.exchange.oneroster.values import (
    AcademicSession,
    Course,
    Enrollment,
    Org,
    Origin,
    Roster,
    SchoolClass,
    User,
)
from workflows.records.ids import new_id
from workflows.records.imports import StagedRow
from workflows.records.names import search_name

KINDS: Final = {
    "orgs": "org",
    "academicSessions": "session",
    "courses": "course",
    "classes": "class",
    "users": "user",
    "enrollments": "enrollment",
}
"""File of a roster -> kind of record."""


def staged_rows(roster: Roster) -> Iterator[StagedRow]:
    """Every record, and every id whose row has an error: it is there, so it did not leave."""
    for name, kind in KINDS.items():
        taken = set()
        for value in _values(roster, name):
            taken.add(value.origin.sourced_id)
            yield _row(kind, value.origin, _fields(value), new_id() if kind == "user" else None)
        for sourced_id in roster.present.get(name, frozenset()) - taken:
            yield (kind, 0, sourced_id, "broken", None, "{}", None)


Value = Org | AcademicSession | Course | SchoolClass | User | Enrollment


def _values(roster: Roster, name: str) -> tuple[Value, ...]:
    found: dict[str, tuple[Value, ...]] = {
        "orgs": roster.orgs,
        "academicSessions": roster.sessions,
        "courses": roster.courses,
        "classes": roster.classes,
        "users": roster.users,
        "enrollments": roster.enrollments,
    }
    return found[name]


def _row(kind: str, origin: Origin, fields: dict[str, Any], candidate: Any) -> StagedRow:
    return (
        kind,
        origin.row,
        origin.sourced_id,
        origin.status or "active",
        origin.modified_at,
        json.dumps(fields, ensure_ascii=False),
        candidate,
    )


def _fields(value: Value) -> dict[str, Any]:
    """What a later file is compared with. Nothing of the row's place in the file, and no password."""
    if isinstance(value, User):
        return _user_fields(value)
    return {
        name: getattr(value, name)
        for name in type(value).__dataclass_fields__
        if name != "origin" and getattr(value, name) not in (None, ())
    }


def _user_fields(user: User) -> dict[str, Any]:
    said = {
        "kind": user.kind,
        "given_name": user.given_name,
        "family_name": user.family_name,
        "middle_name": user.middle_name,
        "preferred_name": user.preferred_name,
        "search_name": search_name(user.given_name, user.family_name, user.preferred_name),
        "number": user.number,
        "grade": user.grades[0] if user.grades else None,
        "school": user.school,
        "email": user.email,
        "phone": user.phone or user.sms,
        "guardians": list(user.agents),
        "roles": sorted([one.role, one.org, one.is_primary] for one in user.roles),
        "may_sign_in": user.enabled,
    }
    return {name: value for name, value in said.items() if value not in (None, [])}
