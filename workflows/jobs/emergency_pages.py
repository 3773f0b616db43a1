"""Is the page there that is read when everything else is away? Written anew for each school, whole or not at all."""

import asyncio
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.watch_limits import LIMITS
from workflows.exchange.emergency_page import emergency_facts, emergency_page
from workflows.records.emergency_numbers import SiteNumbers, emergency_numbers
from workflows.records.scope import scoped_as

MADE: Final = "made"
"""The file whose age is that of the pages beside it."""
# A proxy of another account reads the pages; nobody lists what there is.
_READ: Final = 0o644
_PASSED: Final = 0o711


def is_due(folder: Path) -> bool:
    """Whether the pages have not been made for so long, by this worker or another."""
    try:
        return time.time() - (folder / MADE).stat().st_mtime >= LIMITS.page.total_seconds()
    except OSError:
        return True


async def write_pages(engine: AsyncEngine, org_ids: Sequence[UUID], folder: Path) -> tuple[Path, ...]:
    """`<folder>/<organization>/<school>.html` for each, with what is left over taken away."""
    written: list[Path] = []
    for org_id in org_ids:
        async with scoped_as(engine, org_id) as tx:
            sites = await emergency_numbers(tx)
        written += await asyncio.to_thread(_write_all, folder / str(org_id), sites)
    await asyncio.to_thread(_replace, folder / MADE, "")
    return tuple(written)


def _write_all(folder: Path, sites: Sequence[SiteNumbers]) -> list[Path]:
    for place in (folder.parent, folder):
        place.mkdir(parents=True, exist_ok=True)
        place.chmod(_PASSED)
    for one in sites:
        _replace(folder / f"{one.site_id}.json", emergency_facts(one), mode=0o600)
        _replace(folder / f"{one.site_id}.html", emergency_page(one))
    there = {str(one.site_id) for one in sites}
    for left in folder.iterdir():
        if left.stem not in there and not left.name.startswith("."):
            left.unlink(missing_ok=True)
    return [folder / f"{one.site_id}.html" for one in sites]


def _replace(path: Path, text: str, *, mode: int = _READ) -> None:
    """Whoever reads it gets the old one or the new one, and never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_text(text, encoding="utf-8")
    new.chmod(mode)
    new.replace(path)
