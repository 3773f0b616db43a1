"""What stands in the e-mail to an administrator about a channel that reaches nobody? No name and nothing of any matter."""

from datetime import datetime
from email.message import EmailMessage
from uuid import UUID

from workflows.exchange.house_mail import house_mail

SUBJECT = "A channel reaches nobody"
WORDS = """One of the channels by which people are told of what cannot wait has failed several times in a row.
People are still told on the site and by e-mail. Look at it:

{address}

This is said once, until the channel works again.
"""


def channel_mail(
    *, channel_id: UUID, since: datetime, sender: str, to: str, address: str, at: datetime
) -> EmailMessage:
    """`address` is the page to open. Sent twice of the same failure, it is the same message."""
    return house_mail(
        known_as=f"{channel_id}.{since:%Y%m%d%H%M%S%f}",
        sender=sender,
        to=to,
        subject=SUBJECT,
        words=WORDS.format(address=address),
        at=at,
    )
