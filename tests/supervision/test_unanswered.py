"""After how long does somebody else hear of work that nobody answered, and who is that?"""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from care_steps.policy import PolicyError, default_text, load
from supervision.relations import Standing
from supervision.unanswered import answered_by, escalates_at, lane_of, who_answers_for
from triage.calendar import SchoolCalendar

LADDERS = load(default_text()).ladders
FRIDAY = datetime(2026, 3, 6, 22, tzinfo=UTC)
BREAK = (date(2026, 3, 16), date(2026, 3, 20))
CHICAGO = SchoolCalendar("America/Chicago", closures=(BREAK,))
OWNER, DIRECT, CLINICAL, ON_CALL, COUNSELOR = (UUID(int=n) for n in range(1, 6))


@pytest.mark.parametrize(
    ("lane", "since", "then"),
    [
        pytest.param(
            "routine",
            FRIDAY,
            datetime(2026, 3, 13, 21, tzinfo=UTC),
            id="five school days, a weekend and a change of clocks left out",
        ),
        pytest.param(
            "routine",
            FRIDAY + timedelta(days=7),
            datetime(2026, 3, 27, 22, tzinfo=UTC),
            id="a break of the school does not count",
        ),
        pytest.param(
            "none", FRIDAY, datetime(2026, 3, 13, 21, tzinfo=UTC), id="what is in no lane like routine"
        ),
        pytest.param(
            "urgent", FRIDAY, FRIDAY + timedelta(hours=4), id="what is urgent waits for no calendar"
        ),
        pytest.param("emergency", FRIDAY, FRIDAY, id="what is an emergency at once"),
    ],
)
def test_school_days_count_for_routine_work_alone(lane: str, since: datetime, then: datetime) -> None:
    found = escalates_at(LADDERS, lane=lane, site="Oak Middle", since=since, calendar=CHICAGO)
    assert found == then


def test_no_policy_lets_urgent_work_wait_for_school_days() -> None:
    text = default_text().replace('amount = 4, unit = "hours"', 'amount = 1, unit = "school_days"')
    with pytest.raises(PolicyError, match="no calendar stops it"):
        load(text)


def test_a_policy_of_before_has_the_fixed_times() -> None:
    before = "\n".join(line for line in default_text().splitlines() if not line.startswith("unanswered"))
    assert [one.unanswered for one in load(before).ladders] == [one.unanswered for one in LADDERS]


BOTH = {"direct_supervisor_id": DIRECT, "clinical_supervisor_id": CLINICAL}


def standing(**those: UUID | None) -> Standing:
    return Standing(mentee_id=UUID(int=9), site_id=UUID(int=8), **{"owner_id": COUNSELOR, **those})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("who", "owner", "above"),
    [
        pytest.param(BOTH, OWNER, DIRECT, id="the direct supervisor"),
        pytest.param(BOTH, DIRECT, CLINICAL, id="above them the clinical one"),
        pytest.param({"on_call_id": ON_CALL}, COUNSELOR, ON_CALL, id="before a match whoever is on call"),
        pytest.param({}, OWNER, COUNSELOR, id="else the counselor of the case"),
        pytest.param({}, COUNSELOR, COUNSELOR, id="nobody else: never nobody"),
    ],
)
def test_whoever_stands_above_the_one_who_did_not_answer(
    who: dict[str, UUID | None], owner: UUID, above: UUID
) -> None:
    assert who_answers_for(standing(**who), owner) == above


def test_it_was_answered_by_whoever_ended_the_last_of_it_and_by_nobody_when_it_ended_by_itself() -> None:
    later = FRIDAY + timedelta(days=1)
    assert answered_by({UUID(int=1): (OWNER, FRIDAY), UUID(int=2): (DIRECT, later)}) == DIRECT
    assert answered_by({UUID(int=1): (OWNER, FRIDAY), UUID(int=2): (None, later)}) == OWNER
    assert answered_by({UUID(int=2): (None, later)}) is None


def test_work_of_no_lane_is_told_like_the_routine() -> None:
    assert [lane_of(one) for one in ("none", "routine", "urgent")] == ["routine", "routine", "urgent"]
