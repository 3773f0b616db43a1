"""What may happen to a consent, whom does the answer come from, and what does a "no" stop? Every state and move."""

from datetime import date

import pytest

from care_steps import consents
from care_steps.consents import ConsentKind, ConsentMove, ConsentState

NONE, OUT, GIVEN = ConsentState.NONE, ConsentState.OUT, ConsentState.GIVEN
REFUSED, WITHDRAWN, ENDED = ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.ENDED
ASK, GIVE, REFUSE, WITHDRAW = ConsentMove.ASK, ConsentMove.GIVE, ConsentMove.REFUSE, ConsentMove.WITHDRAW

LEADS_TO = [
    pytest.param(NONE, ASK, OUT, id="a letter asks"),
    pytest.param(NONE, GIVE, GIVEN, id="somebody may agree before they are asked"),
    pytest.param(NONE, REFUSE, REFUSED, id="somebody may refuse before they are asked"),
    pytest.param(NONE, WITHDRAW, None, id="what was never given is not taken back, it is refused"),
    pytest.param(OUT, ASK, OUT, id="a lost letter is sent again"),
    pytest.param(OUT, GIVE, GIVEN, id="a letter comes back with a yes"),
    pytest.param(OUT, REFUSE, REFUSED, id="a letter comes back with a no"),
    pytest.param(OUT, WITHDRAW, None, id="nothing is taken back while nobody has answered"),
    pytest.param(GIVEN, ASK, OUT, id="before what was agreed to ends, they are asked anew"),
    pytest.param(GIVEN, GIVE, None, id="nobody agrees twice"),
    pytest.param(GIVEN, REFUSE, None, id="what was agreed to is withdrawn, not refused"),
    pytest.param(GIVEN, WITHDRAW, WITHDRAWN, id="what was agreed to can be taken back"),
    pytest.param(ENDED, ASK, OUT, id="what has ended is asked for anew"),
    pytest.param(ENDED, GIVE, GIVEN, id="or agreed to anew by somebody who comes by themselves"),
    pytest.param(ENDED, REFUSE, REFUSED, id="or not agreed to any more"),
    pytest.param(ENDED, WITHDRAW, None, id="what has ended is not taken back"),
    *[
        pytest.param(no, move, OUT if move is ASK else None, id=f"after {no.value}, {move.value}")
        for no in (REFUSED, WITHDRAWN)
        for move in ConsentMove
    ],
]


def test_the_table_of_this_test_names_every_state_with_every_move() -> None:
    named = [(case.values[0], case.values[1]) for case in LEADS_TO]
    assert sorted(named) == sorted((state, move) for state in ConsentState for move in ConsentMove)


@pytest.mark.parametrize(("state", "move", "to"), LEADS_TO)
def test_each_move_leads_exactly_where_the_requirement_says(
    state: ConsentState, move: ConsentMove, to: ConsentState | None
) -> None:
    assert consents.destination(state, move) is to
    assert (consents.why_not(state, move) is None) is (to is not None)
    assert (move in consents.moves_from(state)) is (to is not None)


@pytest.mark.parametrize("kind", ConsentKind)
@pytest.mark.parametrize("state", ConsentState)
def test_exactly_a_no_stops_what_its_kind_covers(kind: ConsentKind, state: ConsentState) -> None:
    said = consents.why_stopped(kind, state)
    assert (said is not None) is (state in (REFUSED, WITHDRAWN, ENDED)) is state.stops


@pytest.mark.parametrize(
    ("state", "ends_on", "stands", "soon"),
    [
        pytest.param(GIVEN, None, GIVEN, False, id="without a last day it never ends by itself"),
        pytest.param(GIVEN, date(2026, 9, 30), ENDED, False, id="the day after its last day it has ended"),
        pytest.param(GIVEN, date(2026, 10, 1), GIVEN, True, id="on its last day it holds"),
        pytest.param(GIVEN, date(2026, 10, 31), GIVEN, True, id="30 days before, it is time to ask again"),
        pytest.param(GIVEN, date(2026, 11, 1), GIVEN, False, id="31 days before it is not"),
        pytest.param(WITHDRAWN, date(2026, 9, 30), WITHDRAWN, False, id="a no stays what it is"),
    ],
)
def test_what_was_given_until_a_day_ends_when_that_day_is_over(
    state: ConsentState, ends_on: date | None, stands: ConsentState, soon: bool
) -> None:
    today = date(2026, 10, 1)
    assert consents.stands(state, ends_on, today) is stands
    assert consents.ends_soon(state, ends_on, today) is soon


def test_no_two_ways_of_stopping_are_said_alike() -> None:
    said = [
        consents.why_stopped(kind, state) for kind in ConsentKind for state in (REFUSED, WITHDRAWN, ENDED)
    ]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize(
    ("born", "today", "is_adult"),
    [
        pytest.param(date(2008, 9, 15), date(2026, 9, 14), False, id="the day before the birthday"),
        pytest.param(date(2008, 9, 15), date(2026, 9, 15), True, id="on the birthday itself"),
        pytest.param(date(2008, 2, 29), date(2026, 2, 28), False, id="born on a leap day, on February 28"),
        pytest.param(date(2008, 2, 29), date(2026, 3, 1), True, id="born on a leap day, on March 1"),
        pytest.param(None, date(2026, 3, 1), False, id="without a birth date on file"),
    ],
)
def test_the_rights_pass_to_the_student_on_the_eighteenth_birthday(
    born: date | None, today: date, is_adult: bool
) -> None:
    assert consents.is_of_age(born, today) is is_adult


@pytest.mark.parametrize(
    ("is_adult", "speaks", "is_taken"),
    [
        pytest.param(False, True, True, id="who holds the rights answers for a child"),
        pytest.param(False, False, False, id="another relative does not"),
        pytest.param(False, None, False, id="nor the child"),
        pytest.param(True, None, True, id="the grown-up student answers alone"),
        pytest.param(True, True, False, id="and no parent does any more"),
        pytest.param(True, False, False, id="nor another relative"),
    ],
)
def test_the_answer_is_theirs_to_whom_the_rights_belong(
    is_adult: bool, speaks: bool | None, is_taken: bool
) -> None:
    assert (consents.why_not_answer(is_adult=is_adult, speaks=speaks) is None) is is_taken
