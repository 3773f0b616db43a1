"""How is the demo's world begun anew within seconds? It is planted in a database of its own, which nobody visits,
and the one that the site serves is a copy of it.

Only on the embedded server, whose superuser we are; and only ever in place of a demo.
"""

from contextlib import AbstractAsyncContextManager
from typing import Final

from workflows.platform import migrating
from workflows.platform.clusters import Cluster
from workflows.platform.database_urls import DATABASE
from workflows.platform.demo_ground import Pools, goes_on, last_things, organisations, plant_in, pools
from workflows.platform.demo_world import Told
from workflows.platform.embedded_postgres import run_script

PLANTED: Final = "stepwise_planted"
_NEXT: Final = "stepwise_next"
_OURS: Final = """
REVOKE ALL ON DATABASE {name} FROM PUBLIC;
GRANT CONNECT ON DATABASE {name} TO app, auditor, engine, worker, backup;
"""
_BLANK: Final = f"""
DROP DATABASE IF EXISTS {_NEXT} WITH (FORCE);
DROP DATABASE IF EXISTS {PLANTED} WITH (FORCE);
CREATE DATABASE {PLANTED} OWNER owner ENCODING 'UTF8' TEMPLATE template0;
{_OURS.format(name=PLANTED)}
"""
# Whole or not at all: a copy that is there is a copy.
_READY: Final = rf"""
SELECT 'CREATE DATABASE {_NEXT} OWNER owner TEMPLATE {PLANTED}'
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = '{_NEXT}')
\gexec
{_OURS.format(name=_NEXT)}
"""
# The site is without a database only between the last two lines.
_PUT_BACK: Final = f"""
{_READY}
DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE);
ALTER DATABASE {_NEXT} RENAME TO {DATABASE};
"""


async def prepare_copy(cluster: Cluster, told: Told) -> bool:
    """The world of today as it was left, or else as it was planted; returns whether it had to be planted.

    Raises `Unusable` when the database holds an organization that is not of the demo.
    """
    async with _served(cluster) as both:
        is_current = await _is_current(cluster, DATABASE)
        await organisations(both)
        if is_current and await _is_kept(cluster) and await goes_on(both):
            return False
    return await start_over(cluster, told)


async def start_over(cluster: Cluster, told: Told) -> bool:
    """The world as it was planted today, ten o'clock; every sign-in is over. Returns whether it was planted anew.

    Raises `Unusable` when the database holds an organization that is not of the demo.
    """
    async with _served(cluster) as both:
        await organisations(both)
    is_new = not await _is_kept(cluster)
    if is_new:
        run_script(cluster, _BLANK)
        await plant_in(cluster.url("app", PLANTED), cluster.url("owner", PLANTED), told)
    run_script(cluster, _PUT_BACK)
    async with _served(cluster) as both:
        await goes_on(both)
    return is_new


def keep_ready(cluster: Cluster) -> None:
    """Copy the world ahead of the next time that somebody starts over, while nobody waits for it."""
    run_script(cluster, _READY)


async def _is_kept(cluster: Cluster) -> bool:
    """Whether the world is there as it was planted, today, for the schema of this release."""
    if not run_script(cluster, f"SELECT 1 FROM pg_database WHERE datname = '{PLANTED}'").strip():
        return False
    if not await _is_current(cluster, PLANTED):
        return False
    async with pools(cluster.url("app", PLANTED), cluster.url("owner", PLANTED)) as both:
        return bool(await last_things(both))


async def _is_current(cluster: Cluster, database: str) -> bool:
    return await migrating.revision_of(cluster.url("owner", database)) == migrating.head()


def _served(cluster: Cluster) -> AbstractAsyncContextManager[Pools]:
    return pools(cluster.url("app"), cluster.url("owner"))
