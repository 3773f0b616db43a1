"""Who answers for a case, and is anything ever without an owner?"""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.access import Standing
from supervision.chain import owner_of, why_not_supervised
from triage.roles import Role

OWNER, DIRECT, CLINICAL, ON_CALL = (UUID(int=n) for n in range(10, 14))


def standing(
    direct: UUID | None = DIRECT, clinical: UUID | None = CLINICAL, on_call: UUID | None = ON_CALL
) -> Standing:
    return Standing(
        UUID(int=1),
        UUID(int=2),
        OWNER,
        direct_supervisor_id=direct,
        clinical_supervisor_id=clinical,
        on_call_id=on_call,
    )


BEFORE_A_MATCH = standing(None, None)
NOBODY = standing(None, None, None)

OWNERS = [
    pytest.param(("direct_supervisor",), standing(), DIRECT, id="the direct supervisor"),
    pytest.param(("clinical_supervisor",), standing(), CLINICAL, id="the clinical supervisor of the chain"),
    pytest.param(
        ("direct_supervisor", "clinical_supervisor"), standing(), DIRECT, id="the first that is named"
    ),
    pytest.param(("clinical_supervisor", "direct_supervisor"), standing(), CLINICAL, id="in that order"),
    pytest.param(("clinical_supervisor",), BEFORE_A_MATCH, ON_CALL, id="before a match, who is on call"),
    pytest.param(("direct_supervisor",), BEFORE_A_MATCH, ON_CALL, id="for the direct supervisor, too"),
    pytest.param(
        ("direct_supervisor",), standing(None), CLINICAL, id="without a direct one, the clinical one"
    ),
    pytest.param(
        ("clinical_supervisor",), standing(clinical=None), ON_CALL, id="without a clinical one, on call"
    ),
    pytest.param(("clinical_supervisor",), NOBODY, OWNER, id="with nobody else, the owner of the case"),
    pytest.param(
        ("direct_supervisor",), NOBODY, OWNER, id="for the direct supervisor, the owner of the case"
    ),
    pytest.param((), standing(), CLINICAL, id="acknowledged by no role, the clinical supervisor"),
    pytest.param(
        ("administrator",), standing(), CLINICAL, id="by a role outside the chain, the clinical supervisor"
    ),
    pytest.param(("counselor",), standing(), OWNER, id="by the counselor, whoever owns the case"),
]


@pytest.mark.parametrize(("roles", "case", "owner"), OWNERS)
def test_work_belongs_to_the_first_of_its_roles_that_is_there(
    roles: tuple[str, ...], case: Standing, owner: UUID
) -> None:
    assert owner_of(roles, case) == owner


@given(
    st.lists(st.sampled_from([role.value for role in Role]), max_size=3),
    st.none() | st.just(DIRECT),
    st.none() | st.just(CLINICAL),
    st.none() | st.just(ON_CALL),
)
def test_nothing_is_ever_without_an_owner(
    roles: list[str], direct: UUID | None, clinical: UUID | None, on_call: UUID | None
) -> None:
    case = standing(direct, clinical, on_call)
    owner = owner_of(roles, case)
    assert owner in {one for one in (direct, clinical, on_call, OWNER) if one is not None}
    # The counselor of a case is its owner: what they are asked for themselves is theirs.
    if (clinical or on_call) and "counselor" not in roles:
        assert owner != OWNER


CHAINS = [
    pytest.param(DIRECT, CLINICAL, None, id="a direct supervisor below a clinical one"),
    pytest.param(CLINICAL, CLINICAL, None, id="a clinical supervisor who is also the direct one"),
    pytest.param(None, CLINICAL, "Name a direct supervisor.", id="no direct supervisor"),
    pytest.param(DIRECT, None, "has no clinical supervisor", id="nobody professional at the top"),
    pytest.param(None, None, "Name a direct supervisor.", id="no chain at all"),
]


@pytest.mark.parametrize(("direct", "clinical", "said"), CHAINS)
def test_nobody_is_assigned_without_a_whole_chain(
    direct: UUID | None, clinical: UUID | None, said: str | None
) -> None:
    refusal = why_not_supervised(direct, clinical)
    assert (refusal is None) is (said is None)
    assert said is None or said in (refusal or "")
