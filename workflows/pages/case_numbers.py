"""By which number do two people speak of a case on the telephone, where one of them is told no name?"""

from typing import Final
from uuid import UUID

_DIGITS: Final = 5


def spoken_number(episode_id: UUID) -> str:
    """The same on every page and every printout, and nothing of the young person is in it."""
    return f"{episode_id.int % 10**_DIGITS:0{_DIGITS}d}"
