"""Whose view of the next step is asked for before a supervisor decides?"""

from enum import StrEnum


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
