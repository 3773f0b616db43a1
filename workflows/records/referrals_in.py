"""Who asked for help for this mentee, and what had they noticed?"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert

from workflows.records.scope import Transaction
from workflows.records.tables.episodes import referral_in

_KEEP = insert(referral_in)


async def keep_referral_in(tx: Transaction, values: Mapping[str, Any]) -> None:
    await tx.connection.execute(_KEEP, {"org_id": tx.actor.org_id, **values})
