"""`stepwise demo`: everything at once, for whoever wants to see it: database, schema, small world, web site,
doors.
"""

import asyncio
import os
import signal
import socket
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Final

import click

from workflows.platform.cli.answer import answer, json_option, say
from workflows.platform.clusters import Cluster, holder, is_attended, is_ready
from workflows.platform.database_at_hand import addressed
from workflows.platform.demo_wishes import grant
from workflows.platform.parents import end_with
from workflows.platform.places import home
from workflows.platform.process_tree import Child, await_child, lives_with_us, revive
from workflows.platform.settings import Settings, load
from workflows.platform.unusable import Unusable

if TYPE_CHECKING:
    from workflows.platform.doors import Door

_COMMAND_SECONDS: Final = 15.0
_DATABASE_SECONDS: Final = 90.0
_WEB_SECONDS: Final = 30.0
_LOOKS_EVERY_SECONDS: Final = 0.1
_SAID_EVERY: Final = 8


@click.command
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of PORT; 8000 when neither is given.")
@click.option("--parent", type=int, hidden=True, help="End when this process ends.")
@json_option
def command(port: int | None, parent: int | None, as_json: bool) -> None:
    """A running site with a small world to try, until Ctrl-C.

    Starts the embedded database, brings its schema up to date, plants a cast of people at every step, serves
    the site on this machine only, and prints a door for each of them. A process of it that dies is started
    again. In a demo it is always a school day, ten o'clock when it starts: today, or the last one before. What
    was tried stays until the day is over; then the world is planted anew.

    \b
    Example:
      STEPWISE_DATA_DIR=/tmp/demo PORT=8000 stepwise demo
    """
    ended: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, _: ended.append(received))
    if parent is not None:
        end_with(parent)
    settings = load(with_secret=True, port=port)
    _insist_on_port(settings)
    with ExitStack() as stack:
        _run(settings, stack, ended, as_json)
    say("Ended. Everything is kept for the next time.")


def _run(settings: Settings, stack: ExitStack, ended: list[int], as_json: bool) -> None:
    """Database and web site load side by side; the site takes nobody before the database was looked at."""
    may_serve = home(os.environ) / "demo-may-serve"
    may_serve.unlink(missing_ok=True)
    stack.callback(may_serve.unlink, missing_ok=True)
    children: list[Child] = []
    settings = _with_database(settings, stack, children, ended)
    if ended:
        return
    wishes, asks = socket.socketpair()
    serve = ("serve", "--port", str(settings.port), "--after", str(may_serve))
    asked = ("--asks", str(asks.fileno())) if settings.embedded else ()
    web = Child("web site", (*serve, *asked), {"STEPWISE_DEMO": "1"}, hands_on=(asks.fileno(),))
    stack.enter_context(lives_with_us(web, children))
    doors = _prepared(settings, children, ended)
    if ended:
        return
    may_serve.touch()
    await_child(web, lambda: bool(ended) or _is_taken(settings), _WEB_SECONDS)
    _tell(settings.public_url, doors, as_json=as_json)
    _copy_ahead(settings)
    while not ended:
        revived = [revive(child) for child in children]
        if not all(revived):
            break
        if grant(wishes, lambda: _started_over(settings), _LOOKS_EVERY_SECONDS):
            _copy_ahead(settings)


def _copy_ahead(settings: Settings) -> None:
    """What starting over takes longest for is done before anybody waits for it; when it fails, it is done then."""
    if settings.embedded:
        from workflows.platform.demo_copies import keep_ready

        with suppress(Unusable):
            keep_ready(Cluster(settings.home))


def _started_over(settings: Settings) -> str:
    """What the site says when its wish to start over was granted, or why it was not."""
    from workflows.platform.demo_copies import start_over

    began = time.monotonic()
    try:
        is_new = asyncio.run(start_over(Cluster(settings.home), _told))
    except Unusable as refusal:
        return refusal.sentence
    took = f"{time.monotonic() - began:.1f} s"
    if is_new:
        return f"A new day has begun: the world was planted anew in {took}. Everybody is signed out."
    return f"Everything is as it was at the beginning, in {took}. Everybody is signed out."


def _told(done: int, of: int) -> None:
    """How far the planting is, said every few stories."""
    if done % _SAID_EVERY == 0 or done == of:
        say(f"Planting the world: {done} of {of} young people")


def _prepared(settings: Settings, children: Sequence[Child], ended: list[int]) -> "Sequence[Door]":
    """The doors, once the database is there and holds the demo's world."""
    # Read while the database starts: it takes as long.
    from workflows.platform import demo_copies, demo_ground
    from workflows.platform.cli.in_database import address
    from workflows.platform.doors import doors_at

    if settings.embedded:
        cluster = Cluster(settings.home)
        for child in children[:-1]:
            await_child(child, lambda: bool(ended) or is_ready(cluster), _DATABASE_SECONDS)
    if ended:
        return ()
    app, owner = address(settings, "app"), address(settings, "owner")
    planted = asyncio.run(
        demo_copies.prepare_copy(Cluster(settings.home), _told)
        if settings.embedded
        else demo_ground.prepare(app, owner, _told)
    )
    say("A small world was planted: its day is new." if planted else "The world is as it was left today.")
    return asyncio.run(doors_at(app, settings.public_url))


def _tell(url: str, doors: "Sequence[Door]", *, as_json: bool) -> None:
    """Where it runs, and a line for each door; in words, one for each role."""
    from workflows.platform.doors import one_of_each

    answer({"url": url}, f"Stepwise runs at {url}", as_json=as_json)
    say("Everything and everybody in it is made up. Open that address for three doors that tell one story,")
    say("or come in, without a password, as:")
    shown = doors if as_json else one_of_each(doors)
    wide = max((len(", ".join(door.roles)) for door in shown), default=0)
    named = max((len(door.name) for door in shown), default=0)
    for door in shown:
        roles = ", ".join(door.roles)
        words = f"  {roles:<{wide}}  {door.name:<{named}}  {door.url}"
        answer({"door": door.name, "roles": door.roles, "url": door.url}, words, as_json=as_json)
    say("Ctrl-C ends it.")


def _with_database(
    settings: Settings, stack: ExitStack, children: list[Child], ended: Sequence[int]
) -> Settings:
    """Our database: the outside one, one that already runs, or a child that is starting."""
    if not settings.embedded:
        return settings
    cluster = Cluster(settings.home)
    if not _runs_by_itself(cluster, ended):
        child = Child(
            "database", ("database", "run"), {"STEPWISE_DATA_DIR": str(settings.home)}, ends_all=True
        )
        stack.enter_context(lives_with_us(child, children))
    return addressed(settings, cluster)


def _runs_by_itself(cluster: Cluster, ended: Sequence[int]) -> bool:
    """Whether `stepwise database run` has it. What another command runs ends with that command, and what a demo
    runs with the demo, which may be ending now: wait for it, but not for one that stays.
    """
    until = time.monotonic() + _COMMAND_SECONDS
    while (found := holder(cluster)) and (found[0] == "command" or is_attended(cluster)) and not ended:
        if time.monotonic() > until:
            raise Unusable(
                f"The database is run by another command, process {found[1]} (a `stepwise serve`, or a demo?). "
                "End that first, or give the demo a folder of its own: STEPWISE_DATA_DIR=/tmp/demo"
            )
        time.sleep(0.1)
    return found is not None


def _insist_on_port(settings: Settings) -> None:
    if _is_taken(settings):
        raise Unusable(f"Port {settings.port} is taken. Choose another: PORT={settings.port + 1} make demo")


def _is_taken(settings: Settings) -> bool:
    with socket.socket() as attempt:
        attempt.settimeout(0.5)
        return attempt.connect_ex(("127.0.0.1", settings.port)) == 0
