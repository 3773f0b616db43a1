"""How is an address kept that nobody may read again? Encrypted, bound to the row in which it stands.

The key is made from the secret with which the site signs, and for nothing else. Whoever has the database alone has no
address; and a sealed address that is copied to another row, or another organization, opens nothing.
"""

import hmac
import os
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_PURPOSE: Final = b"stepwise channel address v1"
# As NIST SP 800-38D recommends for GCM.
_NONCE_BYTES: Final = 12


class NotOpened(Exception):
    """It was sealed with another key, for another row, or there is no key."""


@dataclass(frozen=True, slots=True)
class Sealer:
    """`key` is None where a process has no secret: it then seals and opens nothing."""

    key: bytes | None = field(repr=False)

    def seal(self, address: str, *, org_id: UUID, row_id: UUID) -> bytes:
        """Raises `NotOpened` without a key."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher().encrypt(nonce, address.encode(), org_id.bytes + row_id.bytes)

    def opened(self, sealed: bytes, *, org_id: UUID, row_id: UUID) -> str:
        """What was sealed for this row. Raises `NotOpened`."""
        nonce, kept = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._cipher().decrypt(nonce, kept, org_id.bytes + row_id.bytes).decode()
        except (InvalidTag, ValueError) as wrong:
            raise NotOpened from wrong

    def _cipher(self) -> AESGCM:
        if self.key is None:
            raise NotOpened
        return AESGCM(self.key)


def sealer_of(secret: bytes | None) -> Sealer:
    """The sealer of a process that was given this secret."""
    return Sealer(None if secret is None else hmac.digest(secret, _PURPOSE, "sha256"))
