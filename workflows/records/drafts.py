"""What did somebody begin to type, and not send yet?

A draft belongs to its author alone: row-level security shows it to nobody else, whatever their role. One form of
one author is one row, named by the path of the form's page. It goes with the form that is sent, with a button, or
when it has become old.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, text

from workflows.records.rows import row_of
from workflows.records.scope import Transaction

Typed = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields as they were typed."""

    typed: Typed
    saved_at: datetime


# Another page of the same form may hold what is newer: only whoever saved last, or saw it, writes over it.
# A form that was sent leaves no draft behind, even when its last autosave comes later than itself.
_SAVE = text("""
INSERT INTO app.draft (org_id, author_id, path, typed, saved_at)
SELECT :org_id, :author_id, :path, cast(:typed AS jsonb), :at
 WHERE NOT EXISTS (SELECT FROM app.form_key k WHERE k.org_id = :org_id AND k.actor_id = :author_id
                    AND starts_with(k.key, cast(:form_key AS text) || ':'))
ON CONFLICT (org_id, author_id, path) DO UPDATE SET typed = excluded.typed, saved_at = excluded.saved_at
 WHERE draft.typed ->> 'form' = cast(:form_key AS text) OR draft.saved_at = cast(:seen_at AS timestamptz) OR :is_last
RETURNING xmax = 0 AS is_new
""")
_WAS_SENT = text("""
SELECT key FROM app.form_key k WHERE k.org_id = :org_id AND k.actor_id = :author_id
   AND starts_with(k.key, cast(:form_key AS text) || ':') LIMIT 1
""")
_LOAD = text("""
SELECT typed -> 'fields' AS fields, saved_at FROM app.draft
 WHERE org_id = :org_id AND author_id = :author_id AND path = :path AND saved_at > :after
""").columns(fields=JSON)
_DISCARD = text(
    "DELETE FROM app.draft WHERE org_id = :org_id AND author_id = :author_id AND path = :path RETURNING saved_at"
)
_DROP_OLD = text(
    "DELETE FROM app.draft WHERE org_id = :org_id AND author_id = :author_id AND saved_at <= :before"
)


async def keep_draft(
    tx: Transaction, *, path: str, typed: Typed, form_key: str, seen_at: datetime | None, is_last: bool
) -> bool | None:
    """Whether it is a new one; None when it was not kept: another page of the same form has saved since `seen_at`,
    or the form was sent.

    `is_last`: nothing can be typed on after it, so that it replaces whatever is there.
    """
    asked = {
        "typed": json.dumps({"form": form_key, "fields": dict(typed)}),
        "path": path,
        "form_key": form_key,
        "seen_at": seen_at,
        "is_last": is_last,
        "at": tx.at,
    }
    row = await row_of(tx, _SAVE, author_id=tx.actor.person_id, **asked)
    return bool(row["is_new"]) if row else None


async def was_sent(tx: Transaction, form_key: str) -> bool:
    """Whether the form with this key was sent and taken."""
    return await row_of(tx, _WAS_SENT, author_id=tx.actor.person_id, form_key=form_key) is not None


async def draft_at(tx: Transaction, path: str, *, after: datetime) -> Draft | None:
    """The actor's own draft of the form at this path, unless it is older."""
    row = await row_of(tx, _LOAD, author_id=tx.actor.person_id, path=path, after=after)
    return Draft(_typed(row["fields"]), row["saved_at"]) if row else None


async def drop_draft(tx: Transaction, path: str) -> bool:
    """Erase the actor's own draft; whether there was one."""
    return await row_of(tx, _DISCARD, author_id=tx.actor.person_id, path=path) is not None


async def drop_old_drafts(tx: Transaction, *, before: datetime) -> None:
    """Erase what the actor began long ago."""
    asked = {"org_id": tx.actor.org_id, "author_id": tx.actor.person_id, "before": before}
    await tx.connection.execute(_DROP_OLD, asked)


def _typed(fields: Mapping[str, Any]) -> Typed:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
