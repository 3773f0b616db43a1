"""What stands in the bar above a case: where the mentee is, who looks after them, and when they meet next?"""

from typing import Final
from uuid import UUID

from care_steps.match_states import MatchState
from workflows.pages.components import Fact, Sentence
from workflows.pages.deadlines import when
from workflows.pages.page import mark
from workflows.pages.places import grade_of, homeroom_of
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.match_lives import last_ended_match
from workflows.records.matches import load_match
from workflows.records.mentee_lines import MenteeLine, mentee_lines
from workflows.records.people import Student, names_of

_LIVES: Final = {
    MatchState.PAUSED: mark("the match is paused"),
    MatchState.ENDING: mark("they are saying goodbye"),
}


async def identity_facts(visit: Visit, case: Case, student: Student) -> tuple[Fact, ...]:
    """The identity bar: where, who, and when next."""
    standing = case.standing
    is_mentor = visit.actor.person_id in standing.mentor_ids
    lines = await mentee_lines(
        visit.tx, mentee_id=case.mentee_id, mentor_id=visit.actor.person_id if is_mentor else None
    )
    line = lines[0] if lines else None
    people = (standing.owner_id, standing.direct_supervisor_id, standing.clinical_supervisor_id)
    names = await names_of(visit.tx, (*people, standing.on_call_id))
    owner, direct, clinical = (names.get(one) if one else None for one in people)
    # Nobody is looked for any more once the case is closed.
    nobody = Sentence(mark("nobody yet") if case.step.is_open else mark("nobody"))
    duty = names.get(standing.on_call_id) if standing.on_call_id else None
    mentor = line.mentor_name if line and line.mentor_name else nobody
    state = (await load_match(visit.tx, line.match_id)).state if line and line.match_id else None
    life = Sentence(_LIVES[state]) if state in _LIVES else None
    return (
        Fact(mark("School"), student.site_name, note=_grade(student)),
        *(
            (Fact(mark("Mentor"), mentor, note=life),)
            if case.step.is_open
            else await _last_mentor(visit, case)
        ),
        Fact(mark("Next session"), _next(line, state)),
        Fact(mark("Direct supervisor"), direct or nobody, note=_covered(visit, people[1])),
        Fact(mark("Clinical supervisor"), clinical or nobody, note=_covered(visit, people[2])),
        Fact(mark("Owner of the case"), owner or nobody, note=_covered(visit, people[0])),
        Fact(
            mark("On call"),
            case.on_call_phone or nobody,
            f"tel:{case.on_call_phone}" if case.on_call_phone else None,
            duty,
        ),
    )


def _covered(visit: Visit, person_id: UUID | None) -> Sentence | None:
    """Who does their work while they are away."""
    cover = visit.tx.stand_ins.cover_name(person_id) if person_id else None
    return Sentence(mark("away, covered by %(name)s"), {"name": cover}) if cover else None


async def _last_mentor(visit: Visit, case: Case) -> tuple[Fact, ...]:
    """Who it was, and until when; nothing where nobody ever was."""
    last = await last_ended_match(visit.tx, case.id)
    if last is None:
        return ()
    until = case.calendar.local_day(last.ended_at)
    return (Fact(mark("Mentor"), last.mentor_name, note=Sentence(mark("until %(day)s"), {"day": until})),)


def _grade(student: Student) -> Sentence | None:
    if student.left_on is not None:
        return Sentence(mark("left on %(day)s"), {"day": student.left_on})
    if student.grade is None:
        return homeroom_of(student.homeroom) if student.homeroom else None
    named = {"grade": grade_of(student.grade), "homeroom": student.homeroom}
    text = mark("grade %(grade)s, homeroom %(homeroom)s") if student.homeroom else mark("grade %(grade)s")
    return Sentence(text, named)


def _next(line: MenteeLine | None, state: MatchState | None) -> Sentence:
    if state is MatchState.PAUSED:
        return Sentence(mark("none while the match is paused"))
    if line is None or line.next_planned_at is None:
        return Sentence(mark("none planned"))
    return when(line.next_planned_at, line.time_zone)
