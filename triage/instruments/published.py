"""Are the limits in the data file of an instrument the published ones, and none made up?"""

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from triage.instruments.forms import Instrument
from triage.instruments.parts import Part
from triage.instruments.scales import Number

_LIMITS: Final = ("screening", "caseness", "reliable_points")


class Published(Part, frozen=True):
    """One limit of one scale."""

    form: str
    scale: str
    limit: str
    value: Number


@cache
def published() -> dict[tuple[str, str, str], Number]:
    """The published limits by form, scale and name of the limit."""
    text = (files("triage.instruments") / "published.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text, parse_float=Decimal)["limits"]
    rows = msgspec.convert(found, tuple[Published, ...])
    return {(row.form, row.scale, row.limit): row.value for row in rows}


def faults_of_limits(instrument: Instrument) -> Iterator[str]:
    """One sentence for each limit that is not the published one."""
    for scale in instrument.scales:
        for name in _LIMITS:
            said, known = getattr(scale, name), published().get((instrument.id, scale.key, name))
            if said != known:
                yield f"the scale “{scale.key}” has the limit “{name}” {said}; published is {known}."
