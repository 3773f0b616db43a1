"""Who is told, on every page, that nothing has been kept safe for too long? Those who can see to it today."""

from supervision.backup_limits import LIMITS
from triage.roles import Role
from workflows.records.on_call_now import is_on_call_now
from workflows.records.scope import Transaction


async def hours_without_backup(tx: Transaction) -> int | None:
    """For how many hours no backup was found good, for an administrator and whoever is on call; None when all is well."""
    if tx.around is None or tx.serves is not None:
        return None
    hours = LIMITS.hours_late(tx.around.backed_up_at, tx.at)
    if hours is None or tx.actor.has(Role.ADMINISTRATOR):
        return hours
    is_told = tx.actor.has(Role.CLINICAL_SUPERVISOR) and await is_on_call_now(tx)
    return hours if is_told else None
