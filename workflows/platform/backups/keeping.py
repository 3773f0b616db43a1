"""Which backups are removed? Only those that the limits let go, and only whole pairs of our own making."""

from pathlib import Path

from supervision.backup_limits import LIMITS
from workflows.platform.backups.manifests import backups_in, beside


def remove_old(folder: Path) -> list[str]:
    """The names of the dumps that were removed. Called when a newer one has been restored elsewhere and was good."""
    found = list(backups_in(folder))
    staying = LIMITS.staying(manifest.taken_at for _, manifest in found)
    old = [dump for dump, manifest in found if manifest.taken_at not in staying]
    for dump in old:
        # Without its manifest first: half a pair is no backup, and says so.
        beside(dump).unlink()
        dump.unlink()
    return [dump.name for dump in old]
