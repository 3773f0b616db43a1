"""Who is told, on every page, that the escalation engine or one of its watchers stands still?"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from supervision.engine_limits import LIMITS as ENGINE_LIMITS
from supervision.watch_limits import LIMITS
from triage.roles import Role
from workflows.jobs.auditing import ALL_WELL, AUDITOR
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

    async def red_for(self, tx: Transaction) -> tuple[str, ...]:
        """What is red, for supervisors and administrators; one question to the database in a few seconds."""
        if tx.serves is not None or not any(tx.actor.has(role) for role in _TOLD):
            return ()
        if time.monotonic() >= self._until:
            self._red = _red(await ages_now(tx), self.deadman)
            self._until = time.monotonic() + LIMITS.banner.total_seconds()
        return self._red


def _red(ages: Mapping[str, timedelta], deadman: Path) -> tuple[str, ...]:
    """The most urgent first: codes of templates/components/chrome.html."""
    red = []
    if any(name not in ages or ages[name] > ENGINE_LIMITS.healthy for name in (ENGINE, SENDER)):
        red.append("engine")
    if AUDITOR not in ages or ages[AUDITOR] > LIMITS.healthy:
        red.append("auditor")
    elif ALL_WELL not in ages or ages[ALL_WELL] > LIMITS.healthy:
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
