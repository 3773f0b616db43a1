"""What stands in the e-mail about an escalation? Nothing about anybody: no name, no school, no word of the matter.

The message is known by its notice: sent twice after a crash, it is the same message.
"""

from datetime import datetime
from email.message import EmailMessage
from uuid import UUID

from workflows.exchange.house_mail import house_mail

SUBJECT = "You have an urgent item"
WORDS = """You have an urgent item. Log in:

{address}

If you cannot act now, somebody else is told in a few minutes. If somebody is in danger, call {emergency}.
"""


def notice_mail(
    *, notice_id: UUID, sender: str, to: str, address: str, emergency: str, at: datetime
) -> EmailMessage:
    """`address` is the page to open, `emergency` the number to call. Machines are asked not to answer it."""
    return house_mail(
        known_as=str(notice_id),
        sender=sender,
        to=to,
        subject=SUBJECT,
        words=WORDS.format(address=address, emergency=emergency),
        at=at,
    )
