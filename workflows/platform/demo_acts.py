"""What do the acts in the demo's cast do? Each calls a verb, as one of the people, at a past instant."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import time, timedelta
from typing import Final

from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from care_steps.safety_tiers import SafetyFound
from care_steps.steps import Step
from supervision.sessions_plan import SessionsPlan, planned_instants
from supervision.telling import Told
from triage import instruments
from workflows.platform.demo_days import Days
from workflows.platform.demo_story import Act, Story
from workflows.records.episodes import Case
from workflows.records.kept_firings import firings_of_work
from workflows.records.offers import Offer, live_offer
from workflows.records.scope import Transaction
from workflows.records.work import Work, open_work_of
from workflows.verbs.acknowledge import acknowledge
from workflows.verbs.answer_offer import Answer as OfferAnswer
from workflows.verbs.answer_offer import answer_offer
from workflows.verbs.assign import Assignment, assign
from workflows.verbs.confirm_first_contact import confirm_first_contact
from workflows.verbs.decide import Seen, decide
from workflows.verbs.end_work import end_work
from workflows.verbs.log_session import SessionLog, log_session
from workflows.verbs.record_administration import FilledForm, record_administration
from workflows.verbs.refer_in import refer_in
from workflows.verbs.reserve_mentor import reserve_mentor

MEETING: Final = time(13, 15)
"""When the made-up mentors meet their mentees; they write it down later the same day."""
MINUTES: Final = 45


async def _refer_in(story: Story, tx: Transaction, act: Act) -> None:
    await refer_in(
        tx,
        mentee_id=story.mentee_id,
        reasons=tuple(act["reasons"]),
        noticed=act["noticed"],
        how_soon=act["how_soon"],
        by=tx.actor,
        at=tx.at,
    )


async def _fill_in(story: Story, tx: Transaction, act: Act) -> None:
    await record_administration(
        tx,
        episode_id=(await story.case(tx)).id,
        form=FilledForm(
            instrument_id=act["form"], answers=_answers(act), completed_at=tx.at - timedelta(minutes=15)
        ),
        by=tx.actor,
        at=tx.at,
    )


def _answers(act: Act) -> dict[str, int | str | None]:
    """The chosen answers as they are, and the rest spread evenly so that all add up to the total, if one is given."""
    form = instruments.load(act["form"])
    answers: dict[str, int | str | None] = {extra.key: 0 for extra in form.extras}
    chosen: Mapping[str, int] = act.get("answers", {})
    fixed = {**dict.fromkeys(form.safety_items, 0), **chosen}
    free = [item.key for item in form.items if item.key not in fixed]
    if free:
        each, more = divmod(act["total"] - sum(fixed.values()), len(free))
        answers |= {key: each + (place < more) for place, key in enumerate(free)}
    return answers | fixed | dict.fromkeys(act.get("blank", ()), None)


_TOLD = Told(
    who=("mentee", "guardian"),
    how="in_person",
    fit="fits",
    services="A mentor meets them once a week at school, from the first planned day on.",
    limits="The planned sessions; then we look at it together.",
)


async def _assign(story: Story, tx: Transaction, act: Act) -> None:
    case = await story.case(tx)
    story.matches[act["mentor"]] = await assign(
        tx,
        episode_id=case.id,
        assignment=Assignment(
            mentor_id=story.people[act["mentor"]],
            direct_supervisor_id=story.people[story.supervisor],
            for_step=Step(act["step"]),
            plan=_plan(act, story.days),
            consent_basis="guardian_written",
            words=act["words"],
            told=_TOLD if case.step is Step.REFERRED else None,
        ),
        seen_version=case.version,
        by=tx.actor,
        at=tx.at,
    )


async def _reserve(story: Story, tx: Transaction, act: Act) -> None:
    case = await story.case(tx)
    await reserve_mentor(tx, episode_id=case.id, mentor_id=story.people[act["mentor"]], by=tx.actor, at=tx.at)


def _plan(act: Act, days: Days) -> SessionsPlan:
    """A session a week. `held` of them so far, the last one `last` school days ago; or the first one to come."""
    first = days.weekly(act["last"], act["held"])[0] if "held" in act else days.day(act["first"])
    return SessionsPlan(
        first_on=first,
        at=MEETING,
        every_days=7,
        count=act["count"],
        length_minutes=MINUTES,
        place=act.get("place", "Room 12"),
    )


async def _meet(story: Story, tx: Transaction, act: Act) -> None:
    worry = "now" if "now_kind" in act else "no"
    log = SessionLog(
        held_at=story.days.calendar.wall_time(act["on"], MEETING),
        was_made=True,
        worry=worry,
        minutes=MINUTES,
        medium="in_person",
        topics=tuple(act["topics"]),
        practices={
            "check_in": ("done", None),
            "practise_skill": ("adapted", "not_enough_time") if act["number"] % 3 == 2 else ("done", None),
            "plan_next_step": ("done", None),
        },
        note=act["note"],
        now_kind=act.get("now_kind"),
        said=act.get("said", ""),
    )
    await log_session(tx, match_id=story.matches[act["by"]], log=log, by=tx.actor, at=tx.at)


async def _miss(story: Story, tx: Transaction, act: Act) -> None:
    log = SessionLog(
        held_at=story.days.calendar.wall_time(act["on"], MEETING),
        was_made=False,
        worry="no",
        whose_cause=act["cause"],
    )
    await log_session(tx, match_id=story.matches[act["by"]], log=log, by=tx.actor, at=tx.at)


async def _decide(story: Story, tx: Transaction, act: Act) -> None:
    case = await story.case(tx)
    work = await _open_work(tx, case, "recommendation")
    firings = await firings_of_work(tx, work.id)
    until = case.calendar.local_day(tx.at) + timedelta(days=act.get("hold_days", 0))
    choice = Choice(
        answer=Answer(act["answer"]),
        step=Step(act["step"]) if "step" in act else None,
        override_reasons=tuple(act.get("override_reasons", ())),
        hold_reason=act.get("hold_reason"),
        hold_until=until if "hold_days" in act else None,
        alternatives=("stay",),
        mentee_view=act.get("mentee_view", ""),
        guardian_view=act.get("guardian_view", ""),
        consent_basis=act.get("consent_basis", "not_needed_no_change"),
        told=tuple((who, how) for who, how in act.get("told", ())),
        words=act["words"],
        asking_answer=act.get("asking_answer"),
    )
    seen = Seen(case.version, tuple(one.id for one in firings))
    await decide(tx, work_id=work.id, choice=choice, seen=seen, by=tx.actor, at=tx.at)


async def _answer(story: Story, tx: Transaction, act: Act) -> None:
    offer = await _offer(tx, await story.case(tx))
    answer = OfferAnswer(OfferMove(act["move"]), tuple(act.get("reasons", ())), act.get("words", ""))
    await answer_offer(
        tx, offer_id=offer.id, answer=answer, seen_version=offer.version, by=tx.actor, at=tx.at
    )


async def _confirm(story: Story, tx: Transaction, act: Act) -> None:
    offer = await _offer(tx, await story.case(tx))
    await confirm_first_contact(
        tx, offer_id=offer.id, seen_version=offer.version, words=act["words"], by=tx.actor, at=tx.at
    )


async def _acknowledge(story: Story, tx: Transaction, act: Act) -> None:
    work = await _open_work(tx, await story.case(tx), "escalation")
    await acknowledge(tx, work_id=work.id, by=tx.actor, at=tx.at)


async def _end(story: Story, tx: Transaction, act: Act) -> None:
    work = await _open_work(tx, await story.case(tx), "escalation")
    found = SafetyFound(act.get("tier", "low"), act["words"], act.get("safety_plan", ""))
    await end_work(
        tx,
        work_id=work.id,
        outcome=act["outcome"],
        words=act["words"],
        found=found,
        by=tx.actor,
        at=tx.at,
    )


async def _open_work(tx: Transaction, case: Case, kind: str) -> Work:
    found = [one for one in await open_work_of(tx, case.id) if one.kind == kind]
    assert found, f"{case.mentee_name} has no open {kind} on {tx.at}"
    return found[0]


async def _offer(tx: Transaction, case: Case) -> Offer:
    offer = await live_offer(tx, case.id)
    assert offer is not None, f"{case.mentee_name} has no open offer"
    return offer


DO: Final[Mapping[str, Callable[[Story, Transaction, Act], Awaitable[None]]]] = {
    "refer_in": _refer_in,
    "fill_in": _fill_in,
    "assign": _assign,
    "reserve": _reserve,
    "meet": _meet,
    "miss": _miss,
    "decide": _decide,
    "answer": _answer,
    "confirm": _confirm,
    "acknowledge": _acknowledge,
    "end": _end,
}


async def act_out(story: Story, acts: Sequence[Act]) -> None:
    """Every act in the order of time. One that happened in several sessions is done in each of them."""
    for act in sorted(_dated(acts, story.days), key=story.at):
        async with story.acting(act) as tx:
            await DO[act["do"]](story, tx, act)


def _dated(acts: Sequence[Act], days: Days) -> Iterator[Act]:
    """The acts, each with its day: a session is held on the day for which the plan has it."""
    for place in range(sum(map(_plans, acts))):
        # Moving one keeps their order, and changes those before it.
        acts = _made_room(acts, sorted(filter(_plans, acts), key=lambda act: int(act["ago"]))[place], days)
    plans = {act["mentor"]: planned_instants(_plan(act, days), days.calendar) for act in acts if _plans(act)}
    for act in acts:
        for number in act.get("sessions", ()):
            planned = plans[act["by"]][number - 1]
            yield {**act, "number": number, "on": days.calendar.local_day(planned)}
        if "sessions" not in act:
            yield act


def _made_room(acts: Sequence[Act], assigned: Act, days: Days) -> Sequence[Act]:
    """The acts, with assigning and all before it moved back when a break has pushed the first session there."""
    first, ago = _plan(assigned, days).first_on, assigned["ago"]
    more = 0
    while days.day(ago + more) >= first:
        more += 1
    moved = [{**act, "ago": act["ago"] + more} if act.get("ago", -1) >= ago else act for act in acts]
    return [
        {**act, "last": act["last"] + more}
        if _plans(act) and act["ago"] > ago + more and "last" in act
        else act
        for act in moved
    ]


def _plans(act: Act) -> bool:
    return bool(act["do"] == "assign")
