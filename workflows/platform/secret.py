"""Which key signs, where does it come from, and is it long enough?"""

import base64
import binascii
import os
import secrets
from pathlib import Path
from typing import Final

from workflows.platform.unusable import Unusable

# 256 bits: assurance asks for no less.
KEY_BYTES: Final = 32
# A key typed by hand ("aaaa...") repeats itself; 32 random bytes about never hold fewer different ones.
DIFFERENT_BYTES: Final = 16
ADVICE: Final = "Make one with `python -c 'import secrets; print(secrets.token_hex(32))'`."


def decoded(text: str) -> bytes:
    """The key that STEPWISE_SECRET holds, in hex or base64; raises `Unusable` when it can be guessed."""
    key = _bytes_of(text.strip())
    if len(key) < KEY_BYTES:
        raise Unusable(f"STEPWISE_SECRET is too short: it must hold 256 bits, in hex or base64. {ADVICE}")
    if len(set(key)) < DIFFERENT_BYTES:
        raise Unusable(f"STEPWISE_SECRET repeats itself and can be guessed. {ADVICE}")
    return key


def kept_secret(home: Path) -> bytes:
    """The key kept beside the embedded data, made at the first start; readable by its owner only."""
    path = home / "secret"
    if not path.exists():
        _make(path)
    return _read(path)


def _make(path: Path) -> None:
    """Whole or not at all: nobody reads half a key, and of two that make one the first stays."""
    half = path.with_name(f"secret.{os.getpid()}")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(half, path)
    except FileExistsError:
        pass
    finally:
        half.unlink()


def _read(path: Path) -> bytes:
    seen = path.stat()
    if seen.st_uid != os.geteuid() or seen.st_mode & 0o077:
        raise Unusable(
            f"{path} can be read by others. Remove it; a new one is made, and everybody signs in again."
        )
    return decoded(path.read_text())


def _bytes_of(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        pass
    try:
        return base64.b64decode(
            text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True
        )
    except (binascii.Error, ValueError):
        raise Unusable(f"STEPWISE_SECRET is neither hex nor base64. {ADVICE}") from None
