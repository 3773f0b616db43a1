"""Which students leave, and what is open of their cases? The look at each mentee's name is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from supervision.access import Actor, sites_with
from supervision.departure_access import why_not_see_leaving_students
from triage.roles import OF_A_SITE, Role
from workflows.records.audit import keep_audit
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction
from workflows.records.student_leaves import LeavingStudent, in_last_grade, leaving_students


@dataclass(frozen=True, slots=True)
class LeavingStudents:
    """Who leaves, and who is in the last grade. `named`: the cases whose mentees this reader may know."""

    leaving: tuple[LeavingStudent, ...]
    last_grade: tuple[LeavingStudent, ...]
    named: frozenset[UUID]


async def see_leaving_students(tx: Transaction, *, by: Actor) -> LeavingStudents:
    """Those of the reader's sites and own cases; an administrator sees all, and is told no name. Raises `NotAllowed`."""
    if why := why_not_see_leaving_students(by):
        raise NotAllowed(why)
    site_ids = sites_with(by, *OF_A_SITE, Role.ADMINISTRATOR)
    leaving = await leaving_students(tx, site_ids=site_ids)
    last_grade = await in_last_grade(tx, site_ids=site_ids)
    named = {one.episode_id: one.mentee_id for one in _known((*leaving, *last_grade), by)}
    for mentee_id in sorted(set(named.values())):
        await keep_audit(
            tx, "saw_leaving_student", mentee_id=mentee_id, object_kind="person", object_id=mentee_id
        )
    return LeavingStudents(leaving, last_grade, frozenset(named))


def _known(found: Iterable[LeavingStudent], by: Actor) -> list[LeavingStudent]:
    return [
        one
        for one in found
        if one.owner_id == by.person_id or any(by.has(role, one.site_id) for role in OF_A_SITE)
    ]
