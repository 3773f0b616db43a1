"""How is an e-mail of ours put together, whatever it says? Known again by its id, and answered by no machine."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime


def house_mail(
    *, known_as: str, sender: str, to: str, subject: str, words: str, at: datetime
) -> EmailMessage:
    """`known_as`: the same for what is sent twice after a crash, so that it is the same message."""
    message = EmailMessage()
    message["Message-ID"] = f"<{known_as}@{sender.rpartition('@')[2]}>"
    message["Date"] = format_datetime(at)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(words)
    return message
