"""What stands in the daily e-mail about work that can wait? Numbers and addresses; nothing about anybody."""

from datetime import datetime
from email.message import EmailMessage
from uuid import UUID

from workflows.exchange.house_mail import house_mail

SUBJECT = "Your list for today"
WORDS = """On your list today: {due} due, {late} late. Log in:

{address}
{held}
You get this once on a school day, when something is due. Whatever is urgent comes by itself, at once. You choose the
hour, your quiet hours, or none of these messages:

{address}/when-told
"""
HELD = """
Held back since the last one, because you had been written to often enough that day: {held}. You find it when you log in.
"""
COVERS, REMINDERS = "{number} about standing in for somebody", "{number} about what is not done yet"


def digest_mail(
    *,
    digest_id: UUID,
    sender: str,
    to: str,
    address: str,
    due: int,
    late: int,
    at: datetime,
    held: int = 0,
    held_reminders: int = 0,
) -> EmailMessage:
    """`held`: how many messages were held back since the last one, `held_reminders` of them about what is undone.

    `address` is the page to open. Sent twice after a crash, it is the same message.
    """
    said = HELD.format(held=_held(held - held_reminders, held_reminders)) if held else ""
    return house_mail(
        known_as=str(digest_id),
        sender=sender,
        to=to,
        subject=SUBJECT,
        words=WORDS.format(address=address, due=due, late=late, held=said),
        at=at,
    )


def _held(covers: int, reminders: int) -> str:
    found = ((covers, COVERS), (reminders, REMINDERS))
    return ", ".join(words.format(number=number) for number, words in found if number)
