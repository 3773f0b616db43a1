"""A mentor says what happened in a session: made or not, what they did, anything worrying."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from care_steps import codes
from care_steps.moves import Move, move_between
from care_steps.offers import OfferMove, OfferState, destination
from supervision.access import Actor, why_not_log_session
from supervision.session_limits import LIMITS
from workflows.records.audit import keep_audit
from workflows.records.episodes import Case, lock_case
from workflows.records.ids import new_id
from workflows.records.matches import Match, keep_match_change_point, load_match
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction
from workflows.records.sessions import keep_concern, keep_session
from workflows.records.work import open_work_of
from workflows.verbs.evaluate import evaluate
from workflows.verbs.start_offer import start_offer

WORRIES = ("no", "talk_over", "now")
NOW_KINDS = ("active_statement", "weapon", "other_now")


@dataclass(frozen=True, slots=True)
class SessionLog:
    """What the mentor filled in. `practices` maps each practice to (done|adapted|dropped, reason)."""

    held_at: datetime
    was_made: bool
    worry: str
    whose_cause: str | None = None
    minutes: int | None = None
    medium: str | None = None
    topics: tuple[str, ...] = ()
    practices: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    note: str = ""
    now_kind: str | None = None
    said: str = ""

    @property
    def concern_kind(self) -> str:
        """What kind of concern its worry is, when there is one."""
        return self.now_kind if self.worry == "now" and self.now_kind else "talk_over"


async def log_session(tx: Transaction, *, match_id: UUID, log: SessionLog, by: Actor, at: datetime) -> UUID:
    """Returns the session's id. The first session made starts the accepted offer, and so the step.

    Raises `Invalid` at the fields, or `NotAllowed`.
    """
    match = await load_match(tx, match_id)
    case = await lock_case(tx, match.episode_id)
    if match.offer_state is not OfferState.STARTED:
        # Another log may have started the offer while this one waited for the lock.
        match = await load_match(tx, match_id)
    why = why_not_log_session(by, case.standing, mentor_id=match.mentor_id)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may log a session.")
    if errors := why_not_log(log, at) | _why_not_on(log, case, match):
        raise Invalid(errors)
    session_id, known_at = new_id(), case.knows_at(at)
    await keep_session(
        tx,
        {
            "id": session_id,
            "episode_id": case.id,
            "match_id": match.id,
            "held_at": log.held_at,
            "was_made": log.was_made,
            "whose_cause": log.whose_cause,
            "minutes": log.minutes,
            "medium": log.medium,
            "topics": list(log.topics),
            "practices": [
                {"practice": practice, "delivered": delivered, "reason": reason}
                for practice, (delivered, reason) in log.practices.items()
            ],
            "note": log.note,
            "worry": log.worry,
            "logged_by": by.person_id,
            "amends": None,
            "recorded_at": known_at,
        },
    )
    if log.worry != "no":
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
    if log.was_made:
        case = await _serve(tx, case, match, log, by=by, known_at=known_at)
    await keep_audit(
        tx, "logged_session", mentee_id=case.mentee_id, object_kind="session", object_id=session_id
    )
    await evaluate(tx, case, known_at=known_at)
    return session_id


def why_not_log(log: SessionLog, at: datetime) -> dict[str, str]:
    """A sentence for each field that cannot be taken; empty when the log stands."""
    errors = {}
    if log.held_at > at:
        errors["held_on"] = "This day and time have not come yet."
    if log.worry not in WORRIES:
        errors["worry"] = "Say whether anything worried you."
    if log.worry == "now" and log.now_kind not in NOW_KINDS:
        errors["now_kind"] = "Say what is happening, so that the right people come."
    return errors | (_why_not_made(log) if log.was_made else _why_not_missed(log))


def _why_not_on(log: SessionLog, case: Case, match: Match) -> dict[str, str]:
    if case.calendar.local_day(log.held_at) < case.calendar.local_day(match.assigned_at):
        return {"held_on": "This is before the mentor was assigned."}
    return {}


def _why_not_made(log: SessionLog) -> dict[str, str]:
    errors = {}
    if log.minutes is None or not 1 <= log.minutes <= LIMITS.longest_made_minutes:
        errors["minutes"] = "Say how many minutes you met."
    if log.medium is None or not codes.load("session_media").knows(log.medium):
        errors["medium"] = "Say how you met."
    if not log.topics or not all(codes.load("session_topics").knows(topic) for topic in log.topics):
        errors["topics"] = "Choose at least one thing you did or talked about."
    if log.whose_cause is not None:
        errors["whose_cause"] = "A session that took place has no cause of absence."
    for practice, (delivered, reason) in log.practices.items():
        if not codes.load("practices").knows(practice) or delivered not in ("done", "adapted", "dropped"):
            errors["practices"] = "Say of each practice whether it went as planned, was adapted or dropped."
        elif delivered != "done" and (reason is None or not codes.load("practice_reasons").knows(reason)):
            errors["practices"] = "Give the reason for what was adapted or dropped."
    return errors


def _why_not_missed(log: SessionLog) -> dict[str, str]:
    if log.whose_cause is None or not codes.load("missed_causes").knows(log.whose_cause):
        return {"whose_cause": "Say why you did not meet."}
    return {}


async def _is_unsafe(tx: Transaction, case: Case) -> bool:
    return any(one.kind == "escalation" for one in await open_work_of(tx, case.id))


async def _serve(
    tx: Transaction, case: Case, match: Match, log: SessionLog, *, by: Actor, known_at: datetime
) -> Case:
    """A session made with the mentor of an accepted offer starts that offer."""
    if destination(match.offer_state, OfferMove.START) is None:
        return case
    move = move_between(case.step, match.for_step)
    if move is Move.STEP_DOWN and (log.worry == "now" or await _is_unsafe(tx, case)):
        # The session counts; the step stays until a clinical supervisor has answered the safety item.
        return case
    starts_at = max(log.held_at, match.assigned_at)
    if case.serving_match_id != match.id:
        await keep_match_change_point(
            tx, case.id, starts_at=starts_at, recorded_at=known_at, match_id=match.id
        )
    return await start_offer(
        tx,
        case,
        offer_id=match.offer_id,
        offer_version=match.offer_version,
        decision_id=match.decision_id,
        to_step=match.for_step,
        words="The first session was made.",
        by=by,
        effective_at=starts_at,
        known_at=known_at,
    )
