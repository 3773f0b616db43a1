"""What would a staged roster change? Compared with what the rosters of the same source said last.

One statement, asked for the preview and again at the commit: the same rule decides what is shown and what is
written. The digest covers the live rows as well, so that a preview that is out of date is noticed.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from workflows.records.scope import Transaction

WHAT: Final = ("new", "changed", "returned", "left", "unchanged", "error")

WHAT_HAPPENED: Final = """CASE WHEN s.status = 'broken' THEN 'error'
                WHEN s.status = 'tobedeleted' THEN
                     CASE l.status WHEN 'active' THEN 'left' ELSE 'unchanged' END
                WHEN s.sourced_id IS NULL THEN
                     CASE WHEN l.status = 'active' AND l.kind = ANY(:removing) THEN 'left'
                          ELSE 'elsewhere' END
                WHEN l.sourced_id IS NULL THEN 'new'
                WHEN l.status = 'tobedeleted' THEN 'returned'
                WHEN l.fields IS DISTINCT FROM s.fields THEN 'changed'
                ELSE 'unchanged' END"""
"""What the row s of the roster says beside the row l that it said last: the one rule, for a preview and a commit."""
WHO: Final = "coalesce(l.person_id, cast(cast(:same AS jsonb) ->> s.sourced_id AS uuid))"
"""Who is meant, when it is somebody known already."""


def _changes(join: str, only: str = "") -> str:
    """What begins a statement about changes: FULL for all; RIGHT for what is on record; LEFT for what was staged."""
    return f"""
WITH change AS (
    SELECT coalesce(s.kind, l.kind) AS kind, coalesce(s.sourced_id, l.sourced_id) AS sourced_id,
           {WHAT_HAPPENED} AS what,
           coalesce(l.status = 'active', false) AS was_active, s.fields, l.fields AS old_fields,
           s.modified_at, l.modified_at AS old_modified_at, l.site_id,
           {WHO} AS person_id,
           l.person_id AS linked_id, s.candidate_id
      FROM (SELECT * FROM staging.roster_row WHERE import_id = :import_id{only}) s
      {join} JOIN (SELECT * FROM app.roster_link WHERE org_id = :org_id AND source = :source) l
        ON (s.kind, s.sourced_id) = (l.kind, l.sourced_id)
), leaver AS (
    SELECT st.person_id, st.site_id, e.id AS episode_id
      FROM change c
      JOIN app.student st ON (st.org_id, st.person_id) = (:org_id, c.linked_id)
      LEFT JOIN app.episode e ON (e.org_id, e.mentee_id) = (st.org_id, st.person_id) AND e.step <> 'closed'
     WHERE c.kind = 'user' AND c.what = 'left' AND st.left_on IS NULL
       AND NOT EXISTS (SELECT FROM jsonb_each_text(cast(:same AS jsonb)) j WHERE j.value = st.person_id::text)
       AND NOT EXISTS (SELECT FROM app.roster_link o
            WHERE (o.org_id, o.person_id) = (:org_id, st.person_id) AND o.status = 'active'
              AND (o.source, o.kind, o.sourced_id) <> (:source, c.kind, c.sourced_id))
)
"""


CHANGES: Final = _changes("FULL")
OF_WHAT_IS_KNOWN: Final = _changes("RIGHT")
"""The same of what the roster said before: a first import has nothing of it, and asks for nothing."""
# Nobody has counted yet the rows that were staged a moment ago. Where few are expected, a loop over all of them for
# each of them looks cheap, and takes longer than a statement may.
_EXPECT_MANY = text("SET LOCAL enable_nestloop = off")
_EXPECT_FEW = text("SET LOCAL enable_nestloop = on")
_KIND = "CASE kind WHEN 'user' THEN coalesce(fields ->> 'kind', old_fields ->> 'kind', 'user') ELSE kind END"
_COUNTS = text(
    CHANGES
    + f"""
SELECT {_KIND} AS kind, what, count(*) AS times, count(*) FILTER (WHERE was_active) AS active FROM change
 GROUP BY 1, 2
"""
)
_FIELDS = text(
    CHANGES
    + f"""
SELECT {_KIND} AS kind, f.key AS field, count(*) AS times
  FROM change CROSS JOIN LATERAL jsonb_each(fields) f
 WHERE what = 'changed' AND f.value IS DISTINCT FROM old_fields -> f.key AND f.key <> 'search_name'
 GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2
"""
)
_LEAVING = text(
    CHANGES
    + """
SELECT l.site_id, s.name, count(*) AS leaving, count(l.episode_id) AS with_case,
       (SELECT count(*) FROM app.student a WHERE (a.org_id, a.site_id) = (:org_id, l.site_id)
           AND a.left_on IS NULL) AS active
  FROM leaver l JOIN app.site s ON (s.org_id, s.id) = (:org_id, l.site_id)
 GROUP BY l.site_id, s.name ORDER BY s.name
"""
)
_ALIKE = text(
    CHANGES
    + """
SELECT c.sourced_id, p.id AS person_id, p.given_name || ' ' || p.family_name AS name, s.grade,
       s.left_on IS NOT NULL AS has_left, e.id IS NOT NULL AS has_case
  FROM change c
  JOIN app.person p ON p.org_id = :org_id AND p.search_name = c.fields ->> 'search_name'
  JOIN app.student s ON (s.org_id, s.person_id) = (p.org_id, p.id)
  LEFT JOIN app.episode e ON (e.org_id, e.mentee_id) = (p.org_id, p.id) AND e.step <> 'closed'
 WHERE c.kind = 'user' AND c.what = 'new' AND c.fields ->> 'kind' = 'student'
   AND NOT EXISTS (SELECT FROM change o WHERE o.linked_id = p.id
                    AND o.what IN ('unchanged', 'changed', 'returned'))
 ORDER BY p.search_name, c.sourced_id LIMIT 100
"""
)
_DIGEST = text(
    OF_WHAT_IS_KNOWN
    + """
SELECT md5(concat(cast(:import_id AS text), E'\\n',
           (SELECT count(*) FROM staging.roster_row s WHERE s.import_id = :import_id
               AND NOT EXISTS (SELECT FROM app.roster_link l WHERE (l.org_id, l.source, l.kind, l.sourced_id)
                                                                 = (:org_id, :source, s.kind, s.sourced_id))),
           E'\\n', string_agg(concat_ws('|', c.kind, c.sourced_id, c.what,
           md5(c.old_fields::text), p.given_name, p.family_name, st.site_id, st.grade,
           st.number, st.left_on, e.id), E'\\n' ORDER BY c.kind, c.sourced_id))) AS digest
  FROM change c
  LEFT JOIN app.person p ON (p.org_id, p.id) = (:org_id, c.linked_id)
  LEFT JOIN app.student st ON (st.org_id, st.person_id) = (:org_id, c.linked_id)
  LEFT JOIN app.episode e ON (e.org_id, e.mentee_id) = (:org_id, c.linked_id) AND e.step <> 'closed'
 WHERE c.what NOT IN ('unchanged', 'elsewhere')
"""
)
_NEEDS_SITE = text(
    CHANGES
    + """
SELECT count(*) FROM change
 WHERE kind = 'user' AND what IN ('new', 'changed', 'returned') AND fields ->> 'kind' = 'student'
   AND fields ->> 'school' IS NULL
   AND NOT EXISTS (SELECT FROM app.student st WHERE (st.org_id, st.person_id) = (:org_id, change.person_id))
"""
)
_NEW_SCHOOLS = text(
    _changes("LEFT", " AND kind = 'org'")
    + """
SELECT c.sourced_id, c.fields ->> 'name' AS name,
       (SELECT s.id FROM app.site s WHERE s.org_id = :org_id AND lower(s.name) = lower(c.fields ->> 'name')
         ORDER BY s.recorded_at LIMIT 1) AS site_id
  FROM change c
 WHERE c.kind = 'org' AND c.what IN ('new', 'changed', 'returned') AND c.fields ->> 'type' = 'school'
   AND c.site_id IS NULL ORDER BY 2, 1
"""
)


@dataclass(frozen=True, slots=True)
class Staged:
    """Which staged rows are meant, and how. `same` maps new ids to people who are known already."""

    import_id: UUID
    source: str
    removing: tuple[str, ...]
    same: str = "{}"


@dataclass(frozen=True, slots=True)
class Leaving:
    """Students of one site who are in the file no more; `active` counts all of the site before that."""

    site_id: UUID
    site_name: str
    leaving: int
    with_case: int
    active: int


@dataclass(frozen=True, slots=True)
class School:
    """A school of the roster that is no site yet, or is the one of the same name."""

    sourced_id: str
    name: str
    site_id: UUID | None


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that a staged roster would change. `counts`: kind -> what -> rows; `alike` as plain rows."""

    counts: Mapping[str, Mapping[str, int]]
    were_active: Mapping[str, int]
    fields: Mapping[str, Mapping[str, int]]
    leaving: tuple[Leaving, ...]
    alike: tuple[Mapping[str, Any], ...]
    schools: tuple[School, ...]
    need_site: int
    digest: str


def asked(tx: Transaction, staged: Staged) -> dict[str, Any]:
    """The parameters of every statement that begins with `CHANGES`."""
    return {
        "org_id": tx.actor.org_id,
        "import_id": staged.import_id,
        "source": staged.source,
        "removing": list(staged.removing),
        "same": staged.same,
    }


@asynccontextmanager
async def expecting_many(tx: Transaction) -> AsyncIterator[None]:
    """For statements that ask about all rows of a roster at once."""
    await tx.connection.execute(_EXPECT_MANY)
    yield
    await tx.connection.execute(_EXPECT_FEW)


async def compare(tx: Transaction, staged: Staged) -> Changes:
    """What the staged rows would change now."""
    async with expecting_many(tx):
        return await _compared(tx, staged)


async def _compared(tx: Transaction, staged: Staged) -> Changes:
    values, run = asked(tx, staged), tx.connection.execute
    counts: dict[str, dict[str, int]] = {}
    active: dict[str, int] = {}
    for row in (await run(_COUNTS, values)).mappings():
        counts.setdefault(row["kind"], {})[row["what"]] = row["times"]
        active[row["kind"]] = active.get(row["kind"], 0) + row["active"]
    fields: dict[str, dict[str, int]] = {}
    for row in (await run(_FIELDS, values)).mappings():
        fields.setdefault(row["kind"], {})[row["field"]] = row["times"]
    return Changes(
        counts=counts,
        were_active=active,
        fields=fields,
        leaving=tuple(Leaving(*row) for row in await run(_LEAVING, values)),
        alike=tuple(
            {**row, "person_id": str(row["person_id"])} for row in (await run(_ALIKE, values)).mappings()
        ),
        schools=await new_schools(tx, staged),
        need_site=(await run(_NEEDS_SITE, values)).scalar_one(),
        digest=await _digest(tx, staged),
    )


async def new_schools(tx: Transaction, staged: Staged) -> tuple[School, ...]:
    """Schools that are no site yet."""
    return tuple(School(*row) for row in await tx.connection.execute(_NEW_SCHOOLS, asked(tx, staged)))


async def digest(tx: Transaction, staged: Staged) -> str:
    """What tells this set of changes from any other, live rows included. What was staged never changes."""
    async with expecting_many(tx):
        return await _digest(tx, staged)


async def _digest(tx: Transaction, staged: Staged) -> str:
    return str((await tx.connection.execute(_DIGEST, asked(tx, staged))).scalar_one())
