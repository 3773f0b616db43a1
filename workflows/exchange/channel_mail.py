"""What stands in the e-mail to an administrator about a channel that reaches nobody? No name and nothing of any matter."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from uuid import UUID

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
    message = EmailMessage()
    message["Message-ID"] = f"<{channel_id}.{since:%Y%m%d%H%M%S%f}@{sender.rpartition('@')[2]}>"
    message["Date"] = format_datetime(at)
    message["From"], message["To"], message["Subject"] = sender, to, SUBJECT
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(WORDS.format(address=address))
    return message
