"""Does every unserved case wait for something that is named, and nobody who is served?"""

from itertools import product

import pytest

from care_steps.offers import OfferState
from care_steps.steps import Step
from supervision.waiting import WaitsFor, WaitState, waits_for

LIVE = (OfferState.OFFERED, OfferState.ACCEPTED, OfferState.WAITING)
OFFERS = [(None, None), *product(LIVE, (Step.MENTOR, Step.JOURNEY, Step.PROFESSIONAL))]
EVERY = [
    WaitState(step, state, to, assigned, served, told, reserved)
    for step, (state, to), assigned, served, told, reserved in product(
        Step, OFFERS, (False, True), (False, True), (False, True), (False, True)
    )
]


def test_every_unserved_case_waits_for_something_and_never_for_nothing() -> None:
    unserved = [
        now
        for now in EVERY
        if now.step is Step.REFERRED or (now.step in (Step.MENTOR, Step.JOURNEY) and not now.is_served)
    ]
    assert len(unserved) > 100
    assert [now for now in unserved if not waits_for(now)] == []


def test_whatever_was_offered_or_accepted_and_has_not_begun_is_waited_for() -> None:
    assert [now for now in EVERY if now.step.is_open and now.offer_state and not waits_for(now)] == []


def test_who_is_served_and_was_offered_nothing_more_waits_for_nothing() -> None:
    served = [one for one in EVERY if one.is_served and one.offer_state is None and one.step.is_care]
    assert served
    assert {waits_for(one) for one in served} == {()}


def test_a_closed_case_waits_for_nothing() -> None:
    assert {waits_for(one) for one in EVERY if one.step is Step.CLOSED} == {()}


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (WaitState(Step.REFERRED, None, None, False, False, False), (WaitsFor.TOLD, WaitsFor.MENTOR)),
        (WaitState(Step.REFERRED, None, None, False, False, True), (WaitsFor.MENTOR,)),
        (WaitState(Step.REFERRED, None, None, False, False, True, True), (WaitsFor.CONSENT,)),
        (WaitState(Step.REFERRED, OfferState.OFFERED, Step.PROFESSIONAL, False, False, True), (WaitsFor.ANSWER,)),
        (WaitState(Step.REFERRED, OfferState.ACCEPTED, Step.PROFESSIONAL, False, False, True), (WaitsFor.PLACE,)),
        (WaitState(Step.REFERRED, OfferState.ACCEPTED, Step.MENTOR, True, False, True), (WaitsFor.FIRST_SESSION,)),
        (WaitState(Step.MENTOR, OfferState.WAITING, Step.JOURNEY, False, True, True), (WaitsFor.MENTOR,)),
        (WaitState(Step.MENTOR, None, None, False, False, True), (WaitsFor.NEW_MENTOR,)),
        (WaitState(Step.MENTOR, None, None, False, True, True), ()),
    ],
)  # fmt: skip
def test_what_a_case_waits_for_is_the_next_thing_to_do(now: WaitState, found: tuple[WaitsFor, ...]) -> None:
    assert waits_for(now) == found
