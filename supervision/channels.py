"""Which kinds of channels may an organization have, which way of telling is each, and what came back from one?"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from care_steps.policy import Way


class ChannelKind(StrEnum):
    """What an organization has set up to be reached by, beside its site and its e-mail."""

    SMS = "sms"
    TEAMS = "teams"
    SLACK = "slack"
    PUSH = "push"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _PLAIN[self]

    @property
    def way(self) -> Way:
        """The way of telling in a ladder that goes through it."""
        return _WAYS[self]


_PLAIN: Final = {
    ChannelKind.SMS: "Text messages to telephones at work",
    ChannelKind.TEAMS: "A channel in Microsoft Teams",
    ChannelKind.SLACK: "A channel in Slack",
    ChannelKind.PUSH: "Push messages to an app",
}
_WAYS: Final[Mapping[ChannelKind, Way]] = {
    ChannelKind.SMS: Way.SMS,
    ChannelKind.TEAMS: Way.TEAM,
    ChannelKind.SLACK: Way.TEAM,
    ChannelKind.PUSH: Way.PUSH,
}


class ChannelFault(StrEnum):
    """Why a message did not leave by a channel: a word for the log and the record, without any address."""

    TOO_SLOW = "TooSlow"
    NO_CONNECTION = "NoConnection"
    NOT_TAKEN = "NotTaken"
    SENT_ON = "SentOn"
    NOT_THERE = "NotThere"
    TOO_MANY = "TooMany"
    IN_TROUBLE = "InTrouble"
    NO_KEY = "NoKey"
    NOT_ALLOWED = "NotAllowed"
    NO_PHONE = "NoPhone"
    NOBODY_SENDS = "NobodySends"

    @property
    def plain(self) -> str:
        """The words an administrator reads."""
        return _FAULTS[self]


_FAULTS: Final = {
    ChannelFault.TOO_SLOW: "The service did not answer in time.",
    ChannelFault.NO_CONNECTION: "The service could not be reached, or it stands in a network that is not allowed.",
    ChannelFault.NOT_TAKEN: "The service did not take the message.",
    ChannelFault.SENT_ON: "The service pointed to another address, which is not followed.",
    ChannelFault.NOT_THERE: "The service does not know this address any more, or its password is wrong.",
    ChannelFault.TOO_MANY: "The service says that it gets too many messages.",
    ChannelFault.IN_TROUBLE: "The service answered that it is in trouble itself.",
    ChannelFault.NO_KEY: "The address cannot be read with the key of this site. Add the channel again.",
    ChannelFault.NOT_ALLOWED: "The address does not lead anywhere that is allowed.",
    ChannelFault.NO_PHONE: "No telephone at work is on file to which the test could go.",
    ChannelFault.NOBODY_SENDS: "Nothing was sent: the program that sends is not running.",
}


def fault_of_status(status: int | None) -> ChannelFault:
    """What an HTTP status that is none of success says; None when no answer came."""
    if status is None:
        return ChannelFault.NO_CONNECTION
    if 300 <= status < 400:
        return ChannelFault.SENT_ON
    if status in (401, 403, 404, 410):
        return ChannelFault.NOT_THERE
    if status == 429:
        return ChannelFault.TOO_MANY
    return ChannelFault.IN_TROUBLE if status >= 500 else ChannelFault.NOT_TAKEN
