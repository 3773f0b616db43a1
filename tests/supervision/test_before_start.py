"""Is everything that a start needs said at once, and is what is only advised not said to be needed?"""

from dataclasses import replace

import pytest

from care_steps.offers import OfferState
from care_steps.steps import Step
from supervision.before_start import BeforeStart, Need, is_before_start, needs

BARE = BeforeStart(
    step=Step.REFERRED,
    offer_state=None,
    offer_to=None,
    is_assigned=False,
    has_supervisors=False,
    has_first_session=False,
    has_baseline=False,
    has_on_call=False,
    is_rated=False,
    is_told=False,
    wants_telling=True,
)
WHOLE = replace(
    BARE,
    offer_state=OfferState.ACCEPTED,
    offer_to=Step.MENTOR,
    is_assigned=True,
    has_supervisors=True,
    has_first_session=True,
    has_baseline=True,
    has_on_call=True,
    is_rated=True,
    is_told=True,
    wants_telling=False,
)
STEPPING_UP = replace(BARE, step=Step.MENTOR, offer_state=OfferState.OFFERED, offer_to=Step.JOURNEY)


def missing(now: BeforeStart) -> dict[Need, bool]:
    """What is missing, and whether it blocks."""
    return {one.need: one.blocks for one in needs(now) if not one.is_met}


def test_a_case_that_was_just_referred_is_told_everything_at_once() -> None:
    assert missing(BARE) == {
        Need.ON_CALL: False,
        Need.BASELINE: False,
        Need.RATED: False,
        Need.TOLD: True,
        Need.SUPERVISORS: True,
        Need.CONSENT: True,
        Need.MENTOR: True,
        Need.FIRST_SESSION: True,
    }


def test_a_case_with_everything_is_missing_nothing() -> None:
    assert missing(WHOLE) == {}
    assert next(one.need for one in needs(WHOLE)) is Need.ANSWER


@pytest.mark.parametrize(
    ("change", "need", "blocks"),
    [
        pytest.param({"has_on_call": False}, Need.ON_CALL, False, id="nobody on call"),
        pytest.param({"has_baseline": False}, Need.BASELINE, False, id="no first questionnaire"),
        pytest.param({"is_rated": False}, Need.RATED, False, id="needs not rated"),
        pytest.param({"is_told": False}, Need.TOLD, False, id="it is urgent, and nobody was told"),
        pytest.param({"is_told": False, "wants_telling": True}, Need.TOLD, True, id="nobody was told"),
        pytest.param({"has_first_session": False}, Need.FIRST_SESSION, False, id="its day was called off"),
        pytest.param({"has_supervisors": False}, Need.SUPERVISORS, False, id="the chain broke afterwards"),
        pytest.param({"offer_state": OfferState.OFFERED}, Need.ANSWER, True, id="the offer is open"),
    ],
)
def test_one_thing_that_is_missing_is_the_one_that_is_said(
    change: dict[str, object], need: Need, blocks: bool
) -> None:
    assert missing(replace(WHOLE, **change)) == {need: blocks}  # type: ignore[arg-type]


def test_a_step_up_wants_its_answer_and_a_mentor_and_no_first_questionnaire() -> None:
    assert list(missing(STEPPING_UP)) == [
        Need.ANSWER,
        Need.SUPERVISORS,
        Need.CONSENT,
        Need.MENTOR,
        Need.FIRST_SESSION,
    ]


def test_a_professional_wants_the_answer_and_the_first_contact_and_no_mentor() -> None:
    offered = replace(STEPPING_UP, offer_to=Step.PROFESSIONAL)
    assert missing(offered) == {Need.ANSWER: True, Need.FIRST_CONTACT: True}
    accepted = replace(offered, offer_state=OfferState.ACCEPTED)
    assert missing(accepted) == {Need.FIRST_CONTACT: True}


@pytest.mark.parametrize(
    ("step", "offer_to", "is_about_to"),
    [
        (Step.REFERRED, None, True),
        (Step.REFERRED, Step.MENTOR, True),
        (Step.MENTOR, None, False),
        (Step.MENTOR, Step.JOURNEY, True),
        (Step.PROFESSIONAL, None, False),
        (Step.CLOSED, None, False),
        (Step.CLOSED, Step.JOURNEY, False),
    ],
)
def test_there_is_a_list_exactly_while_a_step_has_not_started(
    step: Step, offer_to: Step | None, is_about_to: bool
) -> None:
    assert is_before_start(step, offer_to=offer_to) is is_about_to
    assert bool(needs(replace(BARE, step=step, offer_to=offer_to))) is is_about_to


def test_every_need_has_words_of_its_own() -> None:
    assert len({one.plain for one in Need}) == len(Need)
