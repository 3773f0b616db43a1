"""Which moves does an escalation have, and is there no state in which it could be forgotten?"""

import pytest

from supervision.escalations import (
    OF_THE_CLOCK,
    EscalationMove,
    EscalationState,
    destination,
    diagram,
    moves_from,
    of_silence,
    why_not,
)

OPEN, ACKNOWLEDGED, IN_HAND, RESOLVED = EscalationState

LEADS = {
    EscalationMove.CLIMB: {OPEN: OPEN},
    EscalationMove.ACKNOWLEDGE: {OPEN: ACKNOWLEDGED},
    EscalationMove.CLAIM: {OPEN: IN_HAND, ACKNOWLEDGED: IN_HAND},
    EscalationMove.HAND_OVER: {ACKNOWLEDGED: OPEN, IN_HAND: OPEN},
    EscalationMove.CALL_AGAIN: {ACKNOWLEDGED: OPEN, IN_HAND: OPEN},
    EscalationMove.JOIN: {OPEN: OPEN, ACKNOWLEDGED: OPEN, IN_HAND: OPEN},
    EscalationMove.ASK_DOWNGRADE: {OPEN: OPEN, ACKNOWLEDGED: ACKNOWLEDGED, IN_HAND: IN_HAND},
    EscalationMove.DOWNGRADE: {OPEN: OPEN, ACKNOWLEDGED: ACKNOWLEDGED, IN_HAND: IN_HAND},
    EscalationMove.RESOLVE: {OPEN: RESOLVED, ACKNOWLEDGED: RESOLVED, IN_HAND: RESOLVED},
    EscalationMove.REOPEN: {RESOLVED: OPEN},
    EscalationMove.NAME: {OPEN: OPEN, ACKNOWLEDGED: ACKNOWLEDGED, IN_HAND: IN_HAND},
    EscalationMove.WITHDRAW: {OPEN: OPEN, ACKNOWLEDGED: OPEN, IN_HAND: OPEN},
}


@pytest.mark.parametrize("state", EscalationState)
@pytest.mark.parametrize("move", EscalationMove)
def test_every_move_leads_from_every_state_where_it_should(
    state: EscalationState, move: EscalationMove
) -> None:
    expected = LEADS[move].get(state)
    assert destination(state, move) is expected
    assert (why_not(state, move) is None) == (expected is not None)
    assert (move in moves_from(state)) == (expected is not None)


@pytest.mark.parametrize("state", [one for one in EscalationState if one is not RESOLVED])
def test_while_nobody_has_resolved_it_the_clock_always_has_something_to_do(state: EscalationState) -> None:
    move = of_silence(state)
    assert move is not None
    assert destination(state, move) is OPEN


def test_what_is_resolved_the_clock_leaves_alone() -> None:
    assert of_silence(RESOLVED) is None


def test_no_move_of_the_clock_resolves_anything() -> None:
    ends = {destination(state, move) for state in EscalationState for move in OF_THE_CLOCK}
    assert RESOLVED not in ends


def test_every_state_and_move_has_a_name_of_its_own_that_people_read() -> None:
    for words in (EscalationState, EscalationMove):
        names = [one.plain for one in words]
        assert len(set(names)) == len(names)
        assert all(name[0].isupper() and "_" not in name for name in names)


def test_a_refusal_says_what_holds_now() -> None:
    assert "resolved" in (why_not(RESOLVED, EscalationMove.ACKNOWLEDGE) or "")
    assert "In hand" in (why_not(IN_HAND, EscalationMove.ACKNOWLEDGE) or "")


def test_the_diagram_shows_every_state() -> None:
    drawn = diagram()
    assert all(state.value in drawn for state in EscalationState)
