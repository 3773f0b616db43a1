"""A log was wrong: what happened is said again, with a reason, and what was said before stays readable.

What was said to be worrying is no part of it: it stays as it was sent, and a new worry is raised as one.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from supervision.access import Actor, why_not_amend_session
from supervision.session_logs import SessionLog, why_not_log
from workflows.records.audit import keep_audit
from workflows.records.episodes import Case, lock_case
from workflows.records.ids import new_id
from workflows.records.matches import Match, load_match
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.records.scope import Transaction
from workflows.records.sessions import (
    LoggedSession,
    keep_session,
    started_a_step,
    values_of,
    versions_of,
)
from workflows.verbs.evaluate import evaluate
from workflows.verbs.serve_match import serve_match

CORRECTED: Final = "Somebody has corrected this log meanwhile. Look at the newest one first."


async def amend_session(
    tx: Transaction, *, session_id: UUID, log: SessionLog, why: str, by: Actor, at: datetime
) -> UUID:
    """Returns the id of the new row. Only the newest log of a session is corrected; its worry goes on.

    Raises `Invalid` at the fields, `NotAllowed`, `Refused` when the log was undone, or `Stale` when somebody has
    corrected it since.
    """
    case = await lock_case(tx, (await versions_of(tx, session_id))[0].episode_id)
    versions = await versions_of(tx, session_id)
    newest = versions[-1]
    match = await load_match(tx, newest.match_id)
    refusal = why_not_amend_session(
        by, case.standing, mentor_id=match.mentor_id, logged_by=versions[0].logged_by
    )
    if refusal is not None or by.person_id is None:
        raise NotAllowed(refusal or "Only a person may correct a log.")
    if newest.is_struck:
        raise Refused("This log was undone. Log the session anew.")
    if newest.id != session_id:
        raise Stale(CORRECTED)
    said = replace(log, worry="no", now_kind=None, concern_id=None, about=None, next_session=None)
    if errors := _why_not(said, newest, case, match, why, at):
        raise Invalid(errors)
    if newest.was_made and not said.was_made and await started_a_step(tx, versions):
        raise Invalid(
            {"met": "This session began a step of care. Ask a clinical supervisor before you change it."}
        )
    amended_id, known_at = new_id(), case.knows_at(at)
    row = {
        **values_of(said),
        "id": amended_id,
        "episode_id": case.id,
        "match_id": match.id,
        "amends": newest.id,
        "why_amended": why.strip(),
        "worry": newest.worry,
        "concern_id": newest.concern_id,
        "together_id": newest.together_id,
        "logged_by": by.person_id,
        "recorded_at": known_at,
    }
    await keep_session(tx, row)
    if said.was_made and not newest.was_made:
        case = await serve_match(tx, case, match, replace(said, worry=newest.worry), by=by, known_at=known_at)
    await keep_audit(
        tx, "amended_session", mentee_id=case.mentee_id, object_kind="session", object_id=amended_id
    )
    await evaluate(tx, case, known_at=known_at)
    return amended_id


def _why_not(
    log: SessionLog, newest: LoggedSession, case: Case, match: Match, why: str, at: datetime
) -> dict[str, str]:
    errors = why_not_log(log, case.calendar, at)
    if case.calendar.local_day(log.held_at) < case.calendar.local_day(match.assigned_at):
        errors["held_on"] = "This is before the mentor was assigned."
    if not why.strip():
        errors["why"] = "Say in a few words what was wrong."
    if not errors and _is_same(log, newest):
        errors[""] = "Nothing is different from what was logged."
    return errors


def _is_same(log: SessionLog, newest: LoggedSession) -> bool:
    carried = ("worry", "concern_id", "amends")
    before = {"topics": list(newest.topics), "practices": list(newest.practices)}
    return all(
        before.get(name, getattr(newest, name)) == value
        for name, value in values_of(log).items()
        if name not in carried
    )
