"""To whom may a record belong, among the students whom its reader may know of?

A mentor chooses among the own mentees. Who may look for students finds one by name; one without an open case is shown
and cannot be chosen.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from supervision.intake_access import why_not_find_students, why_not_know_of_case
from triage.roles import MENTORS, Role
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, mark
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.mentee_lines import MenteeLine, mentee_lines
from workflows.records.people import Student
from workflows.verbs.find_students import find_students

NO_CASE = mark("No open case. Refer the student in first, then move it.")


@dataclass(frozen=True, slots=True)
class Students:
    """Who can be chosen; `has_searched` when somebody was looked for, `has_more` when others bear the name too."""

    choices: tuple[Choice, ...]
    has_searched: bool = False
    has_more: bool = False


async def own_mentees(visit: Visit, case: Case, kind: str) -> Students:
    """Before anybody is looked for: the others whom this person mentors, or whose mentors they supervise."""
    lines: list[MenteeLine] = []
    me = visit.actor.person_id
    if kind != "administration" and any(visit.actor.has(role) for role in MENTORS):
        lines += await mentee_lines(visit.tx, mentor_id=me)
    if visit.actor.has(Role.DIRECT_SUPERVISOR):
        lines += await mentee_lines(visit.tx, supervisor_id=me)
    return Students(tuple(_mentees(lines, case)))


async def found_students(visit: Visit, case: Case, kind: str) -> Students:
    """Those who bear the name that was typed, after the own mentees. Raises `Invalid`, or `NotAllowed`."""
    own = await own_mentees(visit, case, kind)
    if why_not_find_students(visit.actor) is not None:
        return own
    typed = Reading(visit.form)
    words = typed.line("words", most=100, required=mark("Type a name or a student number."))
    typed.insist()
    found = await find_students(visit.tx, words=words, by=visit.actor)
    known = {one.value for one in own.choices}
    choices = [
        _student(one)
        for one in found.students
        if one.person_id != case.mentee_id
        and str(one.person_id) not in known
        and why_not_know_of_case(visit.actor, one.site_id) is None
    ]
    return Students((*own.choices, *choices), has_searched=True, has_more=found.has_more)


def _mentees(lines: Iterable[MenteeLine], case: Case) -> Iterable[Choice]:
    others = {one.mentee_id: one for one in lines if one.mentee_id != case.mentee_id}
    return (Choice(str(one.mentee_id), one.name, one.site_name) for one in others.values())


def _student(student: Student) -> Choice:
    value, has_case = str(student.person_id), student.open_episode_id is not None
    place = " · ".join(one for one in (student.number, student.site_name) if one)
    return Choice(value, student.name, place if has_case else NO_CASE, disabled=not has_case)
