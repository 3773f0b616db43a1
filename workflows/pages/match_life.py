"""How has a match lived until now, what may be done with it, and what is written for the next mentor?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from care_steps import codes
from care_steps.match_states import MatchMove, MatchState, why_not
from supervision.access import is_mentor_only
from supervision.match_access import (
    why_not_change_match,
    why_not_see_summary,
    why_not_write_summary,
)
from workflows.pages.components import Action, Sentence, Tag, TimelineItem, Tone
from workflows.pages.match_notes import notes_of
from workflows.pages.page import Chrome, Form, mark
from workflows.pages.unreleased_summaries import release_actions
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.match_lives import MatchChange, history_of, live_matches_of
from workflows.records.match_summaries import Release, Summary, newest_summary, releases_of
from workflows.records.matches import Match, load_match
from workflows.records.people import taker_of
from workflows.records.refusals import NotAllowed, NotFound
from workflows.records.unreleased_summaries import Unreleased, unreleased_of
from workflows.verbs.see_case import see_case

TONES: Final = {
    MatchState.PROPOSED: Tone.PLANNED,
    MatchState.STARTED: Tone.DONE,
    MatchState.PAUSED: Tone.SOON,
    MatchState.ENDING: Tone.SOON,
    MatchState.ENDED: Tone.QUIET,
}
_TITLES: Final = {
    MatchState.PROPOSED: mark("The mentor was assigned"),
    MatchState.STARTED: mark("They met for the first time"),
    MatchState.PAUSED: mark("The match was paused"),
    MatchState.ENDING: mark("The goodbye is planned for %(day)s"),
    MatchState.ENDED: mark("The match ended: %(reason)s"),
}


@dataclass(frozen=True, slots=True)
class LifeBox:
    """The life of one match as this reader may see it. Its mentor reads states, and no reasons.

    `resumes`: a button says that they go on meeting. `released`: who may read the summary. `notes` come first.
    """

    chrome: Chrome
    form: Form
    match_id: UUID
    tag: Tag | None
    items: tuple[TimelineItem, ...]
    actions: tuple[Action, ...]
    notes: tuple[Sentence, ...]
    resumes: bool
    summary: Summary | None
    released: tuple[Release, ...]


async def match_to_see(visit: Visit, match_id: UUID) -> tuple[Case, Match]:
    """For the forms about a match; raises `NotFound` for strangers and for another mentor of the mentee."""
    match = await load_match(visit.tx, match_id)
    case = await see_case(
        visit.tx, episode_id=match.episode_id, by=visit.actor, object_kind="match", object_id=match.id
    )
    if is_mentor_only(visit.actor, case.standing) and match.mentor_id != visit.actor.person_id:
        raise NotFound
    return case, match


async def match_to_change(visit: Visit, match_id: UUID) -> tuple[Case, Match]:
    """The same, for whoever may pause and end it; raises `NotAllowed` for its mentor."""
    case, match = await match_to_see(visit, match_id)
    if why := why_not_change_match(visit.actor, case.standing):
        raise NotAllowed(why)
    return case, match


async def life_box(visit: Visit, case: Case, match: Match) -> LifeBox:
    history = await history_of(visit.tx, match.id)
    for_mentor = is_mentor_only(visit.actor, case.standing)
    may_change = why_not_change_match(visit.actor, case.standing) is None
    summary = None
    if why_not_see_summary(visit.actor, case.standing, mentor_id=match.mentor_id) is None:
        summary = await newest_summary(visit.tx, match.id)
    return LifeBox(
        chrome=visit.chrome,
        form=visit.fresh(seen_version=match.sequence),
        match_id=match.id,
        # Before they have met, the page says when they will.
        tag=None if match.state is MatchState.PROPOSED else Tag(match.state.plain, TONES[match.state]),
        items=items_of(history, for_mentor=for_mentor),
        actions=_actions(visit, case, match, summary, await _unreleased(visit, case, match)),
        notes=() if for_mentor else await _notes(visit, match, history, summary),
        resumes=may_change and why_not(match.state, MatchMove.RESUME) is None,
        summary=summary,
        released=await releases_of(visit.tx, summary.id) if summary else (),
    )


async def _unreleased(visit: Visit, case: Case, match: Match) -> tuple[Unreleased, ...]:
    """What waits to be released, on both sides of the change of mentors."""
    if is_mentor_only(visit.actor, case.standing):
        return ()
    found = await unreleased_of(visit.tx, case.id)
    return tuple(one for one in found if match.id in (one.match_id, one.next_match_id))


async def _notes(
    visit: Visit, match: Match, history: Sequence[MatchChange], summary: Summary | None
) -> tuple[Sentence, ...]:
    living = await live_matches_of(visit.tx, match.episode_id)
    return notes_of(
        match,
        history,
        last_day_on=(await taker_of(visit.tx, match.mentor_id)).last_day_on,
        summary=summary,
        following=[one for one in living if one.mentor_id != match.mentor_id],
    )


def items_of(history: Sequence[MatchChange], *, for_mentor: bool) -> tuple[TimelineItem, ...]:
    """Newest first."""
    return tuple(_item(one, for_mentor=for_mentor) for one in reversed(history))


def _item(one: MatchChange, *, for_mentor: bool) -> TimelineItem:
    return TimelineItem(
        at=one.happened_at,
        title=_title(one, for_mentor=for_mentor),
        by="" if for_mentor else one.changed_by_name,
        kind="match_change",
        kind_plain=one.to_state.plain,
        lines=() if for_mentor else said_of_end(one),
        body="" if for_mentor else one.words,
        tone=TONES[one.to_state],
    )


def _title(one: MatchChange, *, for_mentor: bool) -> Sentence:
    if one.to_state is MatchState.ENDED and for_mentor:
        return Sentence(mark("The match ended"))
    if one.to_state is MatchState.STARTED and one.sequence > FIRST_MEETING:
        return Sentence(mark("They go on meeting"))
    reason = codes.load("match_end_reasons").plain(one.reason or "")
    return Sentence(_TITLES[one.to_state], {"day": one.goodbye_on}, {"reason": reason})


FIRST_MEETING: Final = 2
"""The entry that follows the proposal: before it nobody has met, after it a match goes on."""


def said_of_end(one: MatchChange) -> tuple[Sentence, ...]:
    """Whose wish it was, and how they said goodbye."""
    if one.to_state is not MatchState.ENDED:
        return ()
    whose = codes.load("whose_wish").plain(one.whose_wish or "")
    found = [Sentence(mark("Whose wish it was: %(whose)s"), terms={"whose": whose})]
    if one.goodbye_on is not None:
        found.append(Sentence(mark("They said goodbye on %(day)s."), {"day": one.goodbye_on}))
    elif one.no_goodbye:
        why = codes.load("no_goodbye_reasons").plain(one.no_goodbye)
        found.append(Sentence(mark("No goodbye: %(why)s"), terms={"why": why}))
    return tuple(found)


def _actions(
    visit: Visit, case: Case, match: Match, summary: Summary | None, unreleased: Sequence[Unreleased]
) -> tuple[Action, ...]:
    """What the state allows; beside what this reader may not, the reason. After the end only the summary is left."""
    actor, path = visit.actor, f"/matches/{match.id}"
    found = list(release_actions(unreleased, actor, case.standing))
    forms = (
        (MatchMove.PAUSE, f"{path}/pauses/new"),
        (MatchMove.PLAN_GOODBYE, f"{path}/goodbyes/new"),
        (MatchMove.END, f"{path}/endings/new"),
    )
    if not is_mentor_only(actor, case.standing):
        refused = why_not_change_match(actor, case.standing)
        found += [Action(move.plain, href, refused) for move, href in forms if not why_not(match.state, move)]
    if match.state is not MatchState.PROPOSED:
        found.append(_write(visit, case, match, summary))
    return tuple(sorted(found, key=lambda one: one.why_not is not None))


def _write(visit: Visit, case: Case, match: Match, summary: Summary | None) -> Action:
    text = (
        mark("Write anew what the next mentor should know")
        if summary
        else mark("Write what the next mentor should know")
    )
    refused = why_not_write_summary(visit.actor, case.standing, mentor_id=match.mentor_id)
    return Action(text, f"/matches/{match.id}/summaries/new", refused)
