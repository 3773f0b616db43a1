"""How does a referral stand for the family that reads its sheet? Nothing is called arranged before it is."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from care_steps.referrals import ReferralState
from supervision.referral_papers import SheetText


class SheetStand(StrEnum):
    """What the sheet says of it; each is the name of a sentence of `SheetText`."""

    PLANNED = "planned"
    ASKED = "asked"
    AGREED = "agreed"
    ARRANGED = "arranged"
    PASSED = "passed"
    MET = "met"
    DONE = "done"
    ENDED = "ended"

    @property
    def plain(self) -> str:
        """The name people read."""
        return _PLAIN[self]

    @property
    def names_place(self) -> bool:
        """Whether the place stands on a line of its own: they have said yes."""
        return self in (SheetStand.AGREED, SheetStand.ARRANGED, SheetStand.PASSED, SheetStand.MET)

    @property
    def is_ahead(self) -> bool:
        """Whether the family waits for a day on which they meet."""
        return self in (SheetStand.AGREED, SheetStand.ARRANGED)

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to go to, or to say no to."""
        return self in (SheetStand.DONE, SheetStand.ENDED)


_PLAIN: Final[Mapping[SheetStand, str]] = {
    SheetStand.PLANNED: "Nothing is sent yet",
    SheetStand.ASKED: "They were asked",
    SheetStand.AGREED: "They have said yes",
    SheetStand.ARRANGED: "An appointment is to come",
    SheetStand.PASSED: "The appointment has passed",
    SheetStand.MET: "They have met",
    SheetStand.DONE: "Help there has ended",
    SheetStand.ENDED: "Nobody goes on with it",
}
_STANDS: Final[Mapping[ReferralState, SheetStand]] = {
    ReferralState.DRAFTED: SheetStand.PLANNED,
    ReferralState.SENT: SheetStand.ASKED,
    ReferralState.RETURNED: SheetStand.ASKED,
    ReferralState.ACCEPTED: SheetStand.AGREED,
    ReferralState.SCHEDULED: SheetStand.ARRANGED,
    ReferralState.FIRST_CONTACT_CONFIRMED: SheetStand.MET,
    ReferralState.IN_CARE: SheetStand.MET,
    ReferralState.DONE: SheetStand.DONE,
    ReferralState.REJECTED: SheetStand.ENDED,
    ReferralState.REVOKED: SheetStand.ENDED,
}


def sheet_stand(state: ReferralState, *, has_begun: bool) -> SheetStand:
    """`has_begun`: the time of the appointment that was made last has come."""
    stand = _STANDS[state]
    return SheetStand.PASSED if stand is SheetStand.ARRANGED and has_begun else stand


def sheet_lines(text: SheetText, stand: SheetStand) -> tuple[str, ...]:
    """The sentences that stand on top, of a text whose places are filled in."""
    said: str = getattr(text, stand.value)
    return (text.who, said) if stand.names_place else (said,)
