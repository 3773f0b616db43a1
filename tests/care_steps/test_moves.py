"""Which moves of an episode exist, and which do not? Every step and every move, written out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care_steps import life_cycle, moves
from care_steps.moves import Move, StepChange
from care_steps.steps import CARE_STEPS, Step

REFERRED, MENTOR, JOURNEY = Step.REFERRED, Step.MENTOR, Step.JOURNEY
PROFESSIONAL, CLOSED = Step.PROFESSIONAL, Step.CLOSED

LEADS_TO = [
    pytest.param(REFERRED, Move.START, {MENTOR, JOURNEY, PROFESSIONAL}, id="care starts at any step"),
    pytest.param(REFERRED, Move.STEP_UP, set(), id="before care begins there is nothing to step up from"),
    pytest.param(REFERRED, Move.STEP_DOWN, set(), id="before care begins there is nothing to step down from"),
    pytest.param(REFERRED, Move.EMERGENCY, {PROFESSIONAL}, id="an emergency needs no earlier step"),
    pytest.param(REFERRED, Move.UNDO, set(), id="a referred mentee has no emergency to undo"),
    pytest.param(REFERRED, Move.CLOSE, {CLOSED}, id="a referred case can be closed"),
    pytest.param(REFERRED, Move.REOPEN, set(), id="a referred case is open already"),
    pytest.param(MENTOR, Move.START, set(), id="care with a mentor has started already"),
    pytest.param(MENTOR, Move.STEP_UP, {JOURNEY, PROFESSIONAL}, id="a mentor's mentee may skip a step up"),
    pytest.param(MENTOR, Move.STEP_DOWN, set(), id="nothing is lower than the mentor"),
    pytest.param(MENTOR, Move.EMERGENCY, {PROFESSIONAL}, id="an emergency leads from the mentor to step 3"),
    pytest.param(MENTOR, Move.UNDO, set(), id="step 1 has no emergency to undo"),
    pytest.param(MENTOR, Move.CLOSE, {CLOSED}, id="care with a mentor can be closed"),
    pytest.param(MENTOR, Move.REOPEN, set(), id="care with a mentor is open already"),
    pytest.param(JOURNEY, Move.START, set(), id="care with a journey mentor has started already"),
    pytest.param(JOURNEY, Move.STEP_UP, {PROFESSIONAL}, id="from the journey mentor up to a professional"),
    pytest.param(JOURNEY, Move.STEP_DOWN, {MENTOR}, id="from the journey mentor down to the mentor"),
    pytest.param(JOURNEY, Move.EMERGENCY, {PROFESSIONAL}, id="an emergency leads from step 2 to step 3"),
    pytest.param(JOURNEY, Move.UNDO, set(), id="step 2 has no emergency to undo"),
    pytest.param(JOURNEY, Move.CLOSE, {CLOSED}, id="care with a journey mentor can be closed"),
    pytest.param(JOURNEY, Move.REOPEN, set(), id="care with a journey mentor is open already"),
    pytest.param(PROFESSIONAL, Move.START, set(), id="care with a professional has started already"),
    pytest.param(PROFESSIONAL, Move.STEP_UP, set(), id="nothing is higher than the professional"),
    pytest.param(PROFESSIONAL, Move.STEP_DOWN, {JOURNEY, MENTOR}, id="from the professional down to 2 or 1"),
    pytest.param(PROFESSIONAL, Move.EMERGENCY, set(), id="with a professional an emergency moves nothing"),
    pytest.param(PROFESSIONAL, Move.UNDO, {REFERRED, MENTOR, JOURNEY}, id="undone, back to where it was"),
    pytest.param(PROFESSIONAL, Move.CLOSE, {CLOSED}, id="care with a professional can be closed"),
    pytest.param(PROFESSIONAL, Move.REOPEN, set(), id="care with a professional is open already"),
    pytest.param(CLOSED, Move.START, set(), id="a closed case starts nothing"),
    pytest.param(CLOSED, Move.STEP_UP, set(), id="a closed case steps nowhere up"),
    pytest.param(CLOSED, Move.STEP_DOWN, set(), id="a closed case steps nowhere down"),
    pytest.param(CLOSED, Move.EMERGENCY, set(), id="a closed case moves nobody at once"),
    pytest.param(CLOSED, Move.UNDO, set(), id="a closed case has nothing to undo"),
    pytest.param(CLOSED, Move.CLOSE, set(), id="a closed case is closed already"),
    pytest.param(CLOSED, Move.REOPEN, {REFERRED}, id="a reopened case waits for a start again"),
]

UNSAFE = [
    pytest.param(Move.START, None, True, id="care may start while a safety item is open"),
    pytest.param(Move.STEP_UP, None, True, id="more help may come while a safety item is open"),
    pytest.param(Move.EMERGENCY, None, True, id="an emergency never waits for a safety item"),
    pytest.param(Move.UNDO, None, True, id="undoing resolves the item itself"),
    pytest.param(Move.REOPEN, None, True, id="a case reopens while a safety item is open"),
    pytest.param(Move.STEP_DOWN, None, False, id="nobody steps down while a safety item is open"),
    pytest.param(Move.STEP_DOWN, "deceased", False, id="no reason lets anybody step down meanwhile"),
    pytest.param(Move.CLOSE, None, False, id="no case closes while a safety item is open"),
    pytest.param(Move.CLOSE, "goals_met", False, id="goals met do not close over a safety item"),
    pytest.param(Move.CLOSE, "moved_school", False, id="another school does not close over a safety item"),
    pytest.param(Move.CLOSE, "administrative", False, id="a mistake does not close over a safety item"),
    pytest.param(Move.CLOSE, "transferred_care", True, id="whoever took over care holds the safety item"),
    pytest.param(Move.CLOSE, "deceased", True, id="the case of a mentee who died may close"),
]

DIAGRAM = """
referred --> paraprofessional_mentor: start
referred --> journey_mentor: start
referred --> professional_referral: start | emergency
paraprofessional_mentor --> journey_mentor: step_up
paraprofessional_mentor --> professional_referral: step_up | emergency
journey_mentor --> professional_referral: step_up | emergency
professional_referral --> journey_mentor: step_down | undo
professional_referral --> paraprofessional_mentor: step_down | undo
journey_mentor --> paraprofessional_mentor: step_down
professional_referral --> referred: undo
referred --> closed: close
paraprofessional_mentor --> closed: close
journey_mentor --> closed: close
professional_referral --> closed: close
closed --> referred: reopen
"""


def arrows(text: str) -> set[tuple[str, str, str]]:
    """The arrows of a Mermaid diagram as (from, to, move)."""
    found = [line.strip() for line in text.splitlines() if "-->" in line and "[*]" not in line]
    pairs = [(line.split(" --> ")[0], *line.split(" --> ")[1].split(": ")) for line in found]
    return {(source, to, move.strip()) for source, to, named in pairs for move in named.split("|")}


def test_the_table_of_this_test_names_every_step_with_every_move() -> None:
    named = [(case.values[0], case.values[1]) for case in LEADS_TO]
    assert sorted(named) == sorted((step, move) for step in Step for move in Move)


@pytest.mark.parametrize(("step", "move", "ends"), LEADS_TO)
def test_each_move_leads_exactly_where_the_requirement_says(step: Step, move: Move, ends: set[Step]) -> None:
    assert set(moves.destinations(step, move)) == ends
    for to in Step:
        assert (moves.why_not(step, move, to) is None) is (to in ends)
        assert moves.destination(step, move, to) is (to if to in ends else None)
    assert (move in moves.moves_from(step)) is bool(ends)


@pytest.mark.parametrize(("step", "move", "ends"), LEADS_TO)
def test_a_move_with_several_ends_goes_nowhere_before_one_is_named(
    step: Step, move: Move, ends: set[Step]
) -> None:
    led = moves.destination(step, move)
    if len(ends) == 1:
        assert {led} == ends
        assert moves.why_not(step, move) is None
        return
    assert led is None
    said = moves.why_not(step, move) or ""
    assert said.endswith(".")
    assert all(end.plain in said for end in ends)


@pytest.mark.parametrize(("step", "move", "ends"), LEADS_TO)
def test_only_a_move_of_the_table_makes_a_step_change(step: Step, move: Move, ends: set[Step]) -> None:
    for to in Step:
        if to in ends:
            assert moves.step_change(step, move, to) == StepChange(step, to, move)
            continue
        with pytest.raises(moves.IllegalMove) as refused:
            moves.step_change(step, move, to)
        assert str(refused.value) == moves.why_not(step, move, to)
        assert step.plain in str(refused.value)


def test_a_step_change_that_leaves_its_end_open_is_refused() -> None:
    with pytest.raises(moves.IllegalMove, match="Say to which step: Supervised journey mentor or Referral"):
        moves.step_change(MENTOR, Move.STEP_UP)


def test_a_closed_case_can_only_be_reopened() -> None:
    assert moves.moves_from(CLOSED) == (Move.REOPEN,)
    assert not CLOSED.is_open


def test_no_move_stays_where_it_is() -> None:
    assert all(step not in moves.destinations(step, move) for step in Step for move in Move)


@given(st.sampled_from(Step), st.lists(st.tuples(st.sampled_from(Move), st.sampled_from(Step)), max_size=8))
def test_whatever_is_tried_step_up_is_always_more_help_and_step_down_less(
    step: Step, tried: list[tuple[Move, Step]]
) -> None:
    for move, to in tried:
        if moves.why_not(step, move, to) is not None:
            continue
        change = moves.step_change(step, move, to)
        assert change.from_step is step
        if move in (Move.STEP_UP, Move.EMERGENCY, Move.START):
            assert to.higher_than(step)
        if move in (Move.STEP_DOWN, Move.UNDO):
            assert step.higher_than(to)
        step = to


@pytest.mark.parametrize(
    ("step", "to", "move"),
    [
        pytest.param(REFERRED, JOURNEY, Move.START, id="into care is a start"),
        pytest.param(MENTOR, PROFESSIONAL, Move.STEP_UP, id="more help is a step up, never an emergency"),
        pytest.param(PROFESSIONAL, MENTOR, Move.STEP_DOWN, id="less help is a step down, never an undoing"),
        pytest.param(JOURNEY, CLOSED, Move.CLOSE, id="the end is a closure"),
        pytest.param(CLOSED, REFERRED, Move.REOPEN, id="back from the end is a reopening"),
        pytest.param(PROFESSIONAL, REFERRED, None, id="back before care only an undoing leads"),
        pytest.param(MENTOR, MENTOR, None, id="staying is no move"),
        pytest.param(CLOSED, MENTOR, None, id="a closed case is reopened first"),
    ],
)
def test_the_routine_move_between_two_steps_is_never_an_emergency_or_an_undoing(
    step: Step, to: Step, move: Move | None
) -> None:
    assert moves.move_between(step, to) is move


@pytest.mark.parametrize(("move", "reason", "goes"), UNSAFE)
def test_no_help_ends_or_lessens_while_a_safety_item_is_open(
    move: Move, reason: str | None, goes: bool
) -> None:
    said = moves.why_not_while_unsafe(move, 1, reason)
    assert (said is None) is goes
    assert said is None or "safety item is open" in said
    assert moves.why_not_while_unsafe(move, 0, reason) is None


def test_t8_the_library_would_find_nothing_by_the_name_of_an_enum_member() -> None:
    """Danger shown: asked with members instead of their values, the machine knows no move and says nothing."""
    found = moves.MOVES.get_transitions(trigger=Move.STEP_UP.value, source=Step.MENTOR)
    assert found == []
    assert moves.destinations(MENTOR, Move.STEP_UP) == (JOURNEY, PROFESSIONAL)


def test_the_machine_has_no_model_no_condition_and_no_callback() -> None:
    assert moves.MOVES.models == []
    for event in moves.MOVES.events.values():
        for transition in (one for several in event.transitions.values() for one in several):
            for attached in (transition.conditions, transition.before, transition.after, transition.prepare):
                assert attached == []


def test_nothing_moves_by_a_transition_that_the_library_makes_up() -> None:
    assert set(moves.MOVES.events) == {move.value for move in Move}


def test_the_diagram_is_mermaid_text_and_shows_every_move_and_no_other() -> None:
    drawn = moves.diagram()
    assert "stateDiagram-v2" in drawn
    assert "[*] --> referred" in drawn
    assert arrows(drawn) == arrows(DIAGRAM)


def test_steps_are_ordered_by_the_help_they_are_and_closed_compares_with_nothing() -> None:
    assert CARE_STEPS == (MENTOR, JOURNEY, PROFESSIONAL)
    assert [step.number for step in (REFERRED, *CARE_STEPS)] == [0, 1, 2, 3]
    assert not any(CLOSED.higher_than(step) or step.higher_than(CLOSED) for step in Step)
    assert [step for step in Step if step.is_care] == list(CARE_STEPS)


def test_every_step_and_move_has_a_plain_name_of_its_own() -> None:
    for members in (Step, Move):
        names = [one.plain for one in members]
        assert len(set(names)) == len(names)
        assert all(name[:1].isupper() and "_" not in name for name in names)


def test_one_life_cycle_serves_every_machine() -> None:
    small = life_cycle.life_cycle(Step, [(Move.CLOSE, MENTOR, CLOSED)], MENTOR)
    assert life_cycle.destinations(small, MENTOR, Move.CLOSE) == ("closed",)
    assert life_cycle.destinations(small, MENTOR, Move.REOPEN) == ()
    assert life_cycle.destination(small, MENTOR, Move.CLOSE, JOURNEY) is None
