"""How does a command get its database? The outside one that was named; else the embedded one that runs; else
it runs the embedded one itself for as long as it needs it.
"""

import dataclasses
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

from workflows.platform.clusters import AlreadyHeld, Cluster, held, holder, in_use, is_ready, last_words
from workflows.platform.embedded_postgres import start, stop
from workflows.platform.settings import Settings
from workflows.platform.unusable import Unusable

_WAIT_SECONDS: Final = 60.0


@contextmanager
def database_at_hand(settings: Settings, *, may_start: bool = True) -> Iterator[Settings]:
    """The settings with the addresses of a database that answers, while the block lasts; raises `Unusable`.

    Without `may_start` it waits for one that somebody else runs. Call it in the main thread, before there is
    an event loop: the embedded server is a child of that thread.
    """
    if not settings.embedded:
        yield settings
        return
    cluster = Cluster(settings.home)
    uses, own = _joined(cluster, may_start)
    try:
        yield addressed(settings, cluster)
    finally:
        uses.close()
        if own is not None:
            with in_use(cluster, alone=True):
                own.close()


def addressed(settings: Settings, cluster: Cluster) -> Settings:
    """The settings with the addresses of this running cluster."""
    return dataclasses.replace(
        settings,
        database_url=cluster.url("app"),
        owner_url=cluster.url("owner"),
        backup_url=cluster.url("backup"),
        auditor_url=cluster.url("auditor"),
        worker_url=cluster.url("worker"),
    )


def _joined(cluster: Cluster, may_start: bool) -> tuple[ExitStack, ExitStack | None]:
    """What to close when done: our place among the users, and the server, if we had to start it."""
    until = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < until:
        with ExitStack() as uses:
            uses.enter_context(in_use(cluster))
            if is_ready(cluster):
                return uses.pop_all(), None
            if may_start and (own := _started(cluster)):
                return uses.pop_all(), own
        time.sleep(0.05)
    raise Unusable(f"The database did not answer within a minute. Its last words:\n{last_words(cluster)}")


def _started(cluster: Cluster) -> ExitStack | None:
    """The server, run by ourselves; None when somebody else is about to."""
    if holder(cluster):
        return None
    with ExitStack() as own:
        try:
            own.enter_context(held(cluster, "command"))
        except AlreadyHeld:
            return None
        own.callback(stop, start(cluster))
        return own.pop_all()
