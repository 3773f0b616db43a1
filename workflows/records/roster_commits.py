"""How does a staged roster become live? A few set-based statements in the transaction of the commit.

Each asks the same question as the preview did. Links are written last, since the question is asked of them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.ids import new_id
from workflows.records.roster_changes import CHANGES, Staged, asked, new_schools
from workflows.records.scope import Transaction
from workflows.records.tables.people import site

_TAKEN: Final = "c.what IN ('new', 'changed', 'returned')"
_STUDENT: Final = f"c.kind = 'user' AND c.fields ->> 'kind' = 'student' AND {_TAKEN}"

_ZONE = text("SELECT time_zone FROM app.site WHERE org_id = :org_id AND id = :id")
_KEEP_SITE = insert(site)
_LINK_SCHOOL = text("""
INSERT INTO app.roster_link
       (org_id, source, kind, sourced_id, site_id, status, fields, modified_at, recorded_at)
SELECT cast(:org_id AS uuid), cast(:source AS text), 'org', s.sourced_id, cast(:site_id AS uuid), 'active',
       s.fields, s.modified_at, cast(:at AS timestamptz)
  FROM staging.roster_row s
 WHERE s.import_id = :import_id AND s.kind = 'org' AND s.sourced_id = :sourced_id
ON CONFLICT (org_id, source, kind, sourced_id) DO UPDATE
   SET site_id = excluded.site_id, status = 'active', fields = excluded.fields,
       modified_at = excluded.modified_at
""")
_KEEP_PEOPLE = text(
    CHANGES
    + f"""
INSERT INTO app.person (org_id, id, given_name, family_name, preferred_name, search_name, phone, recorded_at)
SELECT :org_id, candidate_id, fields ->> 'given_name', fields ->> 'family_name', fields ->> 'preferred_name',
       fields ->> 'search_name', fields ->> 'phone', cast(:at AS timestamptz)
  FROM change c WHERE {_STUDENT} AND person_id IS NULL
"""
)
_CHANGE_PEOPLE = text(
    CHANGES
    + f"""
UPDATE app.person p
   SET given_name = c.fields ->> 'given_name', family_name = c.fields ->> 'family_name',
       preferred_name = c.fields ->> 'preferred_name', search_name = c.fields ->> 'search_name',
       phone = coalesce(c.fields ->> 'phone', p.phone)
  FROM change c
 WHERE (p.org_id, p.id) = (:org_id, c.person_id) AND {_STUDENT}
"""
)
_KEEP_STUDENTS = text(
    CHANGES
    + f"""
INSERT INTO app.student AS s (org_id, person_id, site_id, number, grade, left_on, recorded_at)
SELECT :org_id, coalesce(c.person_id, c.candidate_id),
       coalesce(o.site_id, known.site_id, cast(:site_id AS uuid)),
       c.fields ->> 'number', c.fields ->> 'grade', NULL, cast(:at AS timestamptz)
  FROM change c
  LEFT JOIN app.roster_link o
    ON (o.org_id, o.source, o.kind, o.sourced_id) = (:org_id, :source, 'org', c.fields ->> 'school')
  LEFT JOIN app.student known ON (known.org_id, known.person_id) = (:org_id, c.person_id)
 WHERE {_STUDENT}
ON CONFLICT (org_id, person_id) DO UPDATE
   SET site_id = excluded.site_id, number = excluded.number, grade = excluded.grade, left_on = NULL
"""
)
_LEFT_WITH_CASE = text(CHANGES + "SELECT episode_id FROM leaver WHERE episode_id IS NOT NULL ORDER BY 1")
_LEAVE = text(
    CHANGES
    + """
UPDATE app.student st SET left_on = (cast(:at AS timestamptz) AT TIME ZONE site.time_zone)::date
  FROM leaver l JOIN app.site site ON (site.org_id, site.id) = (:org_id, l.site_id)
 WHERE (st.org_id, st.person_id) = (:org_id, l.person_id)
"""
)
_KEEP_LINKS = text(
    CHANGES
    + f"""
INSERT INTO app.roster_link AS l
       (org_id, source, kind, sourced_id, person_id, status, fields, modified_at, recorded_at)
SELECT :org_id, :source, c.kind, c.sourced_id,
       CASE WHEN {_STUDENT} THEN coalesce(c.person_id, c.candidate_id) ELSE c.person_id END,
       'active', c.fields, c.modified_at, cast(:at AS timestamptz)
  FROM change c WHERE {_TAKEN} OR (c.what = 'unchanged' AND c.modified_at > c.old_modified_at)
ON CONFLICT (org_id, source, kind, sourced_id) DO UPDATE
   SET person_id = excluded.person_id, status = excluded.status, fields = excluded.fields,
       modified_at = excluded.modified_at
"""
)
_END_LINKS = text(
    CHANGES
    + """
UPDATE app.roster_link l SET status = 'tobedeleted', modified_at = coalesce(c.modified_at, l.modified_at)
  FROM change c
 WHERE (l.org_id, l.source, l.kind, l.sourced_id) = (:org_id, :source, c.kind, c.sourced_id)
   AND c.what = 'left'
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
   AND st.homeroom IS DISTINCT FROM h.title
""")


async def take_over(
    tx: Transaction, staged: Staged, *, site_id: UUID | None, at: datetime
) -> tuple[UUID, ...]:
    """Write every change; returns the open episodes of students who left. None of them is closed."""
    run, values = tx.connection.execute, {**asked(tx, staged), "at": at, "site_id": site_id}
    await _keep_schools(tx, staged, values)
    left = tuple((await run(_LEFT_WITH_CASE, values)).scalars())
    for statement in (_KEEP_PEOPLE, _CHANGE_PEOPLE, _KEEP_STUDENTS, _LEAVE, _KEEP_LINKS, _END_LINKS):
        await run(statement, values)
    await run(_HOMEROOMS, {"org_id": tx.actor.org_id, "today": at.date().isoformat()})
    return left


async def _keep_schools(tx: Transaction, staged: Staged, values: Mapping[str, Any]) -> None:
    """A school becomes the site of its name, or a new one in the time zone of the site that was chosen."""
    for school in await new_schools(tx, staged):
        site_id = school.site_id or new_id()
        if school.site_id is None:
            await tx.connection.execute(
                _KEEP_SITE,
                {
                    "org_id": tx.actor.org_id,
                    "id": site_id,
                    "name": school.name,
                    "time_zone": await _zone(tx, values["site_id"]),
                    "recorded_at": values["at"],
                },
            )
        named = {"sourced_id": school.sourced_id, "site_id": site_id}
        asked_for = {name: values[name] for name in ("org_id", "source", "import_id", "at")}
        await tx.connection.execute(_LINK_SCHOOL, {**asked_for, **named})


async def _zone(tx: Transaction, site_id: UUID) -> str:
    asked_for = {"org_id": tx.actor.org_id, "id": site_id}
    return str((await tx.connection.execute(_ZONE, asked_for)).scalar_one())
