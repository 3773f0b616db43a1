"""What does each act change on a made-up mentee's record? One function for each, like one verb for each."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from care_steps.moves import Move, move_between
from care_steps.offers import OfferMove
from care_steps.raw_facts import RawSafety
from care_steps.safety_tiers import ASSESSED_ACTIONS
from care_steps.steps import Step
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
    Refer,
    Reply,
    Worry,
)
from supervision.simulating.playing import Playing


def act_out(playing: Playing, act: Act) -> None:
    """Change the record, and ask the rules."""
    _DO[type(act)](playing, act)


def _refer(playing: Playing, act: Refer) -> None:
    playing.chart.opened_at = act.at
    playing.chart.move(Step.REFERRED, act.at)
    playing.evaluate(act.at)


def _assign(playing: Playing, act: Assign) -> None:
    playing.chart.assign(act)
    if playing.chart.step is Step.REFERRED and playing.offer is None:
        playing.offer = ("accepted", act.for_step)
    playing.evaluate(act.at)


def _log(playing: Playing, act: Log) -> None:
    chart = playing.chart
    chart.log(act)
    waits = playing.offer is not None and playing.offer[0] == "accepted"
    match = chart.matches[-1]
    if act.was_made and waits and playing.offer == ("accepted", match.for_step):
        move = move_between(chart.step, match.for_step)
        is_unsafe = act.worry == "other_now" or any(one.kind == "escalation" for one in playing.work.values())
        if move is not None and not (move is Move.STEP_DOWN and is_unsafe):
            playing.move(move, match.for_step, max(act.held_at, match.assigned_at))
            playing.offer = None
    playing.evaluate(act.at)


def _fill(playing: Playing, act: Fill) -> None:
    form_id = playing.chart.fill(act)
    playing.evaluate(act.at, form_id=form_id)


def _worry(playing: Playing, act: Worry) -> None:
    playing.chart.worry(act.kind, act.at)
    playing.evaluate(act.at)


def _acknowledge(playing: Playing, act: Acknowledge) -> None:
    """Somebody has it in hand: no fact of the rules."""


def _end(playing: Playing, act: End) -> None:
    work = playing.work.get(act.work_id)
    playing.end(act.work_id, act.at, outcome="done")
    if act.tier is not None and work is not None and work.action in ASSESSED_ACTIONS:
        playing.chart.safety = RawSafety(playing.chart.new_id(), act.tier, act.at)
    playing.evaluate(act.at)


def _decide(playing: Playing, act: Decide) -> None:
    work = next((one for one in playing.seen.work if one.id == act.work_id), None)
    if work is None:
        return
    playing.end(act.work_id, act.at, outcome=act.answer, hold_until=act.hold_until)
    if act.answer == "accept" and work.proposes not in (None, playing.chart.step, Step.CLOSED):
        assert work.proposes is not None
        playing.offer = ("offered", work.proposes)
    playing.evaluate(act.at)


def _reply(playing: Playing, act: Reply) -> None:
    if playing.offer is None:
        return
    playing.offer = ("accepted", playing.offer[1]) if act.move is OfferMove.ACCEPT else None


def _confirm(playing: Playing, act: Confirm) -> None:
    if playing.offer is None:
        return
    to_step, playing.offer = playing.offer[1], None
    move = move_between(playing.chart.step, to_step)
    if move is not None:
        playing.move(move, to_step, act.at)
    playing.evaluate(act.at)


def _close(playing: Playing, act: Close) -> None:
    for work_id in tuple(playing.work):
        playing.end(work_id, act.at, outcome="case_closed")
    playing.offer = None
    playing.move(Move.CLOSE, Step.CLOSED, act.at)


_DO: Final[Mapping[type[Act], Callable[[Playing, Any], None]]] = {
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
