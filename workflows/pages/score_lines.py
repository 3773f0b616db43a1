"""How have the scores of a case moved, drawn and said in words?

What a change means was judged before: the baseline of the step and the change come from the facts, whether it
may be chance from the published points of the form.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from care_steps.facts import NOT_ASKED, Fact, RawAdministration, RawEpisode
from care_steps.steps import Step
from triage import instruments
from triage.both_changes import both_changes
from triage.calendar import SchoolCalendar
from triage.change import Verdict, reliable_change
from triage.instruments import Instrument, Number, Scale
from workflows.pages.components import Sentence
from workflows.pages.page import mark
from workflows.pages.sparkline import Measured, Sparkline, StepMark, sparkline
from workflows.records.timelines import Happening


def score_lines(
    raw: RawEpisode, facts: Mapping[str, Fact], marks: Sequence[StepMark], calendar: SchoolCalendar
) -> tuple[Sparkline, ...]:
    """One line for each form that was given and has a score, in the order of the forms; a screener has none."""
    found = []
    for form in map(instruments.load, instruments.IDS):
        given = [one for one in raw.administrations if one.instrument_id == form.id]
        if form.main is not None and given:
            found.append(_line(form, form.main, _like_the_last(given), facts, marks, calendar))
    return tuple(found)


def _like_the_last(given: Sequence[RawAdministration]) -> list[RawAdministration]:
    """Scores of different people, or about different times, are never on one line."""
    last = given[-1]
    return [
        one for one in given if (one.informant, one.recall_window) == (last.informant, last.recall_window)
    ]


def step_marks(happened: Sequence[Happening], calendar: SchoolCalendar) -> tuple[StepMark, ...]:
    """When the step changed: "1 → 2"."""
    moves = [one for one in happened if one.kind == "step_change"]
    return tuple(StepMark(calendar.local_day(one.happened_at), _arrow(one)) for one in moves)


def _arrow(one: Happening) -> str:
    numbers = [Step(one.fields[name]).number for name in ("from_step", "to_step")]
    return " → ".join("–" if number is None else str(number) for number in numbers)


def _line(
    form: Instrument,
    scale: Scale,
    given: Sequence[RawAdministration],
    facts: Mapping[str, Fact],
    marks: Sequence[StepMark],
    calendar: SchoolCalendar,
) -> Sparkline:
    baseline = facts.get(f"{form.fact_prefix}_baseline", NOT_ASKED).value
    title = "%(form)s, %(topic)s"
    if scale.direction == "higher_better":
        title = mark("%(form)s, %(topic)s: higher is better")
    return sparkline(
        [Measured(calendar.local_day(one.completed_at), _drawn(one.total), one.band or "") for one in given],
        identifier=f"score-{form.id}",
        title=Sentence(title, {"form": form.name}, {"topic": form.topic.lower()}),
        direction=_direction(form, scale, facts),
        maximum=_drawn(scale.maximum) or 0,
        cut_off=_drawn(scale.caseness),
        threshold=_threshold(scale),
        step_marks=marks,
        baseline=_drawn(_number(baseline)),
        higher_is_better=scale.direction == "higher_better",
    )


def _drawn(number: Number | None) -> float | None:
    """Whole numbers stay whole where they are said."""
    if number is None or isinstance(number, int):
        return number
    return int(number) if number == number.to_integral_value() else float(number)


def _number(value: object) -> Number | None:
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _threshold(scale: Scale) -> float | None:
    """The points of a real change: published, else computed from spread and reliability."""
    if scale.reliable_points is not None or scale.sd_ref is None or scale.reliability is None:
        return _drawn(scale.reliable_points)
    return reliable_change(0, 0, sd=scale.sd_ref, reliability=scale.reliability).threshold


def _direction(form: Instrument, scale: Scale, facts: Mapping[str, Fact]) -> Sentence:
    """The change since the step began, in words."""
    prefix = form.fact_prefix
    total = facts.get(f"{prefix}_total", NOT_ASKED)
    baseline = _number(facts.get(f"{prefix}_baseline", NOT_ASKED).value)
    change = _number(facts.get(f"{prefix}_change", NOT_ASKED).value)
    if not total.is_known:
        return Sentence(mark("The last form could not be judged."))
    if change is None or baseline is None:
        return Sentence(mark("The first score of this step: there is nothing to compare it with yet."))
    both = both_changes(scale, baseline, baseline + change)
    verdict = both.published or (both.computed.verdict if both.computed else None)
    if verdict is None:
        return Sentence(mark("Nobody has published how many points of this form are a real change."))
    return Sentence(_in_words(verdict, change), {"points": abs(change)})


def _in_words(verdict: Verdict, change: Number) -> str:
    if verdict is Verdict.IMPROVED:
        return mark("Better by %(points)s points since this step began: more than chance.")
    if verdict is Verdict.DETERIORATED:
        return mark("Worse by %(points)s points since this step began: more than chance.")
    if change == 0:
        return mark("The same as when this step began.")
    if change > 0:
        return mark("Up by %(points)s since this step began: may be chance.")
    return mark("Down by %(points)s since this step began: may be chance.")
