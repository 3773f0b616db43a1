"""What is missing before a rule can say that this step did not help, and from which day can it at the earliest?

Points, meetings and days are those of the policy's rows of rule R6, so that the page says what the rule will do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from care_steps.measuring import DueMeasure
from care_steps.one_fact import NOT_ASKED, Fact
from care_steps.raw_facts import RawEpisode
from care_steps.rules.rows import Policy, Row
from triage import instruments
from triage.due_days import after_open_days, next_school_day

NON_RESPONSE: Final = "R6"
_CONTACTS, _OPEN_DAYS, _DAYS = "sessions_made", "open_days_in_step", "days_in_step"


@dataclass(frozen=True, slots=True)
class Judging:
    """One form: points and meetings had, and how many the rule wants.

    `earliest_on` is None when more meetings have to be planned first. `can_judge`: nothing is missing.
    """

    instrument_id: str
    points: int
    points_needed: int
    contacts: int
    contacts_needed: int
    earliest_on: date | None
    can_judge: bool


def judging(
    policy: Policy,
    facts: Mapping[str, Fact],
    raw: RawEpisode,
    due: Sequence[DueMeasure],
    *,
    meetings: Sequence[date],
) -> tuple[Judging, ...]:
    """For each planned form of which the policy can judge non-response in this step.

    `meetings`: the days of the planned sessions that are still to come, in their order.
    """
    found = []
    for one in due:
        row = _row_of(policy, raw, _points_of(one))
        if row is not None:
            found.append(_judging(row, policy, facts, raw, one, meetings))
    return tuple(found)


def _points_of(due: DueMeasure) -> str:
    return f"{instruments.load(due.planned.instrument_id).fact_prefix}_points_in_step"


def _row_of(policy: Policy, raw: RawEpisode, points: str) -> Row | None:
    """The row that wants points of this form and holds in this step."""
    for row in policy.rule(NON_RESPONSE):
        steps = [cell.value for cell in row.cells if cell.fact == "step"]
        is_here = all(isinstance(one, frozenset) and raw.step.value in one for one in steps)
        if is_here and any(cell.fact == points for cell in row.cells):
            return row
    return None


def _judging(
    row: Row,
    policy: Policy,
    facts: Mapping[str, Fact],
    raw: RawEpisode,
    due: DueMeasure,
    meetings: Sequence[date],
) -> Judging:
    needed = {cell.fact: cell.value for cell in row.cells if cell.op == ">=" and isinstance(cell.value, int)}
    points, contacts = _had(facts, _points_of(due)), _had(facts, _CONTACTS)
    points_needed, contacts_needed = needed.get(_points_of(due), 0), needed.get(_CONTACTS, 0)
    days = needed.get(_OPEN_DAYS, needed.get(_DAYS, 0))
    is_late_enough = max(_had(facts, _OPEN_DAYS if _OPEN_DAYS in needed else _DAYS), 0) >= days
    pause_from = policy.settings.pause_from_school_days
    began, today = raw.calendar.local_day(raw.step_began_at), raw.calendar.local_day(raw.as_of)
    missing = contacts_needed - contacts
    earliest = [
        today if is_late_enough else after_open_days(raw.calendar, began, days, pause_from),
        _day_of_points(raw, due, points_needed - points, today, pause_from),
        *meetings[max(missing - 1, 0) : missing],
    ]
    return Judging(
        instrument_id=due.planned.instrument_id,
        points=min(points, points_needed),
        points_needed=points_needed,
        contacts=min(contacts, contacts_needed),
        contacts_needed=contacts_needed,
        earliest_on=None if missing > len(meetings) else max(earliest),
        can_judge=is_late_enough and points >= points_needed and missing <= 0,
    )


def _day_of_points(raw: RawEpisode, due: DueMeasure, missing: int, today: date, pause_from: int) -> date:
    """The day on which the last missing point can be there, when each is given as soon as it is due."""
    if missing <= 0:
        return today
    day = max(due.due_on, next_school_day(raw.calendar, today))
    for _ in range(missing - 1):
        day = after_open_days(raw.calendar, day, due.planned.interval_days, pause_from)
    return day


def _had(facts: Mapping[str, Fact], name: str) -> int:
    value = facts.get(name, NOT_ASKED).value
    return value if isinstance(value, int) else 0
