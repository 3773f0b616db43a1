"""What was answered on a questionnaire, and how did it score?"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, insert, text

from workflows.records.misfiled import stands
from workflows.records.rows import known_row
from workflows.records.scope import Transaction
from workflows.records.tables.episodes import administration

_KEEP = insert(administration)
_BY_ID = text(f"""
SELECT a.*, p.given_name || ' ' || p.family_name AS entered_by_name,
       EXISTS (SELECT FROM app.administration n WHERE (n.org_id, n.amends) = (a.org_id, a.id)) AS is_amended,
       (SELECT n.id FROM app.administration n WHERE (n.org_id, n.amends) = (a.org_id, a.id)) AS amended_by_id,
       (WITH RECURSIVE filed AS (
            SELECT a.id, a.recorded_at
            UNION ALL
            SELECT o.id, o.recorded_at FROM filed f
              JOIN app.misfiling m ON m.org_id = :org_id AND m.moved_as = f.id
              JOIN app.administration o ON (o.org_id, o.id) = (m.org_id, m.record_id)
        ) SELECT min(recorded_at) FROM filed) AS entered_at
  FROM app.administration a JOIN app.person p ON (p.org_id, p.id) = (a.org_id, a.entered_by)
 WHERE a.org_id = :org_id AND a.id = :id AND {stands("a")}
""").columns(answers=JSON, subscales=JSON)
_FIRST = text("""
WITH RECURSIVE earlier AS (
    SELECT id, amends FROM app.administration WHERE org_id = :org_id AND id = :id
    UNION ALL
    SELECT a.id, a.amends FROM app.administration a JOIN earlier e ON a.id = e.amends WHERE a.org_id = :org_id
)
SELECT id FROM earlier WHERE amends IS NULL
""")


async def keep_administration(tx: Transaction, values: Mapping[str, Any]) -> None:
    await tx.connection.execute(_KEEP, {"org_id": tx.actor.org_id, **values})


async def first_form(tx: Transaction, administration_id: UUID) -> UUID:
    """The form as it was first entered, before this and other corrections of it."""
    found = await tx.connection.execute(_FIRST, {"org_id": tx.actor.org_id, "id": administration_id})
    return UUID(str(found.scalar_one()))


async def load_administration(tx: Transaction, administration_id: UUID) -> Mapping[str, Any]:
    """One administration as kept, with who entered it and when, and whether it was amended. Raises `NotFound`.

    `entered_at` stays what it was when the form is moved to the right student; `recorded_at` is since when it is known there.
    """
    return dict(await known_row(tx, _BY_ID, id=administration_id))
