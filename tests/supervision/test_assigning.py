"""For which step may a mentor be assigned, in every state a case can be in?"""

import itertools

import pytest

from care_steps.offers import OfferState
from care_steps.steps import Step
from supervision.assigning import MENTORED, steps_to_assign, why_not_assign_now

LIVE = (OfferState.ACCEPTED, OfferState.WAITING)


@pytest.mark.parametrize(
    ("step", "steps"),
    [
        pytest.param(Step.REFERRED, MENTORED, id="a referred case starts at either mentor's step"),
        pytest.param(
            Step.MENTOR, (Step.MENTOR,), id="another mentor at step 1 stays at step 1, also after an end"
        ),
        pytest.param(
            Step.JOURNEY, (Step.JOURNEY,), id="another mentor at step 2 stays at step 2, also after an end"
        ),
        pytest.param(Step.PROFESSIONAL, None, id="at step 3 no mentor is assigned"),
        pytest.param(Step.CLOSED, None, id="a closed case gets no mentor"),
    ],
)
def test_without_an_offer_the_step_says_what_can_be_assigned(
    step: Step, steps: tuple[Step, ...] | None
) -> None:
    why = why_not_assign_now(step, offer_state=None, offer_to=None)
    assert (why is None) == (steps is not None)
    assert steps is None or steps_to_assign(step, offer_to=None) == steps


@pytest.mark.parametrize(("step", "state"), list(itertools.product((Step.REFERRED, Step.MENTOR), LIVE)))
def test_an_accepted_offer_names_the_only_step(step: Step, state: OfferState) -> None:
    assert why_not_assign_now(step, offer_state=state, offer_to=Step.JOURNEY) is None
    assert steps_to_assign(step, offer_to=Step.JOURNEY) == (Step.JOURNEY,)


@pytest.mark.parametrize("step", [Step.REFERRED, Step.MENTOR, Step.JOURNEY, Step.PROFESSIONAL])
def test_before_the_answer_nobody_is_assigned(step: Step) -> None:
    why = why_not_assign_now(step, offer_state=OfferState.OFFERED, offer_to=Step.JOURNEY)
    assert why == "Record the answer to the offer first. It has not been accepted yet."


@pytest.mark.parametrize("state", LIVE)
def test_an_offer_of_a_professional_is_no_work_for_a_mentor(state: OfferState) -> None:
    why = why_not_assign_now(Step.JOURNEY, offer_state=state, offer_to=Step.PROFESSIONAL)
    assert why == "A professional is reached by a referral. No mentor is assigned for that step."
