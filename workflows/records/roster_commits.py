"""How does a staged roster become live? In the transaction of the commit, by a few statements about all of it.

Each asks the same question as the preview did. Who left comes first, while the links still say what the preview was
compared with. Then the staged rows, part by part (`roster_parts`).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from workflows.records.ids import new_id
from workflows.records.progress import Phase, Progress, Tell
from workflows.records.roster_changes import OF_WHAT_IS_KNOWN, Staged, asked, expecting_many, new_schools
from workflows.records.roster_parts import take_rows
from workflows.records.scope import Transaction

_KEEP_SITES = text("""
INSERT INTO app.site (org_id, id, name, time_zone, recorded_at)
SELECT :org_id, n.id, n.name, s.time_zone, cast(:at AS timestamptz)
  FROM unnest(cast(:ids AS uuid[]), cast(:names AS text[])) n (id, name)
  JOIN app.site s ON s.org_id = :org_id AND s.id = cast(:site_id AS uuid)
""")
_LINK_SCHOOLS = text("""
INSERT INTO app.roster_link
       (org_id, source, kind, sourced_id, site_id, status, fields, modified_at, recorded_at)
SELECT cast(:org_id AS uuid), cast(:source AS text), 'org', s.sourced_id, n.site_id, 'active',
       s.fields, s.modified_at, cast(:at AS timestamptz)
  FROM unnest(cast(:site_ids AS uuid[]), cast(:sourced_ids AS text[])) n (site_id, sourced_id)
  JOIN staging.roster_row s ON (s.import_id, s.kind, s.sourced_id) = (:import_id, 'org', n.sourced_id)
ON CONFLICT (org_id, source, kind, sourced_id) DO UPDATE
   SET site_id = excluded.site_id, status = 'active', fields = excluded.fields,
       modified_at = excluded.modified_at
""")
_LEAVE = text(
    OF_WHAT_IS_KNOWN
    + """
, gone AS (
    UPDATE app.student st SET left_on = (cast(:at AS timestamptz) AT TIME ZONE site.time_zone)::date
      FROM leaver l JOIN app.site site ON (site.org_id, site.id) = (:org_id, l.site_id)
     WHERE (st.org_id, st.person_id) = (:org_id, l.person_id)
), ended AS (
    UPDATE app.roster_link l SET status = 'tobedeleted', modified_at = coalesce(c.modified_at, l.modified_at)
      FROM change c
     WHERE (l.org_id, l.source, l.kind, l.sourced_id) = (:org_id, :source, c.kind, c.sourced_id)
       AND c.what = 'left'
)
SELECT episode_id FROM leaver WHERE episode_id IS NOT NULL ORDER BY 1
"""
)
# Told by every roster of the organization together, since a file without classes says nothing about homerooms.
_HOMEROOMS = text("""
WITH homeroom AS (
    SELECT DISTINCT ON (u.person_id) u.person_id, c.fields ->> 'title' AS title
      FROM app.roster_link c
      JOIN app.roster_link e ON (e.org_id, e.source, e.kind, e.fields ->> 'class_id')
                              = (c.org_id, c.source, 'enrollment', c.sourced_id)
      JOIN app.roster_link u ON (u.org_id, u.source, u.kind, u.sourced_id)
                              = (e.org_id, e.source, 'user', e.fields ->> 'user')
     WHERE c.org_id = :org_id AND c.kind = 'class' AND c.fields ->> 'type' = 'homeroom'
       AND e.fields ->> 'role' = 'student' AND u.person_id IS NOT NULL
       AND 'active' = ALL(ARRAY[c.status, e.status, u.status])
       AND coalesce(e.fields ->> 'begins_on', '') <= cast(:today AS text)
       AND coalesce(e.fields ->> 'ends_on', '9999') >= cast(:today AS text)
     ORDER BY u.person_id, (e.fields ->> 'is_primary')::boolean DESC NULLS LAST,
              coalesce(e.fields ->> 'begins_on', '') DESC, c.sourced_id
)
UPDATE app.student st SET homeroom = h.title
  FROM app.student known LEFT JOIN homeroom h ON h.person_id = known.person_id
 WHERE (known.org_id, known.person_id) = (st.org_id, st.person_id) AND st.org_id = :org_id
   AND known.homeroom IS DISTINCT FROM h.title
""")


async def take_over(
    tx: Transaction, staged: Staged, *, rows: int, site_id: UUID | None, at: datetime, tell: Tell
) -> tuple[UUID, ...]:
    """Write every change; returns the open episodes of students who left. None of them is closed."""
    values = {**asked(tx, staged), "at": at, "site_id": site_id}
    await tell(Progress(Phase.LEAVING, 0, rows))
    async with expecting_many(tx):
        await _keep_schools(tx, staged, values)
        left = tuple((await tx.connection.execute(_LEAVE, values)).scalars())
    await take_rows(tx, values, rows, tell)
    await tell(Progress(Phase.HOMEROOMS, rows, rows))
    async with expecting_many(tx):
        await tx.connection.execute(_HOMEROOMS, {"org_id": tx.actor.org_id, "today": at.date().isoformat()})
    return left


async def _keep_schools(tx: Transaction, staged: Staged, values: dict[str, Any]) -> None:
    """A school becomes the site of its name, or a new one in the time zone of the site that was chosen."""
    schools = [(one, one.site_id or new_id()) for one in await new_schools(tx, staged)]
    if not schools:
        return
    unknown = [(site_id, one.name) for one, site_id in schools if one.site_id is None]
    new = {"ids": [site_id for site_id, _ in unknown], "names": [name for _, name in unknown]}
    linked = {
        "site_ids": [site_id for _, site_id in schools],
        "sourced_ids": [one.sourced_id for one, _ in schools],
    }
    for statement in (_KEEP_SITES, _LINK_SCHOOLS):
        await tx.connection.execute(statement, {**values, **new, **linked})
