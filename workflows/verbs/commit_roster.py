"""Take an approved roster over, all of it in one transaction. Leaving closes nothing."""

import json
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from supervision.access import Actor, why_not_administrate
from workflows.exchange.roster_limits import LIMITS
from workflows.exchange.roster_preview import Preview, preview_from, preview_of
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
from workflows.records.ids import new_id
from workflows.records.import_states import ImportMove, ImportState, follow
from workflows.records.imports import Import, lock_import, move_import, staged_count
from workflows.records.progress import Phase, Progress, Tell, tell_nobody
from workflows.records.refusals import NotAllowed, Stale
from workflows.records.roster_changes import Staged, compare, digest
from workflows.records.roster_commits import take_over
from workflows.records.scope import Transaction
from workflows.records.work import keep_work, open_work_of

CAUSE = "left_roster"
ACTION = "transfer_or_close"


async def commit_roster(
    tx: Transaction, *, import_id: UUID, by: Actor, at: datetime, tell: Tell = tell_nobody
) -> ImportState:
    """Returns `DONE`, or `NEEDS_REVIEW` when live rows have changed since the preview: then only a new one
    is written. `tell` hears how far it is. Raises `NotAllowed` or `Stale`.
    """
    if why := why_not_administrate(by):
        raise NotAllowed(why)
    found = await lock_import(tx, "roster", import_id)
    begun = _begun(found)
    preview = preview_from(found.summary)
    seen = Staged(import_id, found.source, tuple(preview.removing))
    rows = await staged_count(tx, import_id)
    await tell(Progress(Phase.COMPARING, 0, rows))
    if await digest(tx, seen) != preview.digest:
        return await _ask_again(tx, found, preview, seen)
    staged = replace(seen, same=json.dumps(preview.same or {}))
    left = await take_over(tx, staged, rows=rows, site_id=found.site_id, at=at, tell=tell)
    for episode_id in left:
        await _open_task(tx, episode_id, at)
    done = await move_import(tx, found, *begun, ImportMove.FINISH)
    await keep_audit(
        tx,
        "committed_roster",
        object_kind="roster_import",
        object_id=import_id,
        payload={"left": preview.leaving, "tasks": len(left)},
    )
    return done


def _begun(found: Import) -> tuple[ImportMove, ...]:
    """The move that begins it, unless that was made before; raises `Stale`."""
    moves = () if found.state is ImportState.COMMITTING else (ImportMove.COMMIT,)
    if follow(found.state, *moves) is not ImportState.COMMITTING:
        raise Stale(f"This import is “{found.state.plain}”. Load the page again.")
    return moves


async def _ask_again(tx: Transaction, found: Import, before: Preview, seen: Staged) -> ImportState:
    """Keep a new preview of the same file, to be read and approved anew."""
    now = preview_of(await compare(tx, seen), before)
    state = await move_import(
        tx, found, *_begun(found), ImportMove.ASK_AGAIN, summary=json.dumps(asdict(now))
    )
    await keep_audit(tx, "asked_roster_again", object_kind="roster_import", object_id=found.id)
    return state


async def _open_task(tx: Transaction, episode_id: UUID, at: datetime) -> None:
    """For the owner of the case: transfer or close. One open task of this cause is enough."""
    case = await lock_case(tx, episode_id)
    if any(one.action == ACTION for one in await open_work_of(tx, episode_id)):
        return
    await keep_work(
        tx,
        {
            "id": new_id(),
            "kind": "task",
            "action": ACTION,
            "cause": CAUSE,
            "episode_id": episode_id,
            "owner_id": case.owner_id,
            "lane": "none",
            "class": "P3",
            "due_at": case.calendar.due_at(at, amount=LIMITS.leaver_task_school_days, unit="school_days"),
            "ends": "by_person",
            "opened_at": at,
            "recorded_at": case.knows_at(at),
        },
    )
