"""What is the least that a write can cost here? A row locked and changed, an event and an audit row: one statement.

A yardstick of the machine and the moment: it stays the same however many statements a verb comes to need.
"""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

_ANY_CASE = "SELECT id FROM app.episode WHERE org_id = $1 ORDER BY id LIMIT 1"
# A referral is the event: no rule reads it, so that the case stays as quiet as it was.
_ONE_WRITE = """
WITH changed AS (
    UPDATE app.episode SET known_at = known_at WHERE org_id = $1 AND id = $2
    RETURNING org_id, id, mentee_id, owner_id, known_at
), happened AS (
    INSERT INTO app.referral_in
           (org_id, id, episode_id, reasons, noticed, how_soon, referred_by, happened_at, recorded_at)
    SELECT org_id, $3, id, '{low_mood}', 'Measured.', 'can_wait', owner_id, known_at, known_at FROM changed
    RETURNING org_id, id
)
INSERT INTO app.audit_event (org_id, id, at, actor_kind, action, outcome, mentee_id, reason, request_id)
SELECT org_id, $3, known_at, 'system', 'measured', 'done', mentee_id, '', '' FROM changed
"""


async def one_write(bare: Any, org_id: UUID) -> Callable[[], Awaitable[object]]:
    """The write, ready to be done any number of times."""
    await bare.execute("SELECT set_config('app.org_id', $1, false)", str(org_id))
    episode_id = await bare.fetchval(_ANY_CASE, org_id)

    def write() -> Awaitable[object]:
        done: Awaitable[object] = bare.execute(_ONE_WRITE, org_id, episode_id, uuid4())
        return done

    return write
