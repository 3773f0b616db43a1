"""Is this the password? Hashed with Argon2id, away from the event loop, a bounded number at a time.

Memory 19,456 KiB, 2 passes, 1 lane is the least that OWASP's password storage cheat sheet allows (2024). Two
workers take about 36 ms each on a small machine; more waiting than `MOST_WAITING` is refused, so that a flood
of sign-ins slows nobody who is already in.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

WORKERS: Final = 2
MOST_WAITING: Final = 32

# Of no password anybody has: what is compared when there is no account, so that the answer takes as long.
_NOBODY: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$Bg5Cg6Lkw9d/LltNtrp9wQ$+zHpI8MsgRG/ROL/HL8Nvt2mylZpbyf3I5KDen7llRQ"
)
_Answer = TypeVar("_Answer")


class TooBusy(Exception):
    """Too many passwords are being compared at this moment (503, on sign-in only)."""


class Passwords:
    """The hasher of one process. Close it when the process ends."""

    def __init__(self, *, workers: int = WORKERS, most_waiting: int = MOST_WAITING) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="passwords")
        self._most = workers + most_waiting
        self._waiting = 0

    async def hashed(self, password: str) -> str:
        """What is kept of a password."""
        return await self._run(lambda: self._hasher.hash(password))

    async def matches(self, password: str, kept: str | None) -> bool:
        """Whether the password belongs to the hash; takes as long when there is none."""
        found = await self._run(lambda: self._verified(password, kept or _NOBODY))
        return found and kept is not None

    def is_weak(self, kept: str) -> bool:
        """Whether the hash was made with less work than we ask for now."""
        return self._hasher.check_needs_rehash(kept)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _verified(self, password: str, kept: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], _Answer]) -> _Answer:
        if self._waiting >= self._most:
            raise TooBusy
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1
