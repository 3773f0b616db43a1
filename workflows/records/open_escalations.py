"""For how long has nobody taken in an escalation? Ages alone, for those who watch the machine and not the cases."""

from datetime import timedelta

from sqlalchemy import text

from workflows.records.scope import Transaction

_OPENED = text("""
SELECT opened_at FROM app.work WHERE org_id = :org_id AND kind = 'escalation' AND state = 'open'
""")


async def ages_unacknowledged(tx: Transaction) -> tuple[timedelta, ...]:
    """One age for each open escalation of the organization that nobody has acknowledged."""
    found = await tx.connection.execute(_OPENED, {"org_id": tx.actor.org_id})
    return tuple(tx.at - row.opened_at for row in found)
