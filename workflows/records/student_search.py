"""Which students bear this name, or this number?

No index of names is of use: row-level security lets nothing but equality and order near a row that may be another
organization's. So whoever looks at one site asks the students of the site, and whoever looks at every site reads
every name: 5 and 50 ms among 100,000 students.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from triage.names import folded
from workflows.records.people import STUDENT, Student
from workflows.records.scope import Transaction

# Number and name are asked for apart: with OR between them every student would be joined to every name.
_FIND = """
WITH found AS MATERIALIZED (
    SELECT s.person_id FROM app.student s
     WHERE s.org_id = :org_id AND s.number = ANY(:numbers) AND {where}
    UNION
    SELECT named.person_id FROM (
        SELECT s.person_id FROM app.student s JOIN {names} p ON (p.org_id, p.id) = (s.org_id, s.person_id)
         WHERE s.org_id = :org_id AND s.left_on IS NULL AND {where}
           AND (' ' || p.search_name) LIKE ALL(cast(:patterns AS text[]))
         ORDER BY p.family_name, p.given_name, p.id LIMIT :most) named
)
""" + STUDENT.format(
    which="""s.person_id IN (SELECT person_id FROM found)
 ORDER BY p.family_name, p.given_name, s.grade, s.homeroom, p.id LIMIT :most"""
)
# Of one site the students come first, and each is asked for the name: OFFSET 0 keeps it from being turned round.
_AT_SITES = text(
    _FIND.replace("{where}", "s.site_id = ANY(:site_ids)").replace(
        "{names}",
        """LATERAL (SELECT n.* FROM app.person n
             WHERE (n.org_id, n.id) = (s.org_id, s.person_id) OFFSET 0)""",
    )
)
_EVERYWHERE = text(_FIND.replace("{where}", "true").replace("{names}", "app.person"))
# The last one: whoever was closed and referred again is found by the case that is open.
_CLOSED = text("""
SELECT DISTINCT ON (e.mentee_id) e.id FROM app.episode e
 WHERE e.org_id = :org_id AND e.mentee_id = ANY(cast(:ids AS uuid[])) AND e.step = 'closed'
   AND NOT EXISTS (SELECT FROM app.episode o
        WHERE (o.org_id, o.mentee_id) = (e.org_id, e.mentee_id) AND o.step <> 'closed')
 ORDER BY e.mentee_id, e.opened_at DESC, e.id DESC
""")


async def students_found(
    tx: Transaction, words: str, *, site_ids: Sequence[UUID] | None = None, most: int
) -> tuple[Student, ...]:
    """Students in whose name each of `words` begins a name, and those whose number it is; at most `most`.

    Of those who left only the number finds them. Every site of the organization when `site_ids` is None.
    Nobody when nothing was typed.
    """
    typed = words.strip()
    statement = _EVERYWHERE if site_ids is None else _AT_SITES
    asked = {
        "org_id": tx.actor.org_id,
        **({} if site_ids is None else {"site_ids": list(site_ids)}),
        "patterns": [f"% {word}%" for word in folded(words).split()] or [""],
        "numbers": [typed, typed.upper(), typed.lower()],
        "most": most,
    }
    return tuple(Student(**row) for row in (await tx.connection.execute(statement, asked)).mappings())


async def closed_episodes_of(tx: Transaction, student_ids: Sequence[UUID]) -> tuple[UUID, ...]:
    """The last case of each of these students who has none that is open."""
    asked = {"org_id": tx.actor.org_id, "ids": list(student_ids)}
    return tuple((await tx.connection.execute(_CLOSED, asked)).scalars())
