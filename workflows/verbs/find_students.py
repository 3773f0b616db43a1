"""Somebody looks for a student. That they looked is kept, what they typed is not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from supervision.access import Actor, relation, sites_with
from supervision.intake_access import why_not_find_students, why_not_know_of_case
from triage.roles import FINDERS
from workflows.records.audit import keep_audit
from workflows.records.people import Student
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction
from workflows.records.student_search import closed_episodes_of, students_found
from workflows.records.these_cases import these_cases

MOST: Final = 50


@dataclass(frozen=True, slots=True)
class FoundStudents:
    """At most `MOST` of them; `has_more` when others bear the name too.

    `closed`: those whose last case is closed, and may be opened by whoever looks.
    """

    students: tuple[Student, ...]
    has_more: bool
    closed: frozenset[UUID] = frozenset()


async def find_students(tx: Transaction, *, words: str, by: Actor) -> FoundStudents:
    """Students of the sites of this person, by name or number. Raises `NotAllowed`.

    Who may not know whether there is a case gets every student as one who has none.
    """
    if why := why_not_find_students(by):
        raise NotAllowed(why)
    found = await students_found(tx, words, site_ids=sites_with(by, *FINDERS), most=MOST + 1)
    await keep_audit(tx, "found_students", object_kind="student", payload={"found": min(len(found), MOST)})
    students = tuple(_known_to(by, one) for one in found[:MOST])
    return FoundStudents(students, len(found) > MOST, await _closed(tx, by, students))


async def _closed(tx: Transaction, by: Actor, students: Sequence[Student]) -> frozenset[UUID]:
    """Only of cases that this person has to do with."""
    without = [one.person_id for one in students if one.open_episode_id is None]
    cases = await these_cases(tx, await closed_episodes_of(tx, without))
    return frozenset(one.mentee_id for one in cases.values() if relation(by, one.standing) is not None)


def _known_to(by: Actor, student: Student) -> Student:
    """The student as this person may know them."""
    if why_not_know_of_case(by, student.site_id) is None:
        return student
    return replace(student, open_episode_id=None)
