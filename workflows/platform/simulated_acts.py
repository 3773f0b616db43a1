"""What does each act of a simulated year do in the real thing? Each calls its verb, as the person whose act it is."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from care_steps.closings import Closing, exit_measure
from care_steps.decisions import Answer, Choice
from care_steps.less_help import is_down
from care_steps.safety_tiers import SafetyFound
from care_steps.steps import Step
from supervision.session_logs import SessionLog
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
from supervision.simulating.lives import LENGTH_MINUTES, plan_of
from supervision.telling import Told
from workflows.platform.simulated_ground import CLINICAL, COUNSELOR, mentor_of, supervisor_of
from workflows.records.episodes import load_case_of_mentee
from workflows.records.facts import gather_one
from workflows.records.kept_firings import firings_of_work
from workflows.records.offers import Offer, live_offer
from workflows.records.recommendations import proposal_from
from workflows.records.refusals import NotFound
from workflows.records.scope import Transaction
from workflows.records.work import load_work, open_work_of
from workflows.verbs.acknowledge import acknowledge
from workflows.verbs.answer_offer import Answer as OfferAnswer
from workflows.verbs.answer_offer import answer_offer
from workflows.verbs.assign import Assignment, assign
from workflows.verbs.close_case import close_case
from workflows.verbs.confirm_first_contact import confirm_first_contact
from workflows.verbs.decide import Seen as SeenBefore
from workflows.verbs.decide import decide
from workflows.verbs.end_work import end_work, is_assessed
from workflows.verbs.ending_of import ending_of
from workflows.verbs.log_session import log_session
from workflows.verbs.raise_concern import raise_concern
from workflows.verbs.record_administration import FilledForm, record_administration
from workflows.verbs.refer_in import refer_in

WORDS: Final = "Drawn for a simulated year."
CONSENT: Final = "guardian_written"
_FIRST_CHECK: Final = 10
"""School days after a step down on which somebody looks first (ours)."""


@dataclass
class Player:
    """One mentee in the real thing. `people`: given name in lower case -> person; `match_id` of the newest mentor."""

    number: int
    mentees: int
    mentee_id: UUID
    people: Mapping[str, UUID]
    first_check: Callable[[date, int], date]
    match_id: UUID | None = None
    acted: dict[type[Act], int] = field(default_factory=dict)

    def who(self, act: Act) -> UUID:
        """The person whose act it is."""
        return self.people[_WHO.get(type(act)) or supervisor_of(self.number, self.mentees)]


async def seen_of(tx: Transaction, player: Player) -> Seen | None:
    """How the case stands, as a person reads it; None while there is none."""
    try:
        case = await load_case_of_mentee(tx, player.mentee_id)
    except NotFound:
        return None
    work, offer = await open_work_of(tx, case.id), await live_offer(tx, case.id)
    found = []
    for one in work:
        proposes = None
        if one.kind == "recommendation":
            raw = await gather_one(tx, case.id, case.knows_at(tx.at))
            proposes = (
                await proposal_from(tx, case.step, await firings_of_work(tx, one.id), raw)
            ).recommended
        found.append(OpenWork(one.id, one.kind, one.action, one.class_, proposes))
    return Seen(
        case.step,
        tuple(found),
        offer.state.value if offer else None,
        offer.to_step if offer else None,
        has_match=case.serving_match_id is not None,
    )


async def act_out(tx: Transaction, player: Player, act: Act) -> None:
    """The act, by the person of this transaction."""
    await _DO[type(act)](tx, player, act)
    player.acted[type(act)] = player.acted.get(type(act), 0) + 1


async def _refer(tx: Transaction, player: Player, act: Refer) -> None:
    await refer_in(
        tx,
        mentee_id=player.mentee_id,
        reasons=("low_mood",),
        noticed=WORDS,
        how_soon="can_wait",
        by=tx.actor,
        at=tx.at,
    )


async def _assign(tx: Transaction, player: Player, act: Assign) -> None:
    case = await load_case_of_mentee(tx, player.mentee_id)
    mentor = mentor_of(player.number, player.mentees, is_journey=act.for_step is Step.JOURNEY)
    told = Told(("mentee", "guardian"), "in_person", "fits", WORDS)
    player.match_id = await assign(
        tx,
        episode_id=case.id,
        assignment=Assignment(
            mentor_id=player.people[mentor],
            direct_supervisor_id=player.people[supervisor_of(player.number, player.mentees)],
            for_step=act.for_step,
            plan=plan_of(act),
            consent_basis=CONSENT,
            words=WORDS,
            told=told if case.step is Step.REFERRED else None,
        ),
        seen_version=case.version,
        by=tx.actor,
        at=tx.at,
    )


async def _log(tx: Transaction, player: Player, act: Log) -> None:
    if player.match_id is None:
        raise NotFound
    made: dict[str, Any] = {
        "minutes": LENGTH_MINUTES,
        "medium": "in_person",
        "topics": ("school_work",),
        "practices": {"check_in": ("done", None)},
    }
    worry = {None: "no", "talk_over": "talk_over"}.get(act.worry, "now")
    log = SessionLog(
        held_at=act.held_at,
        was_made=act.was_made,
        worry=worry,
        whose_cause=act.cause,
        now_kind=act.worry if worry == "now" else None,
        said=WORDS if act.worry else "",
        is_another=True,
        **(made if act.was_made else {}),
    )
    await log_session(tx, match_id=player.match_id, log=log, by=tx.actor, at=tx.at)


async def _fill(tx: Transaction, player: Player, act: Fill) -> None:
    case = await load_case_of_mentee(tx, player.mentee_id)
    form = FilledForm(act.instrument_id, act.answers, completed_at=tx.at)
    await record_administration(tx, episode_id=case.id, form=form, by=tx.actor, at=tx.at)


async def _worry(tx: Transaction, player: Player, act: Worry) -> None:
    case = await load_case_of_mentee(tx, player.mentee_id)
    await raise_concern(
        tx, episode_id=case.id, kind=act.kind, reason_code=None, said=WORDS, by=tx.actor, at=tx.at
    )


async def _acknowledge(tx: Transaction, player: Player, act: Acknowledge) -> None:
    await acknowledge(tx, work_id=act.work_id, by=tx.actor, at=tx.at)


async def _end(tx: Transaction, player: Player, act: End) -> None:
    outcome = "assessed_safe_for_now" if act.kind == "escalation" else "done"
    needs_plan = act.tier is not None and act.tier != "low"
    found = SafetyFound(act.tier or "", WORDS, WORDS if needs_plan else "")
    is_safety = await is_assessed(tx, await load_work(tx, act.work_id))
    await end_work(
        tx,
        work_id=act.work_id,
        outcome=outcome,
        words=WORDS,
        found=found if is_safety else None,
        by=tx.actor,
        at=tx.at,
    )


async def _decide(tx: Transaction, player: Player, act: Decide) -> None:
    case = await load_case_of_mentee(tx, player.mentee_id)
    firings = await firings_of_work(tx, act.work_id)
    raw = await gather_one(tx, case.id, case.knows_at(tx.at))
    proposal = await proposal_from(tx, case.step, firings, raw)
    answer = {"accept": Answer.ACCEPT, "hold": Answer.HOLD, "stay": Answer.OTHER}[act.answer]
    chosen = proposal.recommended if answer is Answer.ACCEPT else case.step
    down = is_down(case.step, chosen)
    choice = Choice(
        answer=answer,
        step=case.step if answer is Answer.OTHER else None,
        override_reasons=("mentee_prefers",) if answer is Answer.OTHER else (),
        hold_reason="delivery_repair_running" if answer is Answer.HOLD else None,
        hold_until=act.hold_until,
        consent_basis=CONSENT if chosen is not case.step else "not_needed_no_change",
        words=WORDS,
        safety_plan=WORDS if down else "",
        first_check_on=player.first_check(case.calendar.local_day(tx.at), _FIRST_CHECK) if down else None,
        asking_answer="advice_given" if proposal.mentor_asks and answer is not Answer.HOLD else None,
    )
    seen = SeenBefore(case.version, tuple(one.id for one in firings))
    await decide(tx, work_id=act.work_id, choice=choice, seen=seen, by=tx.actor, at=tx.at)


async def _reply(tx: Transaction, player: Player, act: Reply) -> None:
    offer = await _offer(tx, player)
    reasons = ("wants_current_mentor",) if act.move.value == "decline" else ()
    answer = OfferAnswer(act.move, reasons, "")
    await answer_offer(
        tx, offer_id=offer.id, answer=answer, seen_version=offer.version, by=tx.actor, at=tx.at
    )


async def _confirm(tx: Transaction, player: Player, act: Confirm) -> None:
    offer = await _offer(tx, player)
    await confirm_first_contact(
        tx, offer_id=offer.id, seen_version=offer.version, words=WORDS, by=tx.actor, at=tx.at
    )


async def _close(tx: Transaction, player: Player, act: Close) -> None:
    case = await load_case_of_mentee(tx, player.mentee_id)
    raw = await gather_one(tx, case.id, case.knows_at(tx.at))
    ending = await ending_of(tx, case, raw, at=tx.at)
    last = ending.stretch.last_made_on or ending.stretch.opened_on
    closing = Closing(
        reason="goals_met",
        last_contact_on=last,
        words=WORDS,
        told=(("mentee", "in person"),),
        no_measure=None if exit_measure(ending.stretch, last) else "not_reached",
        override_reasons=("mentee_prefers",) if ending.wants_reasons else (),
    )
    await close_case(
        tx,
        episode_id=case.id,
        closing=closing,
        seen_version=case.version,
        seen_firings=list(ending.shown),
        by=tx.actor,
        at=tx.at,
    )


async def _offer(tx: Transaction, player: Player) -> Offer:
    case = await load_case_of_mentee(tx, player.mentee_id)
    offer = await live_offer(tx, case.id)
    if offer is None:
        raise NotFound
    return offer


_WHO: Final[Mapping[type[Act], str]] = {
    Refer: COUNSELOR,
    Assign: COUNSELOR,
    Fill: COUNSELOR,
    Worry: COUNSELOR,
    Reply: COUNSELOR,
    Confirm: COUNSELOR,
    Acknowledge: CLINICAL,
    End: CLINICAL,
    Decide: CLINICAL,
    Close: CLINICAL,
}
"""Who acts; sessions are logged by the direct supervisor on the mentor's behalf."""
_DO: Final[Mapping[type[Act], Callable[[Transaction, Player, Any], Awaitable[None]]]] = {
    Refer: _refer,
    Assign: _assign,
    Log: _log,
    Fill: _fill,
    Worry: _worry,
    Acknowledge: _acknowledge,
    End: _end,
    Decide: _decide,
    Reply: _reply,
    Confirm: _confirm,
    Close: _close,
}
