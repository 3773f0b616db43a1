"""What do the rules make of a made-up mentee's year? Acts and sweeps go through the same readings and the same
worklist as they do in the verbs.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from care_steps.due import due_at
from care_steps.moves import Move, destination
from care_steps.policy import CannotTell, Firing, Policy
from care_steps.proposals import AskedStep, proposal_of
from care_steps.raw_facts import RawEnded, RawEpisode
from care_steps.steps import Step
from supervision.readings import Reading, read_episode, read_form
from supervision.simulating.acts import OpenWork, Seen
from supervision.simulating.charts import Chart
from supervision.simulating.firings import Fired, Work
from supervision.worklist import (
    CANNOT_JUDGE,
    RECOMMENDATION,
    PastFiring,
    asked_work,
    is_news,
    open_work_for,
)

INSTANT: Final = timedelta(microseconds=1)
_VERSION: Final = UUID(int=1)


@dataclass
class Playing:
    """One chart under one policy: what fired, what is open, what was moved."""

    chart: Chart
    policy: Policy
    past: list[PastFiring] = field(default_factory=list)
    work: dict[UUID, Work] = field(default_factory=dict)
    offer: tuple[str, Step] | None = None
    fired: list[Fired] = field(default_factory=list)
    moves: list[tuple[datetime, Move]] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.chart.opened_at is not None and self.chart.step is not Step.CLOSED

    @property
    def seen(self) -> Seen:
        """How the case stands, as a person reads it."""
        work = tuple(
            OpenWork(one.id, one.kind, one.action, one.class_, self._proposal(one))
            for one in self.work.values()
        )
        state, to_step = self.offer or (None, None)
        return Seen(self.chart.step, work, state, to_step, self.chart.serving is not None)

    def _proposal(self, work: Work) -> Step | None:
        return (
            proposal_of(self.chart.step, work.asked, 0).recommended if work.kind == RECOMMENDATION else None
        )

    def move(self, move: Move, to_step: Step, at: datetime) -> None:
        self.chart.move(to_step, at)
        self.moves.append((at, move))

    def sweep(self, at: datetime) -> None:
        """What only time brings."""
        seen = read_episode(self.policy, _VERSION, self._raw(at), at)
        if seen.is_news(self.past, self._today(at)):
            self.evaluate(at, by_time=True)

    def evaluate(self, at: datetime, *, form_id: UUID | None = None, by_time: bool = False) -> None:
        """A new fact came in, or time has passed: like the verb of this name."""
        if form_id is not None:
            seen = read_form(
                self.policy, _VERSION, self._raw(at), at, administration_id=form_id, first_form_id=form_id
            )
            self._act(seen, at, by_time=by_time)
        number, settled = 0, False
        while not settled:
            before, stood = asked_work(self.past), self.chart.step
            now = at + number * INSTANT
            self._act(read_episode(self.policy, _VERSION, self._raw(now), now), at, by_time=by_time)
            settled = self.chart.step is stood and asked_work(self.past) == before
            number += 1

    def end(self, work_id: UUID, at: datetime, *, outcome: str, hold_until: date | None = None) -> None:
        """Somebody ends open work, or answers it; nothing when it is not open any more."""
        work = self.work.pop(work_id, None)
        if work is None:
            return
        if work.kind == "escalation":
            self.chart.ended = RawEnded(work_id, at)
        self.past[:] = [
            replace(
                one,
                work_state="ended",
                is_answered=work.kind == "recommendation",
                hold_until=hold_until,
                has_gone=outcome == "became_silent",
            )
            if one.work_id == work_id
            else one
            for one in self.past
        ]

    def _raw(self, at: datetime) -> RawEpisode:
        safety = tuple(one.id for one in self.work.values() if one.kind == "escalation")
        blind = {
            one.work_id
            for one in self.past
            if one.work_state != "ended"
            and one.work_kind == "task"
            and one.work_cause.split(":")[0] == CANNOT_JUDGE
        }
        return self.chart.raw(at, safety_items=safety, blind=tuple(blind))

    def _act(self, seen: Reading, at: datetime, *, by_time: bool) -> None:
        today = self._today(at)
        for firing in seen.asks:
            if not is_news(seen.candidate(firing), self.past, today):
                continue
            self._keep(seen, firing, at, by_time=by_time)
            to_step = destination(self.chart.step, Move.EMERGENCY)
            if firing.moves == Move.EMERGENCY.value and to_step is not None:
                self.offer = None
                self.move(Move.EMERGENCY, to_step, at)
        for work_id in seen.gone(self.past):
            self.end(work_id, at, outcome="became_silent")

    def _keep(self, seen: Reading, firing: Firing | CannotTell, at: datetime, *, by_time: bool) -> None:
        candidate = seen.candidate(firing)
        due = due_at(firing.limit, seen.raw.calendar, at, raw=seen.raw, settings=seen.settings)
        found = open_work_for(candidate, self.past)
        work_id = found or self.chart.new_id()
        work = self.work.setdefault(work_id, Work(work_id, candidate.work, firing.action, firing.class_))
        work.class_ = min(work.class_, firing.class_)
        work.asked.append(AskedStep(self.chart.step, firing.proposes))
        form = seen.form or (None, None)
        self.past.append(
            PastFiring(
                id=self.chart.new_id(),
                row_id=firing.row_id,
                rule_id=candidate.rule_id,
                evidence_key=candidate.evidence_key,
                class_=firing.class_,
                work_id=work_id,
                work_kind=candidate.work,
                work_cause=candidate.cause,
                work_state="open",
                work_ends=firing.ends,
                instrument_id=form[0],
                informant=form[1],
                is_answered=False,
                hold_until=None,
            )
        )
        self.fired.append(
            Fired(
                number=self.chart.number,
                at=at,
                row_id=firing.row_id,
                rule_id=candidate.rule_id,
                class_=firing.class_,
                work=candidate.work,
                safety=firing.safety,
                scope=firing.scope.value,
                limit=(firing.limit.amount, firing.limit.unit),
                due_at=due,
                by_time=by_time,
                opened=found is None,
                raw=seen.raw,
            )
        )

    def _today(self, at: datetime) -> date:
        return self.chart.year.calendar.local_day(at)
