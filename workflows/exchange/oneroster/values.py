"""What is kept of a roster? Frozen values, as the rest of the product reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final

from workflows.exchange.diagnostics import Diagnostic, Severity

GUARDIANS: Final = frozenset({"guardian", "parent", "relative"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from. `status` is None in a bulk file; the row counts the header as 1."""

    sourced_id: str
    row: int
    status: str | None = None
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Org:
    """A school, or what stands above or inside one."""

    origin: Origin
    name: str
    type: str
    identifier: str | None
    parent: str | None


@dataclass(frozen=True, slots=True)
class AcademicSession:
    """A school year or a part of it. Days as YYYY-MM-DD; the end is the first day after it."""

    origin: Origin
    title: str
    type: str
    starts_on: str
    ends_on: str
    parent: str | None
    school_year: str


@dataclass(frozen=True, slots=True)
class Course:
    """A subject as it is taught at a school."""

    origin: Origin
    title: str
    org: str


@dataclass(frozen=True, slots=True)
class SchoolClass:
    """A group that is taught together."""

    origin: Origin
    title: str
    type: str
    course: str
    school: str
    terms: tuple[str, ...]
    grades: tuple[str, ...]
    subjects: tuple[str, ...]
    subject_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UserRole:
    """What somebody is in an organization of the roster; a proposal where it is a role of the staff."""

    role: str
    org: str
    is_primary: bool


@dataclass(frozen=True, slots=True)
class User:
    """A person of the roster. `school` is the school they belong to, None for people outside any."""

    origin: Origin
    roles: tuple[UserRole, ...]
    school: str | None
    enabled: bool
    given_name: str
    family_name: str
    middle_name: str | None
    preferred_name: str | None
    username: str
    number: str | None
    email: str | None
    phone: str | None
    sms: str | None
    agents: tuple[str, ...]
    grades: tuple[str, ...]

    @property
    def kind(self) -> str:
        """ "student", "guardian" or "staff"; a student who is also something else is a student."""
        roles = {one.role for one in self.roles}
        if "student" in roles:
            return "student"
        return "guardian" if roles and roles <= GUARDIANS else "staff"


@dataclass(frozen=True, slots=True)
class Enrollment:
    """Somebody's place in a class."""

    origin: Origin
    class_id: str
    school: str
    user: str
    role: str
    is_primary: bool
    begins_on: str | None
    ends_on: str | None


@dataclass(frozen=True, slots=True)
class Roster:
    """A package as it was read. When `refused`, nothing of it may be taken.

    `present` names every id of a kind, broken rows included. Only for kinds in `infers_removals` does absence
    mean leaving. `needs_stored`: the package sends changes only, and must be read again with what is stored.
    """

    version: str | None = None
    source: str | None = None
    orgs: tuple[Org, ...] = ()
    sessions: tuple[AcademicSession, ...] = ()
    courses: tuple[Course, ...] = ()
    classes: tuple[SchoolClass, ...] = ()
    users: tuple[User, ...] = ()
    enrollments: tuple[Enrollment, ...] = ()
    present: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    infers_removals: frozenset[str] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = ()
    refused: bool = False
    needs_stored: bool = False
    passwords_dropped: int = 0
    row_counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, kind: str) -> tuple[User, ...]:
        """Users who are "student", "guardian" or "staff"."""
        return tuple(one for one in self.users if one.kind == kind)

    def count(self, severity: Severity) -> int:
        """How many diagnostics of a severity there are."""
        return sum(one.severity is severity for one in self.diagnostics)
