"""What does each role find on the home page, and what is said where there is nothing?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from care_steps.offers import OfferState
from care_steps.steps import Step
from workflows.pages.components import Action, Link, PersonCard, Sentence, Tag, Tone, WorklistRow
from workflows.pages.deadlines import when
from workflows.pages.page import mark
from workflows.pages.places import place_of
from workflows.pages.step_said import step_tag
from workflows.pages.work_rows import ESCALATION, RECOMMENDATION, TASK, work_row
from workflows.records.worklists import MOST_LINES, MenteeLine, OpenItem

FIND = Link(mark("Find a student"), "/students")


@dataclass(frozen=True, slots=True)
class Empty:
    """What is true when there is nothing, and what to do next."""

    title: str
    sentence: str
    action: Link | None = None


@dataclass(frozen=True, slots=True)
class MenteeCard:
    """One mentee with the button for what is done next: log a session, or assign a mentor."""

    card: PersonCard
    action: Action | None


@dataclass(frozen=True, slots=True)
class Section:
    """One list of the home page: rows of work, people, or mentees; or what is said when there are none.

    `is_cut` when there are more than can be listed: a name is then found by looking for it.
    """

    id: str
    title: str
    empty: Empty
    is_cut: bool = False
    rows: tuple[WorklistRow, ...] = ()
    people: tuple[PersonCard, ...] = ()
    mentees: tuple[MenteeCard, ...] = ()

    @property
    def count(self) -> int:
        return len(self.rows) + len(self.people) + len(self.mentees)


def work_sections(
    items: Sequence[OpenItem], now: datetime, *, decides: bool, of_sites: bool = True
) -> dict[str, Section]:
    """Escalations, recommendations and tasks, each in the order of class and deadline.

    Without `of_sites` its reader is shown only what is theirs, and nothing is said about what others have.
    """
    rows = {
        kind: tuple(work_row(one, now, decides=decides) for one in items if one.kind == kind)
        for kind in (ESCALATION, RECOMMENDATION, TASK)
    }
    return {
        ESCALATION: Section(
            "escalations",
            mark("Escalations"),
            Empty(
                mark("No escalation is open") if of_sites else mark("No escalation is yours"),
                mark("When somebody may be in danger, it stands here first, with what to do."),
            ),
            rows=rows[ESCALATION],
        ),
        RECOMMENDATION: Section(
            "recommendations",
            mark("Recommendations"),
            Empty(
                mark("No decision is waiting") if of_sites else mark("No decision waits for you"),
                mark("When a rule proposes to look at a step again, it appears here with its reason."),
            ),
            rows=rows[RECOMMENDATION],
        ),
        TASK: Section(
            "tasks",
            mark("Tasks"),
            Empty(
                mark("No task is open") if of_sites else mark("No task is yours"),
                mark("Forms to ask again and contacts to find will stand here."),
            ),
            rows=rows[TASK],
        ),
    }


def waiting_section(lines: Sequence[MenteeLine]) -> Section:
    """Who waits for a mentor, longest first."""
    waiting = sorted(
        (one for one in lines if one.waits_for_mentor_since), key=lambda one: str(one.waits_for_mentor_since)
    )
    return Section(
        "waiting",
        mark("Waiting for a mentor"),
        Empty(
            mark("Nobody is waiting for a mentor"),
            mark("To open a case, find the student and say what was noticed."),
            FIND,
        ),
        mentees=tuple(_waiting(one) for one in waiting),
    )


def _waiting(line: MenteeLine) -> MenteeCard:
    assert line.waits_for_mentor_since is not None
    day = when(line.waits_for_mentor_since, line.time_zone).values["day"]
    since = Sentence(mark("waiting since %(when)s"), {"when": day})
    path = f"/mentees/{line.mentee_id}"
    card = PersonCard(line.name, path, (place_of(line.grade, line.site_name), since), _tag(line))
    assign = Sentence(mark("Assign a mentor to %(name)s"), {"name": line.name})
    return MenteeCard(card, Action(assign, f"{path}/matches/new"))


def offers_section(lines: Sequence[MenteeLine]) -> Section:
    """Offers that nobody has answered yet."""
    return Section(
        "offers",
        mark("Offers to answer"),
        Empty(
            mark("No offer waits for an answer"),
            mark(
                "When a supervisor offers another step, ask the student and the family, and write it down here."
            ),
        ),
        people=tuple(case_card(one) for one in lines if one.offer_state == OfferState.OFFERED),
    )


def cases_section(lines: Sequence[MenteeLine], title: str, empty: Empty, id: str = "cases") -> Section:
    """Open cases, the next planned session first."""
    return Section(id, title, empty, len(lines) >= MOST_LINES, people=tuple(case_card(one) for one in lines))


def case_card(line: MenteeLine) -> PersonCard:
    """One case in a list."""
    details: list[str | Sentence] = [place_of(line.grade, line.site_name)]
    if line.mentor_name:
        details.append(Sentence(mark("with %(name)s"), {"name": line.mentor_name}))
    details.append(_next(line))
    return PersonCard(line.name, f"/mentees/{line.mentee_id}", tuple(details), _tag(line))


def mentees_section(lines: Sequence[MenteeLine]) -> Section:
    """The mentees of a mentor, whoever is met next first."""
    return Section(
        "mentees",
        mark("My mentees"),
        Empty(
            mark("No mentee yet"),
            mark("When a counselor assigns you, the name, the place and the planned sessions stand here."),
        ),
        mentees=tuple(_mentee(one) for one in lines),
    )


def _mentee(line: MenteeLine) -> MenteeCard:
    # No word of an offer: mentors do not see decisions.
    details = (place_of(line.grade, line.site_name), _next(line), _last(line))
    log = Sentence(mark("Log a session with %(name)s"), {"name": line.name})
    return MenteeCard(
        PersonCard(line.name, f"/mentees/{line.mentee_id}", details, step_tag(Step(line.step))),
        Action(log, f"/matches/{line.match_id}/sessions/new") if line.match_id else None,
    )


def _next(line: MenteeLine) -> Sentence:
    if line.next_planned_at is None:
        return Sentence(mark("no session planned"))
    at = when(line.next_planned_at, line.time_zone)
    return Sentence(mark("next session %(day)s, %(time)s"), at.values)


def _last(line: MenteeLine) -> Sentence:
    if line.last_made_at is None:
        return Sentence(mark("not met yet"))
    return Sentence(mark("last met %(day)s"), {"day": when(line.last_made_at, line.time_zone).values["day"]})


def _tag(line: MenteeLine) -> Tag:
    if line.offer_state == OfferState.OFFERED:
        return Tag(mark("Offer not answered yet"), Tone.SOON)
    return step_tag(Step(line.step))
