"""How does a match stand: who, under whom, where, what has become of each planned session, and how has it lived?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from care_steps.match_states import MatchState
from care_steps.offers import OfferState
from care_steps.steps import Step
from supervision.access import is_mentor_only, why_not_log_session
from workflows.pages.components import Action, Fact, Sentence, Tag, Tone
from workflows.pages.match_life import LifeBox, life_box, match_to_see
from workflows.pages.page import Chrome, mark
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.match_goals import goals_of
from workflows.records.match_lives import history_of
from workflows.records.match_plans import (
    MatchPlan,
    SessionOfPlan,
    load_match_plan,
    sessions_of_plan,
)
from workflows.records.matches import Match

_RHYTHM: Final = {
    1: mark("%(count)s sessions, every school day"),
    7: mark("%(count)s sessions, every week"),
    14: mark("%(count)s sessions, every two weeks"),
}
_DONE: Final = Tag(mark("Met"), Tone.DONE)
_MISSED: Final = Tag(mark("Not met"), Tone.LATE)
_CALLED_OFF: Final = Tag(mark("Called off"), Tone.QUIET)
_NOT_LOGGED: Final = Tag(mark("Not logged yet"), Tone.SOON)
_TO_COME: Final = Tag(mark("To come"), Tone.PLANNED)
_OVER: Final = Tag(mark("Not any more"), Tone.QUIET)


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One date of the plan. `href` leads to its log; `moved_from` when it was agreed for another time."""

    number: int
    planned_at: datetime
    tag: Tag
    href: str
    moved_from: datetime | None


@dataclass(frozen=True, slots=True)
class MatchPage:
    """One match. Its mentor sees the plan and nothing else: no chain, no step and no word of an offer.

    `begins_care`: the first meeting also begins the step for which the mentor was assigned.
    """

    chrome: Chrome
    mentee_id: UUID
    mentee_name: str
    mentor_name: str
    first_at: datetime | None
    is_paused: bool
    begins_care: bool
    next_at: datetime | None
    place: str
    length_minutes: int
    rhythm: Sentence
    lines: tuple[SessionLine, ...]
    facts: tuple[Fact, ...]
    is_over: bool
    log: Action
    goals: tuple[str, ...]
    goals_path: str
    life: LifeBox


async def match_page(visit: Visit, match_id: UUID) -> MatchPage:
    """The page; what one may not see looks like what is not there."""
    case, match = await match_to_see(visit, match_id)
    for_mentor = is_mentor_only(visit.actor, case.standing)
    plan = await load_match_plan(visit.tx, match.id)
    sessions = await sessions_of_plan(visit.tx, match.id)
    last_on = await _last_day(visit, match)
    kept = [one for one in sessions if last_on is None or case.calendar.local_day(one.planned_at) <= last_on]
    to_come = [one.planned_at for one in kept if _tag(one, visit.at) is _TO_COME]
    is_paused = match.state is MatchState.PAUSED
    is_new = not any(one.session_id for one in sessions)
    return MatchPage(
        chrome=visit.chrome,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        mentor_name=match.mentor_name,
        first_at=to_come[0] if to_come and is_new else None,
        is_paused=is_paused,
        begins_care=match.for_step is not case.step,
        next_at=to_come[0] if to_come and not is_paused else None,
        place=match.place,
        length_minutes=match.length_minutes,
        rhythm=Sentence(_RHYTHM[plan.every_days], {"count": plan.planned_count}),
        lines=tuple(
            _line(one, visit.at, is_over=not match.state.is_live or one not in kept) for one in sessions
        ),
        facts=() if for_mentor else _facts(match, plan, case),
        is_over=not _lives(match, case),
        log=_log(visit, match, case),
        goals=tuple(one.words for one in await goals_of(visit.tx, match.id) if one.is_open),
        goals_path=f"/matches/{match.id}/goals",
        life=await life_box(visit, case, match),
    )


async def _last_day(visit: Visit, match: Match) -> date | None:
    """The day of the goodbye, where one is planned: of the days after it none is met."""
    if match.state is not MatchState.ENDING:
        return None
    return (await history_of(visit.tx, match.id))[-1].goodbye_on


def _lives(match: Match, case: Case) -> bool:
    """Whether its mentor meets the mentee now, or is about to."""
    is_about_to = match.state.is_live and match.offer_state in (OfferState.ACCEPTED, OfferState.WAITING)
    return case.step is not Step.CLOSED and (match.id == case.serving_match_id or is_about_to)


def _tag(one: SessionOfPlan, at: datetime) -> Tag:
    if one.session_id is not None:
        return _DONE if one.was_made else _MISSED
    if one.said == "canceled":
        return _CALLED_OFF
    return _TO_COME if one.planned_at > at else _NOT_LOGGED


def _line(one: SessionOfPlan, at: datetime, *, is_over: bool) -> SessionLine:
    tag = _tag(one, at)
    return SessionLine(
        number=one.number,
        planned_at=one.planned_at,
        tag=_OVER if is_over and tag is _TO_COME else tag,
        href=f"/sessions/{one.session_id}" if one.session_id else "",
        moved_from=one.agreed_at if one.agreed_at != one.planned_at else None,
    )


def _facts(match: Match, plan: MatchPlan, case: Case) -> tuple[Fact, ...]:
    nobody, assigned_on = Sentence(mark("nobody yet")), case.calendar.local_day(match.assigned_at)
    return (
        Fact(mark("For the step"), Sentence(match.for_step.plain)),
        Fact(mark("Direct supervisor"), plan.supervisor_name or nobody),
        Fact(mark("Clinical supervisor"), plan.clinical_name or nobody),
        Fact(mark("Assigned"), Sentence("%(day)s", {"day": assigned_on}), note=plan.assigned_by_name),
    )


def _log(visit: Visit, match: Match, case: Case) -> Action:
    is_own = visit.actor.person_id == match.mentor_id
    text = mark("Log a session with %(mentee)s") if is_own else mark("Log a session for %(mentor)s")
    return Action(
        Sentence(text, {"mentee": case.mentee_name} if is_own else {"mentor": match.mentor_name}),
        f"/matches/{match.id}/sessions/new",
        why_not_log_session(visit.actor, case.standing, mentor_id=match.mentor_id),
    )
