"""Goals: what mentee and mentor set themselves together. Under /matches/{id}/goals and /goals/{id}."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps import codes
from supervision.voice_access import why_not_set_goal
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.components import Tag, Tone
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.match_goals import MatchGoal, goals_of, load_goal
from workflows.records.matches import Match, load_match
from workflows.records.refusals import Invalid, NotFound
from workflows.verbs.end_goal import end_goal
from workflows.verbs.see_case import see_case
from workflows.verbs.set_goal import OVER, set_goal

_WITH: Final = "goal_set_with"
_OUTCOMES: Final = "goal_outcomes"


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One goal. `outcome` says what became of it, None while it is open."""

    id: UUID
    words: str
    set_with: tuple[str, ...]
    set_by: str
    set_at: datetime
    outcome: Tag | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class GoalsPage:
    """The goals of one match, and the form for another. `why_not` says why there can be no new one."""

    chrome: Chrome
    form: Form
    match_id: UUID
    mentee_name: str
    mentor_name: str
    goals: tuple[GoalLine, ...]
    why_not: str | None
    set_with: tuple[Choice, ...] = choices_of(_WITH)
    outcomes: tuple[Choice, ...] = choices_of(_OUTCOMES)


def _line(one: MatchGoal) -> GoalLine:
    tone = Tone.DONE if one.outcome == "reached" else Tone.QUIET
    return GoalLine(
        id=one.id,
        words=one.words,
        set_with=tuple(codes.load(_WITH).plain(code) for code in one.set_with),
        set_by=one.set_by_name,
        set_at=one.happened_at,
        outcome=Tag(codes.load(_OUTCOMES).plain(one.outcome), tone) if one.outcome else None,
        ended_at=one.ended_at,
    )


async def _page(visit: Visit, match: Match, form: Form) -> GoalsPage:
    """What a mentor of another match may not see looks like what is not there."""
    case = await see_case(
        visit.tx, by=visit.actor, episode_id=match.episode_id, object_kind="match_goals", object_id=match.id
    )
    if why_not_set_goal(visit.actor, case.standing, mentor_id=match.mentor_id) is not None:
        raise NotFound
    return GoalsPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        match_id=match.id,
        mentee_name=case.mentee_name,
        mentor_name=match.mentor_name,
        goals=tuple(_line(one) for one in await goals_of(visit.tx, match.id)),
        why_not=None if match.state.is_live else mark(OVER),
    )


@reads("/matches/{match_id:uuid}/goals", action="see_goals")
async def index(visit: NamedDependency[Visit], match_id: FromPath[UUID]) -> Template:
    match = await load_match(visit.tx, match_id)
    return show("match_goals/index.html", await _page(visit, match, visit.fresh({"set_with": "mentee"})))


@acts("/matches/{match_id:uuid}/goals", action="set_goal")
async def create(visit: NamedDependency[Visit], match_id: FromPath[UUID]) -> Redirect:
    match = await load_match(visit.tx, match_id)
    await _page(visit, match, visit.form)
    typed = Reading(visit.form)
    try:
        words = typed.text("words", required=mark("Write down what they want to reach."))
        with_whom = [one.value for one in choices_of(_WITH)]
        set_with = typed.many_of("set_with", with_whom, required=mark("Say who set it."))
        typed.insist()
        await set_goal(
            visit.tx, match_id=match_id, words=words, set_with=set_with, by=visit.actor, at=visit.at
        )
    except Invalid as wrong:
        page = await _page(visit, match, visit.again(wrong.errors))
        raise try_again("match_goals/index.html", page) from wrong
    return await sent_to(visit, f"/matches/{match_id}/goals", mark("The goal is kept."))


@acts("/goals/{goal_id:uuid}/end", action="end_goal")
async def end(visit: NamedDependency[Visit], goal_id: FromPath[UUID]) -> Redirect:
    goal = await load_goal(visit.tx, goal_id)
    match = await load_match(visit.tx, goal.match_id)
    await _page(visit, match, visit.form)
    try:
        await end_goal(
            visit.tx, goal_id=goal_id, outcome=visit.form.value("outcome"), by=visit.actor, at=visit.at
        )
    except Invalid as wrong:
        page = await _page(visit, match, visit.again({"": " ".join(wrong.errors.values())}))
        raise try_again("match_goals/index.html", page) from wrong
    return await sent_to(visit, f"/matches/{match.id}/goals", mark("It is written down."))


routes: list[Any] = [index, create, end]
