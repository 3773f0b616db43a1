"""A counselor or a teacher says that a student needs help: open a case, or join the open one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from care_steps import codes
from care_steps.steps import Step
from supervision.access import Actor
from supervision.intake_access import why_not_refer_in
from supervision.owners import StandIn, owner_for, why_not_owned
from triage.roles import Role
from workflows.records.audit import keep_audit
from workflows.records.concerns import keep_concern
from workflows.records.episodes import keep_opening, load_case_of_mentee, lock_case
from workflows.records.ids import new_id
from workflows.records.live_ground import why_not_live
from workflows.records.owner_rules import owners_at, rules_at
from workflows.records.people import Student, load_student
from workflows.records.policies import active_policy
from workflows.records.referrals_in import keep_referral_in
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.records.scope import Transaction
from workflows.verbs.evaluate import evaluate

HOW_SOON: Final = ("now", "this_week", "can_wait")


@dataclass(frozen=True, slots=True)
class ReferredIn:
    """What was written. `concern_id` when it cannot wait."""

    referral_id: UUID
    episode_id: UUID
    concern_id: UUID | None


async def refer_in(
    tx: Transaction,
    *,
    mentee_id: UUID,
    reasons: tuple[str, ...],
    noticed: str,
    how_soon: str,
    by: Actor,
    at: datetime,
) -> ReferredIn:
    """“now” is a claim of urgency: it opens an escalation and moves no step.

    Raises `Invalid` at the fields, `NotAllowed`, `Stale` when the case is closed meanwhile, or `Refused` before
    the organization is live, when no policy is in force or nobody would look after the case.
    """
    student = await load_student(tx, mentee_id)
    if (why := why_not_refer_in(by, student.site_id)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may refer.")
    _check(reasons, noticed, how_soon)
    if student.left_on is not None:
        raise Refused(f"{student.name} has left the school's roster.")
    if (why := await why_not_live(tx)) is not None:
        raise Refused(why)
    await active_policy(tx)
    if student.open_episode_id is None:
        await _open(tx, student, noticed, by=by, at=at)
    case = await lock_case(tx, (await load_case_of_mentee(tx, mentee_id)).id)
    if case.step is Step.CLOSED:
        raise Stale("The case was closed a moment ago. Send it again: a new case is opened then.")
    known_at, referral_id = case.knows_at(at), new_id()
    await keep_referral_in(
        tx,
        {
            "id": referral_id,
            "episode_id": case.id,
            "reasons": list(reasons),
            "noticed": noticed,
            "how_soon": how_soon,
            "referred_by": by.person_id,
            "happened_at": at,
            "recorded_at": known_at,
        },
    )
    concern_id = None
    if how_soon == "now":
        concern_id = await keep_concern(
            tx,
            episode_id=case.id,
            kind="other_now",
            said=noticed,
            by=by.person_id,
            happened_at=at,
            recorded_at=known_at,
        )
    await keep_audit(tx, "referred_in", mentee_id=mentee_id, object_kind="episode", object_id=case.id)
    await evaluate(tx, case, known_at=known_at)
    return ReferredIn(referral_id, case.id, concern_id)


def _check(reasons: tuple[str, ...], noticed: str, how_soon: str) -> None:
    errors = {}
    if not reasons or not all(codes.load("refer_in_reasons").knows(reason) for reason in reasons):
        errors["reasons"] = "Choose at least one reason."
    if not noticed.strip():
        errors["noticed"] = "Say what was noticed."
    if how_soon not in HOW_SOON:
        errors["how_soon"] = "Say how soon somebody should look at this."
    if errors:
        raise Invalid(errors)


async def _open(tx: Transaction, student: Student, noticed: str, *, by: Actor, at: datetime) -> None:
    """A case of its own; when somebody else opens one at the same moment, theirs is joined."""
    assert by.person_id is not None
    is_counselor = by.has(Role.COUNSELOR, student.site_id)
    owner = owner_for(
        student.grade,
        student.family_name,
        await rules_at(tx, student.site_id),
        counselor=StandIn(by.person_id, by.name) if is_counselor else None,
        stand_ins=await owners_at(tx, student.site_id),
    )
    if owner is None:
        raise Refused(str(why_not_owned(owner, student.site_name)))
    opens = f"{by.name} opened a case" if is_counselor else f"{by.name}, who teaches at the school, referred"
    await keep_opening(
        tx,
        id=new_id(),
        decision_id=new_id(),
        step_change_id=new_id(),
        mentee_id=student.person_id,
        site_id=student.site_id,
        owner_id=owner.person_id,
        by=by.person_id,
        decided_as="counselor" if is_counselor else "teacher",
        why=f"{opens} for {student.name}." if is_counselor else f"{opens} {student.name}.",
        words=noticed,
        at=at,
        known_at=at,
    )
