"""How is the database reached while it is busy or away: what goes on, and what is put off? Read from the file of the
same name.
"""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """`kept_for_escalations`: connections of one web process.

    `escalation_wait`: the longest for one of these; `wait`: for one of the others. `escalation_lock_wait`, `lock_wait`:
    for what somebody else has locked. `come_again`: what a browser is told that was put off.

    Where the network swallows everything: `connect`, `ping` and `answer` are the longest for a new connection, for one that
    lay about to say that it is still there, and for whatever is asked over one. `probe_after`: the server asks whether we
    are still there.

    `collision_waits`: after the first, second, ... time that the database ended a transaction for the sake of another.
    """

    kept_for_escalations: int
    escalation_wait: timedelta
    escalation_lock_wait: timedelta
    wait: timedelta
    lock_wait: timedelta
    come_again: timedelta
    connect: timedelta
    ping: timedelta
    answer: timedelta
    probe_after: timedelta
    collision_waits: tuple[timedelta, ...]


def _load() -> ConnectionLimits:
    found = tomllib.loads(files(__package__).joinpath("connection_limits.toml").read_text("utf-8"))
    return ConnectionLimits(
        kept_for_escalations=found["kept_for_escalations"],
        escalation_wait=timedelta(seconds=found["escalation_wait_seconds"]),
        escalation_lock_wait=timedelta(seconds=found["escalation_lock_wait_seconds"]),
        wait=timedelta(seconds=found["wait_seconds"]),
        lock_wait=timedelta(seconds=found["lock_wait_seconds"]),
        come_again=timedelta(seconds=found["come_again_seconds"]),
        connect=timedelta(seconds=found["connect_seconds"]),
        ping=timedelta(seconds=found["ping_seconds"]),
        answer=timedelta(seconds=found["answer_seconds"]),
        probe_after=timedelta(seconds=found["probe_after_seconds"]),
        collision_waits=tuple(timedelta(seconds=one) for one in found["seconds_between_collisions"]),
    )


LIMITS: Final = _load()
