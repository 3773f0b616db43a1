"""How have the scores of a case moved, drawn and said in words?

What a change means was judged before: the baseline of the step and the change come from the facts, whether it
may be chance from the published points of the form.
"""

from collections.abc import Mapping, Sequence

from care_steps.facts import Fact, RawAdministration, RawEpisode
from care_steps.steps import Step
from triage import instruments
from triage.calendar import SchoolCalendar
from triage.change import Verdict, points_change
from triage.instruments import Number
from workflows.pages.components import Sentence
from workflows.pages.page import mark
from workflows.pages.sparkline import Measured, Sparkline, StepMark, sparkline
from workflows.records.timelines import Happening


def score_lines(
    raw: RawEpisode, facts: Mapping[str, Fact], marks: Sequence[StepMark], calendar: SchoolCalendar
) -> tuple[Sparkline, ...]:
    """One line for each form that was given, in the order of the forms."""
    given = {
        one: [form for form in raw.administrations if form.instrument_id == one] for one in instruments.IDS
    }
    return tuple(_line(one, forms, facts, marks, calendar) for one, forms in given.items() if forms)


def step_marks(happened: Sequence[Happening], calendar: SchoolCalendar) -> tuple[StepMark, ...]:
    """When the step changed: "1 → 2"."""
    moves = [one for one in happened if one.kind == "step_change"]
    return tuple(StepMark(calendar.local_day(one.happened_at), _arrow(one)) for one in moves)


def _arrow(one: Happening) -> str:
    numbers = [Step(one.fields[name]).number for name in ("from_step", "to_step")]
    return " → ".join("–" if number is None else str(number) for number in numbers)


def _line(
    instrument_id: str,
    forms: Sequence[RawAdministration],
    facts: Mapping[str, Fact],
    marks: Sequence[StepMark],
    calendar: SchoolCalendar,
) -> Sparkline:
    form = instruments.load(instrument_id)
    prefix = instrument_id.replace("-", "_")
    baseline = facts[f"{prefix}_baseline"].value
    points = form.parameters.reliable_points
    return sparkline(
        [Measured(calendar.local_day(one.completed_at), one.total, one.band or "") for one in forms],
        identifier=f"score-{instrument_id}",
        title=Sentence("%(form)s, %(topic)s", {"form": form.name}, {"topic": form.topic.lower()}),
        direction=_direction(instrument_id, facts, prefix),
        maximum=_drawn(form.highest_total),
        cut_off=None if form.caseness is None else _drawn(form.caseness),
        threshold=_drawn(points.value) if points else None,
        step_marks=marks,
        baseline=baseline if isinstance(baseline, int) else None,
    )


def _drawn(number: Number) -> float:
    """Whole numbers stay whole where they are said."""
    return number if isinstance(number, int) else float(number)


def _direction(instrument_id: str, facts: Mapping[str, Fact], prefix: str) -> Sentence:
    """The change since the step began, in words."""
    total, baseline = facts[f"{prefix}_total"], facts[f"{prefix}_baseline"].value
    change = facts[f"{prefix}_change"].value
    if not total.is_known:
        return Sentence(mark("The last form could not be judged."))
    if not isinstance(change, int) or not isinstance(baseline, int):
        return Sentence(mark("The first score of this step: there is nothing to compare it with yet."))
    form = instruments.load(instrument_id)
    points = form.parameters.reliable_points
    if points is None:
        return Sentence(mark("Nobody has published how many points of this form are a real change."))
    verdict = points_change(baseline, baseline + change, points=points.value, direction=form.direction)
    return Sentence(_in_words(verdict, change), {"points": abs(change)})


def _in_words(verdict: Verdict, change: int) -> str:
    if verdict is Verdict.IMPROVED:
        return mark("Better by %(points)s points since this step began: more than chance.")
    if verdict is Verdict.DETERIORATED:
        return mark("Worse by %(points)s points since this step began: more than chance.")
    if change == 0:
        return mark("The same as when this step began.")
    if change > 0:
        return mark("Up by %(points)s since this step began: may be chance.")
    return mark("Down by %(points)s since this step began: may be chance.")
