"""A record stands with the wrong student: it moves to the right one, and is shown with the wrong one nowhere any more.

The old rows stay for what was known then. A step that the record began is not undone by itself: the decision behind
it goes to its clinical supervisor, like every decision that used the record. Safety work stays until a person ends it.
A check-in is never moved: it is what somebody said by one link or on one device, and nobody else can say whose words
those are. Its page says so; a call for help in it is a worry, which moves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from care_steps.steps import Step
from supervision.access import Actor, relation, why_not_misfile
from supervision.chain import owner_of
from supervision.misfiling_limits import REVIEW
from supervision.session_logs import SessionLog
from workflows.records.audit import keep_audit
from workflows.records.episodes import INSTANT, Case, load_case_of_mentee, lock_case
from workflows.records.gone_grounds import decisions_resting_on, recommendations_without_ground
from workflows.records.ids import new_id
from workflows.records.matches import Match, load_match, matches_of
from workflows.records.record_moves import (
    Copy,
    Filed,
    copy_filed,
    keep_misfiling,
    load_filed,
    log_of_worry,
)
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Refused, Stale
from workflows.records.scope import Transaction
from workflows.records.sessions import LoggedSession, versions_of
from workflows.records.work import keep_end, keep_work
from workflows.verbs.end_work import ELSEWHERE
from workflows.verbs.evaluate import evaluate
from workflows.verbs.serve_match import serve_match

NOT_THEIRS = "Choose a student whom you look after, and whose case is open."
OF_A_LOG = "This worry was written in the log of a session. Move the log, and the worry goes with it."


@dataclass(frozen=True, slots=True)
class Moved:
    """The misfiling, and the record as it stands with the right student."""

    misfiling_id: UUID
    id: UUID


@dataclass(frozen=True, slots=True)
class _Both:
    """The student with whom the record stands and the one to whom it belongs, both locked; and from when on."""

    filed: Filed
    wrong: Case
    right: Case
    known_at: datetime
    log: LoggedSession | None = None
    match: Match | None = None

    @property
    def moved_at(self) -> datetime:
        """Each version of the record is known one instant after the one before it; then all have moved."""
        return self.known_at + (len(self.filed.ids) - 1) * INSTANT


async def misfile(
    tx: Transaction, *, kind: str, record_id: UUID, to_mentee_id: UUID, why: str, by: Actor, at: datetime
) -> Moved:
    """`kind` is one of `record_moves.KINDS`.

    Raises `Invalid` at the fields, `NotAllowed`, `NotFound`, `Stale`, or `Refused` for the worry of a log.
    """
    both = await _locked(tx, kind, record_id, to_mentee_id, by=by, at=at)
    if not why.strip():
        raise Invalid({"why": "Say in a few words how you know."})
    match_id = both.match.id if both.match else None
    copies = await copy_filed(tx, both.filed, to=both.right.id, match_id=match_id, known_at=both.known_at)
    moved = Moved(await _keep_misfilings(tx, both, copies, why.strip(), by), _copy_of(both.filed, copies))
    await _keep_audits(tx, both, moved, by)
    await _let_go(tx, both, moved, copies, by=by, at=at)
    await _receive(tx, both, moved, copies, by=by)
    return moved


async def _keep_misfilings(tx: Transaction, both: _Both, copies: Sequence[Copy], why: str, by: Actor) -> UUID:
    """A row for each copy; that of the record itself has the greatest id, which is returned."""
    newest = both.filed.ids[-1]
    in_order = sorted(copies, key=lambda one: (one.kind == both.filed.kind, one.old_id == newest))
    ids = sorted(new_id() for _ in copies)
    for misfiling_id, one in zip(ids, in_order, strict=True):
        await keep_misfiling(
            tx,
            {
                "id": misfiling_id,
                "record_kind": one.kind,
                "record_id": one.old_id,
                "from_episode_id": both.wrong.id,
                "to_episode_id": both.right.id,
                "moved_as": one.id,
                "why": why,
                "moved_by": by.person_id,
                "recorded_at": both.moved_at,
            },
        )
    return ids[-1]


def _copy_of(filed: Filed, copies: Sequence[Copy]) -> UUID:
    return next(one.id for one in copies if one.old_id == filed.ids[-1])


async def _locked(
    tx: Transaction, kind: str, record_id: UUID, to_mentee_id: UUID, *, by: Actor, at: datetime
) -> _Both:
    filed = await load_filed(tx, kind, record_id)
    try:
        to_id = (await load_case_of_mentee(tx, to_mentee_id)).id
    except NotFound:
        raise Invalid({"to": NOT_THEIRS}) from None
    if to_id == filed.episode_id:
        raise Invalid({"to": "It stands with this student already. Choose another one."})
    # In the order of their ids: two who move between the same students never wait for each other.
    cases = {one: await lock_case(tx, one) for one in sorted((filed.episode_id, to_id))}
    wrong, right = cases[filed.episode_id], cases[to_id]
    has_answers = kind == "administration"
    why = why_not_misfile(by, wrong.standing, author_id=filed.author_id, has_answers=has_answers)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may say that a record belongs to somebody else.")
    reach = why_not_misfile(by, right.standing, author_id=filed.author_id, has_answers=has_answers)
    if reach is not None or right.step is Step.CLOSED:
        raise Invalid({"to": NOT_THEIRS})
    if kind == "concern" and await log_of_worry(tx, record_id) is not None:
        raise Refused(OF_A_LOG)
    try:
        filed = await load_filed(tx, kind, record_id)
    except NotFound:
        raise Stale("Somebody has moved this a moment ago.") from None
    known_at = max(wrong.knows_at(at), right.knows_at(at))
    log = (await versions_of(tx, record_id))[-1] if kind == "session" else None
    match = await _match_for(tx, right, log) if log else None
    return _Both(filed, wrong, right, known_at, log, match)


async def _match_for(tx: Transaction, right: Case, log: LoggedSession) -> Match:
    """The newest match of the right student with the mentor of this session; raises `Invalid`."""
    mentor_id = (await load_match(tx, log.match_id)).mentor_id
    with_mentor = [one for one in await matches_of(tx, right.id) if one.mentor_id == mentor_id]
    if not with_mentor:
        raise Invalid(
            {"to": "The mentor of this session is not assigned to this student. Assign the mentor first."}
        )
    held_on = right.calendar.local_day(log.held_at)
    begun = [one for one in with_mentor if right.calendar.local_day(one.assigned_at) <= held_on]
    if not begun:
        raise Invalid({"to": "This session was before the mentor was assigned to this student."})
    return begun[-1]


async def _keep_audits(tx: Transaction, both: _Both, moved: Moved, by: Actor) -> None:
    """On both students, so that each one's record tells of it."""
    for case, object_id in ((both.wrong, both.filed.ids[-1]), (both.right, moved.id)):
        await keep_audit(
            tx,
            f"misfiled_{both.filed.kind}",
            mentee_id=case.mentee_id,
            object_kind=both.filed.kind,
            object_id=object_id,
            reason=relation(by, case.standing) or "",
            payload={"misfiling": str(moved.misfiling_id)},
        )


async def _let_go(
    tx: Transaction, both: _Both, moved: Moved, copies: Sequence[Copy], *, by: Actor, at: datetime
) -> None:
    """The wrong student: what was decided on it is read again, and the rules are asked without it."""
    case, moved_at = both.wrong, both.moved_at
    for work_id in await recommendations_without_ground(tx, case.id):
        await keep_end(tx, work_id, by=by.person_id, ended_at=moved_at, outcome=ELSEWHERE)
    ids = [one.old_id for one in copies]
    for decision_id in await decisions_resting_on(tx, both.filed, ids):
        await keep_work(
            tx,
            {
                "id": new_id(),
                "kind": "task",
                "action": "read_decision_again",
                "cause": f"reading:{decision_id}:{moved.misfiling_id}",
                "episode_id": case.id,
                "owner_id": owner_of(("clinical_supervisor",), case.standing),
                "lane": REVIEW.lane,
                "class": REVIEW.class_,
                "due_at": case.calendar.due_at(at, amount=REVIEW.amount, unit=REVIEW.unit),
                "ends": "by_person",
                "opened_at": at,
                "recorded_at": moved_at,
            },
        )
    await evaluate(tx, case, known_at=moved_at)


async def _receive(tx: Transaction, both: _Both, moved: Moved, copies: Sequence[Copy], *, by: Actor) -> None:
    """The right student: as if it had come in here, now, and been corrected as it was."""
    case, log = both.right, both.log
    if log is not None and both.match is not None and log.was_made and not log.is_struck:
        said = SessionLog(held_at=log.held_at, was_made=True, worry=log.worry)
        case = await serve_match(tx, case, both.match, said, by=by, known_at=both.moved_at)
    if both.filed.kind != "administration":
        await evaluate(tx, case, known_at=both.moved_at)
        return
    of_form = {one.old_id: one.id for one in copies}
    *corrected, form_id = (of_form[old_id] for old_id in both.filed.ids)
    # A danger that was answered at first and then corrected was looked into with the wrong student, if with anybody.
    await evaluate(tx, case, known_at=both.known_at, administration_id=form_id, corrected=corrected)
