"""In which words is a planned form shown: when it is due, who asks, on what basis, and what happens when it is missed?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from care_steps import codes
from care_steps.asking_week import ToAsk
from care_steps.judging import Judging
from care_steps.measuring import DueMeasure, Planned
from care_steps.survey_bases import NoToForm, basis_plain
from triage import instruments
from triage.calendar import SchoolCalendar
from triage.roles import Role
from workflows.pages.components import NearDay, Sentence, ShortDay, Tag, TimelineItem, Tone
from workflows.pages.page import mark
from workflows.records.measure_plans import Attempt, PlanLine

_NEXT = mark("Not given today: %(reason)s. It is asked again on %(day)s.")
_CAN_JUDGE = mark(
    "%(form)s: %(points)s of %(needed)s forms, %(contacts)s of %(wanted)s meetings; whether this step helps can be judged."
)
_EARLIEST = mark(
    "%(form)s: %(points)s of %(needed)s forms, %(contacts)s of %(wanted)s meetings; whether this step helps"
    " can be judged from %(day)s at the earliest."
)
_NOT_PLANNED = mark(
    "%(form)s: %(points)s of %(needed)s forms, %(contacts)s of %(wanted)s meetings; to judge whether this step helps,"
    " more sessions have to be planned."
)


@dataclass(frozen=True, slots=True)
class AskedForm:
    """One form of one mentee. `missed`: what was said when it could not be given today; `kept_back`: why it may not."""

    instrument_id: str
    name: str
    asked_by: str
    basis: str
    due: Tag
    missed: Sentence | None
    can_be_missed: bool
    kept_back: str | None = None


def asked_form(
    ask: ToAsk,
    tried: Mapping[str, Attempt],
    calendar: SchoolCalendar,
    today: date,
    kept_back: str | None = None,
) -> AskedForm:
    """One line of the list. A form whose day has not come cannot have been missed."""
    planned = ask.due.planned
    last = tried.get(planned.instrument_id)
    missed = None
    if last is not None and ask.was_tried_today:
        reason = codes.load("missed_measures").plain(last.reason)
        missed = Sentence(_NEXT, {"day": near_day(ask.on)}, {"reason": reason})
    return AskedForm(
        instrument_id=planned.instrument_id,
        name=form_name(planned.instrument_id),
        asked_by=planned.asked_by.plain,
        basis=basis_of(planned),
        due=due_tag(ask.due, today),
        missed=missed,
        can_be_missed=ask.due.due_on <= today and not ask.was_tried_today and calendar.is_school_day(today),
        kept_back=kept_back,
    )


_NOT_ASKED: Final = {
    NoToForm.REFUSED: mark("not asked: consent refused on %(day)s"),
    NoToForm.WITHDRAWN: mark("not asked: consent withdrawn on %(day)s"),
    NoToForm.ENDED: mark("not asked: consent ended after %(day)s"),
    NoToForm.OPTED_OUT: mark("not asked: the family said no on %(day)s"),
}


def left_out_form(due: DueMeasure, today: date) -> AskedForm:
    """One line of what is not asked, since the family said no."""
    planned = due.planned
    return AskedForm(
        instrument_id=planned.instrument_id,
        name=form_name(planned.instrument_id),
        asked_by=planned.asked_by.plain,
        basis=basis_of(planned),
        due=due_tag(due, today),
        missed=None,
        can_be_missed=False,
    )


def due_tag(due: DueMeasure, today: date) -> Tag:
    """ "overdue since Mon, Nov 23: 3 school days", "due today", "due Thu, Dec 3", "not asked: consent withdrawn"."""
    if due.not_asked is not None:
        said = _NOT_ASKED[due.not_asked.how]
        return Tag(Sentence(said, {"day": due.not_asked.on}), Tone.QUIET)
    day = near_day(due.due_on)
    if due.school_days_overdue == 1:
        return Tag(Sentence(mark("overdue since %(day)s: 1 school day"), {"day": day}), Tone.LATE)
    if due.is_overdue:
        several = mark("overdue since %(day)s: %(count)s school days")
        return Tag(Sentence(several, {"day": day, "count": due.school_days_overdue}), Tone.LATE)
    if due.due_on <= today:
        return Tag(mark("due today"), Tone.SOON)
    return Tag(Sentence(mark("due %(day)s"), {"day": day}), Tone.PLANNED)


def every_days(days: int) -> Sentence:
    if days == 1:
        return Sentence(mark("every day"))
    return Sentence(mark("every %(days)s days"), {"days": days})


def basis_of(planned: Planned) -> str:
    return basis_plain(planned.consent_basis)


def form_name(instrument_id: str) -> str:
    """The name of a form; one that is not shipped any more keeps its id."""
    return instruments.load(instrument_id).name if instrument_id in instruments.IDS else instrument_id


def names_of_forms(instrument_ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(form_name(one) for one in instrument_ids)


def near_day(day: date) -> NearDay:
    return NearDay(day.year, day.month, day.day)


def short_day(day: date) -> ShortDay:
    return ShortDay(day.year, day.month, day.day)


@dataclass(frozen=True, slots=True)
class PlannedForm:
    """One form of the plan as it is in force. `given`: when it was given last."""

    instrument_id: str
    name: str
    every: Sentence
    asked_by: str
    basis: str
    due: Tag
    given: Sentence
    is_changed: bool


def planned_form(due: DueMeasure, today: date) -> PlannedForm:
    """One line of the plan."""
    planned = due.planned
    given = (
        Sentence(mark("given last on %(day)s"), {"day": near_day(due.last_on)})
        if due.last_on
        else Sentence(mark("not given yet"))
    )
    return PlannedForm(
        instrument_id=planned.instrument_id,
        name=form_name(planned.instrument_id),
        every=every_days(planned.interval_days),
        asked_by=planned.asked_by.plain,
        basis=basis_of(planned),
        due=due_tag(due, today),
        given=given,
        is_changed=planned.is_changed,
    )


def judging_said(one: Judging) -> Sentence:
    """ "PHQ-A: 2 of 4 points, 3 of 6 meetings; whether this step helps can be judged from Dec 3 at the earliest." """
    values: dict[str, object] = {
        "form": form_name(one.instrument_id),
        "points": one.points,
        "needed": one.points_needed,
        "contacts": one.contacts,
        "wanted": one.contacts_needed,
    }
    if one.can_judge:
        return Sentence(_CAN_JUDGE, values)
    if one.earliest_on is None:
        return Sentence(_NOT_PLANNED, values)
    return Sentence(_EARLIEST, {**values, "day": short_day(one.earliest_on)})


def plan_item(line: PlanLine) -> TimelineItem:
    """One change of the plan with its reason."""
    name = form_name(line.instrument_id)
    if line.interval_days is None or line.asked_by is None or line.consent_basis is None:
        title = Sentence(mark("%(form)s is not asked any more"), {"form": name})
        lines: tuple[Sentence, ...] = ()
    else:
        said = mark("%(form)s is asked again after %(days)s days")
        title = Sentence(said, {"form": name, "days": line.interval_days})
        basis = basis_plain(line.consent_basis)
        lines = (
            Sentence(mark("asked by: %(role)s"), terms={"role": Role(line.asked_by).plain}),
            Sentence(mark("on the basis: %(basis)s"), terms={"basis": basis}),
        )
    return TimelineItem(
        at=line.starts_at,
        title=title,
        by=line.set_by_name,
        kind="measure_plan",
        kind_plain="",
        body=line.why,
        lines=lines,
    )
