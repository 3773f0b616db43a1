"""Read an uploaded roster, stage it, and say what it would change. Nothing live changes."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from supervision.access import Actor, why_not_administrate
from workflows.exchange.diagnostics import Diagnostic, Severity
from workflows.exchange.oneroster.reading import RosterSettings, read_roster
from workflows.exchange.oneroster.values import Roster
from workflows.exchange.roster_preview import Preview, preview_of
from workflows.exchange.roster_staging import KINDS, staged_rows
from workflows.records.audit import keep_audit
from workflows.records.ids import new_id
from workflows.records.import_states import after_check
from workflows.records.imports import keep_import, stage
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.roster_changes import Staged, compare
from workflows.records.roster_links import stored_times
from workflows.records.scope import Transaction
from workflows.records.sites import site_ids

UNNAMED: Final = "roster"
"""The source of a package that does not name its system and for which nobody chose a name."""


async def check_roster(
    tx: Transaction,
    *,
    uploaded: bytes | Path,
    source: str | None = None,
    settings: RosterSettings | None = None,
    site_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> UUID:
    """Returns the import's id, ready for review or invalid. `site_id`: for students outside any school.

    Raises `NotAllowed`, or `Invalid` at `site_id`.
    """
    if why := why_not_administrate(by):
        raise NotAllowed(why)
    sites = await site_ids(tx)
    if site_id is not None and site_id not in sites:
        raise Invalid({"site_id": "Choose one of the sites."})
    roster = await asyncio.to_thread(read_roster, uploaded, settings=settings)
    named = source or roster.source or UNNAMED
    if roster.needs_stored:
        stored = await stored_times(tx, named, {kind: name for name, kind in KINDS.items()})
        roster = await asyncio.to_thread(read_roster, uploaded, settings=settings, stored=stored)
    import_id = new_id()
    preview = await _staged(tx, import_id, roster, named)
    state = after_check(is_refused=roster.refused)
    await keep_import(
        tx,
        {
            "id": import_id,
            "kind": "roster",
            "source": named,
            "file_hash": _hash(uploaded),
            "state": state.value,
            "site_id": site_id or (sites[0] if len(sites) == 1 else None),
            "summary": asdict(preview),
            "diagnostics": [_told(one) for one in roster.diagnostics],
            "uploaded_by": by.person_id,
            "uploaded_at": at,
            "recorded_at": at,
        },
    )
    await keep_audit(
        tx,
        "checked_roster",
        object_kind="roster_import",
        object_id=import_id,
        payload={"state": state.value, "errors": preview.errors, "passwords": preview.passwords_dropped},
    )
    return import_id


async def _staged(tx: Transaction, import_id: UUID, roster: Roster, source: str) -> Preview:
    removing = tuple(KINDS[name] for name in KINDS if name in roster.infers_removals)
    told = Preview(
        version=roster.version,
        removing=removing,
        errors=roster.count(Severity.ERROR),
        warnings=roster.count(Severity.WARNING),
        passwords_dropped=roster.passwords_dropped,
    )
    if roster.refused:
        return told
    await stage(tx, import_id, staged_rows(roster))
    changes = await compare(tx, Staged(import_id, source, removing))
    return preview_of(changes, told)


def _told(found: Diagnostic) -> Mapping[str, Any]:
    return {**asdict(found), "severity": found.severity.value}


def _hash(uploaded: bytes | Path) -> str:
    """SHA-256 of the file; of a folder, of its files in the order of their names."""
    if isinstance(uploaded, bytes):
        return hashlib.sha256(uploaded).hexdigest()
    files = (
        sorted(path for path in uploaded.rglob("*") if path.is_file()) if uploaded.is_dir() else [uploaded]
    )
    whole = hashlib.sha256()
    for path in files:
        whole.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
