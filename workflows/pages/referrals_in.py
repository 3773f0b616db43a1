"""That a referral was received, when, and who looks at it: all that a referrer is told. Under /referrals-in."""

from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from supervision.intake_access import why_not_know_of_case
from workflows.pages.answers import show
from workflows.pages.page import Chrome, mark
from workflows.pages.routes import reads
from workflows.pages.visits import Visit
from workflows.pages.who_was_told import PhoneLine, phone_lines
from workflows.records.phones import phones_at
from workflows.records.referrals_in import ReferralIn
from workflows.verbs.see_referral_in import see_referral_in

_SOON: Final = {"now": mark("now"), "this_week": mark("this week"), "can_wait": mark("when there is time")}


@dataclass(frozen=True, slots=True)
class ReferralInPage:
    """What the referrer may know, with the telephones. `goes_on`: this reader looks after the students here."""

    chrome: Chrome
    referral: ReferralIn
    phones: tuple[PhoneLine, ...]
    crisis_contact: str
    goes_on: bool

    @property
    def is_now(self) -> bool:
        return self.referral.how_soon == "now"

    @property
    def soon(self) -> str:
        return _SOON[self.referral.how_soon]


@reads("/referrals-in/{referral_id:uuid}", action="see_referral_in")
async def show_one(visit: NamedDependency[Visit], referral_id: FromPath[UUID]) -> Template:
    found = await see_referral_in(visit.tx, referral_id=referral_id, by=visit.actor)
    # Nobody is told to call themselves.
    owner_id = found.owner_id if found.owner_id != visit.actor.person_id else None
    phones = await phones_at(visit.tx, found.site_id, owner_id=owner_id)
    page = ReferralInPage(
        chrome=replace(visit.chrome, time_zone=found.time_zone),
        referral=found,
        phones=phone_lines(phones),
        crisis_contact=phones.crisis_contact,
        goes_on=why_not_know_of_case(visit.actor, found.site_id) is None,
    )
    return show("referrals_in/show.html", page)


routes: list[Any] = [show_one]
