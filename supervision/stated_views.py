"""Whose view of the next step is asked for before a supervisor decides, and whose about an offer?"""

from enum import StrEnum
from typing import Final


class Whose(StrEnum):
    """Whose words these are."""

    DIRECT_SUPERVISOR = "direct_supervisor"
    MENTEE = "mentee"
    GUARDIAN = "guardian"

    @property
    def plain(self) -> str:
        """The name people read."""
        return _PLAIN[self]


_PLAIN = {
    Whose.DIRECT_SUPERVISOR: "Direct supervisor",
    Whose.MENTEE: "Young person",
    Whose.GUARDIAN: "Guardian",
}
ABOUT_AN_OFFER: Final = (Whose.MENTEE, Whose.GUARDIAN)
"""An offer is made to them; whoever supervises has had their say before."""
