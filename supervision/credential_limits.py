"""How long before it ends is a credential spoken of? Read from the file of the same name."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True)
class CredentialLimits:
    """Days; the file names their owner and source."""

    version: int
    owner: str
    source: str
    told_days_before: int


LIMITS: Final = CredentialLimits(
    **tomllib.loads((files("supervision") / "credential_limits.toml").read_text(encoding="utf-8"))
)
