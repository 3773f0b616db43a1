"""Whoever has just logged a session takes the log back: it stays, struck out, and counts nowhere.

What was said to be worrying stays as it was sent: somebody may be acting on it.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Final
from uuid import UUID

from supervision.access import Actor, why_not_strike_session
from supervision.session_logs import why_not_undo
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
from workflows.records.ids import new_id
from workflows.records.refusals import NotAllowed, Refused
from workflows.records.scope import Transaction
from workflows.records.sessions import LoggedSession, keep_session, started_a_step, versions_of
from workflows.verbs.evaluate import evaluate

STARTED: Final = (
    "This session began a step of care, and a step is not undone by itself. Ask a clinical supervisor."
)
_COPIED: Final = (
    "episode_id", "match_id", "held_at", "was_made", "whose_cause", "minutes", "medium", "place", "topics",
    "practices", "note", "worry", "concern_id", "together_id",
)  # fmt: skip


async def strike_session(tx: Transaction, *, session_id: UUID, by: Actor, at: datetime) -> UUID:
    """Returns the id of the row that strikes it out. Raises `NotAllowed`, or `Refused` with what to do instead."""
    case = await lock_case(tx, (await versions_of(tx, session_id))[0].episode_id)
    # Under the lock: somebody may have corrected it meanwhile.
    versions = await versions_of(tx, session_id)
    first, newest = versions[0], versions[-1]
    why = why_not_strike_session(by, case.standing, logged_by=first.logged_by)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may undo a log.")
    if newest.is_struck:
        raise Refused("This log is undone already.")
    if why := why_not_undo(first.recorded_at, at):
        raise Refused(why)
    if await started_a_step(tx, versions):
        raise Refused(STARTED)
    struck_id, known_at = new_id(), case.knows_at(at)
    row = {"id": struck_id, "amends": newest.id, "is_struck": True}
    await keep_session(tx, {**row, **_copied(newest), "logged_by": by.person_id, "recorded_at": known_at})
    await keep_audit(
        tx, "struck_session", mentee_id=case.mentee_id, object_kind="session", object_id=newest.id
    )
    await evaluate(tx, case, known_at=known_at)
    return struck_id


def _copied(log: LoggedSession) -> dict[str, object]:
    kept = {name: value for name, value in asdict(log).items() if name in _COPIED}
    return kept | {"topics": list(log.topics), "practices": list(log.practices)}
