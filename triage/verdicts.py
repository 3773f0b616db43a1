"""Which words does a scored form come with? Three-valued wherever an answer may be missing."""

from enum import StrEnum


class Status(StrEnum):
    """Whether a form could be scored, and if not, why."""

    SCORED = "scored"
    PRORATED = "prorated"
    INCOMPLETE = "incomplete"
    INVALID = "invalid"
    UNREADABLE = "unreadable"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _STATUS_PLAIN[self]


class Positivity(StrEnum):
    """Which side of the screening cut-off; indeterminate when missing answers could decide it."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    INDETERMINATE = "indeterminate"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _POSITIVITY_PLAIN[self]


class Safety(StrEnum):
    """Whether a safety question calls for an interview. Negative says only that no such question did."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    UNKNOWN = "unknown"

    @property
    def plain(self) -> str:
        """The words a person reads; never that there is no risk."""
        return _SAFETY_PLAIN[self]


_STATUS_PLAIN = {
    Status.SCORED: "Scored",
    Status.PRORATED: "Scored, with missing answers made up for",
    Status.INCOMPLETE: "Cannot judge: too many answers are missing",
    Status.INVALID: "Cannot judge: the form is not valid",
    Status.UNREADABLE: "Cannot judge: an answer cannot be read",
}
_POSITIVITY_PLAIN = {
    Positivity.POSITIVE: "At or above the cut-off",
    Positivity.NEGATIVE: "Below the cut-off",
    Positivity.INDETERMINATE: "Cannot say: answers are missing",
}
_SAFETY_PLAIN = {
    Safety.POSITIVE: "A safety question was answered in a way that calls for an interview",
    Safety.NEGATIVE: "No safety question on this form was answered in a way that calls for an interview",
    Safety.UNKNOWN: "A safety question was asked and not answered",
}
