"""Which notes and which reasons fit where a referral stands? What cannot have happened is neither offered nor taken."""

from collections.abc import Mapping, Sequence
from typing import Final

from care_steps import codes
from care_steps.referrals import ReferralState

CALLED, NO_SHOW, FAMILY_TOLD, PRINTED = "called", "no_show", "family_told", "printed"
NOTES: Final = (CALLED, NO_SHOW, FAMILY_TOLD, PRINTED)
_REVOKE_REASONS: Final = "referral_revoke_reasons"
_MET: Final = frozenset(one for one in ReferralState if one.had_contact)
_FITS: Final[Mapping[str, frozenset[ReferralState]]] = {
    "": frozenset(ReferralState),
    "unanswered": frozenset({ReferralState.SENT}),
    "before_contact": frozenset(ReferralState) - _MET,
    "after_contact": _MET,
    # Nobody chooses these: the act that ends the referral writes them.
    "by_itself": frozenset(),
}
"""Where the reasons of each group of the list fit."""


def why_not_note(state: ReferralState, kind: str, *, has_begun: bool) -> str | None:
    """The sentence that refuses this note, or None; `has_begun`: the time of the appointment has come."""
    if not state.is_live:
        return "This referral has ended."
    if kind not in NOTES:
        return "Say what was done."
    if kind != NO_SHOW or (state is ReferralState.SCHEDULED and has_begun):
        return None
    if state is ReferralState.SCHEDULED:
        return "The appointment is still to come. When they cannot come, make another one."
    return "No appointment has been made that could have been missed."


def revoke_reasons(state: ReferralState) -> tuple[codes.Code, ...]:
    """Why a referral may be taken back that stands here."""
    known = codes.load(_REVOKE_REASONS)
    return tuple(one for one in known.active if state in _FITS[one.group])


def why_not_revoke(state: ReferralState, reasons: Sequence[str], words: str = "") -> str | None:
    """The sentence that refuses these reasons, or None."""
    known = codes.load(_REVOKE_REASONS)
    if why := codes.why_not_choose(known, reasons, words):
        return why
    fitting = {one.code for one in revoke_reasons(state)}
    misfit = next((one for one in reasons if one not in fitting), None)
    return None if misfit is None else f"“{known.plain(misfit)}” does not fit “{state.plain}”."
