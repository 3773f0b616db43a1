"""Who is told, on every page, that the escalation engine or one of its watchers stands still?"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from supervision.engine_limits import LIMITS as ENGINE_LIMITS
from supervision.watch_limits import LIMITS
from triage.roles import Role
from workflows.jobs.auditing import ALL_WELL, AUDITOR
from workflows.jobs.clocks import CLOCKS, apart
from workflows.jobs.working import ENGINE, SENDER
from workflows.records.heartbeats import ages_now
from workflows.records.scope import Transaction

_TOLD: Final = (Role.DIRECT_SUPERVISOR, Role.CLINICAL_SUPERVISOR, Role.ADMINISTRATOR)


@dataclass(slots=True)
class Watched:
    """What one web process knows of the watchers, for a few seconds. `deadman`: the file, where this machine has it."""

    deadman: Path
    _red: tuple[str, ...] = ()
    _until: float = 0.0

    async def red_for(self, tx: Transaction, *, since: datetime) -> tuple[str, ...]:
        """What is red, for supervisors and administrators; one question to the database in a few seconds.

        `since`: an instant of this machine before the transaction began.
        """
        if tx.serves is not None or not any(tx.actor.has(role) for role in _TOLD):
            return ()
        if time.monotonic() >= self._until:
            found = apart(tx.at, since=since, until=datetime.now(UTC))
            self._red = _red(await ages_now(tx), found, self.deadman)
            self._until = time.monotonic() + LIMITS.banner.total_seconds()
        return self._red


def _red(ages: Mapping[str, timedelta], clocks_apart: timedelta, deadman: Path) -> tuple[str, ...]:
    """The most urgent first: codes of templates/components/chrome.html."""
    red = []
    if not all(LIMITS.is_fresh(ages.get(name), ENGINE_LIMITS.healthy) for name in (ENGINE, SENDER)):
        red.append("engine")
    if clocks_apart > LIMITS.clock or not LIMITS.is_fresh(ages.get(CLOCKS), ENGINE_LIMITS.healthy):
        red.append("clocks")
    if not LIMITS.is_fresh(ages.get(AUDITOR), LIMITS.healthy):
        red.append("auditor")
    elif not LIMITS.is_fresh(ages.get(ALL_WELL), LIMITS.healthy):
        red.append("found")
    if _is_old(deadman):
        red.append("deadman")
    return tuple(red)


def _is_old(deadman: Path) -> bool:
    """A file that is on another machine is judged there."""
    try:
        return time.time() - deadman.stat().st_mtime > LIMITS.alarm.total_seconds()
    except OSError:
        return False
