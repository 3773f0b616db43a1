"""For which step may a mentor be assigned now?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care_steps.offers import OfferState
from care_steps.steps import Step
from supervision.assigning import steps_to_assign, why_not_assign_now

REFERRED, MENTOR, JOURNEY = Step.REFERRED, Step.MENTOR, Step.JOURNEY
PROFESSIONAL, CLOSED = Step.PROFESSIONAL, Step.CLOSED
OFFERED, ACCEPTED, WAITING = OfferState.OFFERED, OfferState.ACCEPTED, OfferState.WAITING

NOW = [
    pytest.param(REFERRED, None, None, False, {MENTOR, JOURNEY}, id="a referred case may start at either"),
    pytest.param(REFERRED, OFFERED, JOURNEY, False, set(), id="an offer wants its answer first"),
    pytest.param(REFERRED, ACCEPTED, JOURNEY, False, {JOURNEY}, id="an accepted offer names the step"),
    pytest.param(MENTOR, ACCEPTED, JOURNEY, True, {JOURNEY}, id="an accepted step up"),
    pytest.param(MENTOR, WAITING, JOURNEY, True, {JOURNEY}, id="a wait that ends"),
    pytest.param(MENTOR, None, None, True, {MENTOR}, id="another mentor at the same step"),
    pytest.param(JOURNEY, None, None, True, {JOURNEY}, id="another journey mentor"),
    pytest.param(MENTOR, None, None, False, set(), id="no mentor to follow"),
    pytest.param(MENTOR, ACCEPTED, PROFESSIONAL, True, set(), id="a professional is reached by a referral"),
    pytest.param(PROFESSIONAL, None, None, False, set(), id="with a professional nobody is assigned"),
    pytest.param(PROFESSIONAL, ACCEPTED, JOURNEY, False, {JOURNEY}, id="an accepted step down"),
    pytest.param(CLOSED, None, None, False, set(), id="a closed case"),
]


@pytest.mark.parametrize(("step", "state", "to", "served", "steps"), NOW)
def test_a_mentor_is_assigned_for_the_step_that_was_accepted_or_begins(
    step: Step, state: OfferState | None, to: Step | None, served: bool, steps: set[Step]
) -> None:
    refusal = why_not_assign_now(step, offer_state=state, offer_to=to, is_served=served)
    assert (refusal is None) is bool(steps)
    if refusal is None:
        assert set(steps_to_assign(step, offer_to=to)) == steps
    else:
        assert refusal.endswith(".")


@given(
    st.sampled_from(Step),
    st.none()
    | st.tuples(
        st.sampled_from([OFFERED, ACCEPTED, WAITING]), st.sampled_from([MENTOR, JOURNEY, PROFESSIONAL])
    ),
    st.booleans(),
)
def test_nobody_is_ever_assigned_for_a_step_without_a_mentor(
    step: Step, offer: tuple[OfferState, Step] | None, served: bool
) -> None:
    state, to = offer or (None, None)
    if why_not_assign_now(step, offer_state=state, offer_to=to, is_served=served) is None:
        assert set(steps_to_assign(step, offer_to=to)) <= {MENTOR, JOURNEY}
