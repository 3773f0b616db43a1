"""Somebody looks for a student. That they looked is kept, what they typed is not."""

from dataclasses import dataclass, replace
from typing import Final

from supervision.access import Actor, sites_with
from supervision.intake_access import why_not_find_students, why_not_know_of_case
from triage.roles import FINDERS
from workflows.records.audit import keep_audit
from workflows.records.people import Student
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction
from workflows.records.student_search import students_found

MOST: Final = 50


@dataclass(frozen=True, slots=True)
class FoundStudents:
    """At most `MOST` of them; `has_more` when others bear the name too."""

    students: tuple[Student, ...]
    has_more: bool


async def find_students(tx: Transaction, *, words: str, by: Actor) -> FoundStudents:
    """Students of the sites of this person, by name or number. Raises `NotAllowed`.

    Who may not know whether there is a case gets every student as one who has none.
    """
    if why := why_not_find_students(by):
        raise NotAllowed(why)
    found = await students_found(tx, words, site_ids=sites_with(by, *FINDERS), most=MOST + 1)
    await keep_audit(tx, "found_students", object_kind="student", payload={"found": min(len(found), MOST)})
    return FoundStudents(tuple(_known_to(by, one) for one in found[:MOST]), len(found) > MOST)


def _known_to(by: Actor, student: Student) -> Student:
    """The student as this person may know them."""
    if why_not_know_of_case(by, student.site_id) is None:
        return student
    return replace(student, open_episode_id=None)
