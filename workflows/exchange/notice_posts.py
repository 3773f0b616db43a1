"""What stands in a notice that goes beyond page and e-mail? Nothing about anybody, and the same words every time.

No such service knows a message by its id, as mail does: a number made from the notice stands in the words, so that a
message sent twice after a crash is recognized by whoever reads it.
"""

from uuid import UUID

WORDS = "You have an urgent item. Log in: {address} (No. {number})"
TRIAL_WORDS = "This is a test of the channel. Nothing has to be done. (No. {number})"
# Of 32 bits no two of one day are alike in practice, and it can be read out.
_DIGITS = 8


def notice_words(notice_id: UUID, *, address: str) -> str:
    """`address` is the page to open."""
    return WORDS.format(address=address, number=_number(notice_id))


def trial_words(test_id: UUID) -> str:
    """A message that says what it is."""
    return TRIAL_WORDS.format(number=_number(test_id))


def _number(id: UUID) -> str:
    """The last digits: an id begins with the time."""
    return id.hex[-_DIGITS:].upper()
