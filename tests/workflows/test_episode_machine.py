"""Can any order of acts bring an episode where it must not be?

One mentee lives through random acts of the people around them, through verbs on a real PostgreSQL, with
refusals, blanks, double clicks, old pages and days that pass. After every act the record must say what the
house promises, and a sweep must find nothing to do. At the end replay derives everything again.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar, cast
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.decisions import Answer, Choice
from care_steps.match_states import MatchEnd
from care_steps.offers import OfferMove
from care_steps.safety_tiers import SafetyFound
from care_steps.steps import Step
from tests.conftest import Database
from tests.world import CONSENT, World
from workflows.platform.engines import open_engine
from workflows.records.matches import load_match
from workflows.records.offers import Offer
from workflows.records.refusals import Refused
from workflows.verbs.decide import Seen
from workflows.verbs.end_match import end_match
from workflows.verbs.replay import Replayed, replay

EXAMPLES, STEPS = 16, 24
Result = TypeVar("Result")
Draw = Callable[..., Any]

# Each row is a promise that is broken, with the record that breaks it. None may ever come back.
BROKEN = """
SELECT 'the step is that of the last step change' AS promise, e.id FROM app.episode e
 WHERE (e.version, e.step) IS DISTINCT FROM
       (SELECT (c.sequence, c.to_step) FROM app.step_change c WHERE c.episode_id = e.id ORDER BY c.sequence DESC LIMIT 1)
UNION ALL SELECT 'a step change rests on one decision of its own, which has a reason and led there', c.id
  FROM app.step_change c LEFT JOIN app.decision d ON d.id = c.decision_id
 WHERE d.id IS NULL OR btrim(d.why) = '' OR d.chosen_step <> c.to_step OR d.from_step IS DISTINCT FROM c.from_step
    OR (SELECT count(*) FROM app.step_change x WHERE x.decision_id = c.decision_id) <> 1
UNION ALL SELECT 'a routine step changes by an offer that was started', c.id FROM app.step_change c
 WHERE c.move IN ('start', 'step_up', 'step_down')
   AND NOT EXISTS (SELECT FROM app.offer o WHERE o.decision_id = c.decision_id AND o.state = 'started')
UNION ALL SELECT 'only the policy moves at once, and it does nothing else', d.id FROM app.decision d
 WHERE (d.actor_kind = 'policy') <> (d.kind = 'emergency')
UNION ALL SELECT 'reasons are given exactly when the chosen step differs', d.id FROM app.decision d
 WHERE d.kind <> 'hold' AND (cardinality(d.override_reasons) > 0)
       <> (d.recommended_step IS NOT NULL AND d.recommended_step <> d.chosen_step)
UNION ALL SELECT 'one recommendation is open', w.episode_id FROM app.work w
 WHERE w.kind = 'recommendation' AND w.state <> 'ended' GROUP BY w.episode_id HAVING count(*) > 1
UNION ALL SELECT 'one piece of work is open for a cause', w.episode_id FROM app.work w
 WHERE w.kind <> 'recommendation' AND w.state <> 'ended' GROUP BY w.episode_id, w.cause HAVING count(*) > 1
UNION ALL SELECT 'open work has an owner, a time and a firing behind it', w.id FROM app.work w
 WHERE w.state <> 'ended' AND (w.owner_id IS NULL OR w.due_at IS NULL
       OR (NOT EXISTS (SELECT FROM app.firing f WHERE f.work_id = w.id)
           AND split_part(w.cause, ':', 1) NOT IN ('first_check', 'look_again')))
UNION ALL SELECT 'an escalation ends by a person', w.id FROM app.work w
 WHERE w.kind = 'escalation' AND w.state = 'ended' AND w.ended_by IS NULL
UNION ALL SELECT 'a recommendation ends by a decision that answers all that stood behind it', w.id FROM app.work w
 WHERE w.kind = 'recommendation' AND w.state = 'ended' AND EXISTS (SELECT FROM app.firing f WHERE f.work_id = w.id
       AND NOT EXISTS (SELECT FROM app.decision_firing x JOIN app.decision d ON d.id = x.decision_id
                        WHERE x.firing_id = f.id AND d.work_id = w.id))
UNION ALL SELECT 'nobody steps down while a safety item is open', c.id FROM app.step_change c
  JOIN app.work w ON w.episode_id = c.episode_id AND w.kind = 'escalation'
 WHERE c.move = 'step_down' AND w.recorded_at < c.recorded_at AND (w.ended_at IS NULL OR w.ended_at > c.recorded_at)
UNION ALL SELECT 'nothing is held while a safety item is open', d.id FROM app.decision d
  JOIN app.work w ON w.episode_id = d.episode_id AND w.kind = 'escalation'
 WHERE d.kind = 'hold' AND w.recorded_at < d.recorded_at AND (w.ended_at IS NULL OR w.ended_at > d.recorded_at)
UNION ALL SELECT 'less help has a plan and a first check', d.id FROM app.decision d
 WHERE d.direction = 'down' AND d.kind NOT IN ('undo', 'emergency')
   AND (btrim(d.safety_plan) = '' OR d.first_check_on IS NULL)
UNION ALL SELECT 'nobody is let go while a safety item is open, unless somebody else has them', c.id
  FROM app.step_change c JOIN app.decision d ON d.id = c.decision_id
  JOIN app.work w ON w.episode_id = c.episode_id AND w.kind = 'escalation'
 WHERE c.move = 'close' AND d.closure_reason NOT IN ('transferred_care', 'deceased')
   AND w.recorded_at < c.recorded_at AND (w.ended_at IS NULL OR w.ended_at >= c.recorded_at)
UNION ALL SELECT 'what only the end of the case ended about safety is asked again with the case', w.id
  FROM app.step_change c JOIN app.step_change n ON (n.episode_id, n.sequence) = (c.episode_id, c.sequence + 1)
  JOIN app.work w ON w.episode_id = c.episode_id AND w.kind = 'escalation' AND w.ended_at = c.recorded_at
 WHERE c.move = 'close' AND w.outcome = 'case_closed'
   AND NOT EXISTS (SELECT FROM app.work x WHERE (x.episode_id, x.cause) = (w.episode_id, w.cause)
                      AND x.kind = 'escalation' AND x.recorded_at = n.recorded_at)
UNION ALL SELECT 'nothing stays open behind a case that ends', w.id FROM app.step_change c
  JOIN app.work w ON w.episode_id = c.episode_id AND w.recorded_at < c.recorded_at
 WHERE c.move = 'close' AND (w.ended_at IS NULL OR w.ended_at > c.recorded_at)
UNION ALL SELECT 'what is about safety ends with what a trained person found', w.id FROM app.work w
 WHERE w.kind = 'escalation' AND w.state = 'ended' AND w.action IN ('stay_with_mentee', 'trained_interview')
   AND w.outcome NOT IN ('emergency_undone', 'case_closed')
   AND NOT EXISTS (SELECT FROM app.safety_assessment a WHERE a.work_id = w.id AND a.assessed_by = w.ended_by)
UNION ALL SELECT 'who decided a thing is not the second person to read it', r.id FROM app.decision_review r
  JOIN app.decision d ON d.id = r.decision_id AND d.decided_by = r.reviewed_by
UNION ALL SELECT 'a mentee has one open case', e.mentee_id FROM app.episode e
 WHERE e.step <> 'closed' GROUP BY e.mentee_id HAVING count(*) > 1
UNION ALL SELECT 'who meets a mentee is supervised', p.match_id FROM app.match_change_point p
  JOIN app.episode e ON e.id = p.episode_id AND e.step <> 'closed'
 WHERE p.match_id IS NOT NULL AND NOT EXISTS (SELECT FROM app.match_supervision s
       JOIN app.person_supervision c ON c.person_id = s.holder_id WHERE s.match_id = p.match_id AND c.holder_id IS NOT NULL)
UNION ALL SELECT 'every match begins as proposed, and one that has ended serves nobody', m.id FROM app.match m
 WHERE NOT EXISTS (SELECT FROM app.match_change c WHERE c.match_id = m.id AND (c.sequence, c.to_state) = (1, 'proposed'))
    OR (EXISTS (SELECT FROM app.match_change c WHERE c.match_id = m.id AND c.to_state = 'ended') AND m.id = (
        SELECT p.match_id FROM app.match_change_point p WHERE p.episode_id = m.episode_id
         ORDER BY p.starts_at DESC, p.recorded_at DESC LIMIT 1))
UNION ALL SELECT 'an open case has an owner, and once it was supervised it stays so', e.id FROM app.episode e
 WHERE e.step <> 'closed' AND (NOT EXISTS (SELECT FROM app.appointment a
                                             WHERE a.person_id = e.owner_id AND a.ended_at IS NULL)
       OR EXISTS (SELECT FROM app.match m WHERE m.episode_id = e.id
                     AND NOT EXISTS (SELECT FROM app.match_supervision s WHERE s.match_id = m.id)))
UNION ALL SELECT 'one offer is live', o.episode_id FROM app.offer o
 WHERE o.state IN ('offered', 'accepted', 'waiting') GROUP BY o.episode_id HAVING count(*) > 1
UNION ALL SELECT 'a yes to item 9 has its escalation', a.id FROM app.administration a
 WHERE (a.answers ->> '9') IN ('1', '2', '3') AND NOT EXISTS (SELECT FROM app.firing f JOIN app.work w ON w.id = f.work_id
        WHERE f.administration_id = a.id AND f.row_id = 'R3.item_9' AND w.kind = 'escalation')
UNION ALL SELECT 'a blank item 9 has its task', a.id FROM app.administration a
 WHERE a.instrument_id = 'phq-a' AND (a.answers ->> '9') IS NULL AND NOT EXISTS (SELECT FROM app.firing f
        JOIN app.work w ON w.id = f.work_id WHERE f.administration_id = a.id AND w.kind = 'task')
UNION ALL SELECT 'a statement or a weapon has its escalation', c.id FROM app.concern c
 WHERE c.kind IN ('active_statement', 'weapon') AND NOT EXISTS (SELECT FROM app.firing f JOIN app.work w ON w.id = f.work_id
        WHERE f.row_id = 'R1.statement_or_weapon' AND c.id = ANY(f.evidence) AND w.kind = 'escalation')
UNION ALL SELECT 'what is recorded is known', e.id FROM app.episode e
 WHERE e.known_at < (SELECT max(f.recorded_at) FROM app.firing f WHERE f.episode_id = e.id)
"""


@dataclass
class Ground:
    """The database of the run, the loop that drives it, and what has been done in all examples."""

    database: Database
    runner: asyncio.Runner
    done: Counter[str] = field(default_factory=Counter)

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self.runner.run(work)


ACCEPT = Choice(Answer.ACCEPT, consent_basis=CONSENT)
OTHERS = tuple(
    Choice(Answer.OTHER, step=step, override_reasons=("extra_risk_seen",), consent_basis=CONSENT)
    for step in (Step.MENTOR, Step.JOURNEY, Step.PROFESSIONAL, Step.REFERRED)
)
FAULTY = (Choice(Answer.ACCEPT), Choice(Answer.OTHER, step=Step.MENTOR))
WORRIES = (*["no"] * 5, "talk_over", "talk_over", "active_statement", "weapon", "other_now")


class EpisodeMachine(RuleBasedStateMachine):
    """Everybody acts on one episode; what a verb refuses is as good an answer as what it does."""

    def __init__(self, ground: Ground, engine: AsyncEngine) -> None:
        super().__init__()
        self.ground = ground
        self.engine = engine
        self.matches: list[UUID] = []
        self.forms: list[UUID] = []
        self.pages: list[tuple[UUID, Seen]] = []
        self.offers: list[Offer] = []
        self.decided: list[UUID] = []
        self.kept = 0
        self.time_may_have_brought_something = False

    @initialize(offers=st.sampled_from([None, ACCEPT, OTHERS[2], OTHERS[2], "nothing yet"]))
    def a_case_has_come_so_far(self, offers: Choice | str | None) -> None:
        """Referred only, met once, or with a step offered already, so that twenty acts get to the end."""
        self.world = self.ground.run(World.made(self.ground.database, self.engine))
        self.episode = self.ground.run(self._begun(offers))
        ((self.kept,),) = self.ground.run(self.world.rows(ACTS_KEPT))
        self.ground.run(self._look())

    async def _begun(self, offers: Choice | str | None) -> UUID:
        if offers == "nothing yet":
            return await self.world.refer()
        episode, match = await self.world.mentored()
        self.matches.append(match)
        if isinstance(offers, Choice):
            await self.world.phq_a(episode, total=16)
            (item,) = await self.world.work(episode)
            await self.world.decide(item.id, offers)
        return episode

    @rule(data=st.data())
    def somebody_acts(self, data: st.DataObject) -> None:
        """One rule, so that an act is chosen among those that lead on from here, and not among all."""
        act = data.draw(st.sampled_from(self._possible()), label="act")
        getattr(self, act)(data.draw)

    def _possible(self) -> list[str]:
        kinds = {one.kind for one in self.open_work}
        offer = self.live_offer
        goes_out = offer is not None and offer.to_step == Step.PROFESSIONAL
        likely = {
            "log": 5 if self.matches else 0,
            "decide": 4 if "recommendation" in kinds else 0,
            "hold": 2 if "recommendation" in kinds else 0,
            "decide_from_an_old_page": 1 if self.pages else 0,
            "answer": 6 if offer and offer.state == "offered" else 1 if offer else 0,
            "answer_from_an_old_page": 1 if self.offers else 0,
            "assign_for_the_offer": 4 if offer and offer.state != "offered" and not goes_out else 0,
            "confirm_first_contact": 6 if goes_out else 1 if offer else 0,
            "undo": 4 if self.step is Step.PROFESSIONAL else 0,
            "acknowledge": 1 if kinds else 0,
            "resolve": 3 if "escalation" in kinds else 0,
            "do_the_task": 1 if "task" in kinds else 0,
            "time_passes": 3,
            "phq_a": 2,
            "gad_7": 1,
            "raise_concern": 1,
            "refer_again": 0 if self.step is Step.CLOSED else 1,
            "close": 1,
            "reopen": 6 if self.step is Step.CLOSED else 0,
            "review": 1 if self.decided else 0,
            "rate_safety": 1,
            "assign": 1 if self.matches else 4,
            "sweep": 1,
            "end_match": 1 if self.matches else 0,
        }
        return [act for act, weight in likely.items() for _ in range(weight)]

    # Acts. Each draws what it needs.

    def refer_again(self, draw: Draw) -> None:
        how_soon = draw(st.sampled_from(["this_week", "now"]))
        found = self._attempt("refer_in", self.world.refer(how_soon=how_soon))
        assert found == self.episode

    def assign(self, draw: Draw) -> None:
        self._assign(draw(st.sampled_from([Step.MENTOR, Step.MENTOR, Step.JOURNEY])))

    def assign_for_the_offer(self, draw: Draw) -> None:
        assert self.live_offer is not None
        self._assign(Step(self.live_offer.to_step))

    def _assign(self, step: Step) -> None:
        match = self._attempt("assign", self.world.assign(self.episode, step))
        self.matches += [match] if match else []

    def end_match(self, draw: Draw) -> None:
        self._attempt(
            "end_match", self._end_match(self.matches[-1], draw(st.sampled_from(["", "by_letter"])))
        )

    async def _end_match(self, match: UUID, no_goodbye: str) -> None:
        async with self.world.acting(self.world.counselor) as tx:
            seen = (await load_match(tx, match)).sequence
            end = MatchEnd("schedule", "mentor", no_goodbye=no_goodbye)
            await end_match(tx, match_id=match, end=end, seen_sequence=seen, by=tx.actor, at=tx.at)

    def log(self, draw: Draw) -> None:
        # Mostly the newest match, now and then an old one.
        match = self.matches[-1 - draw(st.sampled_from([0, 0, 0, 1])) % len(self.matches)]
        held_at = self.world.now - timedelta(hours=draw(st.sampled_from([0, 0, 2, 30])))
        worry = draw(st.sampled_from(WORRIES))
        asked: dict[str, Any] = {"worry": worry, "said": "As it was said."}
        if worry not in ("no", "talk_over"):
            asked |= {"worry": "now", "now_kind": worry}
        was_made = draw(st.sampled_from([True, True, False]))
        log = (self.world.made_log if was_made else self.world.missed_log)(held_at, **asked)
        self._attempt("log_session", self.world.log(match, log))

    def phq_a(self, draw: Draw) -> None:
        changed: dict[str, Any] = {"item_9": draw(st.sampled_from([0, 0, 0, 1, None]))}
        changed |= {f"item_{8 - one}": None for one in range(draw(st.integers(0, 2)))}
        if self.forms and draw(st.booleans()):
            changed["amends"] = self.forms[-1]
        total = draw(st.sampled_from([0, 6, 10, 14, 15, 22]))
        form = self._attempt("record_administration", self.world.phq_a(self.episode, total=total, **changed))
        self.forms += [form] if form else []

    def gad_7(self, draw: Draw) -> None:
        changed: dict[str, Any] = {"item_7": None} if draw(st.booleans()) else {}
        total = draw(st.sampled_from([0, 5, 9, 15, 18]))
        self._attempt("record_administration", self.world.gad_7(self.episode, total=total, **changed))

    def raise_concern(self, draw: Draw) -> None:
        kind = draw(st.sampled_from(["talk_over", "talk_over", "other_now", "active_statement", "weapon"]))
        self._attempt("raise_concern", self.world.worry(self.episode, kind))

    def decide(self, draw: Draw) -> None:
        choice = draw(st.sampled_from([*[ACCEPT] * 5, *OTHERS, *FAULTY]))
        self._decide(choice, draw(st.sampled_from([None, None, None, self.world.direct])))

    def hold(self, draw: Draw) -> None:
        until = (self.world.now + timedelta(days=draw(st.integers(1, 20)))).date()
        self._decide(Choice(Answer.HOLD, hold_reason="awaiting_place", hold_until=until))

    def _decide(self, choice: Choice, by: UUID | None = None) -> None:
        work = self._work("recommendation")
        page = self.ground.run(self.world.page_of(work))
        self.pages.append((work, page))
        if choice.answer is Answer.OTHER and choice.step and self.step.higher_than(choice.step):
            choice = self.world.less(choice.step, first_check_on=self._school_day())
        decided = self._attempt("decide", self.world.decide(work, choice, seen=page, by=by))
        self.decided += [decided] if decided else []

    def _school_day(self) -> date:
        calendar = self.ground.run(self.world.case(self.episode)).calendar
        return calendar.local_day(calendar.due_at(self.world.now, amount=3, unit="school_days"))

    def decide_from_an_old_page(self, draw: Draw) -> None:
        work, page = draw(st.sampled_from(self.pages))
        self._attempt("decide, old page", self.world.decide(work, ACCEPT, seen=page))

    def answer(self, draw: Draw) -> None:
        move = draw(st.sampled_from([*[OfferMove.ACCEPT] * 8, *OfferMove]))
        reasons = ("no_time",) if move in (OfferMove.DECLINE, OfferMove.NOT_START) else ()
        assert self.live_offer is not None
        self.offers.append(self.live_offer)
        self._attempt(
            "answer_offer", self.world.answer(self.live_offer, move, reasons=reasons), evaluates=False
        )

    def answer_from_an_old_page(self, draw: Draw) -> None:
        offer = draw(st.sampled_from(self.offers))
        self._attempt("answer_offer, old page", self.world.answer(offer, OfferMove.ACCEPT), evaluates=False)

    def confirm_first_contact(self, draw: Draw) -> None:
        assert self.live_offer is not None
        self._attempt("confirm_first_contact", self.world.confirm(self.live_offer))

    def undo(self, draw: Draw) -> None:
        by = draw(st.sampled_from([None, None, self.world.counselor]))
        self._attempt("undo_emergency", self.world.undo(self.episode, by=by))

    def acknowledge(self, draw: Draw) -> None:
        work = draw(st.sampled_from([one.id for one in self.open_work]))
        self._attempt("acknowledge", self.world.acknowledge(work), evaluates=False)

    def close(self, draw: Draw) -> None:
        reason = draw(st.sampled_from(["goals_met", "moved_school", "transferred_care"]))
        asked = any(one.kind == "recommendation" for one in self.open_work)
        why = draw(st.sampled_from([(), ("mentee_prefers",)])) if asked else ()
        none = draw(st.sampled_from([None, "declined"]))
        case = self.ground.run(self.world.case(self.episode))
        closing = self.world.closing(
            reason=reason,
            no_measure=none,
            override_reasons=why,
            last_contact_on=case.calendar.local_day(self.world.now),
        )
        by = draw(st.sampled_from([self.world.clinical, self.world.clinical, self.world.counselor]))
        self._attempt("close_case", self.world.close(self.episode, closing, by=by), evaluates=False)

    def reopen(self, draw: Draw) -> None:
        self._attempt("reopen_case", self.world.reopen(self.episode))

    def review(self, draw: Draw) -> None:
        answer = draw(st.sampled_from(["agree", "return"]))
        by = draw(st.sampled_from([self.world.direct, self.world.clinical]))
        self._attempt("review_decision", self.world.review(self.decided[-1], answer, by=by), evaluates=False)

    def rate_safety(self, draw: Draw) -> None:
        tier = draw(st.sampled_from(["imminent", "high", "moderate", "low"]))
        found = SafetyFound(tier, "As it was said.", draw(st.sampled_from(["", "She calls her aunt."])))
        by = draw(st.sampled_from([self.world.clinical, self.world.counselor]))
        self._attempt("rate_safety", self.world.rate_safety(self.episode, found, by=by))

    def resolve(self, draw: Draw) -> None:
        self._attempt("end_work", self.world.end(self._work("escalation"), "assessed_safe_for_now"))

    def do_the_task(self, draw: Draw) -> None:
        self._attempt("end_work", self.world.end(self._work("task"), "contact_made"))

    def time_passes(self, draw: Draw) -> None:
        self.world.later(days=draw(st.sampled_from([1, 3, 10, 28])), hours=draw(st.integers(0, 23)))
        self.time_may_have_brought_something = True

    def sweep(self, draw: Draw) -> None:
        swept = self.ground.run(self.world.sweep())
        assert self.time_may_have_brought_something or swept.changed == 0
        self.ground.done["sweep"] += 1
        self.time_may_have_brought_something = False
        self.ground.run(self._look())

    # How an act is made, and what those who act next have before them.

    def _attempt(
        self, name: str, act: Coroutine[Any, Any, Result], *, evaluates: bool = True
    ) -> Result | None:
        """Try it. A refusal is an answer; anything else that is raised is a fault."""
        result, refusal = self.ground.run(_tried(act))
        ((kept,),) = self.ground.run(self.world.rows(ACTS_KEPT))
        assert kept - self.kept == (refusal is None), "an act is audited once, a refusal not at all"
        self.kept = kept
        self.ground.done[f"{name} (refused)" if refusal else name] += 1
        if refusal is None and evaluates:
            self.time_may_have_brought_something = False
        self.ground.run(self._look())
        return result

    async def _look(self) -> None:
        self.open_work = await self.world.work(self.episode)
        self.live_offer = await self.world.live_offer(self.episode)
        self.step = (await self.world.case(self.episode)).step

    def _work(self, kind: str) -> UUID:
        return next(one.id for one in self.open_work if one.kind == kind)

    # Promises.

    @invariant()
    def every_promise_holds(self) -> None:
        assert self.ground.run(self.world.rows(BROKEN)) == []

    @invariant()
    def a_sweep_finds_nothing(self) -> None:
        if not self.time_may_have_brought_something:
            assert self.ground.run(self.world.sweep()).changed == 0

    def teardown(self) -> None:
        if hasattr(self, "world"):
            found = self.ground.run(_replayed(self.world))
            assert found.differences == ()
            self.ground.done["replayed"] += found.decisions + found.firings


async def _tried(act: Coroutine[Any, Any, Result]) -> tuple[Result | None, str | None]:
    try:
        return await act, None
    except Refused as no:
        return None, no.sentence


async def _replayed(world: World) -> Replayed:
    async with world.acting(None) as tx:
        return await replay(tx, by=tx.actor)


REACHED = {
    *("assign", "log_session", "record_administration", "raise_concern", "decide", "answer_offer"),
    *("acknowledge", "end_work", "undo_emergency", "confirm_first_contact"),
    *("close_case", "reopen_case", "rate_safety", "end_match"),
}
"""Acts that must have succeeded in some example, or the promises were not put to the test."""
ACTS_KEPT = """
SELECT count(*) FROM app.audit_event
 WHERE action NOT IN ('published_policy', 'told_applicant', 'moved_at_once', 'swept', 'replayed')
"""


def test_no_order_of_acts_breaks_a_promise(module_database: Database) -> None:
    # A loop of its own: the session's loop stands still while this test, which is not async, runs.
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        ground = Ground(module_database, runner)
        engine = open_engine(module_database.app_url, pool_size=2, name="tests")
        try:
            run_state_machine_as_test(
                cast(Any, lambda: EpisodeMachine(ground, engine)),
                settings=settings(
                    max_examples=EXAMPLES,
                    stateful_step_count=STEPS,
                    deadline=None,
                    database=None,
                    derandomize=True,
                    phases=(Phase.explicit, Phase.generate, Phase.shrink),
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(engine.dispose())
    print(f"\nAt least {EXAMPLES} cases of up to {STEPS} acts: {dict(sorted(ground.done.items()))}")
    acts = {name for name in ground.done if "refused" not in name}
    assert acts >= REACHED, f"the machine no longer gets to {REACHED - acts}"
