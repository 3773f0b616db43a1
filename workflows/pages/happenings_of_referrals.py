"""What is told in the timeline of referrals to professionals: sent, turned down, asked elsewhere, met, ended?"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from care_steps import codes
from care_steps.referrals import ReferralState
from workflows.pages.components import Link, Sentence, TimelineItem, Tone
from workflows.pages.happening_items import item, plain_codes
from workflows.pages.page import mark
from workflows.pages.referral_told import REASONS, TONES
from workflows.records.timelines import Happening

_TOLD: Final[Mapping[ReferralState, str]] = {
    ReferralState.DRAFTED: mark("A referral to %(place)s was drafted"),
    ReferralState.SENT: mark("The referral to %(place)s was sent"),
    ReferralState.ACCEPTED: mark("%(place)s takes the referral on"),
    ReferralState.REJECTED: mark("%(place)s turned the referral down"),
    ReferralState.RETURNED: mark("%(place)s gave the referral back with a question"),
    ReferralState.SCHEDULED: mark("The first appointment at %(place)s is on %(day)s"),
    ReferralState.FIRST_CONTACT_CONFIRMED: mark("The first contact with %(place)s is confirmed"),
    ReferralState.IN_CARE: mark("Care goes on at %(place)s"),
    ReferralState.DONE: mark("Care at %(place)s ended: %(outcome)s"),
    ReferralState.REVOKED: mark("The referral to %(place)s was taken back"),
}
_IN_PLACE: Final = mark("%(place)s is asked in place of %(before)s: a referral was drafted")


def referral_change(one: Happening) -> TimelineItem:
    told = one.fields
    state = ReferralState(told["to_state"])
    return item(
        one,
        _title(state, told),
        mark("Professional"),
        lines=_lines(state, told),
        body=[told["words"]],
        links=[Link(mark("The referral"), f"/referrals/{told['referral_id']}")],
        tone=TONES.get(state, Tone.QUIET),
    )


def help_arranged(one: Happening) -> TimelineItem:
    """All that a mentor is told."""
    return item(one, mark("Help from a professional is arranged."), mark("Professional"), tone=Tone.PLANNED)


def _title(state: ReferralState, told: Mapping[str, Any]) -> Sentence:
    before = told["in_place_of"]
    text = _IN_PLACE if before and state is ReferralState.DRAFTED else _TOLD[state]
    outcome = codes.load("referral_outcomes").plain(told["outcome"]) if told["outcome"] else ""
    return Sentence(
        text,
        {"place": told["place"], "before": before or "", "day": _day(told)},
        {"outcome": outcome},
    )


def _day(told: Mapping[str, Any]) -> date | None:
    """On which day they meet, where they will."""
    if told["meets_at"] is None:
        return None
    return datetime.fromisoformat(told["meets_at"]).astimezone(ZoneInfo(told["time_zone"])).date()


def _lines(state: ReferralState, told: Mapping[str, Any]) -> list[Sentence]:
    found = []
    if state in REASONS and told["reasons"]:
        found.append(Sentence("%(all)s", terms={"all": plain_codes(REASONS[state], told["reasons"])}))
    if told["confirmed_how"]:
        how = codes.load("confirmed_how").plain(told["confirmed_how"])
        found.append(Sentence("%(who)s: %(how)s", {"who": told["confirmed_by"]}, {"how": how}))
    return found
