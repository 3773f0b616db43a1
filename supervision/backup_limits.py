"""How old may the newest checked backup be, and which backups stay? Read from the file of the same name."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True)
class BackupLimits:
    """`keep_newest` stay whatever their day, and the newest of each of the last `keep_weeks` weeks that have one."""

    good_for: timedelta
    keep_newest: int
    keep_weeks: int

    def hours_late(self, last: datetime, at: datetime) -> int | None:
        """For how many hours there has been no checked backup; None while the last one is young enough."""
        age = at - last
        return age // timedelta(hours=1) if age > self.good_for else None

    def staying(self, taken: Iterable[datetime]) -> frozenset[datetime]:
        """Those that stay of the backups taken at these instants."""
        newest_first = sorted(set(taken), reverse=True)
        of_week: dict[tuple[int, int], datetime] = {}
        for one in newest_first:
            of_week.setdefault(one.isocalendar()[:2], one)
        return frozenset([*newest_first[: self.keep_newest], *list(of_week.values())[: self.keep_weeks]])


def _load() -> BackupLimits:
    found = tomllib.loads(files(__package__).joinpath("backup_limits.toml").read_text("utf-8"))
    return BackupLimits(
        good_for=timedelta(hours=found["good_for_hours"]),
        keep_newest=found["keep_newest"],
        keep_weeks=found["keep_weeks"],
    )


LIMITS: Final = _load()
