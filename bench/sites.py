"""Which sites answer in a run? The product as `stepwise serve` starts it, and those it is compared with."""

import asyncio
import os
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.wire import Wire
from tests.conftest import Database
from tests.processes import ROOT, Running, free_port, launched, stepwise

# A machine that does other things too takes its time.
PATIENCE_SECONDS = 300.0


@asynccontextmanager
async def product(database: Database, secret: bytes, pool_size: int) -> AsyncIterator[int]:
    """`stepwise serve` on a port of its own: one process, everything on."""
    port = free_port()
    settings = {
        "STEPWISE_DATABASE_URL": database.app_url,
        "STEPWISE_SECRET": secret.hex(),
        "STEPWISE_POOL_SIZE": str(pool_size),
        "STEPWISE_URL": f"http://127.0.0.1:{port}",
    }
    site = stepwise(database.cluster.home, "serve", "--port", str(port), environment=settings)
    async with _answering(site, port):
        yield port


@asynccontextmanager
async def bare_site(database: Database, recordings: Path, pool_size: int) -> AsyncIterator[int]:
    """A Litestar site that does nothing but send the recorded statements again."""
    port = free_port()
    command = [sys.executable, "-m", "bench.bare_site", str(recordings), str(port), str(pool_size)]
    async with _answering(launched(command, database.cluster.home), port):
        yield port


@asynccontextmanager
async def django_site(database: Database, pool_size: int) -> AsyncIterator[int]:
    """The same decision and list in plain Django, on one gunicorn worker with as many threads as clients."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads",
        str(pool_size), "--log-level", "warning", "--keep-alive", "60", "bench.django_site.site:application",
    ]  # fmt: skip
    settings = {
        "BENCH_DATABASE_HOST": str(database.cluster.sockets),
        "BENCH_DATABASE": database.name,
        "BENCH_KEY": secrets.token_hex(32),
        "PYTHONPATH": os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", ""))),
    }
    async with _answering(launched(command, database.cluster.home, settings), port):
        yield port


@asynccontextmanager
async def _answering(site: Running, port: int) -> AsyncIterator[None]:
    """Once it listens; ended afterwards."""
    try:
        await asyncio.wait_for(_listening(site, port), PATIENCE_SECONDS)
        yield
    finally:
        await asyncio.to_thread(site.ask_to_end)


async def _listening(site: Running, port: int) -> None:
    while True:
        assert site.process.poll() is None, site.complained()
        try:
            (await Wire.to(port)).close()
        except OSError:
            await asyncio.sleep(0.05)
        else:
            return
