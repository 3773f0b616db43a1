"""Which roles may cover for which, and how long and how far ahead is an absence? Read from `absences.toml`."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from triage.roles import Role


@dataclass(frozen=True, slots=True)
class AbsenceLimits:
    """`covers`: for each role of whoever is away, the roles of which the cover holds one."""

    longest_days: int
    furthest_days: int
    covers: Mapping[Role, frozenset[Role]]

    def why_not_role(self, away: Collection[Role], cover: Collection[Role]) -> str | None:
        """Could somebody with these roles do the work of somebody with those?"""
        held = set(cover)
        missing = next((role for role in Role if role in away and not self.covers[role] & held), None)
        if missing is None:
            return None
        able = ", ".join(role.plain for role in Role if role in self.covers[missing])
        return f"Choose somebody who may do this work. For “{missing.plain}” one of these covers: {able}."


def _load() -> AbsenceLimits:
    found = tomllib.loads(files(__package__).joinpath("absences.toml").read_text("utf-8"))
    return AbsenceLimits(
        longest_days=found["longest_days"],
        furthest_days=found["furthest_days"],
        covers={Role(role): frozenset(Role(one) for one in able) for role, able in found["covers"].items()},
    )


LIMITS: Final = _load()
