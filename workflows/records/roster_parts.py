"""What does one part of a staged roster write? People, students and links of a few thousand rows, by one statement.

The parts follow each other in the order of the index of the staged rows, which is also that of the links. What was
known of a row is found in an index. How many rows there are has not been counted yet when they have just been staged,
so no plan depends on it.
"""

from typing import Any, Final

from sqlalchemy import text

from workflows.records.progress import Phase, Progress, Tell
from workflows.records.roster_changes import WHAT_HAPPENED, WHO
from workflows.records.scope import Transaction

AT_A_TIME: Final = 5_000
"""Rows taken over by one statement: enough that trips do not count, few enough to see it move. Ours."""
_AT_FIRST: Final = 500
"""Rows of the first part; a part is as large as all before it, up to `AT_A_TIME`. Ours."""

# What the server planned when a table was as good as empty would read all of it for each row: for the look-ups below,
# and for the foreign keys, whose plans a pooled connection keeps. So the first part is small, and each is planned anew.
_PLAN_ANEW: Final = text("DISCARD PLANS")
# And where few rows are expected, sorting all that are left for each part looks as cheap as walking on in the index.
_OTHER_WAYS: Final = ("enable_seqscan", "enable_bitmapscan", "enable_sort")
_BY_INDEX: Final = tuple(text(f"SET LOCAL {way} = off") for way in _OTHER_WAYS)
_ANY_WAY: Final = tuple(text(f"SET LOCAL {way} = on") for way in _OTHER_WAYS)
# Schools are one map, since a join would go through all of them for each row. `OFFSET 0` keeps the look-up of each row's
# link what it says, one look-up in the index; and what is on record is changed where its key is found taken. A join
# could be planned as a loop over everything that is there.
_TAKE_OVER = text(f"""
WITH part AS MATERIALIZED (
    SELECT * FROM staging.roster_row
     WHERE import_id = :import_id AND (kind, sourced_id) > (cast(:after_kind AS text), cast(:after AS text))
     ORDER BY kind, sourced_id LIMIT :most
), school AS MATERIALIZED (
    SELECT jsonb_object_agg(sourced_id, site_id) AS site_of
      FROM app.roster_link WHERE (org_id, source, kind) = (:org_id, :source, 'org')
), change AS MATERIALIZED (
    SELECT s.kind, s.sourced_id, {WHAT_HAPPENED} AS what, s.fields, s.modified_at,
           l.modified_at AS old_modified_at, l.status AS old_status, {WHO} AS person_id, s.candidate_id,
           s.kind = 'user' AND s.fields ->> 'kind' = 'student' AS is_student, s.fields ->> 'school' AS school
      FROM part s LEFT JOIN LATERAL (
           SELECT * FROM app.roster_link o
            WHERE (o.org_id, o.source, o.kind, o.sourced_id) = (:org_id, :source, s.kind, s.sourced_id) OFFSET 0
           ) l ON true
), taken AS MATERIALIZED (
    SELECT c.person_id, c.sourced_id, c.candidate_id,
           cast((SELECT site_of FROM school) ->> c.school AS uuid) AS site_id, said.*
      FROM change c CROSS JOIN LATERAL jsonb_to_record(c.fields) AS said (given_name text, family_name text,
           preferred_name text, search_name text, phone text, number text, grade text)
     WHERE c.is_student AND c.what IN ('new', 'changed', 'returned')
), known AS MATERIALIZED (
    SELECT DISTINCT ON (c.person_id) c.*, st.site_id AS old_site_id
      FROM taken c LEFT JOIN LATERAL (
           SELECT site_id FROM app.student o WHERE (o.org_id, o.person_id) = (:org_id, c.person_id) OFFSET 0
           ) st ON true
     WHERE c.person_id IS NOT NULL ORDER BY c.person_id, c.sourced_id
), new_people AS (
    INSERT INTO app.person
           (org_id, id, given_name, family_name, preferred_name, search_name, phone, recorded_at)
    SELECT :org_id, candidate_id, given_name, family_name, preferred_name, search_name, phone,
           cast(:at AS timestamptz)
      FROM taken WHERE person_id IS NULL
), known_people AS (
    INSERT INTO app.person AS p
           (org_id, id, given_name, family_name, preferred_name, search_name, phone, recorded_at)
    SELECT :org_id, person_id, given_name, family_name, preferred_name, search_name, phone, cast(:at AS timestamptz)
      FROM known
    ON CONFLICT (org_id, id) DO UPDATE
       SET given_name = excluded.given_name, family_name = excluded.family_name,
           preferred_name = excluded.preferred_name, search_name = excluded.search_name,
           phone = coalesce(excluded.phone, p.phone)
), new_students AS (
    INSERT INTO app.student (org_id, person_id, site_id, number, grade, left_on, recorded_at)
    SELECT :org_id, candidate_id, coalesce(site_id, cast(:site_id AS uuid)), number, grade, NULL,
           cast(:at AS timestamptz)
      FROM taken WHERE person_id IS NULL
), known_students AS (
    INSERT INTO app.student (org_id, person_id, site_id, number, grade, left_on, recorded_at)
    SELECT :org_id, person_id, coalesce(site_id, old_site_id, cast(:site_id AS uuid)), number, grade, NULL,
           cast(:at AS timestamptz)
      FROM known
    ON CONFLICT (org_id, person_id) DO UPDATE
       SET site_id = excluded.site_id, number = excluded.number, grade = excluded.grade, left_on = NULL
), new_links AS (
    INSERT INTO app.roster_link
           (org_id, source, kind, sourced_id, person_id, status, fields, modified_at, recorded_at)
    SELECT :org_id, :source, kind, sourced_id,
           CASE WHEN is_student THEN coalesce(person_id, candidate_id) ELSE person_id END,
           'active', fields, modified_at, cast(:at AS timestamptz)
      FROM change WHERE what = 'new'
), known_links AS (
    INSERT INTO app.roster_link
           (org_id, source, kind, sourced_id, person_id, status, fields, modified_at, recorded_at)
    SELECT :org_id, :source, kind, sourced_id,
           CASE WHEN is_student THEN coalesce(person_id, candidate_id) ELSE person_id END,
           CASE what WHEN 'unchanged' THEN old_status ELSE 'active' END, fields, modified_at,
           cast(:at AS timestamptz)
      FROM change
     WHERE what IN ('changed', 'returned') OR (what = 'unchanged' AND modified_at > old_modified_at)
    ON CONFLICT (org_id, source, kind, sourced_id) DO UPDATE
       SET person_id = excluded.person_id, status = excluded.status, fields = excluded.fields,
           modified_at = excluded.modified_at
)
SELECT kind, sourced_id, (SELECT count(*) FROM part) AS taken
  FROM part ORDER BY kind DESC, sourced_id DESC LIMIT 1
""")


async def take_rows(tx: Transaction, values: dict[str, Any], total: int, tell: Tell) -> None:
    """Take over all staged rows, of which there are `total`."""
    done, last = 0, {"after_kind": "", "after": ""}
    await tell(Progress(Phase.TAKING_OVER, done, total))
    for setting in _BY_INDEX:
        await tx.connection.execute(setting)
    while row := await _part(tx, {**values, **last, "most": min(AT_A_TIME, max(done, _AT_FIRST))}):
        done, last = done + row.taken, {"after_kind": row.kind, "after": row.sourced_id}
        await tell(Progress(Phase.TAKING_OVER, done, total))
    for setting in _ANY_WAY:
        await tx.connection.execute(setting)


async def _part(tx: Transaction, values: dict[str, Any]) -> Any:
    """The last row that was taken over, with how many they were; None when all are."""
    await tx.connection.execute(_PLAN_ANEW)
    return (await tx.connection.execute(_TAKE_OVER, values)).first()
