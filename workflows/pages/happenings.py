"""What does a record say in the timeline of a case: one plain sentence, by whom, and where to read more?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

from care_steps.moves import Move
from workflows.pages import happenings_decided as decided
from workflows.pages import happenings_in_care as in_care
from workflows.pages import happenings_in_families as in_families
from workflows.pages import happenings_in_voices as in_voices
from workflows.pages import happenings_of_referrals as of_referrals
from workflows.pages.components import TimelineItem
from workflows.pages.disclosures import disclosure_item
from workflows.pages.flags_told import flag_item
from workflows.records.timelines import Happening


def items_of(happened: Sequence[Happening], *, with_scores: bool) -> tuple[TimelineItem, ...]:
    """The timeline in the order given. Without scores only the logs of sessions lead on."""
    undone = _undone(happened)
    found = []
    for one in happened:
        item = _TELL[one.kind](one)
        if not with_scores and one.kind != "session":
            item = replace(item, links=())
        found.append(replace(item, struck_out=True) if one.id in undone else item)
    return tuple(found)


def _undone(happened: Sequence[Happening]) -> set[Any]:
    """The emergency moves that the next move took back; `happened` is newest first."""
    moves = [one for one in happened if one.kind == "step_change"]
    return {
        before.id
        for after, before in pairwise(moves)
        if after.fields["move"] == Move.UNDO and before.fields["move"] == Move.EMERGENCY
    }


_TELL: Final[Mapping[str, Callable[[Happening], TimelineItem]]] = {
    "referral_in": in_care.referral_in,
    "match": in_care.match,
    "match_change": in_care.match_change,
    "reservation": in_care.reservation,
    "session": in_care.session,
    "concern": in_care.concern,
    "abuse_report": in_care.abuse_report,
    "assessment": in_care.assessment,
    "applicant_told": in_care.applicant_told,
    "administration": in_care.administration,
    "check_in": in_voices.check_in,
    "guardian_input": in_voices.guardian_input,
    "consent_letter": in_families.consent_letter,
    "consent": in_families.consent,
    "survey_opt_out": in_families.survey_opt_out,
    "contact": in_families.contact,
    "contact_ban": in_families.contact_ban,
    "contact_ban_lifted": in_families.contact_ban_lifted,
    "referral_change": of_referrals.referral_change,
    "help_arranged": of_referrals.help_arranged,
    "firing": decided.firing,
    "decision": decided.decision,
    "step_change": decided.step_change,
    "offer_change": decided.offer_change,
    "work_end": decided.work_end,
    "decision_review": decided.decision_review,
    "safety_assessment": in_care.safety_assessment,
    "flag_told": flag_item,
    "safety_step": in_care.safety_step,
    "emergency_disclosure": disclosure_item,
}
