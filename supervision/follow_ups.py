"""Which follow-up of a safety page did nobody do yet, and for how long does it stand on a list?

The days are computed when they are asked for, from the screen or the worry; they stand in `safety_pages.toml`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from supervision.safety_pages import SAFETY, SafetyPage, SafetyStep
from supervision.safety_steps import StepState
from triage.calendar import SchoolCalendar


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One that nobody did, and nobody said why not."""

    step: SafetyStep
    due_at: datetime


def follow_ups_left(
    pages: Iterable[SafetyPage],
    states: Mapping[str, StepState],
    *,
    since: datetime,
    calendar: SchoolCalendar,
    at: datetime,
) -> tuple[FollowUp, ...]:
    """`states`: what holds of each step that somebody wrote about. None once they have stood for too long."""
    if at >= since + SAFETY.follow_ups_stay:
        return ()
    left = [
        (one, one.due_at(since, calendar)) for page in pages for one in page.steps if _is_left(one, states)
    ]
    return tuple(FollowUp(step, due_at) for step, due_at in left if due_at is not None)


def oldest(at: datetime) -> datetime:
    """Nothing that was opened earlier has a follow-up on a list."""
    return at - SAFETY.follow_ups_stay


def is_soon(one: FollowUp, at: datetime) -> bool:
    """Whether it stands on the list of everybody who looks after the young person."""
    return at >= one.due_at - SAFETY.follow_ups_ahead


def _is_left(step: SafetyStep, states: Mapping[str, StepState]) -> bool:
    return states.get(step.key, StepState.MISTAKE) is StepState.MISTAKE
