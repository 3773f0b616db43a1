"""Which file was uploaded, and how far is it? One row for each import, of a roster or of people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, insert, text

from workflows.records.import_states import ImportMove, ImportState, follow
from workflows.records.refusals import Stale
from workflows.records.rows import known_row
from workflows.records.scope import Transaction
from workflows.records.tables.rosters import roster_import

StagedRow = tuple[str, int, str, str, datetime | None, str, UUID | None]
"""kind, line, sourcedId, status, modified_at, fields as JSON, candidate id."""
_COLUMNS = ("import_id", "kind", "line", "sourced_id", "status", "modified_at", "fields", "candidate_id")


@dataclass(frozen=True, slots=True)
class Import:
    """One uploaded file. `summary` is its preview, `diagnostics` what was wrong with it."""

    id: UUID
    kind: str
    source: str
    file_hash: str
    state: ImportState
    site_id: UUID | None
    summary: Mapping[str, Any]
    diagnostics: Sequence[Mapping[str, Any]]
    uploaded_by: UUID | None
    uploaded_by_name: str | None
    approved_by: UUID | None
    uploaded_at: datetime
    approved_at: datetime | None
    ended_at: datetime | None


_IMPORT = """
SELECT i.id, i.kind, i.source, i.file_hash, i.state, i.site_id, i.summary, i.diagnostics, i.uploaded_by,
       p.given_name || ' ' || p.family_name AS uploaded_by_name, i.approved_by, i.uploaded_at, i.approved_at,
       i.ended_at
  FROM app.roster_import i LEFT JOIN app.person p ON (p.org_id, p.id) = (i.org_id, i.uploaded_by)
 WHERE i.org_id = :org_id AND i.kind = :kind
"""
_BY_ID = text(f"{_IMPORT} AND i.id = :id")
_LOCK = text(f"{_IMPORT} AND i.id = :id FOR UPDATE OF i")
_LATEST = text(f"{_IMPORT} ORDER BY i.uploaded_at DESC, i.id DESC LIMIT :most")
_KEEP = insert(roster_import)
_MOVE = text("""
UPDATE app.roster_import
   SET state = :to, site_id = coalesce(:site_id, site_id), approved_by = coalesce(:approved_by, approved_by),
       approved_at = coalesce(:approved_at, approved_at), ended_at = :ended_at,
       summary = coalesce(cast(:summary AS jsonb), summary)
 WHERE org_id = :org_id AND id = :id AND state = :from RETURNING id
""")
# One import of a source at a time: the second waits and then sees what the first has written.
_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:org_id || ' ' || :source, 0))")
_STAGED = text(
    "SELECT fields FROM staging.roster_row WHERE import_id = :import_id AND status = 'active' ORDER BY line"
).columns(fields=JSON)
_COUNT = text("SELECT count(*) FROM staging.roster_row WHERE import_id = :import_id")
_EMPTY = text("DELETE FROM staging.roster_row WHERE import_id = :import_id")


async def keep_import(tx: Transaction, row: Mapping[str, Any]) -> None:
    empty = {"approved_by": None, "approved_at": None, "ended_at": None, "site_id": None}
    await tx.connection.execute(_KEEP, {"org_id": tx.actor.org_id, **empty, **row})


async def load_import(tx: Transaction, kind: str, import_id: UUID) -> Import:
    return await _one(tx, _BY_ID, kind, import_id)


async def lock_import(tx: Transaction, kind: str, import_id: UUID) -> Import:
    """Lock its row, and its source against any other import."""
    found = await _one(tx, _LOCK, kind, import_id)
    await tx.connection.execute(_ALONE, {"org_id": str(tx.actor.org_id), "source": found.source})
    return found


async def latest_imports(tx: Transaction, kind: str, *, most: int = 20) -> tuple[Import, ...]:
    """The newest first."""
    asked = {"org_id": tx.actor.org_id, "kind": kind, "most": most}
    return tuple(_import(row) for row in (await tx.connection.execute(_LATEST, asked)).mappings())


async def move_import(
    tx: Transaction,
    found: Import,
    *moves: ImportMove,
    site_id: UUID | None = None,
    approved: bool = False,
    summary: str | None = None,
) -> ImportState:
    """Do these moves; raises `Stale` when the table does not have them. An end empties the staging."""
    to = follow(found.state, *moves)
    if to is None:
        raise Stale(f"This import is “{found.state.plain}”. Load the page again.")
    is_over = to in (ImportState.DONE, ImportState.DISCARDED)
    row = await tx.connection.execute(
        _MOVE,
        {
            "org_id": tx.actor.org_id,
            "id": found.id,
            "from": found.state.value,
            "to": to.value,
            "site_id": site_id,
            "approved_by": tx.actor.person_id if approved else None,
            "approved_at": tx.at if approved else None,
            "ended_at": tx.at if is_over else None,
            "summary": summary,
        },
    )
    if row.first() is None:
        raise Stale("Somebody was faster with this import. Load the page again.")
    if is_over:
        await tx.connection.execute(_EMPTY, {"import_id": found.id})
    return to


async def stage(tx: Transaction, import_id: UUID, rows: Iterable[StagedRow]) -> None:
    """COPY rows into the unscoped staging table; nothing live changes."""
    connection = (await tx.connection.get_raw_connection()).driver_connection
    assert connection is not None
    await connection.copy_records_to_table(
        "roster_row",
        schema_name="staging",
        columns=_COLUMNS,
        records=((import_id, *row) for row in rows),
    )


async def staged_count(tx: Transaction, import_id: UUID) -> int:
    """How many rows were staged."""
    found: int = (await tx.connection.execute(_COUNT, {"import_id": import_id})).scalar_one()
    return found


async def staged_fields(tx: Transaction, import_id: UUID) -> tuple[Mapping[str, Any], ...]:
    """What was staged, in the order of the file."""
    return tuple((await tx.connection.execute(_STAGED, {"import_id": import_id})).scalars())


async def _one(tx: Transaction, statement: Any, kind: str, import_id: UUID) -> Import:
    return _import(await known_row(tx, statement, kind=kind, id=import_id))


def _import(row: Mapping[Any, Any]) -> Import:
    return Import(**{**row, "state": ImportState(row["state"])})
