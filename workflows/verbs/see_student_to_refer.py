"""Somebody is about to refer a student: whom, who would look after the case, and whom to call if it cannot wait?

The look itself is kept.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from supervision.access import Actor
from supervision.intake_access import why_not_know_of_case, why_not_refer_in
from supervision.owners import StandIn, owner_for, why_not_owned
from triage.roles import Role
from workflows.records.audit import keep_audit
from workflows.records.live_ground import why_not_live
from workflows.records.owner_rules import owners_at, rules_at
from workflows.records.people import Student, load_student
from workflows.records.phones import Phones, phones_at
from workflows.records.policies import why_no_policy
from workflows.records.refusals import NotFound
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class ToRefer:
    """The student as this person may know them. `owner` would look after a new case; None when nobody would.

    `why_not` would be answered to whatever they write: better read before it is written.
    """

    student: Student
    owner: StandIn | None
    phones: Phones
    knows_of_case: bool
    why_not: str | None


async def see_student_to_refer(tx: Transaction, *, mentee_id: UUID, by: Actor) -> ToRefer:
    """Raises `NotFound` for everybody who could not refer this student."""
    student = await load_student(tx, mentee_id)
    if why_not_refer_in(by, student.site_id) is not None or by.person_id is None:
        raise NotFound
    is_counselor = by.has(Role.COUNSELOR, student.site_id)
    owner = owner_for(
        student.grade,
        student.family_name,
        await rules_at(tx, student.site_id),
        counselor=StandIn(by.person_id, by.name) if is_counselor else None,
        stand_ins=await owners_at(tx, student.site_id),
    )
    await keep_audit(
        tx,
        "saw_student",
        mentee_id=mentee_id,
        object_kind="student",
        object_id=mentee_id,
        reason="counselor of the site" if is_counselor else "teacher of the site",
    )
    knows = why_not_know_of_case(by, student.site_id) is None
    # Nobody is told to call themselves.
    other_id = owner.person_id if owner is not None and owner.person_id != by.person_id else None
    phones = await phones_at(tx, student.site_id, owner_id=other_id)
    known = student if knows else replace(student, open_episode_id=None)
    joins = student.open_episode_id is not None
    refused = await why_not_live(tx) or await why_no_policy(tx)
    why_not = refused or (None if joins else why_not_owned(owner, student.site_name))
    return ToRefer(known, owner, phones, knows, why_not)
