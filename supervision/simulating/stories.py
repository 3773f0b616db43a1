"""What do the people around one made-up mentee do about what becomes open, over the year?

What is open is seen after each act and each sweep, and puts what people do about it on the agenda. A story knows no
rule: whether anything is due is said by whoever plays it.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from care_steps.less_help import is_less
from care_steps.offers import OfferMove
from care_steps.steps import Step
from supervision.simulating.acts import (
    Acknowledge,
    Act,
    Close,
    Confirm,
    Decide,
    End,
    OpenWork,
    Refer,
    Reply,
    Seen,
)
from supervision.simulating.agendas import Made
from supervision.simulating.lives import Life

_ASKS_FOR_A_FORM: Final = ("ask_again", "ask_due_form", "see_to_due_form")


@dataclass
class Story(Life):
    """One mentee and those around them. `is_open`: a case is."""

    is_open: bool = False
    _known: set[object] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__post_init__()
        weeks = self.random.randrange(self.figures.referred_within_weeks)
        day = self.after(self.year.begins + timedelta(weeks=weeks), self.figures.first_session_after)
        self.put_on(day, "referred", Refer)
        self.form(self.after(day, self.figures.form_after), is_first=True)
        self.put_on(self.after(day, self.figures.assigned_after), "assigned", self.first_mentor)
        self.worries(day)

    def take(self) -> Act | None:
        """What happens next; None when it has become pointless."""
        act = self.pop()
        if isinstance(act, Refer):
            self.is_open = True
        return act if self.is_open else None

    def see(self, seen: Seen, at: datetime) -> None:
        """Look at what is open, and plan what is done about it."""
        self.seen = seen
        if seen.step is Step.CLOSED:
            self.is_open = False
        for one in seen.work:
            if one.id not in self._known:
                self._known.add(one.id)
                self._react(one, at)
        key = (seen.offer, seen.offer_to, self.plan)
        if seen.offer is not None and key not in self._known:
            self._known.add(key)
            self._offer(seen.offer, seen.offer_to, at)

    def _react(self, work: OpenWork, at: datetime) -> None:
        if work.kind == "escalation":
            taken = at + timedelta(minutes=self.random.randint(*self.figures.acknowledged_after))
            over = taken + timedelta(minutes=self.random.randint(*self.figures.assessed_after))
            tier = self.random.choice(self.figures.tiers)
            self.put(taken, lambda now: Acknowledge(now, work.id) if self.is_waiting(work.id) else None)
            self.put(
                over, lambda now: End(now, work.id, work.kind, tier) if self.is_waiting(work.id) else None
            )
        elif work.kind == "recommendation":
            self.put_on(
                self.after(self.day(at), self.figures.decided_after), "decided", self._decision(work.id)
            )
        else:
            day = self.after(self.day(at), self.figures.task_after)
            if work.action in _ASKS_FOR_A_FORM:
                self.form(day, is_asked_again=True)
            self.put_on(
                day, "task", lambda now: End(now, work.id, work.kind) if self.is_waiting(work.id) else None
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
            if self.is_unsafe() and (self.seen.offer is not None or is_less(proposed, present)):
                # Nothing is held, and nothing taken back, while a safety item is open.
                self.put_on(self.year.school_days_later(self.day(now), 1), "decided", self._decision(work_id))
                return None
            if proposed is Step.CLOSED:
                return Close(now)
            accepts = drawn < self.figures.accepted or self.is_unsafe()
            if accepts and self.seen.offer is None:
                return Decide(now, work_id, "accept")
            if drawn < self.figures.accepted + self.figures.held:
                until = self.year.school_days_later(self.day(now), self.figures.hold_school_days)
                return Decide(now, work_id, "hold", until)
            return Decide(now, work_id, "stay")

        return decide

    def _offer(self, state: str, to_step: Step | None, at: datetime) -> None:
        if state == "offered":
            move = OfferMove.DECLINE if self.random.random() < self.figures.declined else OfferMove.ACCEPT
            day = self.after(self.day(at), self.figures.answered_after)
            self.put_on(
                day, "replied", lambda now: Reply(now, move) if self.seen.offer == "offered" else None
            )
        elif to_step is Step.PROFESSIONAL:
            day = self.after(self.day(at), self.figures.confirmed_after)
            self.put_on(day, "confirmed", lambda now: Confirm(now) if self.seen.offer is not None else None)
        elif to_step is not None and to_step is not self.serves:
            assign = self.mentor(to_step)
            day = self.after(self.day(at), self.figures.begun_after)
            self.put_on(day, "assigned", lambda now: assign(now) if self.seen.offer_to is to_step else None)
