"""In which words is told what happened to a referral: each change of its state, and each note beside it?"""

from typing import Final

from care_steps import codes
from care_steps.referral_choices import CALLED, FAMILY_TOLD, NO_SHOW, PRINTED
from care_steps.referrals import ReferralState
from workflows.pages.components import Sentence, TimelineItem, Tone
from workflows.pages.deadlines import when
from workflows.pages.page import Choice, mark
from workflows.records.episodes import Case
from workflows.records.referrals import ReferralEvent

TONES: Final = {
    ReferralState.DRAFTED: Tone.SOON,
    ReferralState.SENT: Tone.PLANNED,
    ReferralState.ACCEPTED: Tone.PLANNED,
    ReferralState.RETURNED: Tone.SOON,
    ReferralState.REJECTED: Tone.LATE,
    ReferralState.SCHEDULED: Tone.PLANNED,
    ReferralState.FIRST_CONTACT_CONFIRMED: Tone.DONE,
    ReferralState.IN_CARE: Tone.DONE,
    ReferralState.DONE: Tone.DONE,
}
NOTES: Final = (
    Choice(CALLED, mark("I called them")),
    Choice(FAMILY_TOLD, mark("I told the family")),
    Choice(NO_SHOW, mark("The appointment was missed"), mark("Somebody is asked to look into it.")),
)
_NOTED: Final = {
    **{one.value: one.text for one in NOTES},
    PRINTED: mark("Printed"),
}
REASONS: Final = {
    ReferralState.REJECTED: "referral_reject_reasons",
    ReferralState.RETURNED: "referral_return_reasons",
    ReferralState.REVOKED: "referral_revoke_reasons",
}


def happened(one: ReferralEvent, case: Case) -> TimelineItem:
    title = one.state.plain if one.state else _NOTED[one.kind]
    return TimelineItem(
        at=one.happened_at,
        title=title,
        by=one.by,
        kind="referral",
        kind_plain="",
        body=one.words,
        tone=TONES.get(one.state, Tone.QUIET) if one.state else Tone.QUIET,
        lines=tuple(_lines(one, case)),
    )


def _lines(one: ReferralEvent, case: Case) -> list[Sentence]:
    found = []
    if one.reasons and one.state in REASONS:
        known = codes.load(REASONS[one.state])
        found.append(Sentence("%(all)s", terms={"all": tuple(known.plain(code) for code in one.reasons)}))
    if one.appointment_at is not None:
        found.append(when(one.appointment_at, case.calendar.time_zone))
    if one.confirmed_how is not None:
        how = codes.load("confirmed_how").plain(one.confirmed_how)
        found.append(Sentence("%(who)s: %(how)s", {"who": one.confirmed_by}, {"how": how}))
    if one.outcome is not None:
        found.append(Sentence("%(how)s", terms={"how": codes.load("referral_outcomes").plain(one.outcome)}))
    if one.call_back_on is not None:
        found.append(Sentence(mark("Ask again on %(day)s"), {"day": one.call_back_on}))
    return found
