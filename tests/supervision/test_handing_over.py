"""Are the right forms handed over together, what asks about safety last, and is everything else refused in words?"""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from care_steps.measuring import DueMeasure, Planned
from supervision.access import Actor, Appointment, Standing
from supervision.handing_over import NONE_DUE, to_hand_over
from supervision.measure_access import (
    why_not_note_missed_measure,
    why_not_see_measuring,
    why_not_set_measure_plan,
)
from triage.roles import Role

TODAY = date(2026, 11, 26)
COUNSELOR, DIRECT, CLINICAL, MENTOR, STRANGER = (UUID(int=n) for n in range(1, 6))
SITE, ELSEWHERE = UUID(int=8), UUID(int=9)
STANDING = Standing(
    mentee_id=UUID(int=20),
    site_id=SITE,
    owner_id=COUNSELOR,
    mentor_ids=frozenset({MENTOR}),
    direct_supervisor_id=DIRECT,
    clinical_supervisor_id=CLINICAL,
    on_call_id=CLINICAL,
)


def person(person_id: UUID, role: Role, site: UUID = SITE, *, screener: bool = True) -> Actor:
    trained = (("trained_screener", TODAY),) if screener else ()
    return Actor(UUID(int=30), person_id, "Ann Moe", (Appointment(role, site),), credentials=trained)


PEOPLE = {
    "the counselor": person(COUNSELOR, Role.COUNSELOR),
    "the direct supervisor": person(DIRECT, Role.DIRECT_SUPERVISOR),
    "the clinical supervisor": person(CLINICAL, Role.CLINICAL_SUPERVISOR),
    "the mentor": person(MENTOR, Role.MENTOR),
    "a counselor of another site": person(STRANGER, Role.COUNSELOR, ELSEWHERE),
    "an administrator": person(STRANGER, Role.ADMINISTRATOR),
    "a teacher": person(STRANGER, Role.TEACHER),
}
CARERS = {"the counselor", "the direct supervisor", "the clinical supervisor"}


def due(instrument_id: str, on: date = TODAY, informant: str = "mentee") -> DueMeasure:
    planned = Planned(instrument_id, informant, 14, Role.COUNSELOR, "guardian_written")
    return DueMeasure(planned, None, on, 0)


@pytest.mark.parametrize("who", PEOPLE)
def test_a_plan_is_changed_and_a_missed_form_noted_by_those_who_look_after_the_mentee(who: str) -> None:
    for gate in (why_not_set_measure_plan, why_not_note_missed_measure):
        assert (gate(PEOPLE[who], STANDING) is None) == (who in CARERS)


@pytest.mark.parametrize("who", PEOPLE)
def test_the_list_opens_for_counselors_and_supervisors(who: str) -> None:
    assert (why_not_see_measuring(PEOPLE[who]) is None) == (who in CARERS | {"a counselor of another site"})


def test_what_asks_about_safety_comes_last() -> None:
    found = to_hand_over([due("phq-a"), due("gad-7")], PEOPLE["the counselor"], STANDING, on=TODAY)
    assert (found.instrument_ids, found.why_not, found.left_out) == (("gad-7", "phq-a"), None, ())


def test_what_is_not_due_yet_is_not_handed_over() -> None:
    forms = [due("gad-7", TODAY - timedelta(days=3)), due("phq-a", TODAY + timedelta(days=1))]
    assert to_hand_over(forms, PEOPLE["the counselor"], STANDING, on=TODAY).instrument_ids == ("gad-7",)


def test_what_another_answers_is_not_put_into_the_hands_of_the_student() -> None:
    found = to_hand_over(
        [due("psc-17-parent", informant="guardian")], PEOPLE["the counselor"], STANDING, on=TODAY
    )
    assert (found.instrument_ids, found.why_not) == ((), NONE_DUE)


def test_whoever_is_not_trained_hands_over_what_asks_nothing_about_safety() -> None:
    untrained = person(COUNSELOR, Role.COUNSELOR, screener=False)
    found = to_hand_over([due("phq-a"), due("gad-7")], untrained, STANDING, on=TODAY)
    assert (found.instrument_ids, found.left_out, found.why_not) == (("gad-7",), ("phq-a",), None)
    alone = to_hand_over([due("phq-a")], untrained, STANDING, on=TODAY)
    assert alone.instrument_ids == ()
    assert "trained screeners only" in str(alone.why_not)


def test_without_anybody_on_call_no_form_about_safety_leaves_the_hand() -> None:
    alone = replace(STANDING, on_call_id=None)
    found = to_hand_over([due("phq-a")], PEOPLE["the counselor"], alone, on=TODAY)
    assert "Nobody is on call" in str(found.why_not)


def test_a_mentor_hands_over_nothing() -> None:
    found = to_hand_over([due("gad-7")], PEOPLE["the mentor"], STANDING, on=TODAY)
    assert found.instrument_ids == ()
    assert "Only the counselor or a supervisor" in str(found.why_not)
