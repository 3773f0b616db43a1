"""On which roster is the taking over measured? Schools full of students as a student information system exports them,
and the same a while later: a few have come, a few have left, some are a grade on."""

import io
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from triage.roles import Role
from workflows.exchange.oneroster.shapes import shapes
from workflows.exchange.roster_preview import preview_from
from workflows.records.ids import new_id
from workflows.records.imports import load_import
from workflows.records.scope import scoped_as
from workflows.verbs.approve_roster import approve_roster
from workflows.verbs.check_roster import check_roster

_VERSION: Final = "1.1"
_GIVEN: Final = (
    "Ana",
    "Ben",
    "Cem",
    "Dia",
    "Eli",
    "Fay",
    "Gus",
    "Hana",
    "Ivo",
    "Jun",
    "Kai",
    "Lea",
    "Max",
    "Nia",
)
_FAMILY: Final = ("Reed", "Okafor", "Nguyen", "García", "Novak", "Haddad", "Larsen", "Silva", "Kim", "Weiss")
_SCHOOL_SIZE: Final = 500


@dataclass(frozen=True, slots=True)
class District:
    """An organization with one site and one administrator, before any roster."""

    engine: AsyncEngine
    org_id: UUID
    site_id: UUID
    administrator: UUID

    async def approved(self, package: bytes) -> UUID:
        """Check it and approve it, by the verbs; returns the import."""
        async with scoped_as(self.engine, self.org_id, self.administrator) as tx:
            import_id = await check_roster(tx, uploaded=package, site_id=self.site_id, by=tx.actor, at=tx.at)
            preview = preview_from((await load_import(tx, "roster", import_id)).summary)
        async with scoped_as(self.engine, self.org_id, self.administrator) as tx:
            await approve_roster(
                tx,
                import_id=import_id,
                seen_digest=preview.digest,
                accepted_removals=preview.leaving,
                by=tx.actor,
                at=tx.at,
            )
        return import_id


async def district_on(root: Any, engine: AsyncEngine) -> District:
    """Planted by the superuser."""
    found, at = District(engine, new_id(), new_id(), new_id()), datetime.now(UTC)
    await root.execute(
        "INSERT INTO sign_in.organisation VALUES ($1, 'Riverside', '555 0100', false, $2)", found.org_id, at
    )
    await root.execute(
        "INSERT INTO app.site (org_id, id, name, time_zone, recorded_at)"
        " VALUES ($1, $2, 'Oak Middle', 'America/Chicago', $3)", found.org_id, found.site_id, at,
    )  # fmt: skip
    await root.execute(
        "INSERT INTO app.person (org_id, id, given_name, family_name, search_name, recorded_at)"
        " VALUES ($1, $2, 'Dana', 'Whitlock', 'dana whitlock', $3)", found.org_id, found.administrator, at,
    )  # fmt: skip
    await root.execute(
        "INSERT INTO app.appointment (org_id, id, person_id, role, starts_at, recorded_at)"
        " VALUES ($1, $2, $3, $4, $5, $5)",
        found.org_id, new_id(), found.administrator, Role.ADMINISTRATOR.value, at,
    )  # fmt: skip
    return found


def first_package(students: int) -> bytes:
    """Everybody is new."""
    return _package(students, (_student(number) for number in range(students)))


def later_package(students: int, *, changed_percent: int = 1) -> bytes:
    """Of the same students one in a hundred is a grade on, one in two hundred has left, as many have come."""
    order, some = random.Random(students), students * changed_percent // 100
    moved = set(order.sample(range(students), some))
    left = set(order.sample(sorted(set(range(students)) - moved), some // 2))
    kept = [_student(number, grade_on=number in moved) for number in range(students) if number not in left]
    come = [_student(number) for number in range(students, students + some // 2)]
    return _package(students, iter((*kept, *come)))


def _student(number: int, *, grade_on: bool = False) -> dict[str, str]:
    return {
        "sourcedId": f"u{number:07}",
        "enabledUser": "true",
        "orgSourcedIds": f"s{number // _SCHOOL_SIZE:04}",
        "role": "student",
        "username": f"u{number}",
        "givenName": _GIVEN[number % len(_GIVEN)],
        "familyName": f"{_FAMILY[number % len(_FAMILY)]} {number // 140:x}",
        "identifier": f"N{number:07}",
        "email": f"u{number}@students.example.org",
        "grades": f"{6 + number % 6 + grade_on:02}",
    }


def _package(students: int, rows: Iterator[dict[str, str]]) -> bytes:
    schools = [
        {"sourcedId": f"s{number:04}", "name": f"School {number}", "type": "school"}
        for number in range(-(-(students + students // 100) // _SCHOOL_SIZE))
    ]
    known = shapes(_VERSION)
    manifest = [
        "propertyName,value",
        "manifest.version,1.0",
        f"oneroster.version,{_VERSION}",
        "source.systemCode,sis",
    ]
    manifest += [f"file.{name},{'bulk' if name in ('orgs', 'users') else 'absent'}" for name in known]
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.csv", "\r\n".join(manifest) + "\r\n")
        archive.writestr("orgs.csv", _file("orgs", iter(schools)))
        archive.writestr("users.csv", _file("users", rows))
    return kept.getvalue()


def _file(name: str, rows: Iterator[dict[str, str]]) -> str:
    columns = [column.name for column in shapes(_VERSION)[name].columns]
    lines = (",".join(row.get(column, "") for column in columns) for row in rows)
    return "\r\n".join((",".join(columns), *lines)) + "\r\n"
