"""A mentor says what happened in a session: made or not, what they did, anything worrying."""

from datetime import datetime
from typing import Final
from uuid import UUID

from care_steps.consents import ConsentKind
from care_steps.raw_facts import RawEpisode, with_session
from supervision.access import Actor, why_not_log_session
from supervision.session_logs import SessionLog as SessionLog
from supervision.session_logs import why_not_log
from workflows.records.audit import keep_audit
from workflows.records.concerns import keep_concern, load_concern
from workflows.records.consents import why_stopped_now
from workflows.records.episodes import Case
from workflows.records.holding import hold_match
from workflows.records.ids import new_id
from workflows.records.matches import Match, load_match
from workflows.records.planned_sessions import keep_planned_answers
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction
from workflows.records.sessions import keep_session, logged_about, values_of
from workflows.verbs.evaluate import evaluate
from workflows.verbs.serve_match import serve_match

# A mentor reads it, who learns nothing of what a family said.
NO_NEXT: Final = "You do not meet for now, so no next session is planned. Choose “We cannot say yet”."


class LoggedBefore(Invalid):
    """A session of this match is logged for about this time: the same one, or another?"""

    def __init__(self, session_id: UUID) -> None:
        super().__init__(
            {
                "is_another": "A session of about this time is logged already. Look at it, or say that this is another."
            }
        )
        self.session_id = session_id


async def log_session(
    tx: Transaction,
    *,
    match_id: UUID,
    log: SessionLog,
    by: Actor,
    at: datetime,
    together_id: UUID | None = None,
) -> UUID:
    """Returns the session's id. The first session made starts the accepted offer, and so the step.

    `together_id` is shared by the logs of one session with several mentees. Raises `Invalid` at the fields,
    `LoggedBefore` unless the log says that it is of another session, or `NotAllowed`.
    """
    held = await hold_match(tx, match_id)
    match, case = await load_match(tx, match_id), held.case
    why = why_not_log_session(by, case.standing, mentor_id=match.mentor_id)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may log a session.")
    errors = (
        why_not_log(log, case.calendar, at)
        | _why_not_on(log, case, match)
        | await _why_not_next(tx, log, case)
    )
    if errors or not await _sent_before(tx, log, case, by):
        raise Invalid(errors or {"worry": "The worry that was sent before belongs to another log."})
    # What cannot wait never waits for this question: two logs are better than one that nobody sent.
    asks = not log.is_another and log.worry != "now"
    if asks and (twin_id := await logged_about(tx, match.id, log.held_at)):
        raise LoggedBefore(twin_id)
    session_id, known_at = new_id(), case.knows_at(at)
    kept = {"id": session_id, "episode_id": case.id, "match_id": match.id, "together_id": together_id}
    await keep_session(tx, {**kept, **values_of(log), "logged_by": by.person_id, "recorded_at": known_at})
    await _keep_plan(tx, match.id, log, by=by.person_id, known_at=known_at)
    if log.worry != "no" and log.concern_id is None:
        await keep_concern(
            tx,
            episode_id=case.id,
            session_id=session_id,
            kind=log.concern_kind,
            said=log.said or log.note,
            by=by.person_id,
            happened_at=log.held_at,
            recorded_at=known_at,
        )
    moved = case
    if log.was_made:
        moved = await serve_match(tx, case, match, log, by=by, known_at=known_at)
    await keep_audit(
        tx, "logged_session", mentee_id=case.mentee_id, object_kind="session", object_id=session_id
    )
    is_plain = moved is case and log.worry == "no" and case.serving_match_id == match.id
    raw = _known(held.raw, session_id, log, match) if is_plain else None
    await evaluate(tx, moved, known_at=known_at, raw=raw, past=held.past)
    return session_id


def _known(raw: RawEpisode, session_id: UUID, log: SessionLog, match: Match) -> RawEpisode | None:
    """The facts with this log among them, where that can be told without reading them again."""
    in_step = match.for_step is raw.step
    return with_session(raw, session_id, held_at=log.held_at, was_made=log.was_made, in_step=in_step)


async def _keep_plan(
    tx: Transaction, match_id: UUID, log: SessionLog, *, by: UUID, known_at: datetime
) -> None:
    """When the session that this log is about was, and what was said of the next one."""
    if log.about is None and log.next_session is None:
        return
    await keep_planned_answers(
        tx,
        match_id,
        about=log.about,
        held_at=log.held_at,
        next_session=log.next_session,
        by=by,
        recorded_at=known_at,
    )


async def _why_not_next(tx: Transaction, log: SessionLog, case: Case) -> dict[str, str]:
    """What took place is never lost; nothing more is planned while consent to it does not hold."""
    if log.next_session is None or log.next_session.said == "canceled":
        return {}
    is_stopped = await why_stopped_now(tx, case.mentee_id, ConsentKind.MENTORING) is not None
    return {"next": NO_NEXT} if is_stopped else {}


def _why_not_on(log: SessionLog, case: Case, match: Match) -> dict[str, str]:
    if not case.step.is_open and log.worry != "now":
        return {"held_on": "This case is closed. Reopen it before you log a session."}
    if case.calendar.local_day(log.held_at) < case.calendar.local_day(match.assigned_at):
        return {"held_on": "This is before the mentor was assigned."}
    return {}


async def _sent_before(tx: Transaction, log: SessionLog, case: Case, by: Actor) -> bool:
    """Whether the worry that the log names is of this case, its author's own, and what the log says now."""
    if log.concern_id is None:
        return True
    sent = await load_concern(tx, log.concern_id)
    return (sent.episode_id, sent.raised_by, sent.session_id) == (case.id, by.person_id, None) and (
        log.worry == "now" and sent.kind == log.now_kind
    )
