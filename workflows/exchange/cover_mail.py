"""What stands in the e-mail to whoever stands in for somebody? A number and an address; nothing about anybody."""

from datetime import datetime
from email.message import EmailMessage
from uuid import UUID

from workflows.exchange.house_mail import house_mail

SUBJECT = "You stand in for somebody from today"
WORDS = """You stand in for {items} from today. What comes up meanwhile comes to you as well. Log in:

{address}

It goes back by itself when the absence is over. Whatever is urgent comes by itself, at once.
"""


def cover_mail(
    *, interruption_id: UUID, sender: str, to: str, address: str, items: int, at: datetime
) -> EmailMessage:
    """`address` is the page to open. Sent twice after a crash, it is the same message."""
    said = "1 item" if items == 1 else f"{items} items"
    return house_mail(
        known_as=str(interruption_id),
        sender=sender,
        to=to,
        subject=SUBJECT,
        words=WORDS.format(address=address, items=said),
        at=at,
    )
