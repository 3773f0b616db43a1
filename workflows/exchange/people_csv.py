"""Who works here? Reads the list of staff and mentors, who are in no roster.

One row for each role at each site; a person is told by their email address. A row with an error is left out,
and so is every other row of that person: half a person could be assigned without a supervisor.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from triage.roles import MENTORS, Role
from workflows.exchange.csv_rows import cells_of, open_csv, places_in
from workflows.exchange.diagnostics import Diagnostic, Findings, Severity, masked
from workflows.exchange.said_terms import COLUMNS as TERMS
from workflows.exchange.said_terms import SaidTerms, read_terms

COLUMNS: Final = (
    "given_name",
    "family_name",
    "email",
    "role",
    "site",
    "supervisor",
    "cleared_until",
    "journey_certificate_until",
    "trained_screener_until",
    "phone",
    *TERMS,
)
REQUIRED: Final = ("given_name", "family_name", "email", "role")
UNTIL: Final[Mapping[str, str]] = {
    "cleared_until": "clearance",
    "journey_certificate_until": "journey_mentor",
    "trained_screener_until": "trained_screener",
}
NO_END: Final = date(2999, 12, 31)
"""What "yes" means for a trained screener: no day is known on which the training runs out.

Not `date.max`, which the database keeps as infinity.
"""
MOST_BYTES: Final = 5 << 20
_MASKED: Final = frozenset({"given_name", "family_name", "email", "supervisor", "phone"})
_EMAIL: Final = re.compile(r"[^\s@<>\"(),;:\\]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Post:
    """A role at a site; at every site when `site` is None."""

    row: int
    role: Role
    site: str | None


@dataclass(frozen=True, slots=True)
class StaffPerson:
    """Somebody with everything the file says about them. Addresses are lower case; days are included."""

    row: int
    given_name: str
    family_name: str
    email: str
    posts: tuple[Post, ...]
    supervisor: str | None
    credentials: tuple[tuple[str, date], ...]
    phone: str | None
    terms: SaidTerms = field(default_factory=SaidTerms)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(post.role for post in self.posts)


@dataclass(frozen=True, slots=True)
class People:
    """The file as it was read. When `refused`, nothing of it may be taken."""

    persons: tuple[StaffPerson, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    refused: bool = False
    row_count: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: Mapping[str, str]
    role: Role | None
    until: Mapping[str, date]
    terms: SaidTerms
    is_broken: bool


def read_people(source: Path | str | bytes, *, encoding: str = "utf-8") -> People:
    """The list, from a path or its bytes. Never raises for what is in it."""
    findings, name = Findings(), "people.csv"
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    if len(content) > MOST_BYTES:
        findings.refuse("package.too_large", name)
        return People((), findings.all(), refused=True)
    opened = open_csv(name, content, findings, encoding=encoding)
    places = None if opened is None else places_in(name, opened.header, COLUMNS, REQUIRED, findings)
    if opened is None or places is None:
        return People((), findings.all(), refused=True)
    rows = [_row(name, number, cells, findings) for number, cells in cells_of(name, opened, places, findings)]
    if not rows and not findings.has_refused():
        findings.refuse("table.no_rows", name)
    persons = _persons(name, rows, findings)
    return People(persons, findings.all(), findings.has_refused(), len(rows))


def _row(name: str, number: int, cells: Mapping[str, str], findings: Findings) -> _Row:
    broken = False

    def refuse(column: str, code: str, expected: str = "") -> None:
        nonlocal broken
        broken = True
        _add(name, number, column, code, findings, cells.get(column, ""), expected)

    for column in REQUIRED:
        if not cells[column]:
            refuse(column, "row.missing_required_value")
    for column in ("email", "supervisor"):
        if cells.get(column) and not _EMAIL.fullmatch(cells[column]):
            refuse(column, "people.invalid_email", "name@school.org")
    role = _role(cells["role"])
    if cells["role"] and role is None:
        refuse("role", "people.unknown_role", ", ".join(Role))
    if cells.get("supervisor") and cells["supervisor"].lower() == cells["email"].lower():
        refuse("supervisor", "people.own_supervisor")
    until = {}
    for column, kind in UNTIL.items():
        day, fine = _until(cells.get(column, ""), may_be_yes=kind == "trained_screener")
        if not fine:
            refuse(column, "people.invalid_until", "YYYY-MM-DD")
        if day is not None:
            until[kind] = day
    terms = read_terms(cells, refuse)
    return _Row(number, cells, role, until, terms, broken)


def _role(written: str) -> Role | None:
    """By its code or by its plain name, in any case."""
    asked = "_".join(written.lower().replace("-", " ").split())
    return next((role for role in Role if asked in (role.value, role.plain.lower().replace(" ", "_"))), None)


def _until(written: str, *, may_be_yes: bool) -> tuple[date | None, bool]:
    """The last day, and whether the cell could be read."""
    if not written or (may_be_yes and written.lower() == "no"):
        return None, True
    if may_be_yes and written.lower() == "yes":
        return NO_END, True
    try:
        return (date.fromisoformat(written), True) if _DAY.fullmatch(written) else (None, False)
    except ValueError:
        return None, False


def _persons(name: str, rows: list[_Row], findings: Findings) -> tuple[StaffPerson, ...]:
    """Rows of one address together; a person with a broken row is left out whole."""
    by_email: dict[str, list[_Row]] = {}
    for row in rows:
        by_email.setdefault(row.cells["email"].lower(), []).append(row)
    found = []
    for email, mine in by_email.items():
        if _agree(name, mine, findings) and not any(row.is_broken for row in mine):
            found.append(_person(name, email, mine, findings))
    return tuple(found)


def _agree(name: str, mine: list[_Row], findings: Findings) -> bool:
    """Do all rows of one address speak of the same person, in the same words?"""
    first, fine = mine[0], True
    for row in mine[1:]:
        for column, code in (
            ("given_name", "people.different_names"),
            ("family_name", "people.different_names"),
            ("supervisor", "people.different_values"),
            ("phone", "people.different_values"),
            *((one, "people.different_values") for one in (*UNTIL, *TERMS)),
        ):
            here, there = row.cells.get(column, ""), first.cells.get(column, "")
            is_name = code == "people.different_names"
            if (here or is_name) and (there or is_name) and here.lower() != there.lower():
                _add(name, row.number, column, code, findings, here)
                fine = False
    return fine


def _person(name: str, email: str, mine: list[_Row], findings: Findings) -> StaffPerson:
    posts: dict[tuple[Role, str], Post] = {}
    for row in mine:
        site = row.cells.get("site", "")
        assert row.role is not None
        if (row.role, site.casefold()) in posts:
            findings.add("people.repeated_row", Severity.WARNING, name, row=row.number)
            continue
        posts[row.role, site.casefold()] = Post(row.number, row.role, site or None)
    until = {kind: day for row in mine for kind, day in row.until.items()}
    person = StaffPerson(
        row=mine[0].number,
        given_name=mine[0].cells["given_name"],
        family_name=mine[0].cells["family_name"],
        email=email,
        posts=tuple(posts.values()),
        supervisor=_said(mine, "supervisor").lower() or None,
        credentials=tuple(sorted(until.items())),
        phone=_said(mine, "phone") or None,
        terms=_terms(mine),
    )
    if person.supervisor is None and person.roles & (MENTORS | {Role.DIRECT_SUPERVISOR}):
        findings.add(
            "people.supervisor_needed",
            Severity.WARNING,
            name,
            row=person.row,
            column=COLUMNS.index("supervisor") + 1,
            field="supervisor",
        )
    return person


def _terms(mine: list[_Row]) -> SaidTerms:
    """Rows agree where they say something; each may say another part."""
    parts = {
        name: next((found for row in mine if (found := getattr(row.terms, name)) is not None), None)
        for name in TERMS
    }
    return SaidTerms(**parts)


def _said(mine: list[_Row], column: str) -> str:
    return next((row.cells[column] for row in mine if row.cells.get(column)), "")


def _add(
    name: str, number: int, column: str, code: str, findings: Findings, cell: str, expected: str = ""
) -> None:
    findings.add(
        code,
        Severity.ERROR,
        name,
        row=number,
        column=COLUMNS.index(column) + 1,
        field=column,
        expected=expected,
        actual=masked(cell) if column in _MASKED else cell,
    )


def template() -> str:
    """A list to start from, with one person for each role that looks after mentees."""
    return (Path(__file__).parent / "people_template.csv").read_text(encoding="utf-8")
