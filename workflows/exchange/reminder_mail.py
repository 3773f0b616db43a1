"""What stands in the e-mail about what somebody left undone? What kind of thing, how many, and where; nothing about
anybody."""

from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from typing import Final
from uuid import UUID

from supervision.reminders import Cause
from workflows.exchange.house_mail import house_mail

SUBJECT = "Something is not done yet"
WORDS = """Not done yet:

{lines}
What you have done by now is not counted. You choose when you are told:

{address}/when-told
"""
_ONE: Final = {
    Cause.UNLOGGED_SESSION: "1 session was planned for a day that has passed, and is not logged",
    Cause.UNANSWERED_LETTER: "1 letter about consent was to be answered by now",
    Cause.ENDING_CREDENTIAL: "1 clearance, certificate or training of yours ends soon or has ended",
    Cause.FOLLOW_UP: "It is time to talk again with 1 young person whom you look after",
}
_MANY: Final = {
    Cause.UNLOGGED_SESSION: "{count} sessions were planned for days that have passed, and are not logged",
    Cause.UNANSWERED_LETTER: "{count} letters about consent were to be answered by now",
    Cause.ENDING_CREDENTIAL: "{count} of your clearances, certificates and trainings end soon or have ended",
    Cause.FOLLOW_UP: "It is time for {count} talks with young people whom you look after",
}
PAGES: Final = {
    Cause.UNLOGGED_SESSION: "/?list=mentees",
    Cause.UNANSWERED_LETTER: "/consents",
    Cause.ENDING_CREDENTIAL: "/",
    Cause.FOLLOW_UP: "/escalations",
}
"""Where each of them stands for its reader."""


def reminder_mail(
    *, interruption_id: UUID, sender: str, to: str, address: str, undone: Mapping[Cause, int], at: datetime
) -> EmailMessage:
    """`address` is that of the site. Sent twice after a crash, it is the same message."""
    lines = [
        f"{(_ONE if count == 1 else _MANY)[cause].format(count=count)}:\n{address}{PAGES[cause]}\n"
        for cause, count in undone.items()
        if count
    ]
    return house_mail(
        known_as=str(interruption_id),
        sender=sender,
        to=to,
        subject=SUBJECT,
        words=WORDS.format(address=address, lines="\n".join(lines)),
        at=at,
    )
