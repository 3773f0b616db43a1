"""Is there room for one more mentee, on each side of the number agreed?"""

from dataclasses import replace

import pytest

from supervision.caseload import free_places, most_mentees, room_said, why_not_one_more
from supervision.matching_policy import MATCHING
from tests.supervision.test_clearance import MENTOR

CASES = [
    pytest.param(3, 0, 0, None, id="nobody yet"),
    pytest.param(3, 2, 0, None, id="the last place is free"),
    pytest.param(3, 3, 0, "Ben Ode has no room: takes 3, has 3.", id="every place is taken"),
    pytest.param(3, 4, 0, "Ben Ode has no room: takes 3, has 4.", id="one too many"),
    pytest.param(3, 2, 1, "Ben Ode has no room: takes 3, has 2 and 1 reserved.", id="a reservation takes a place"),
    pytest.param(3, 1, 1, None, id="one met, one reserved, one free"),
    pytest.param(0, 0, 0, "Ben Ode has no room: takes 0, has 0.", id="takes nobody"),
]  # fmt: skip


@pytest.mark.parametrize(("most", "matches", "reserved", "said"), CASES)
def test_a_mentor_takes_as_many_as_agreed_and_no_more(
    most: int, matches: int, reserved: int, said: str | None
) -> None:
    mentor = replace(MENTOR, most_mentees=most, open_matches=matches, reserved_elsewhere=reserved)
    assert why_not_one_more(mentor) == said
    assert (free_places(mentor) == 0) is (said is not None)


def test_about_whom_nothing_is_on_file_the_program_says_how_many() -> None:
    assert most_mentees(MENTOR) == MATCHING.usual_most_mentees
    assert why_not_one_more(replace(MENTOR, open_matches=MATCHING.usual_most_mentees)) is not None


@pytest.mark.parametrize(
    ("matches", "reserved", "said"),
    [
        pytest.param(0, 0, "Free: takes 3, has none.", id="free"),
        pytest.param(1, 0, "Has room: takes 3, has 1.", id="one"),
        pytest.param(1, 1, "Has room: takes 3, has 1 and 1 reserved.", id="one and one reserved"),
        pytest.param(0, 2, "Has room: takes 3, has none and 2 reserved.", id="reserved only"),
    ],
)
def test_room_is_said_with_its_numbers(matches: int, reserved: int, said: str) -> None:
    assert (
        room_said(replace(MENTOR, most_mentees=3, open_matches=matches, reserved_elsewhere=reserved)) == said
    )


def test_the_policy_of_matching_names_its_owner_and_its_source() -> None:
    assert MATCHING.version >= 1
    assert MATCHING.owner
    assert MATCHING.source
    assert all(getattr(MATCHING.weights, name) > 0 for name in MATCHING.weights.__slots__)
