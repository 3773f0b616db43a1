"""Which lanes are there? What is urgent never stands in line behind what is routine, and the lanes never merge."""

from enum import StrEnum


class Lane(StrEnum):
    """How help begins, the most urgent first."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    ROUTINE = "routine"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _PLAIN[self]

    @property
    def is_urgent(self) -> bool:
        """Nothing about papers or places may hold it up."""
        return self is not Lane.ROUTINE


_PLAIN = {
    Lane.EMERGENCY: "Emergency: act now",
    Lane.URGENT: "Urgent: the same day",
    Lane.ROUTINE: "Routine",
}
