"""What should whoever looks at a match know before they do anything with it?"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from care_steps.match_states import MatchState
from workflows.pages.components import Sentence
from workflows.pages.page import mark
from workflows.records.match_lives import LiveMatch, MatchChange
from workflows.records.match_summaries import Summary
from workflows.records.matches import Match

_NOT_MET: Final = mark(
    "They have not met yet. Once they have, the match can be paused and a goodbye planned."
)
_LEAVES: Final = mark("The last day of %(mentor)s is %(day)s.")
_TOO_LATE: Final = mark("The goodbye is planned for a later day than the last day of %(mentor)s, %(day)s.")
_WRITE_NOW: Final = mark("Nothing is written for the next mentor yet. It is best written before the goodbye.")
_WAITS: Final = mark("The match has ended, and nothing is written for the next mentor yet.")
_MISSED: Final = mark("%(mentor)s follows, and nothing was written for them.")


def notes_of(
    match: Match,
    history: Sequence[MatchChange],
    *,
    last_day_on: date | None,
    summary: Summary | None,
    following: Sequence[LiveMatch],
) -> tuple[Sentence, ...]:
    """`last_day_on`: of a mentor who leaves; `following`: the matches of other mentors that live."""
    found = [Sentence(_NOT_MET)] if match.state is MatchState.PROPOSED else []
    if last_day_on is not None and match.state.is_live:
        found.append(_leaving(match, history[-1].goodbye_on, last_day_on))
    if summary is None:
        found += _unwritten(match, history, following)
    return tuple(found)


def _leaving(match: Match, goodbye_on: date | None, last_day_on: date) -> Sentence:
    text = _TOO_LATE if goodbye_on is not None and goodbye_on > last_day_on else _LEAVES
    return Sentence(text, {"mentor": match.mentor_name, "day": last_day_on})


def _unwritten(
    match: Match, history: Sequence[MatchChange], following: Sequence[LiveMatch]
) -> list[Sentence]:
    if match.state is MatchState.ENDING:
        return [Sentence(_WRITE_NOW)]
    # Whoever never met has nothing to write, and after a case is closed nobody follows.
    has_met = any(one.to_state is MatchState.STARTED for one in history)
    if match.state.is_live or not has_met or history[-1].reason == "case_closed":
        return []
    if following:
        return [Sentence(_MISSED, {"mentor": following[-1].mentor_name})]
    return [Sentence(_WAITS)]
