"""What stands in the daily e-mail about work that can wait? Two numbers and an address; nothing about anybody."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from uuid import UUID

SUBJECT = "Your list for today"
WORDS = """On your list today: {due} due, {late} late. Log in:

{address}

You get this once on a school day, when something is due. Whatever is urgent comes by itself, at once.
"""


def digest_mail(
    *, digest_id: UUID, sender: str, to: str, address: str, due: int, late: int, at: datetime
) -> EmailMessage:
    """`address` is the page to open. Sent twice after a crash, it is the same message."""
    message = EmailMessage()
    message["Message-ID"] = f"<{digest_id}@{sender.rpartition('@')[2]}>"
    message["Date"] = format_datetime(at)
    message["From"], message["To"], message["Subject"] = sender, to, SUBJECT
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(WORDS.format(address=address, due=due, late=late))
    return message
