"""Does what somebody saw still stand there? A number that changes with every word of it, for what has no version of its own.

It travels with the form (`seen_version`) and is asked again under the lock of whoever writes.
"""

import hashlib
from typing import Final

from workflows.records.refusals import Stale

# As many digits as a form carries: two texts of one record share a number once in a thousand million times.
_NUMBERS: Final = 10**9
MOVED_ON: Final = "Somebody has changed this since you opened the page."


def version_of(*stands: object) -> int:
    """The number of what stands there: frozen values whose words say everything about them."""
    return int.from_bytes(hashlib.sha256(repr(stands).encode()).digest()[:8]) % _NUMBERS


def insist_unchanged(seen_version: int | None, *stands: object) -> None:
    """Raise `Stale` when something else stands there by now. None: nobody has read it before, as in an import."""
    if seen_version is not None and seen_version != version_of(*stands):
        raise Stale(MOVED_ON)
