"""What does a mentor find on the home page, and what a supervisor of what mentors have not logged?"""

from collections.abc import Sequence

from care_steps.steps import Step
from workflows.pages.components import Action, PersonCard, Sentence, Tag, Tone
from workflows.pages.deadlines import near
from workflows.pages.home_cases import next_session
from workflows.pages.home_sections import Empty, MenteeCard, Section
from workflows.pages.page import mark
from workflows.pages.places import place_of
from workflows.pages.step_said import step_tag
from workflows.records.mentee_lines import MenteeLine
from workflows.records.unlogged_sessions import UnloggedSession


def mentees_section(lines: Sequence[MenteeLine], unlogged: Sequence[UnloggedSession]) -> Section:
    """The mentees of a mentor: whose session is not logged yet, then whoever is met next."""
    late = {one.mentee_id: one for one in reversed(unlogged)}
    lines = sorted(lines, key=lambda one: one.mentee_id not in late)
    return Section(
        "mentees",
        mark("My mentees"),
        Empty(
            mark("No mentee yet"),
            mark("When a counselor assigns you, the name, the place and the planned sessions stand here."),
        ),
        mentees=tuple(_mentee(one, late.get(one.mentee_id)) for one in lines),
    )


def _mentee(line: MenteeLine, late: UnloggedSession | None) -> MenteeCard:
    # No word of an offer: mentors do not see decisions.
    details = (place_of(line.grade, line.site_name), next_session(line), _last(line))
    log = Sentence(mark("Log a session with %(name)s"), {"name": line.name})
    return MenteeCard(
        PersonCard(
            line.name,
            f"/mentees/{line.mentee_id}",
            details,
            _not_logged(late) if late else step_tag(Step(line.step)),
        ),
        Action(log, f"/matches/{line.match_id}/sessions/new") if line.match_id else None,
    )


def _not_logged(late: UnloggedSession) -> Tag:
    day = near(late.planned_at, late.time_zone).values["day"]
    return Tag(Sentence(mark("not logged: %(day)s"), {"day": day}), Tone.LATE)


def unlogged_section(unlogged: Sequence[UnloggedSession]) -> Section:
    """What a supervisor's mentors have not logged: to be asked about, or logged on their behalf."""
    return Section(
        "unlogged",
        mark("Not logged yet"),
        Empty(
            mark("Every session is logged"),
            mark("A session that nobody has logged a day after it was planned stands here."),
        ),
        mentees=tuple(_unlogged(one) for one in unlogged),
    )


def _unlogged(one: UnloggedSession) -> MenteeCard:
    planned = near(one.planned_at, one.time_zone)
    card = PersonCard(
        one.mentee_name,
        f"/mentees/{one.mentee_id}",
        (
            Sentence(mark("planned for %(day)s, %(time)s"), planned.values),
            Sentence(mark("with %(name)s"), {"name": one.mentor_name}),
        ),
    )
    text = Sentence(mark("Log it for %(name)s"), {"name": one.mentor_name})
    return MenteeCard(card, Action(text, f"/matches/{one.match_id}/sessions/new"))


def _last(line: MenteeLine) -> Sentence:
    if line.last_made_at is None:
        return Sentence(mark("not met yet"))
    return Sentence(mark("last met %(day)s"), {"day": near(line.last_made_at, line.time_zone).values["day"]})
