"""`stepwise database`: who runs the embedded PostgreSQL, and where is it?"""

import os
import signal
import time
from typing import Final

import click

from workflows.platform.cli.answer import answer, json_option, say
from workflows.platform.clusters import Cluster, holder, is_ready
from workflows.platform.embedded_postgres import keep_running, roles_script
from workflows.platform.parents import end_with
from workflows.platform.places import home
from workflows.platform.unusable import Unusable

_STOP_SECONDS: Final = 60.0


@click.group
def command() -> None:
    """The embedded PostgreSQL.

    It belongs to this checkout, listens on no network and needs no administration. The other commands use it
    when it runs and run it for themselves when it does not. With STEPWISE_DATABASE_URL set it is not used at
    all.
    """


@command.command
@click.option("--parent", type=int, hidden=True, help="End when this process ends.")
@json_option
def run(parent: int | None, as_json: bool) -> None:
    """Run the server until Ctrl-C, and start it again if it dies.

    Prints the address once connections are taken. Ends with a fast shutdown: nothing acknowledged is lost.

    \b
    Example:
      stepwise database run
    """
    ended: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, _: ended.append(received))
    if parent is not None:
        end_with(parent)
    cluster = Cluster(home(os.environ))

    def tell() -> None:
        answer({"ready": True, "url": cluster.url(), "data": cluster.data}, cluster.url(), as_json=as_json)

    keep_running(cluster, lambda: bool(ended), tell, attended=parent is not None)


@command.command
@json_option
def status(as_json: bool) -> None:
    """Say whether the server runs, by which process, and where its data are. Exit code 1 when it does not.

    \b
    Example:
      stepwise database status --json
    """
    cluster = Cluster(home(os.environ))
    found, ready = holder(cluster), is_ready(cluster)
    row = {
        "running": ready,
        "process": found[1] if found else None,
        "run_by": found[0] if found else None,
        "url": cluster.url() if ready else None,
        "data": cluster.data,
        "log": cluster.log,
    }
    state = f"Runs (process {row['process']}): {row['url']}" if ready else "Does not run."
    answer(row, f"{state}\nData: {cluster.data}\nLog: {cluster.log}", as_json=as_json)
    if not ready:
        raise SystemExit(1)


@command.command
@json_option
def stop(as_json: bool) -> None:
    """Stop the server that `stepwise database run` runs, and wait until it is gone.

    \b
    Example:
      stepwise database stop
    """
    cluster = Cluster(home(os.environ))
    found = holder(cluster)
    if found is None:
        say("It does not run.")
    elif found[0] == "command":
        raise Unusable(f"A command (process {found[1]}) runs the database for itself and stops it when done.")
    else:
        os.kill(found[1], signal.SIGTERM)
        _await_end(cluster)
    answer({"running": False}, "Stopped.", as_json=as_json)


@command.command
@json_option
def roles(as_json: bool) -> None:
    """Print the SQL script that makes the roles and the database on a PostgreSQL of your own.

    Run it as a superuser, as often as you like. It sets no passwords.

    \b
    Example:
      stepwise database roles | psql --dbname postgres
    """
    answer({"sql": roles_script()}, roles_script().rstrip(), as_json=as_json)


def _await_end(cluster: Cluster) -> None:
    until = time.monotonic() + _STOP_SECONDS
    while holder(cluster):
        if time.monotonic() > until:
            raise Unusable(f"The server did not stop within a minute; its log is {cluster.log}.")
        time.sleep(0.05)
