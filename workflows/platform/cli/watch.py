"""`stepwise watch`: is anybody still watching? The last and dumbest check, which knows no database."""

import subprocess
import time
import urllib.request
from pathlib import Path

import click

from supervision.watch_limits import LIMITS
from workflows.jobs.emergency_pages import MADE
from workflows.platform.cli.answer import answer, json_option
from workflows.platform.settings import load
from workflows.platform.unusable import Unusable

_ASK_SECONDS = 10.0


@click.command
@click.option("--site", metavar="URL", help="Also ask this site's /health/engine and /health/jobs.")
@click.option(
    "--alarm", metavar="COMMAND", help="Run this when something is red, with the sentences on its input."
)
@json_option
def command(site: str | None, alarm: str | None, as_json: bool) -> None:
    """Say whether the dead-man file and the emergency page are fresh; end with 1 when not.

    The auditor touches the file (STEPWISE_DEADMAN_FILE) when it found all well. When that is five minutes ago, the
    auditor is dead, or something stands still, or nothing runs at all. This reads the ages of two files and, with
    --site, two addresses: nothing else can go wrong with it. Run it every minute from cron or a timer, best on
    another machine that sees the files, and let its exit code or --alarm reach a person's telephone.

    \b
    Example:
      stepwise watch --site http://127.0.0.1:8000 --alarm "mail -s Stepwise duty@example.org"
    """
    settings = load()
    red = [
        *_old(settings.deadman_file, LIMITS.alarm.total_seconds(), "Nobody has found all well"),
        *_old(
            settings.emergency_folder / MADE, LIMITS.page_old.total_seconds(), "No emergency page was made"
        ),
        *(_standing_still(site) if site else ()),
    ]
    for sentence in red:
        answer({"red": sentence}, sentence, as_json=as_json)
    if not red:
        answer({"red": None}, "All is well.", as_json=as_json)
        return
    _alarm(alarm, red)
    raise SystemExit(1)


def _old(path: Path, most: float, what: str) -> list[str]:
    try:
        age = time.time() - path.stat().st_mtime
    except OSError:
        return [f"{what}: there is no file {path}."]
    if age > most:
        return [f"{what} for {int(age // 60)} minutes ({path})."]
    # A clock that was set back would keep an old file fresh.
    return [f"{what} at a time that has not come yet ({path}): a clock is wrong."] if age < -most else []


def _standing_still(site: str) -> list[str]:
    asked = {
        "engine": "The escalation engine does not turn, or the site is away",
        "jobs": "What the clock does beside it is late, or the site is away",
    }
    if not site.startswith(("http://", "https://")):
        raise Unusable("--site begins with http:// or https://.")
    addresses = {f"{site.rstrip('/')}/health/{name}": what for name, what in asked.items()}
    return [f"{what} ({address})." for address, what in addresses.items() if not _is_well(address)]


def _is_well(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=_ASK_SECONDS) as answered:
            return bool(answered.status == 200)
    except OSError:
        return False


def _alarm(alarm: str | None, red: list[str]) -> None:
    if alarm is None:
        return
    done = subprocess.run(alarm, shell=True, input="\n".join(red) + "\n", text=True, check=False)
    if done.returncode:
        raise Unusable(f"The alarm itself ended with {done.returncode}: nobody may have been told.")
