"""Forms that were sent long ago are no longer told from new ones: their keys are forgotten. Only time tells: a job asks."""

from datetime import datetime

from supervision.draft_limits import LIMITS
from workflows.records.form_keys import drop_old_keys
from workflows.records.scope import Transaction


async def forget_form_keys(tx: Transaction, *, at: datetime) -> int:
    """How many were forgotten. Until then the same form sent again gets the same answer."""
    return await drop_old_keys(tx, before=at - LIMITS.keys_kept)
