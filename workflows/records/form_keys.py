"""Was this form sent before, and what was answered?

The key is written by the statement that begins the transaction (`scope.py`). A twin that comes at the same moment
waits for it, then reads the stored answer. A refusal rolls back, and so does not use the key up. How long rows are kept
stands in `supervision/draft_limits.toml`: longer than a sign-in lasts, so that no page still holds a forgotten key.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from workflows.records.rows import known_row
from workflows.records.scope import Transaction

_STORED = text("""
SELECT request_hash, location FROM app.form_key
 WHERE org_id = :org_id AND actor_id = :actor_id AND key = :key
""")
_ANSWER = text("""
UPDATE app.form_key SET location = :location WHERE org_id = :org_id AND actor_id = :actor_id AND key = :key
""")
_NOTICE = text("UPDATE sign_in.session SET notice = :notice WHERE token_hash = :sign_in_hash")
_SENT = text("DELETE FROM app.draft WHERE org_id = :org_id AND author_id = :actor_id AND path = :draft_path")
_DROP_OLD = text("DELETE FROM app.form_key WHERE org_id = :org_id AND recorded_at <= :before")


@dataclass(frozen=True, slots=True)
class Stored:
    """What was answered when the key was used. `location` is None when the answer was a page."""

    request_hash: str
    location: str | None


async def stored_answer(tx: Transaction, key: str) -> Stored:
    """What the first use of a key was answered with."""
    row = await known_row(tx, _STORED, actor_id=tx.actor.person_id, key=key)
    return Stored(row["request_hash"], row["location"])


async def keep_answer(
    tx: Transaction,
    *,
    key: str | None,
    location: str,
    sign_in_hash: bytes,
    notice: str | None,
    draft_path: str | None = None,
) -> None:
    """Keep where the browser was sent, and what the next page is to say. The draft of what was sent is erased."""
    whose = {"org_id": tx.actor.org_id, "actor_id": tx.actor.person_id}
    if key is not None:
        await tx.connection.later(_ANSWER, {**whose, "key": key, "location": location})
    if draft_path:
        await tx.connection.later(_SENT, {**whose, "draft_path": draft_path})
    if notice is not None:
        await tx.connection.later(_NOTICE, {"sign_in_hash": sign_in_hash, "notice": notice})


async def drop_old_keys(tx: Transaction, *, before: datetime) -> int:
    """Forget the keys that were used until then; how many there were."""
    found = await tx.connection.execute(_DROP_OLD, {"org_id": tx.actor.org_id, "before": before})
    return found.rowcount
