"""Where is it kept that a backup was taken and checked? In the database that it is of, so that the site can warn."""

from datetime import datetime

from workflows.platform.backups.checking import Checked
from workflows.platform.backups.manifests import Manifest
from workflows.platform.engines import engine_for
from workflows.records.backup_checks import keep_backup, keep_check
from workflows.records.ids import new_id
from workflows.records.scope import Transaction, scoped_as


async def record_taken(owner_url: str, manifest: Manifest) -> None:
    """Acts as the owner; no organization's row is touched."""
    async with engine_for(owner_url) as engine, scoped_as(engine, new_id()) as tx:
        await _keep(tx, manifest, tx.at)


async def record_checked(owner_url: str, checked: Checked) -> None:
    """What the check found, also of a backup that another machine has taken."""
    if checked.manifest is None:
        return
    async with engine_for(owner_url) as engine, scoped_as(engine, new_id()) as tx:
        await _keep(tx, checked.manifest, tx.at)
        await keep_check(
            tx,
            backup_id=checked.manifest.id,
            is_good=checked.is_good,
            found=" ".join(checked.problems),
            at=tx.at,
        )


async def _keep(tx: Transaction, manifest: Manifest, at: datetime) -> None:
    counts = {name: one.rows for name, one in manifest.standing.tables.items()}
    await keep_backup(tx, backup_id=manifest.id, taken_at=manifest.taken_at, counts=counts, at=at)
