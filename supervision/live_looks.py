"""How often does a page that stays open look again by itself? Read from the file of the same name."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True)
class LiveLooks:
    """In seconds, since that is how a browser is told."""

    banner: int
    board: int


def _load() -> LiveLooks:
    found = tomllib.loads(files(__package__).joinpath("live_looks.toml").read_text("utf-8"))
    return LiveLooks(banner=found["banner_seconds"], board=found["board_seconds"])


LOOKS: Final = _load()
