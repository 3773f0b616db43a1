"""Were urgent needs put first, services and assessments in time, records complete, and did the young person take part?

Each line is a rule that gives a verdict on a case, a rating or a decision, or none when it is too early to say. What
is not on record is a verdict of its own: it is counted, and never as done.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from care_steps.steps import Step
from supervision.intakes import Intake, Promise, Rated, School
from supervision.periods import Span
from supervision.small_counts import Count
from supervision.timely_lines import Line
from triage.needs import reassess_days
from triage.priority import priority


class Verdict(StrEnum):
    """What is said of one case, rating or decision."""

    MET = "met"
    NOT_MET = "not_met"
    MISSING = "missing"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return {"met": "As it should be", "not_met": "Not as it should be", "missing": "Nothing on record"}[
            self
        ]


def counts(school: School, span: Span) -> Mapping[Line, Count]:
    """Every line for this school and this time."""
    return {line: _counted([*_verdicts(line, school, span)]) for line in Line}


def _verdicts(line: Line, school: School, span: Span) -> Iterator[Verdict]:
    for intake in school.intakes:
        yield from (one for one in _RULES[line](school, intake, span) if one is not None)


def _counted(found: list[Verdict]) -> Count:
    return Count(found.count(Verdict.MET), found.count(Verdict.MISSING), len(found))


_Verdicts = Iterator[Verdict | None]


def _urgent_first(school: School, intake: Intake, span: Span) -> _Verdicts:
    since, until = school.urgent_since(intake), school.waited_until(intake)
    if since is None or not span.has(intake.opened_at):
        return
    if any(_passed(school, other, since, until) for other in school.intakes if other is not intake):
        yield Verdict.NOT_MET
    elif intake.began_at is not None:
        yield Verdict.MET


def _passed(school: School, other: Intake, since: datetime, until: datetime) -> bool:
    began_at = other.began_at
    return began_at is not None and since < began_at < until and not school.is_urgent_at(other, began_at)


def _started(school: School, intake: Intake, span: Span) -> _Verdicts:
    if span.has(intake.opened_at):
        late = Verdict.NOT_MET
        yield _timely(school, intake, intake.began_at, school.due_of(intake), nothing=late)


def _rated(school: School, intake: Intake, span: Span) -> _Verdicts:
    if span.has(intake.opened_at):
        unrated = Intake(intake.opened_at, intake.how_soon)
        due_at = min(school.due(one) for one in unrated.promises())
        yield _timely(school, intake, intake.rated[0].at if intake.rated else None, due_at)


def _rated_again(school: School, intake: Intake, span: Span) -> _Verdicts:
    for place, one in enumerate(intake.rated, 1):
        due_at = one.at + timedelta(days=reassess_days(one.lane))
        next_at = intake.rated[place].at if place < len(intake.rated) else None
        event = min(due_at, next_at or due_at)
        if event < school.now and span.has(event) and intake.is_open_at(event):
            yield _timely(school, intake, next_at, due_at)


def _referred_on(school: School, intake: Intake, span: Span) -> _Verdicts:
    one = next((one for one in intake.rated if one.proposes is Step.PROFESSIONAL and span.has(one.at)), None)
    if one is None:
        return
    due_at = school.due(Promise(priority().lanes[one.lane], one.at))
    done = [at for step, at in intake.steps if step is Step.PROFESSIONAL]
    made_at = min((*intake.referred_on, *done), default=None)
    if made_at is not None or not _was_lowered(intake, one, due_at):
        yield _timely(school, intake, made_at, due_at)


def _was_lowered(intake: Intake, rated: Rated, due_at: datetime) -> bool:
    later = [one for one in intake.rated if rated.at < one.at <= due_at]
    return bool(later) and later[-1].proposes is not Step.PROFESSIONAL


def _record(school: School, intake: Intake, span: Span) -> _Verdicts:
    if span.has(intake.opened_at) and intake.began_at:
        yield _on_record(intake.is_told and any(one.is_whole for one in intake.rated))


def _told(school: School, intake: Intake, span: Span) -> _Verdicts:
    if span.has(intake.opened_at) and intake.began_at:
        yield _on_record(intake.is_mentee_told)


def _view(school: School, intake: Intake, span: Span) -> _Verdicts:
    for one in intake.decided:
        if span.has(one.at):
            yield _on_record(one.has_view)


def _individual(school: School, intake: Intake, span: Span) -> _Verdicts:
    for one in intake.rated:
        if span.has(one.at):
            yield _on_record(one.is_whole and one.is_own)


def _on_record(is_there: bool) -> Verdict:
    return Verdict.MET if is_there else Verdict.MISSING


def _timely(
    school: School,
    intake: Intake,
    done_at: datetime | None,
    due_at: datetime,
    nothing: Verdict = Verdict.MISSING,
) -> Verdict | None:
    """None while it is neither done nor due, or when the case ended before it was due."""
    if done_at is not None:
        return Verdict.MET if done_at <= due_at else Verdict.NOT_MET
    return nothing if due_at < school.now and intake.is_open_at(due_at) else None


_RULES: Final[Mapping[Line, Callable[[School, Intake, Span], _Verdicts]]] = {
    Line.URGENT_FIRST: _urgent_first,
    Line.STARTED: _started,
    Line.RATED: _rated,
    Line.RATED_AGAIN: _rated_again,
    Line.REFERRED_ON: _referred_on,
    Line.RECORD: _record,
    Line.TOLD: _told,
    Line.VIEW: _view,
    Line.INDIVIDUAL: _individual,
}
