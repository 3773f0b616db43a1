"""Was this form sent before, and what was answered?

The key is written first in the business transaction. A twin that comes at the same moment waits for it, then
reads the stored answer. A refusal rolls back, and so does not use the key up. Rows are kept at least 7 days.
"""

from dataclasses import dataclass

from sqlalchemy import text

from workflows.records.scope import Transaction

_CLAIM = text("""
INSERT INTO app.form_key (org_id, actor_id, key, request_hash, recorded_at)
VALUES (:org_id, :actor_id, :key, :request_hash, :at)
ON CONFLICT (org_id, actor_id, key) DO NOTHING RETURNING key
""")
_STORED = text("""
SELECT request_hash, location FROM app.form_key
 WHERE org_id = :org_id AND actor_id = :actor_id AND key = :key
""")
_ANSWER = text("""
WITH kept AS (
    UPDATE app.form_key SET location = :location
     WHERE org_id = :org_id AND actor_id = :actor_id AND key = cast(:key AS text)
), sent AS (
    DELETE FROM app.draft WHERE org_id = :org_id AND author_id = :actor_id AND path = cast(:draft_path AS text)
)
UPDATE sign_in.session SET notice = cast(:notice AS text)
 WHERE token_hash = :sign_in_hash AND cast(:notice AS text) IS NOT NULL
""")


@dataclass(frozen=True, slots=True)
class Stored:
    """What was answered when the key was used. `location` is None when the answer was a page."""

    request_hash: str
    location: str | None


async def claim_key(tx: Transaction, key: str, request_hash: str) -> Stored | None:
    """Use the key up, or return what its first use was answered with."""
    named = {"org_id": tx.actor.org_id, "actor_id": tx.actor.person_id, "key": key}
    asked = {**named, "request_hash": request_hash, "at": tx.at}
    if (await tx.connection.execute(_CLAIM, asked)).first() is not None:
        return None
    row = (await tx.connection.execute(_STORED, named)).mappings().one()
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
    if key is None and notice is None:
        return
    await tx.connection.execute(
        _ANSWER,
        {
            "org_id": tx.actor.org_id,
            "actor_id": tx.actor.person_id,
            "key": key,
            "location": location,
            "sign_in_hash": sign_in_hash,
            "notice": notice,
            "draft_path": draft_path,
        },
    )
