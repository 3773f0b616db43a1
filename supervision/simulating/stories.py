"""What happens to one made-up mentee over the year, and what do the people around them do about it?

A story has an agenda: acts with their instants. What becomes open is seen after each act and each sweep, and puts
what people do about it on the agenda. It knows no rule: whether anything is due is said by whoever plays it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Final
from uuid import UUID

from care_steps.less_help import is_less
from care_steps.offers import OfferMove
from care_steps.steps import Step
from supervision.sessions_plan import SessionsPlan, planned_instants
from supervision.simulating.acts import (
    Acknowledge,
    Act,
    Assign,
    Close,
    Confirm,
    Decide,
    End,
    Fill,
    Log,
    OpenWork,
    Refer,
    Reply,
    Seen,
    Worry,
)
from supervision.simulating.drawn_forms import answers_of
from supervision.simulating.figures import Course, Figures, Span
from supervision.simulating.year import SimulatedYear

Made = Callable[[datetime], Act | None]
MEETING: Final = time(13, 15)
LENGTH_MINUTES: Final = 45
WEEKLY: Final = 7
_NOTHING_YET: Final = Seen(Step.REFERRED, (), None, None, has_match=False)
_GAD_7_SHARE: Final = 2 / 3
_ASKS_FOR_A_FORM: Final = ("ask_again", "ask_due_form", "see_to_due_form")


def plan_of(act: Assign) -> SessionsPlan:
    """A session a week, in the early afternoon."""
    return SessionsPlan(act.first_on, MEETING, WEEKLY, act.count, LENGTH_MINUTES, "Library")


@dataclass
class Story:
    """One mentee. `plan` counts the mentors so far: what was planned with one before does not happen any more."""

    number: int
    year: SimulatedYear
    figures: Figures
    random: Random
    seen: Seen = _NOTHING_YET
    plan: int = 0
    serves: Step | None = None
    is_open: bool = False
    was_closed: bool = False
    course: Course = field(init=False)
    entry: int = field(init=False)
    first_form_on: date | None = None
    _agenda: list[tuple[datetime, int, Made]] = field(default_factory=list)
    _count: int = 0
    _known: set[object] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.course = self.figures.course(self.random)
        self.entry = self.random.randint(*self.course.entry)
        weeks = self.random.randrange(self.figures.referred_within_weeks)
        day = self.year.school_days_later(
            self.year.begins + timedelta(weeks=weeks), self.random.randint(1, 4)
        )
        self._at(day, 9, 10, Refer)
        self._form(self._after(day, self.figures.form_after), is_first=True)
        self._at(self._after(day, self.figures.assigned_after), 14, 10, self._first_mentor)
        self._worries(day)

    @property
    def next_at(self) -> datetime | None:
        """When something is on the agenda next; nothing happens after the last day of school."""
        at = self._agenda[0][0] if self._agenda else None
        return at if at is not None and at < self.year.instant(self.year.ends, 18) else None

    def take(self) -> Act | None:
        """What happens then; None when it has become pointless."""
        at, _, make = heappop(self._agenda)
        act = make(at)
        if isinstance(act, Refer):
            self.is_open = True
        return act if self.is_open or isinstance(act, Refer) else None

    def see(self, seen: Seen, at: datetime) -> None:
        """Look at what is open, and plan what is done about it."""
        self.seen = seen
        if seen.step is Step.CLOSED:
            self.is_open, self.was_closed = False, True
        for one in seen.work:
            if one.id not in self._known:
                self._known.add(one.id)
                self._react(one, at)
        key = (seen.offer, seen.offer_to, self.plan)
        if seen.offer is not None and key not in self._known:
            self._known.add(key)
            self._offer(seen.offer, seen.offer_to, at)

    # What people do about open work.

    def _react(self, work: OpenWork, at: datetime) -> None:
        if work.kind == "escalation":
            taken = at + timedelta(minutes=self.random.randint(*self.figures.acknowledged_after))
            over = taken + timedelta(minutes=self.random.randint(*self.figures.assessed_after))
            tier = self.random.choice(self.figures.tiers)
            self._put(taken, lambda now: Acknowledge(now, work.id) if self._is_open(work.id) else None)
            self._put(
                over, lambda now: End(now, work.id, work.kind, tier) if self._is_open(work.id) else None
            )
        elif work.kind == "recommendation":
            self._at(self._after(self._day(at), self.figures.decided_after), 10, 5, self._decision(work.id))
        else:
            day = self._after(self._day(at), self.figures.task_after)
            if work.action in _ASKS_FOR_A_FORM:
                self._form(day, is_asked_again=True)
            self._at(
                day, 15, 20, lambda now: End(now, work.id, work.kind) if self._is_open(work.id) else None
            )

    def _decision(self, work_id: UUID) -> Made:
        drawn = self.random.random()

        def decide(now: datetime) -> Act | None:
            work = next((one for one in self.seen.work if one.id == work_id), None)
            if work is None:
                return None
            present, proposed = self.seen.step, work.proposes or self.seen.step
            if proposed is present:
                return Decide(now, work_id, "accept")
            if self._is_unsafe() and (self.seen.offer is not None or is_less(proposed, present)):
                # Nothing is held, and nothing taken back, while a safety item is open.
                self._at(self.year.school_days_later(self._day(now), 1), 10, 5, self._decision(work_id))
                return None
            if proposed is Step.CLOSED:
                return Close(now)
            accepts = drawn < self.figures.accepted or self._is_unsafe()
            if accepts and self.seen.offer is None:
                return Decide(now, work_id, "accept")
            if drawn < self.figures.accepted + self.figures.held:
                until = self.year.school_days_later(self._day(now), self.figures.hold_school_days)
                return Decide(now, work_id, "hold", until)
            return Decide(now, work_id, "stay")

        return decide

    def _offer(self, state: str, to_step: Step | None, at: datetime) -> None:
        if state == "offered":
            move = OfferMove.DECLINE if self.random.random() < self.figures.declined else OfferMove.ACCEPT
            day = self._after(self._day(at), self.figures.answered_after)
            self._at(day, 12, 5, lambda now: Reply(now, move) if self.seen.offer == "offered" else None)
        elif to_step is Step.PROFESSIONAL:
            day = self._after(self._day(at), self.figures.confirmed_after)
            self._at(day, 16, 5, lambda now: Confirm(now) if self.seen.offer is not None else None)
        elif to_step is not None and to_step is not self.serves:
            assign = self._mentor(to_step)
            day = self._after(self._day(at), self.figures.begun_after)
            self._at(day, 14, 10, lambda now: assign(now) if self.seen.offer_to is to_step else None)

    # What was planned.

    def _first_mentor(self, now: datetime) -> Act | None:
        if self.seen.step is not Step.REFERRED or self.seen.has_match or self.seen.offer == "accepted":
            return None
        if self.seen.offer is not None:
            # Another step is offered: nobody is assigned before that is answered.
            self._at(self.year.school_days_later(self._day(now), 1), 14, 10, self._first_mentor)
            return None
        return self._mentor(Step.MENTOR)(now)

    def _mentor(self, step: Step) -> Made:
        span = self.figures.planned_first if step is Step.MENTOR else self.figures.planned_second
        count = self.random.randint(*span)

        def assign(now: datetime) -> Act | None:
            first_on = self._after(self._day(now), (1, 4))
            act = Assign(now, step, first_on, count)
            self.plan, self.serves = self.plan + 1, step
            self._sessions(act)
            return act

        return assign

    def _sessions(self, act: Assign) -> None:
        planned = planned_instants(plan_of(act), self.year.known_at(act.at))
        for number, held_at in enumerate(planned, start=1):
            self._put(
                self.year.instant(self._day(held_at), 14, 40), self._session(self.plan, held_at, number)
            )
            if number % self.figures.every_sessions == 0:
                self._form(self._day(held_at), plan=self.plan)
        self._closing(self._after(self._day(planned[-1]), (2, 4)), self.plan)

    def _session(self, plan: int, held_at: datetime, number: int) -> Made:
        figures, drawn = self.figures, self.random.random()
        is_made = number == 1 or self.random.random() >= figures.sessions_missed
        cause = self.random.choice(figures.missed_causes)
        worry = "talk_over" if drawn < figures.talk_over else None
        worry = "other_now" if drawn > 1 - figures.cannot_wait else worry

        def log(now: datetime) -> Act | None:
            if plan != self.plan or not self._is_school_day(now):
                return None
            return Log(now, held_at, is_made, None if is_made else cause, worry if is_made else None)

        return log

    def _closing(self, day: date, plan: int) -> None:
        def close(now: datetime) -> Act | None:
            if plan != self.plan:
                return None
            if self._is_unsafe() or self.seen.offer is not None or self._waits_for_decision():
                self._closing(self.year.school_days_later(self._day(now), WEEKLY), plan)
                return None
            return Close(now)

        self._at(day, 15, 40, close)

    def _form(
        self, day: date, *, is_first: bool = False, is_asked_again: bool = False, plan: int | None = None
    ) -> None:
        """Both forms on this day, when they come back; else they are asked for once more."""
        missing = self.figures.forms_missing_again if is_asked_again else self.figures.forms_missing
        if not is_first and self.random.random() < missing:
            if not is_asked_again:
                self._form(self.year.school_days_later(day, 1), is_asked_again=True, plan=plan)
            return
        for minute, instrument_id in ((30, "phq-a"), (40, "gad-7")):
            self._at(day, 10, minute, self._filled(instrument_id, plan=plan, is_first=is_first))

    def _filled(self, instrument_id: str, *, plan: int | None, is_first: bool) -> Made:
        figures = self.figures
        noise = figures.noise[instrument_id.replace("-", "_")]
        stray = self.random.randint(-noise, noise)
        share = figures.thoughts_at_entry if is_first else figures.thoughts_later
        thoughts, is_blank = self.random.random() < share, self.random.random() < figures.forms_blank

        def fill(now: datetime) -> Act | None:
            if (plan is not None and plan != self.plan) or not self._is_school_day(now):
                return None
            if (instrument_id, self._day(now)) in self._known:
                return None
            self._known.add((instrument_id, self._day(now)))
            self.first_form_on = self.first_form_on or self._day(now)
            weeks = (self._day(now) - self.first_form_on).days / WEEKLY
            total = self.entry + self.course.weekly * weeks + (0 if is_first else stray)
            total *= 1 if instrument_id == "phq-a" else _GAD_7_SHARE
            drawn = answers_of(
                self.random, instrument_id, max(round(total), 0), thoughts=thoughts, is_blank=is_blank
            )
            return Fill(now, instrument_id, drawn)

        return fill

    def _worries(self, referred: date) -> None:
        figures, random = self.figures, self.random
        long = [one for one in self.year.closures if (one.last_on - one.first_on).days >= 4]
        later = [one for one in long if one.first_on > referred]
        if later and random.random() < figures.worry_in_break:
            chosen = random.choice(later)
            days = (chosen.last_on - chosen.first_on).days
            day = chosen.first_on + timedelta(days=random.randint(0, days))
            self._at(day, 20, 30, lambda now: Worry(now, "other_now"))
        if random.random() < figures.active_statement:
            day = referred + timedelta(days=random.randint(20, 200))
            self._at(day, 21, 50, lambda now: Worry(now, "active_statement"))

    # The agenda.

    def _put(self, at: datetime, make: Made) -> None:
        self._count += 1
        heappush(self._agenda, (at, self._count, make))

    def _at(self, day: date, hour: int, minute: int, make: Made) -> None:
        """At that time of day; a few seconds apart from everybody else's."""
        self._put(self.year.instant(day, hour, minute) + timedelta(seconds=self.number), make)

    def _after(self, day: date, span: Span) -> date:
        return self.year.school_days_later(day, self.random.randint(*span))

    def _day(self, at: datetime) -> date:
        return self.year.calendar.local_day(at)

    def _is_school_day(self, at: datetime) -> bool:
        return self.year.known_at(at).is_school_day(self._day(at))

    def _is_open(self, work_id: UUID) -> bool:
        return any(one.id == work_id for one in self.seen.work)

    def _is_unsafe(self) -> bool:
        return any(one.kind == "escalation" for one in self.seen.work)

    def _waits_for_decision(self) -> bool:
        return any(one.kind == "recommendation" for one in self.seen.work)
