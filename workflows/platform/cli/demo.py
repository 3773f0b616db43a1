"""`stepwise demo`: everything at once, for whoever wants to see it: database, schema, small world, web site,
doors.
"""

import asyncio
import dataclasses
import signal
import socket
import time
from contextlib import ExitStack
from typing import Final

import click

from workflows.platform.cli.answer import answer, json_option, say
from workflows.platform.cli.in_database import address
from workflows.platform.clusters import Cluster, holder, is_ready
from workflows.platform.database_at_hand import addressed
from workflows.platform.parents import end_with
from workflows.platform.process_tree import Child, await_child, lives_with_us, revive
from workflows.platform.settings import Settings, load
from workflows.platform.unusable import Unusable

_DATABASE_SECONDS: Final = 90.0
_WEB_SECONDS: Final = 30.0


@click.command
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of PORT; 8000 when neither is given.")
@click.option("--parent", type=int, help="End when this process ends (for `make`).")
@json_option
def command(port: int | None, parent: int | None, as_json: bool) -> None:
    """A running site with a small world to try, until Ctrl-C.

    Starts the embedded database, brings its schema up to date, plants a cast of people at every step if there
    is none, serves the site on this machine only, and prints a door for each of them. A process of it that
    dies is started again. Everything is kept for the next time; remove the data folder to begin anew
    (`stepwise database status` names it).
    """
    ended: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, _: ended.append(received))
    if parent is not None:
        end_with(parent)
    settings = load(with_secret=True)
    if port is not None:
        settings = dataclasses.replace(settings, port=port)
    _insist_on_port(settings)
    with ExitStack() as stack:
        _run(settings, stack, ended, as_json)
    say("Ended. Everything is kept for the next time.")


def _run(settings: Settings, stack: ExitStack, ended: list[int], as_json: bool) -> None:
    from workflows.platform import demo_ground

    children: list[Child] = []
    settings = _with_database(settings, stack, children)
    owner_url = address(settings, "owner")
    if asyncio.run(demo_ground.prepare(address(settings, "app"), owner_url)):
        say("A small world was planted.")
    if ended:
        return
    web = Child("web site", ("serve", "--port", str(settings.port)), {"STEPWISE_DEMO": "1"})
    stack.enter_context(lives_with_us(web, children))
    await_child(web, lambda: bool(ended) or _is_taken(settings), _WEB_SECONDS)
    answer({"url": settings.public_url}, f"Stepwise runs at {settings.public_url}", as_json=as_json)
    for name, url in asyncio.run(demo_ground.doors(settings)):
        answer({"door": name, "url": url}, f"  {name:<28} {url}", as_json=as_json)
    say("Ctrl-C ends it.")
    while not ended:
        revived = [revive(child) for child in children]
        if not all(revived):
            break
        time.sleep(0.1)


def _with_database(settings: Settings, stack: ExitStack, children: list[Child]) -> Settings:
    """Our database: the outside one, one that already runs, or a child."""
    if not settings.embedded:
        return settings
    cluster = Cluster(settings.home)
    found = holder(cluster)
    while found and found[0] == "command":
        # It runs for as long as another command needs it, and no longer.
        time.sleep(0.1)
        found = holder(cluster)
    if found is None:
        child = Child(
            "database", ("database", "run"), {"STEPWISE_DATA_DIR": str(settings.home)}, ends_all=True
        )
        stack.enter_context(lives_with_us(child, children))
        await_child(child, lambda: is_ready(cluster), _DATABASE_SECONDS)
    return addressed(settings, cluster)


def _insist_on_port(settings: Settings) -> None:
    if _is_taken(settings):
        raise Unusable(f"Port {settings.port} is taken. Choose another: PORT={settings.port + 1} make demo")


def _is_taken(settings: Settings) -> bool:
    with socket.socket() as attempt:
        attempt.settimeout(0.5)
        return attempt.connect_ex(("127.0.0.1", settings.port)) == 0
