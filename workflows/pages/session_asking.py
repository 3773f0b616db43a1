"""What does the page of a log show: about whom and when it asks, what is offered, and whom to call?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from care_steps.consents import ConsentKind
from supervision.safety_pages import has_page
from workflows.pages.coded_choices import choices_of
from workflows.pages.named_adults import staff_choices
from workflows.pages.page import Choice, Chrome, Form
from workflows.pages.session_form import MET, NEXT, prefilled
from workflows.pages.session_practices import PLAN, PRACTICES, STATES, Practice
from workflows.pages.session_worries import Group, sent_before
from workflows.pages.visits import Visit
from workflows.pages.who_was_told import PhoneLine, WhoWasTold, phone_lines, who_was_told
from workflows.records.concerns import RaisedConcern, load_concern
from workflows.records.consents import why_stopped_now
from workflows.records.episodes import Case
from workflows.records.firings import firings_resting_on
from workflows.records.match_goals import goals_of
from workflows.records.matches import Match
from workflows.records.mentee_lines import mentee_lines
from workflows.records.phones import phones_of
from workflows.records.planned_sessions import (
    PlannedSession,
    next_planned,
    planned_session_of,
    planned_to_log,
)
from workflows.records.refusals import NotFound
from workflows.records.sessions import LoggedSession, load_session


@dataclass(frozen=True, slots=True)
class SentFirst:
    """The worry that was sent before the rest of the log, on whose lists it stands, and what has left the school."""

    concern: RaisedConcern
    who: WhoWasTold

    @property
    def safety_href(self) -> str:
        """Where it says what to do now, step by step; "" for a kind that has no page."""
        has_one = self.who.told and has_page(self.concern.kind)
        return f"/concerns/{self.concern.id}/safety" if has_one else ""


@dataclass(frozen=True, slots=True)
class NewSessionPage:
    """The log to fill in. `for_mentor`: whose log it is, when a supervisor fills it in.

    `about` is the planned session that it asks about, `following` the next one, `others` the mentor's other
    mentees and `whom` all of them, by match. `goals` are the open ones, in their words. `twin` is a log of about
    the same time, of which nobody knows yet whether it is of the same session.
    """

    chrome: Chrome
    form: Form
    match_id: UUID
    mentee_id: UUID
    mentee_name: str
    for_mentor: str | None
    about: PlannedSession | None
    is_today: bool
    following: PlannedSession | None
    place: str
    others: tuple[Choice, ...]
    phones: tuple[PhoneLine, ...]
    crisis_contact: str
    sent: SentFirst | None
    twin: LoggedSession | None
    goals: tuple[str, ...]
    practices: tuple[Practice, ...] = PRACTICES
    met: tuple[Choice, ...] = MET
    plan: tuple[Choice, ...] = PLAN
    states: tuple[Choice, ...] = STATES
    next: tuple[Choice, ...] = NEXT
    media: tuple[Choice, ...] = choices_of("session_media")
    topics: tuple[Choice, ...] = choices_of("session_topics")
    causes: tuple[Choice, ...] = choices_of("missed_causes")
    reasons: tuple[Choice, ...] = choices_of("practice_reasons")
    worries: tuple[Choice, ...] = choices_of("worry_kinds")
    now_kinds: tuple[Choice, ...] = choices_of("concern_kinds", without=("talk_over",))
    staff: tuple[Choice, ...] = ()

    @property
    def whom(self) -> tuple[Choice, ...]:
        return (Choice(str(self.match_id), self.mentee_name), *self.others)


async def others_of(visit: Visit, match: Match) -> tuple[Choice, ...]:
    """The mentor's other mentees, as far as this person may log for them."""
    is_mine = match.mentor_id == visit.actor.person_id
    lines = await mentee_lines(
        visit.tx, mentor_id=match.mentor_id, supervisor_id=None if is_mine else visit.actor.person_id
    )
    return tuple(Choice(str(one.match_id), one.name) for one in lines if one.match_id not in (None, match.id))


def group_of(visit: Visit, match: Match, others: Sequence[Choice]) -> Group:
    """Whose log the form is that came."""
    return Group(match.id, tuple(UUID(one.value) for one in others), sent_before(visit.form.chosen("sent")))


async def empty_form(visit: Visit, match: Match, case: Case) -> Form:
    """The log before anything is filled in, or as its author left it."""
    about, following = await planned_to_log(visit.tx, match.id), await next_planned(visit.tx, match.id)
    if await why_stopped_now(visit.tx, case.mentee_id, ConsentKind.MENTORING) is not None:
        # The two do not meet for now, so nobody is asked when they meet next.
        following = None
    return visit.fresh(prefilled(match, about, following, visit.at, case.calendar.time_zone))


async def new_session_page(
    visit: Visit,
    match: Match,
    case: Case,
    form: Form,
    others: tuple[Choice, ...],
    twin_id: UUID | None = None,
) -> NewSessionPage:
    """The page with this form: it asks about the planned sessions that the form names."""
    about = await _planned(visit, match, form.value("about"))
    phones = await phones_of(visit.tx, case)
    local_day = case.calendar.local_day
    sent = await _sent(visit, case, form)
    return NewSessionPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        # A log that goes on after its worry was sent was not left: nobody is to read that nothing was sent.
        form=replace(form, is_resumed=False) if sent else form,
        match_id=match.id,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        for_mentor=None if match.mentor_id == visit.actor.person_id else match.mentor_name,
        about=about,
        is_today=about is not None and local_day(about.planned_at) == local_day(visit.at),
        following=await _planned(visit, match, form.value("next_number")),
        place=match.place,
        others=others,
        phones=phone_lines(phones),
        crisis_contact=phones.crisis_contact,
        sent=sent,
        twin=await load_session(visit.tx, twin_id) if twin_id else None,
        staff=await staff_choices(visit),
        goals=tuple(one.words for one in await goals_of(visit.tx, match.id) if one.is_open),
    )


async def _planned(visit: Visit, match: Match, number: str) -> PlannedSession | None:
    return await planned_session_of(visit.tx, match.id, int(number)) if number.isdecimal() else None


async def _sent(visit: Visit, case: Case, form: Form) -> SentFirst | None:
    """What its author sent about this mentee; with several it is kept for each, and shown once."""
    for concern_id in sent_before(form.chosen("sent")).values():
        try:
            concern = await load_concern(visit.tx, concern_id)
        except NotFound:
            continue
        if (concern.episode_id, concern.raised_by) == (case.id, visit.actor.person_id):
            fired = await firings_resting_on(visit.tx, case.id, concern.id)
            who = await who_was_told(visit.tx, case, fired, since=concern.happened_at)
            return SentFirst(concern, who)
    return None
