"""Which students bear this name, or this number?

A scan: no index is of use, since row-level security lets nothing but equality and order near a row that may be
another organization's. So the name is compared first, alone, and what it leaves is joined. For 100,000
students that is 30 to 40 ms, most of it the comparison itself.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from triage.names import folded
from workflows.records.people import STUDENT, Student
from workflows.records.scope import Transaction

_AT_SITES = "(cast(:site_ids AS uuid[]) IS NULL OR s.site_id = ANY(:site_ids))"
# Number and name are asked for apart: with OR between them every student would be joined to every name.
_FIND = text(
    f"""
WITH found AS MATERIALIZED (
    SELECT s.person_id FROM app.student s
     WHERE s.org_id = :org_id AND s.number = ANY(:numbers) AND {_AT_SITES}
    UNION
    SELECT named.person_id FROM (
        SELECT s.person_id FROM app.student s JOIN app.person p ON (p.org_id, p.id) = (s.org_id, s.person_id)
         WHERE s.org_id = :org_id AND p.org_id = :org_id AND s.left_on IS NULL AND {_AT_SITES}
           AND (' ' || p.search_name) LIKE ALL(cast(:patterns AS text[]))
         ORDER BY p.family_name, p.given_name, p.id LIMIT :most) named
)
"""
    + STUDENT.format(
        which="""s.person_id IN (SELECT person_id FROM found)
 ORDER BY p.family_name, p.given_name, s.grade, s.homeroom, p.id LIMIT :most"""
    )
)


async def students_found(
    tx: Transaction, words: str, *, site_ids: Sequence[UUID] | None = None, most: int
) -> tuple[Student, ...]:
    """Students in whose name each of `words` begins a name, and those whose number it is; at most `most`.

    Of those who left only the number finds them. Every site of the organization when `site_ids` is None.
    Nobody when nothing was typed.
    """
    typed = words.strip()
    asked = {
        "org_id": tx.actor.org_id,
        "site_ids": None if site_ids is None else list(site_ids),
        "patterns": [f"% {word}%" for word in folded(words).split()] or [""],
        "numbers": [typed, typed.upper(), typed.lower()],
        "most": most,
    }
    return tuple(Student(**row) for row in (await tx.connection.execute(_FIND, asked)).mappings())
