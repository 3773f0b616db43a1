"""What did a guardian say about the match, or another adult in their place?"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert

from supervision.guardian_inputs import GuardianSaid
from workflows.records.ids import new_id
from workflows.records.scope import Transaction
from workflows.records.tables.families import guardian_input

_KEEP = insert(guardian_input)


async def keep_guardian_input(
    tx: Transaction, *, episode_id: UUID, said: GuardianSaid, by: UUID, recorded_at: datetime
) -> UUID:
    """Kept as it was said, and never changed."""
    input_id = new_id()
    row = {
        "org_id": tx.actor.org_id,
        "id": input_id,
        "episode_id": episode_id,
        "contact_id": said.contact_id,
        "informant": said.informant,
        "why_instead": said.why_instead,
        "how_it_goes": said.how_it_goes,
        "words": said.words,
        "taken_by": by,
        "happened_at": tx.at,
        "recorded_at": recorded_at,
    }
    await tx.connection.execute(_KEEP, row)
    return input_id
