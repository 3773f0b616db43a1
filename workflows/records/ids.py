"""Which identity does a new row get?"""

import os
import time
from typing import Final
from uuid import UUID

FIRST: Final = UUID(int=0)
"""Before every id: where a walk over all records begins."""


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then random bits.

    Made here and not by the database, since PostgreSQL knows `uuidv7()` only from version 18 on.
    The clock only orders ids for the index; no rule reads a time out of one.
    """
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    head = (milliseconds << 80) | (0x7 << 76) | ((random >> 62 & 0xFFF) << 64)
    return UUID(int=head | (0b10 << 62) | (random & 0x3FFFFFFFFFFFFFFF))
