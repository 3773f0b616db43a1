"""Where do two thousand cases come from within a second? One that verbs made, copied with other ids.

The superuser copies past the foreign keys: a copy of a right case is right. Only ids that are the case's own are
changed, each into one that follows from the old id and the number of the copy.
"""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Table

from tests.conftest import Database
from workflows.records.tables import metadata

_OF_A_CASE = (
    "episode", "decision", "step_change", "referral_in", "offer", "offer_change", "match", "match_change_point",
    "match_supervision", "planned_session", "session",
)  # fmt: skip
_OWN_IDS = frozenset(("id", "mentee_id", "episode_id", "decision_id", "offer_id", "match_id"))


async def copy_students(database: Database, org_id: UUID, student_id: UUID, copies: int) -> list[UUID]:
    """More students like this one; returns them."""
    root = await database.superuser()
    try:
        async with root.transaction():
            await _copy_students(root, org_id, student_id, copies)
        found = await root.fetch(
            f"SELECT {_other('$1::uuid')} FROM generate_series(1, $2) n", student_id, copies
        )
        return [row[0] for row in found]
    finally:
        await root.close()


async def copy_case(database: Database, org_id: UUID, student_id: UUID, copies: int) -> None:
    """The only case of this organization as many times more, each with a student of its own."""
    root = await database.superuser()
    try:
        async with root.transaction():
            await root.execute("SET LOCAL session_replication_role = replica")
            await _copy_students(root, org_id, student_id, copies)
            for name in _OF_A_CASE:
                table = metadata.tables[f"app.{name}"]
                await root.execute(_copying(table, _OWN_IDS, "org_id = $1"), org_id, copies)
        await root.execute("ANALYZE")
    finally:
        await root.close()


async def _copy_students(root: object, org_id: UUID, student_id: UUID, copies: int) -> None:
    for name, key in (("person", "id"), ("student", "person_id")):
        sql = _copying(metadata.tables[f"app.{name}"], frozenset((key,)), f"org_id = $1 AND {key} = $3")
        await root.execute(sql, org_id, copies, student_id)  # type: ignore[attr-defined]


def _copying(table: Table, own: frozenset[str], which: str) -> str:
    columns = [column.name for column in table.columns if column.computed is None]
    values = ", ".join(_values(table, columns, own))
    return (
        f"INSERT INTO {table.fullname} ({', '.join(columns)})"
        f" SELECT {values} FROM {table.fullname}, generate_series(1, $2) n WHERE {which}"
    )


def _values(table: Table, columns: list[str], own: frozenset[str]) -> Iterator[str]:
    for name in columns:
        if name in own:
            yield _other(name)
        elif (table.name, name) == ("student", "number"):
            yield "number || '-' || n"
        else:
            yield name


def _other(uuid: str) -> str:
    return f"md5({uuid}::text || n)::uuid"
