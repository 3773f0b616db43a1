"""What is to be measured of a mentee, by whom, and when is it due?

The plan is the policy's for the step, as the change points of this mentee alter it. A measure is due one interval
after it was last given, the first one in a step when the step begins; days of long closures are not counted, and a
due day is always a school day. Being missed moves no due day: what is due stays due until it is given. What a family
said no to is not asked and not overdue; when they agree again, it is due from that day on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from care_steps.not_asked import asked_again_on, not_asked_now
from care_steps.one_fact import Fact, Source, known
from care_steps.raw_facts import RawAdministration, RawEpisode, RawPlanChange
from care_steps.rules.sections import Measure, Settings
from care_steps.survey_bases import ConsentRule, NotAsked
from triage.calendar import SchoolCalendar
from triage.due_days import ONE_DAY, after_open_days, next_school_day, school_days_since
from triage.roles import Role
from triage.verdicts import Status

GIVEN: Final = (Status.SCORED, Status.PRORATED)
"""A form that cannot be judged is asked again, so that it was not given yet."""
NOBODY: Final = "nobody"


@dataclass(frozen=True, slots=True)
class Planned:
    """One form as it is asked of this mentee now. `is_changed`: otherwise than the policy says."""

    instrument_id: str
    informant: str
    interval_days: int
    asked_by: Role
    consent_basis: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class DueMeasure:
    """When a planned form is due. `school_days_overdue`: how many school days have begun since that day.

    `not_asked`: the family said no to it, so that nobody is late.
    """

    planned: Planned
    last_on: date | None
    due_on: date
    school_days_overdue: int
    not_asked: NotAsked | None = None

    @property
    def is_overdue(self) -> bool:
        return self.not_asked is None and self.school_days_overdue > 0


def plan_in_force(raw: RawEpisode, measures: Sequence[Measure]) -> tuple[Planned, ...]:
    """The plan of this mentee for the present step, in the order of the policy; what was added stands last."""
    if not raw.step.is_care:
        return ()
    found = {one.instrument_id: _of_policy(one) for one in measures if raw.step in one.steps}
    for change in _in_order(raw):
        kept = _changed(change, found.get(change.instrument_id))
        if kept is None:
            found.pop(change.instrument_id, None)
        else:
            found[change.instrument_id] = kept
    return tuple(found.values())


def due_measures(
    raw: RawEpisode,
    measures: Sequence[Measure],
    *,
    pause_from: int,
    rule: ConsentRule = ConsentRule.AS_STATED,
) -> tuple[DueMeasure, ...]:
    """Every planned form with its due day, what is due first standing first.

    `pause_from`: closures of so many school days do not count towards an interval. `rule`: that of the policy about
    consent; under the oldest one a form that nobody may ask stays due.
    """
    today, follows_family, found = raw.calendar.local_day(raw.as_of), rule is not ConsentRule.AS_STATED, []
    for planned in plan_in_force(raw, measures):
        last_on = last_given_on(raw, planned)
        due_on = _due_on(raw, planned, measures, last_on, pause_from)
        if follows_family and (again_on := asked_again_on(raw, planned.instrument_id)) is not None:
            due_on = max(due_on, next_school_day(raw.calendar, again_on))
        late = school_days_since(raw.calendar, due_on, today)
        no = not_asked_now(raw, planned.instrument_id) if follows_family else None
        found.append(DueMeasure(planned, last_on, due_on, late, no))
    return tuple(sorted(found, key=lambda one: one.due_on))


def due_of(raw: RawEpisode, settings: Settings) -> tuple[DueMeasure, ...]:
    """The same, as the settings of a policy have it."""
    return due_measures(
        raw, settings.measures, pause_from=settings.pause_from_school_days, rule=settings.consent_rule
    )


def most_overdue(due: Iterable[DueMeasure]) -> DueMeasure | None:
    """The form that has been due for the most school days, None when none is overdue."""
    overdue = [one for one in due if one.is_overdue]
    return max(overdue, key=lambda one: one.school_days_overdue, default=None)


def measure_plan_facts(raw: RawEpisode, settings: Settings) -> dict[str, Fact]:
    """For how many school days the most overdue form has been due, and who asks it. Always known: 0 is nobody."""
    if (late := most_overdue(due_of(raw, settings))) is None:
        return {"school_days_measure_overdue": known(0), "overdue_measure_asked_by": known(NOBODY)}
    given_last = given(raw, late.planned.instrument_id, late.planned.informant)[-1:]
    sources = [Source("administration", one.id, one.completed_at) for one in given_last]
    return {
        "school_days_measure_overdue": known(late.school_days_overdue, *sources),
        "overdue_measure_asked_by": known(late.planned.asked_by.value, *sources),
    }


def next_asked_on(due: DueMeasure, calendar: SchoolCalendar, *, today: date, was_tried_today: bool) -> date:
    """On which school day it is asked: the due day, and after it each school day on which nobody has tried yet."""
    if today < due.due_on:
        return due.due_on
    return next_school_day(calendar, today + ONE_DAY if was_tried_today else today)


def given(raw: RawEpisode, instrument_id: str, informant: str = "") -> tuple[RawAdministration, ...]:
    """The forms of this kind that count, oldest first. Without an informant, by whomever they were filled in."""
    return tuple(
        one
        for one in raw.administrations
        if one.instrument_id == instrument_id and one.status in GIVEN and informant in ("", one.informant)
    )


def last_given_on(raw: RawEpisode, planned: Planned) -> date | None:
    """The day on which it was last given, also before the step began."""
    found = given(raw, planned.instrument_id, planned.informant)
    return raw.calendar.local_day(found[-1].completed_at) if found else None


def _in_order(raw: RawEpisode) -> list[RawPlanChange]:
    return sorted(
        (one for one in raw.plan_changes if one.starts_at <= raw.as_of), key=lambda one: one.starts_at
    )


def _of_policy(one: Measure) -> Planned:
    return Planned(one.instrument_id, one.informant, one.interval_days, one.asked_by, one.consent_basis)


def _changed(change: RawPlanChange, before: Planned | None) -> Planned | None:
    if change.interval_days is None or change.asked_by is None or change.consent_basis is None:
        return None
    return Planned(
        instrument_id=change.instrument_id,
        informant=before.informant if before else "",
        interval_days=change.interval_days,
        asked_by=Role(change.asked_by),
        consent_basis=change.consent_basis,
        is_changed=True,
    )


def _due_on(
    raw: RawEpisode, planned: Planned, measures: Sequence[Measure], last_on: date | None, pause_from: int
) -> date:
    """By the policy's interval, then as each change of the plan moved it."""
    began = next_school_day(raw.calendar, raw.calendar.local_day(raw.step_began_at))

    def counted(interval_days: int | None) -> date | None:
        if interval_days is None or last_on is None:
            return None if interval_days is None else began
        return max(began, after_open_days(raw.calendar, last_on, interval_days, pause_from))

    due_on = counted(
        next(
            (
                one.interval_days
                for one in measures
                if one.instrument_id == planned.instrument_id and raw.step in one.steps
            ),
            None,
        )
    )
    for change in _in_order(raw):
        if change.instrument_id == planned.instrument_id:
            due_on = _moved(raw, change, due_on, counted(change.interval_days))
    assert due_on is not None
    return due_on


def _moved(raw: RawEpisode, change: RawPlanChange, before: date | None, counted: date | None) -> date | None:
    """A change is no reason to be late: what it makes due in the past is due on its own day, if not before."""
    if counted is None:
        return None
    changed_on = next_school_day(raw.calendar, raw.calendar.local_day(change.starts_at))
    return max(counted, changed_on if before is None else min(changed_on, before))
