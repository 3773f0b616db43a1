"""Which words does a scored form come with? Three-valued wherever an answer may be missing."""

from enum import StrEnum


class Status(StrEnum):
    """Whether a form could be scored, and if not, why. A screener is answered, never scored."""

    SCORED = "scored"
    PRORATED = "prorated"
    ANSWERED = "answered"
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
    NO_CUT_OFF = "no_cut_off"

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


class Screened(StrEnum):
    """What a screener says; never a number. Negative says only that no question of it was answered with yes."""

    IMMINENT = "imminent"
    INCOMPLETE_ESCALATE = "incomplete_escalate"
    INTERVIEW = "interview"
    INCOMPLETE = "incomplete"
    NEGATIVE = "negative_screen"

    @property
    def plain(self) -> str:
        """The words a person reads; never that there is no risk."""
        return _SCREENED_PLAIN[self]


_STATUS_PLAIN = {
    Status.SCORED: "Scored",
    Status.PRORATED: "Scored, with missing answers made up for",
    Status.ANSWERED: "Every question that was asked was answered",
    Status.INCOMPLETE: "Cannot judge: too many answers are missing",
    Status.INVALID: "Cannot judge: the form is not valid",
    Status.UNREADABLE: "Cannot judge: an answer cannot be read",
}
_POSITIVITY_PLAIN = {
    Positivity.POSITIVE: "At or above the cut-off",
    Positivity.NEGATIVE: "Below the cut-off",
    Positivity.INDETERMINATE: "Cannot say: answers are missing",
    Positivity.NO_CUT_OFF: "It has no cut-off of its own here",
}
_SAFETY_PLAIN = {
    Safety.POSITIVE: "A safety question was answered in a way that calls for an interview",
    Safety.NEGATIVE: "No safety question on this form was answered in a way that calls for an interview",
    Safety.UNKNOWN: "A safety question was asked and not answered",
}
_SCREENED_PLAIN = {
    Screened.IMMINENT: "Imminent: stay with them until they are assessed",
    Screened.INCOMPLETE_ESCALATE: "Not finished, and what is missing could be imminent",
    Screened.INTERVIEW: "A trained person talks with them today",
    Screened.INCOMPLETE: "Cannot judge: a question was asked and not answered",
    Screened.NEGATIVE: "No question of this screener called for an interview",
}
