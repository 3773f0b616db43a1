"""Is only that noted and given as a reason which can have happened where a referral stands?"""

import pytest

from care_steps import codes
from care_steps.referral_choices import NO_SHOW, NOTES, revoke_reasons, why_not_note, why_not_revoke
from care_steps.referrals import ReferralMove, ReferralState, moves_from

S = ReferralState
BEFORE = {S.DRAFTED, S.SENT, S.RETURNED, S.ACCEPTED, S.SCHEDULED}
MET = {S.FIRST_CONTACT_CONFIRMED, S.IN_CARE}
# Where each reason can be true, among the states from which a referral is taken back.
FITS = {
    "no_answer": {S.SENT},
    "other_provider": BEFORE,
    "already_in_care": BEFORE,
    "written_by_mistake": BEFORE,
    "care_broke_off": MET,
    "mentee_declined": BEFORE | MET,
    "guardian_declined": BEFORE | MET,
    "consent_withdrawn": BEFORE | MET,
    "got_better": BEFORE | MET,
    "moved_away": BEFORE | MET,
    "other_text": BEFORE | MET,
    "offer_ended": set(),
    "case_closed": set(),
    "emergency_undone": set(),
}


@pytest.mark.parametrize("state", [one for one in S if ReferralMove.REVOKE in moves_from(one)])
@pytest.mark.parametrize("reason", [one.code for one in codes.load("referral_revoke_reasons").codes])
def test_a_referral_is_taken_back_for_a_reason_that_can_be_true_where_it_stands(
    state: ReferralState, reason: str
) -> None:
    assert (reason in [one.code for one in revoke_reasons(state)]) is (state in FITS[reason])
    assert (why_not_revoke(state, [reason], "In words.") is None) is (state in FITS[reason])


def test_without_a_reason_it_is_not_taken_back() -> None:
    assert why_not_revoke(S.SENT, []) == "Choose at least one reason."


@pytest.mark.parametrize("has_begun", [False, True])
@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("kind", NOTES)
def test_an_appointment_is_missed_only_once_its_time_has_come(
    kind: str, state: ReferralState, has_begun: bool
) -> None:
    may = state.is_live and (kind != NO_SHOW or (state is S.SCHEDULED and has_begun))
    assert (why_not_note(state, kind, has_begun=has_begun) is None) is may
