"""Is a backup worth anything? It is restored elsewhere and compared: the end of a program says nothing about that."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.platform import migrating
from workflows.platform.backups.manifests import Manifest, digest, read
from workflows.platform.backups.restoring import restore, throw_away
from workflows.platform.backups.standing import Contents, Standing, standing_in, unchained_in
from workflows.platform.clusters import Cluster
from workflows.platform.engines import engine_for
from workflows.platform.unusable import Unusable
from workflows.records.scope import scoped_as
from workflows.verbs.replay import Replayed, replay

_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Checked:
    """What restoring a dump elsewhere showed; without problems it is good. No manifest, no backup."""

    manifest: Manifest | None
    problems: tuple[str, ...] = ()
    decisions: int = 0

    @property
    def is_good(self) -> bool:
        return not self.problems

    @property
    def told(self) -> dict[str, Any]:
        """The verdict, and what it was reached by: rows, canaries and decisions."""
        stands = self.manifest.standing if self.manifest else None
        counts = {"rows": stands.rows, "canaries": len(stands.canaries)} if stands else {}
        return {"good": self.is_good, "problems": self.problems, **counts, "decisions": self.decisions}

    @property
    def summary(self) -> str:
        """The same for a person; the problems are said after it, one a line."""
        if not self.is_good:
            return "NOT GOOD."
        told = self.told
        return (
            f"good. Rows, as in the manifest: {told['rows']:,}. Canaries, one for each organization: "
            f"{told['canaries']:,}. Decisions derived again without a difference: {told['decisions']:,}."
        )


def check(dump: Path, home: Path) -> Checked:
    """Compare with the manifest, restore below `home`, compare again, derive every decision again, and follow the chain
    of every escalation's history.

    Call it in the main thread, outside any event loop: the server is a child of that thread.
    """
    try:
        manifest = read(dump)
    except Unusable as refusal:
        return Checked(None, (refusal.sentence,))
    if problems := tuple(_file_problems(dump, manifest)):
        return Checked(manifest, problems)
    try:
        with throw_away(home) as cluster:
            restore(dump, cluster)
            problems = tuple(differences(manifest.standing, asyncio.run(standing_in(cluster.url("backup")))))
            decisions, more = (0, ()) if problems else asyncio.run(_replayed(cluster, manifest))
    except Unusable as refusal:
        return Checked(manifest, (refusal.sentence,))
    return Checked(manifest, (*problems, *more), decisions)


def _file_problems(dump: Path, manifest: Manifest) -> Iterator[str]:
    try:
        size = dump.stat().st_size
    except OSError:
        yield f"The dump {dump.name} is not there or cannot be read."
        return
    if manifest.file != dump.name:
        yield f"The manifest belongs to {manifest.file}, not to {dump.name}."
    if size != manifest.bytes:
        yield f"{dump.name} has {size:,} bytes, its manifest says {manifest.bytes:,}."
    elif digest(dump) != manifest.sha256:
        yield f"{dump.name} is not the file that was written: its SHA-256 differs from that of its manifest."


def differences(was: Standing, now: Standing) -> Iterator[str]:
    """A sentence for each way in which what was restored is not what was there."""
    if was.revision != now.revision:
        yield f"The schema is at revision {now.revision}, the manifest says {was.revision}."
    yield from _table_differences(was.tables, now.tables)
    unlike = _differing(_guards(was, now), _guards(now, was))
    yield from _named("Row-level security, policies, rights or triggers differ for", unlike)
    yield from _named("The canaries differ for the organization", _differing(was.canaries, now.canaries))


def _table_differences(was: Mapping[str, Contents], now: Mapping[str, Contents]) -> Iterator[str]:
    counted = [name for name in _differing(was, now) if _rows(was, name) != _rows(now, name)]
    said = [
        f"{name} ({_rows(was, name)} rows in the manifest, {_rows(now, name)} restored)" for name in counted
    ]
    yield from _named("The number of rows differs for", said)
    yield from _named("What stands in the rows differs for", sorted(set(_differing(was, now)) - set(counted)))


def _guards(one: Standing, other: Standing) -> Mapping[str, object]:
    """Two major versions may write the same condition in different words; then only the rest is compared."""
    return (
        one.guards if one.server == other.server else {name: each.guard for name, each in one.guards.items()}
    )


def _rows(tables: Mapping[str, Contents], name: str) -> str:
    return str(tables[name].rows) if name in tables else "no table and no"


def _differing(was: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    return sorted(name for name in {*was, *now} if was.get(name) != now.get(name))


def _named(words: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        yield f"{words} {', '.join(names[:_NAMED])}{more}."


async def _replayed(cluster: Cluster, manifest: Manifest) -> tuple[int, tuple[str, ...]]:
    """How many decisions are derived again by this release, and what differs. A backup of an earlier release is
    brought up to this one first, as it would be after a loss.
    """
    if not migrating.knows(manifest.standing.revision):
        return 0, (
            f"It is of a newer release (revision {manifest.standing.revision}). Check it with that one.",
        )
    await migrating.upgrade(cluster.url("owner"))
    async with engine_for(cluster.url("app"), name="stepwise restore") as engine:
        found = [await _replay_of(engine, UUID(org_id)) for org_id in manifest.standing.canaries]
    differing = sum(len(one.differences) for one in found)
    said = (f"`stepwise replay` finds {differing} differences in what was restored.",) if differing else ()
    return sum(one.decisions for one in found), (*said, *await _unchained(cluster.url("backup")))


async def _unchained(url: str) -> tuple[str, ...]:
    found = [str(one) for one in await unchained_in(url)]
    return tuple(_named("The history is not what its chain says for the escalation", found))


async def _replay_of(engine: AsyncEngine, org_id: UUID) -> Replayed:
    async with scoped_as(engine, org_id) as tx:
        return await replay(tx, by=tx.actor)
