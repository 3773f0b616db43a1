"""Where do a hundred thousand cases come from within two minutes? Two that verbs made, copied with other ids.

The superuser copies past the foreign keys, set by set: a copy of a right case is right. A copied id keeps the
first half of the old one, so that ids sort as before, and ends in the number of the copy. What belongs to a
school gets the number of the school, what belongs to a case the number of the case.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql

from workflows.records.tables import metadata

_OF_A_SCHOOL = ("site", "closure", "person", "appointment", "credential", "person_supervision", "on_call")
_OF_A_CASE = (
    "person", "student", "episode", "decision", "step_change", "referral_in", "offer", "offer_change", "match",
    "match_change", "match_change_point", "match_supervision", "planned_session", "session", "administration", "work",
    "firing",
)  # fmt: skip
# Where ids stand within text.
_WRITTEN = {("firing", "evidence_key"), ("firing", "facts"), ("firing", "trace"), ("decision", "evidence")}
_TAIL = 12


def copied(original: UUID, number: int) -> UUID:
    """The id of this copy: the same as `_other` says in SQL."""
    return UUID(hex=f"{original.hex[:-_TAIL]}{number:0{_TAIL}x}")


@dataclass(frozen=True, slots=True)
class Originals:
    """The ids of one organization that are a school's, and those that are one case's."""

    org_id: UUID
    of_school: frozenset[UUID]
    of_case: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Copies from `first` on, so many; every school gets `a_school` of them, beginning with school 1."""

    first: int
    count: int
    a_school: int


async def originals(root: Any, org_id: UUID, staff: Mapping[str, UUID], mentee_id: UUID) -> Originals:
    """What has to get other ids when this mentee's only case is copied."""
    of_school = frozenset(staff.values())
    for name in ("closure", "appointment", "credential"):
        rows = await root.fetch(f"SELECT id FROM app.{name} WHERE org_id = $1", org_id)
        of_school |= {row[0] for row in rows}
    found: set[UUID] = {mentee_id}
    for name in _OF_A_CASE[2:]:
        table = metadata.tables[f"app.{name}"]
        ids = [column.name for column in table.columns if _is_id(column)]
        sql = f"SELECT {', '.join(ids)} FROM app.{name} WHERE org_id = $1 AND {_of_one(table)}"
        for row in await root.fetch(sql, org_id, mentee_id):
            found.update(one for one in row.values() if one is not None)
    versions = await root.fetch("SELECT id FROM app.policy_version WHERE org_id = $1", org_id)
    return Originals(
        org_id, of_school, frozenset(found - of_school - {org_id, *(row[0] for row in versions)})
    )


def _is_id(column: Column[Any]) -> bool:
    return isinstance(column.type, postgresql.UUID) and column.name != "org_id"


def _of_one(table: Table) -> str:
    """Which rows belong to the case of mentee $2."""
    case = "(SELECT id FROM app.episode WHERE org_id = $1 AND mentee_id = $2)"
    if table.name == "person":
        return "id = $2"
    if table.name == "student":
        return "person_id = $2"
    if table.name == "episode":
        return "mentee_id = $2"
    if "episode_id" in table.columns:
        return f"episode_id = {case}"
    parent = "offer" if "offer_id" in table.columns else "match"
    return f"{parent}_id IN (SELECT id FROM app.{parent} WHERE org_id = $1 AND episode_id = {case})"


async def copy_schools(root: Any, found: Originals, count: int) -> None:
    """The school with everybody who works there, so many times more."""
    for name in _OF_A_SCHOOL:
        table = metadata.tables[f"app.{name}"]
        keys = [column.name for column in table.primary_key.columns if column.name != "org_id"]
        which = f"org_id = $1 AND {keys[0]} = ANY($3)"
        values = ", ".join(_values(table, found, case="n", school="n"))
        sql = (
            f"INSERT INTO {_into(table)} SELECT {values} FROM {table.fullname}, generate_series(1, $2::int) n"
        )
        await root.execute(f"{sql} WHERE {which}", found.org_id, count, list(found.of_school))


async def copy_case(root: Any, found: Originals, mentee_id: UUID, numbers: Numbers) -> None:
    """The case of this mentee as many times more, each with a student of its own at the school of its turn."""
    for name in _OF_A_CASE:
        table = metadata.tables[f"app.{name}"]
        school = f"(1 + (n - {numbers.first}) / {numbers.a_school})"
        values = ", ".join(_values(table, found, case="n", school=school))
        sql = (
            f"INSERT INTO {_into(table)} SELECT {values} FROM {table.fullname},"
            f" generate_series({numbers.first}, {numbers.first + numbers.count - 1}) n"
        )
        await root.execute(f"{sql} WHERE org_id = $1 AND {_of_one(table)}", found.org_id, mentee_id)


def _into(table: Table) -> str:
    return f"{table.fullname} ({', '.join(_columns(table))})"


def _columns(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.computed is None]


def _values(table: Table, found: Originals, *, case: str, school: str) -> Iterator[str]:
    for name in _columns(table):
        column = table.columns[name]
        if isinstance(column.type, postgresql.UUID) and name != "org_id":
            yield _other(name, found, case, school)
        elif (table.name, name) == ("firing", "evidence"):
            yield f"ARRAY(SELECT {_other('one', found, case, school)} FROM unnest(evidence) one)"
        elif (table.name, name) == ("student", "number"):
            yield f"number || '-' || {case}"
        elif (table.name, name) in _WRITTEN:
            yield _rewritten(name, found, case) + (
                "::jsonb" if isinstance(column.type, postgresql.JSONB) else ""
            )
        else:
            yield name


def _other(uuid: str, found: Originals, case: str, school: str) -> str:
    return (
        f"CASE WHEN {uuid} IN ({_listed(found.of_case)}) THEN {_numbered(uuid, case)}"
        f" WHEN {uuid} IN ({_listed(found.of_school)}) THEN {_numbered(uuid, school)} ELSE {uuid} END"
    )


def _listed(ids: frozenset[UUID]) -> str:
    return ", ".join(f"'{one}'::uuid" for one in sorted(ids)) or "NULL"


def _numbered(uuid: str, number: str) -> str:
    return f"overlay({uuid}::text placing lpad(to_hex({number}), {_TAIL}, '0') from {37 - _TAIL})::uuid"


def _rewritten(name: str, found: Originals, case: str) -> str:
    """The same text with the ends of the case's ids exchanged."""
    written = f"{name}::text"
    for one in sorted(found.of_case):
        written = f"replace({written}, '{one.hex[-_TAIL:]}', lpad(to_hex({case}), {_TAIL}, '0'))"
    return written
