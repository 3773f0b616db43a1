"""What is planned for one made-up mentee: sessions with a mentor, forms, the end, and what nobody plans?

`plan` counts the mentors so far: what was planned with one before does not happen any more.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from care_steps.steps import Step
from supervision.sessions_plan import SessionsPlan, planned_instants
from supervision.simulating.acts import Act, Assign, Close, Fill, Log, Seen, Worry
from supervision.simulating.agendas import Agenda, Made
from supervision.simulating.drawn_forms import answers_of
from supervision.simulating.figures import FIGURES, Course
from triage.school_year import breaks

LENGTH_MINUTES: Final = 45
WEEKLY: Final = timedelta(weeks=1).days
_NOTHING_YET: Final = Seen(Step.REFERRED, (), None, None, has_match=False)
_GAD_7_SHARE: Final = 2 / 3


def plan_of(act: Assign) -> SessionsPlan:
    """A session a week, in the early afternoon."""
    meeting = FIGURES.times["meeting"]
    return SessionsPlan(act.first_on, meeting, WEEKLY, act.count, LENGTH_MINUTES, "Library")


@dataclass
class Life(Agenda):
    """One mentee, as the case was seen last. `serves` is the step of the newest mentor."""

    seen: Seen = _NOTHING_YET
    plan: int = 0
    serves: Step | None = None
    course: Course = field(init=False)
    entry: int = field(init=False)
    first_form_on: date | None = None
    _filled_on: set[tuple[str, date]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.course = self.figures.course(self.random)
        self.entry = self.random.randint(*self.course.entry)

    def first_mentor(self, now: datetime) -> Act | None:
        if self.seen.step is not Step.REFERRED or self.seen.has_match or self.seen.offer == "accepted":
            return None
        if self.seen.offer is not None:
            # Another step is offered: nobody is assigned before that is answered.
            self.put_on(self.year.school_days_later(self.day(now), 1), "assigned", self.first_mentor)
            return None
        return self.mentor(Step.MENTOR)(now)

    def mentor(self, step: Step) -> Made:
        span = self.figures.planned_first if step is Step.MENTOR else self.figures.planned_second
        count = self.random.randint(*span)

        def assign(now: datetime) -> Act | None:
            first_on = self.after(self.day(now), self.figures.first_session_after)
            act = Assign(now, step, first_on, count)
            self.plan, self.serves = self.plan + 1, step
            self._sessions(act)
            return act

        return assign

    def _sessions(self, act: Assign) -> None:
        planned = planned_instants(plan_of(act), self.year.known_at(act.at))
        for number, held_at in enumerate(planned, start=1):
            self.put_on(self.day(held_at), "logged", self._session(self.plan, held_at, number))
            if number % self.figures.every_sessions == 0:
                self.form(self.day(held_at), plan=self.plan)
        self.closing(self.after(self.day(planned[-1]), self.figures.ended_after), self.plan)

    def _session(self, plan: int, held_at: datetime, number: int) -> Made:
        figures, drawn = self.figures, self.random.random()
        is_made = number == 1 or self.random.random() >= figures.sessions_missed
        cause = self.random.choice(figures.missed_causes)
        worry = "talk_over" if drawn < figures.talk_over else None
        worry = "other_now" if drawn > 1 - figures.cannot_wait else worry

        def log(now: datetime) -> Act | None:
            if plan != self.plan or not self.is_school_day(now):
                return None
            return Log(now, held_at, is_made, None if is_made else cause, worry if is_made else None)

        return log

    def closing(self, day: date, plan: int) -> None:
        def close(now: datetime) -> Act | None:
            if plan != self.plan:
                return None
            if self.is_unsafe() or self.seen.offer is not None or self._waits_for_decision():
                self.closing(self.year.school_days_later(self.day(now), WEEKLY), plan)
                return None
            return Close(now)

        self.put_on(day, "closed", close)

    def form(
        self, day: date, *, is_first: bool = False, is_asked_again: bool = False, plan: int | None = None
    ) -> None:
        """Both forms on this day, when they come back; else they are asked for once more."""
        missing = self.figures.forms_missing_again if is_asked_again else self.figures.forms_missing
        if not is_first and self.random.random() < missing:
            if not is_asked_again:
                self.form(self.year.school_days_later(day, 1), is_asked_again=True, plan=plan)
            return
        for instrument_id in ("phq-a", "gad-7"):
            when = instrument_id.replace("-", "_")
            self.put_on(day, when, self._filled(instrument_id, plan=plan, is_first=is_first))

    def _filled(self, instrument_id: str, *, plan: int | None, is_first: bool) -> Made:
        figures = self.figures
        noise = figures.noise[instrument_id.replace("-", "_")]
        stray = self.random.randint(-noise, noise)
        share = figures.thoughts_at_entry if is_first else figures.thoughts_later
        thoughts, is_blank = self.random.random() < share, self.random.random() < figures.forms_blank

        def fill(now: datetime) -> Act | None:
            if (plan is not None and plan != self.plan) or not self.is_school_day(now):
                return None
            if (instrument_id, self.day(now)) in self._filled_on:
                return None
            self._filled_on.add((instrument_id, self.day(now)))
            self.first_form_on = self.first_form_on or self.day(now)
            weeks = (self.day(now) - self.first_form_on).days / WEEKLY
            total = self.entry + self.course.weekly * weeks + (0 if is_first else stray)
            total *= 1 if instrument_id == "phq-a" else _GAD_7_SHARE
            drawn = answers_of(
                self.random, instrument_id, max(round(total), 0), thoughts=thoughts, is_blank=is_blank
            )
            return Fill(now, instrument_id, drawn)

        return fill

    def worries(self, referred: date) -> None:
        figures, random = self.figures, self.random
        long = breaks(self.year.calendar, pause_from=figures.break_school_days)
        later = [one for one in long if one.first_on > referred]
        if later and random.random() < figures.worry_in_break:
            chosen = random.choice(later)
            days = (chosen.last_on - chosen.first_on).days
            day = chosen.first_on + timedelta(days=random.randint(0, days))
            self.put_on(day, "worried", lambda now: Worry(now, "other_now"))
        if random.random() < figures.active_statement:
            day = referred + timedelta(days=random.randint(*figures.statement_after))
            self.put_on(day, "said", lambda now: Worry(now, "active_statement"))

    def is_waiting(self, work_id: UUID) -> bool:
        return any(one.id == work_id for one in self.seen.work)

    def is_unsafe(self) -> bool:
        return any(one.kind == "escalation" for one in self.seen.work)

    def _waits_for_decision(self) -> bool:
        return any(one.kind == "recommendation" for one in self.seen.work)
