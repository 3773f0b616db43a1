"""What may happen to a match? Every state and every move, written out; and how may one end?"""

from datetime import date, timedelta

import pytest

from care_steps import codes, match_states
from care_steps.match_states import BY_ITSELF, MatchEnd, MatchMove, MatchState, why_not_end_like

RESERVED, PROPOSED, STARTED = MatchState.RESERVED, MatchState.PROPOSED, MatchState.STARTED
PAUSED, ENDING, ENDED = MatchState.PAUSED, MatchState.ENDING, MatchState.ENDED
PROPOSE, START, PAUSE = MatchMove.PROPOSE, MatchMove.START, MatchMove.PAUSE
RESUME, PLAN, END = MatchMove.RESUME, MatchMove.PLAN_GOODBYE, MatchMove.END

LEADS_TO = [
    pytest.param(RESERVED, PROPOSE, PROPOSED, id="a reserved mentor is assigned"),
    *[
        pytest.param(RESERVED, move, None, id=f"nobody is matched yet who is only reserved: no {move.value}")
        for move in (START, PAUSE, RESUME, PLAN, END)
    ],
    pytest.param(PROPOSED, PROPOSE, None, id="a mentor is assigned once"),
    pytest.param(PROPOSED, START, STARTED, id="the first session made starts a match"),
    pytest.param(PROPOSED, PAUSE, None, id="what has not begun is not paused"),
    pytest.param(PROPOSED, RESUME, None, id="what has not begun does not go on"),
    pytest.param(PROPOSED, PLAN, None, id="whoever never met needs no goodbye"),
    pytest.param(PROPOSED, END, ENDED, id="a match may end before it begins"),
    pytest.param(STARTED, PROPOSE, None, id="who meets is not proposed again"),
    pytest.param(STARTED, START, None, id="a match starts once"),
    pytest.param(STARTED, PAUSE, PAUSED, id="a match can be paused"),
    pytest.param(STARTED, RESUME, None, id="what was not paused does not go on"),
    pytest.param(STARTED, PLAN, ENDING, id="a goodbye is planned while they meet"),
    pytest.param(STARTED, END, ENDED, id="a match can end at once"),
    pytest.param(PAUSED, PROPOSE, None, id="a paused match is not proposed again"),
    pytest.param(PAUSED, START, None, id="a paused match goes on, it does not start"),
    pytest.param(PAUSED, PAUSE, None, id="a match is paused once"),
    pytest.param(PAUSED, RESUME, STARTED, id="a paused match goes on"),
    pytest.param(PAUSED, PLAN, ENDING, id="a goodbye is planned out of a pause"),
    pytest.param(PAUSED, END, ENDED, id="a match can end out of a pause"),
    pytest.param(ENDING, PROPOSE, None, id="who says goodbye is not proposed"),
    pytest.param(ENDING, START, None, id="who says goodbye has met before"),
    pytest.param(ENDING, PAUSE, None, id="a goodbye is not paused"),
    pytest.param(ENDING, RESUME, STARTED, id="they may go on after all"),
    pytest.param(ENDING, PLAN, None, id="the goodbye is planned once"),
    pytest.param(ENDING, END, ENDED, id="the match ends after the goodbye"),
    *[
        pytest.param(ENDED, move, None, id=f"after the end there is no {move.value}, only another match")
        for move in MatchMove
    ],
]
BEGAN, TODAY = date(2026, 9, 1), date(2026, 10, 1)


def test_the_table_of_this_test_names_every_state_with_every_move() -> None:
    named = [(case.values[0], case.values[1]) for case in LEADS_TO]
    assert sorted(named) == sorted((state, move) for state in MatchState for move in MatchMove)


@pytest.mark.parametrize(("state", "move", "to"), LEADS_TO)
def test_each_move_leads_exactly_where_the_requirement_says(
    state: MatchState, move: MatchMove, to: MatchState | None
) -> None:
    assert match_states.destination(state, move) is to
    said = match_states.why_not(state, move)
    assert (said is None) is (to is not None)
    assert said is None or said.endswith(".")
    assert (move in match_states.moves_from(state)) is (to is not None)


def test_no_move_leads_to_two_places_and_only_the_end_is_an_end() -> None:
    rows = [(move, state) for move, state, _ in match_states.TABLE]
    assert len(set(rows)) == len(rows)
    assert [state for state in MatchState if not state.is_live] == [ENDED]


def test_every_state_and_move_has_a_plain_name_of_its_own() -> None:
    for members in (MatchState, MatchMove):
        names = [one.plain for one in members]
        assert len(set(names)) == len(names)
        assert all(name[:1].isupper() and "_" not in name for name in names)


def test_the_diagram_shows_every_move() -> None:
    drawn = match_states.diagram()
    shown = {line.strip() for line in drawn.splitlines() if "-->" in line and "[*]" not in line}
    assert len(shown) == len(match_states.TABLE)
    assert "paused --> ending: plan_goodbye" in shown


END_OF_ALL = MatchEnd("schedule", "mentor", goodbye_on=TODAY)


@pytest.mark.parametrize(
    ("end", "state", "wrong"),
    [
        pytest.param(END_OF_ALL, STARTED, [], id="a reason, a wish and a goodbye"),
        pytest.param(
            MatchEnd("conduct", "program", no_goodbye="not_safe"), STARTED, [], id="no goodbye, and why"
        ),
        pytest.param(MatchEnd("schedule", "mentor"), STARTED, ["no_goodbye"], id="neither goodbye nor why"),
        pytest.param(
            MatchEnd("schedule", "mentor", TODAY, "not_safe"), ENDING, ["no_goodbye"], id="both at once"
        ),
        pytest.param(MatchEnd("", "", TODAY), ENDING, ["reason", "whose_wish"], id="no reason and no wish"),
        pytest.param(MatchEnd("other", "mentee", TODAY), PAUSED, ["reason"], id="another reason, no words"),
        pytest.param(
            MatchEnd("not_on_record", "not_on_record", TODAY),
            STARTED,
            ["reason", "whose_wish"],
            id="nobody chooses what is kept for earlier records",
        ),
        pytest.param(MatchEnd("schedule", "mentor"), PROPOSED, [], id="who never met needs no goodbye"),
        pytest.param(END_OF_ALL, PROPOSED, ["goodbye_on"], id="who never met has said none"),
        pytest.param(
            MatchEnd("schedule", "mentor", TODAY + timedelta(days=1)),
            ENDING,
            ["goodbye_on"],
            id="a goodbye that is still to come was not held",
        ),
        pytest.param(
            MatchEnd("schedule", "mentor", BEGAN - timedelta(days=1)),
            ENDING,
            ["goodbye_on"],
            id="a goodbye before the beginning",
        ),
        *[
            pytest.param(MatchEnd(one, "program", TODAY), STARTED, ["reason"], id=f"nobody chooses {one}")
            for one in BY_ITSELF
        ],
    ],
)
def test_a_match_ends_for_a_reason_with_a_wish_and_a_goodbye_or_why_not(
    end: MatchEnd, state: MatchState, wrong: list[str]
) -> None:
    assert list(why_not_end_like(end, state, began_on=BEGAN, today=TODAY)) == wrong


def test_what_comes_by_itself_stands_in_the_list() -> None:
    assert all(codes.load("match_end_reasons").find(one) for one in BY_ITSELF)


def test_a_goodbye_is_planned_for_today_or_later() -> None:
    assert not match_states.why_not_goodbye_on(TODAY, today=TODAY)
    assert match_states.why_not_goodbye_on(TODAY - timedelta(days=1), today=TODAY)
