"""Which jobs does the clock begin, when, and what follows a failure? Read from the file of the same name."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from importlib.resources import files
from typing import Final


class Job(StrEnum):
    """What is done for one organization at a time. Each may run twice, and does the same as once."""

    SWEEP = "sweep"
    FORGET_FORM_KEYS = "forget_form_keys"
    DIGEST = "digest"
    REMINDERS = "reminders"
    EXPORTS = "exports"
    FORGET_EXPORTS = "forget_exports"
    ANSWER_IMPORTS = "answer_imports"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _PLAIN[self]


_PLAIN: Final = {
    Job.SWEEP: "look at every open case for what only time brings",
    Job.FORGET_FORM_KEYS: "forget which forms were sent long ago",
    Job.DIGEST: "write to everybody about work that is due today",
    Job.REMINDERS: "remind everybody of what they left undone",
    Job.EXPORTS: "write the files of figures that were asked for",
    Job.FORGET_EXPORTS: "forget what stood in files of figures long ago",
    Job.ANSWER_IMPORTS: "take over lists of filled-in forms",
}


@dataclass(frozen=True, slots=True)
class Planned:
    """When a job is begun, and for how long none may have ended well."""

    cron: str
    late: timedelta


@dataclass(frozen=True, slots=True)
class JobSchedule:
    """`waits`: after the first, second, ... failure; with the last it is given up."""

    at_once: int
    heartbeat: timedelta
    dead_after: timedelta
    recover_cron: str
    ending: timedelta
    waits: tuple[timedelta, ...]
    kept: timedelta
    forget_cron: str
    trouble: timedelta
    jobs: Mapping[Job, Planned]

    @property
    def connections(self) -> int:
        """How many their process has as each of its two roles: one for each at work, and two to look what waits."""
        return self.at_once + 2

    def wait_after(self, failures: int) -> timedelta | None:
        """How long until it is tried again that has failed so many times; None when it is given up."""
        return self.waits[failures - 1] if failures <= len(self.waits) else None

    def late(self, ages: Mapping[Job, timedelta], begun: timedelta) -> tuple[Job, ...]:
        """Those of which none has ended well for so long that somebody is called.

        `ages`: how long ago one did; for one that never did, `begun`: for how long there has been something to do.
        """
        return tuple(job for job, one in self.jobs.items() if ages.get(job, begun) > one.late)


def _load() -> JobSchedule:
    found = tomllib.loads(files(__package__).joinpath("job_schedule.toml").read_text("utf-8"))
    return JobSchedule(
        at_once=found["at_once"],
        heartbeat=timedelta(seconds=found["heartbeat_seconds"]),
        dead_after=timedelta(seconds=found["dead_after_seconds"]),
        recover_cron=found["recover_cron"],
        ending=timedelta(seconds=found["ending_seconds"]),
        waits=tuple(timedelta(seconds=one) for one in found["seconds_between_attempts"]),
        kept=timedelta(days=found["kept_days"]),
        forget_cron=found["forget_cron"],
        trouble=timedelta(hours=found["trouble_hours"]),
        jobs={
            Job(one["name"]): Planned(one["cron"], timedelta(minutes=one["late_minutes"]))
            for one in found["jobs"]
        },
    )


SCHEDULE: Final = _load()
