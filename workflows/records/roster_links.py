"""What does a source of rosters have stored already?"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import text

from workflows.records.scope import Transaction

_TIMES = text("""
SELECT kind, sourced_id, modified_at FROM app.roster_link WHERE org_id = :org_id AND source = :source
""")


async def stored_times(
    tx: Transaction, source: str, names: Mapping[str, str]
) -> Mapping[str, Mapping[str, datetime | None]]:
    """File name -> sourcedId -> the source's own time of its last change. `names`: kind -> file name."""
    found: dict[str, dict[str, datetime | None]] = {name: {} for name in names.values()}
    for kind, sourced_id, modified_at in await tx.connection.execute(
        _TIMES, {"org_id": tx.actor.org_id, "source": source}
    ):
        if kind in names:
            found[names[kind]][sourced_id] = modified_at
    return found
