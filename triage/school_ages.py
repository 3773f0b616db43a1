"""How old may a student of this grade be, so that a form can be offered that is meant for the age?"""

import tomllib
from functools import cache
from importlib.resources import files

import msgspec

from triage.instruments import Instrument


class SchoolAges(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The youngest and the oldest usual age, by grade as rosters write it."""

    version: int
    owner: str
    source: str
    ages: dict[str, tuple[int, int]]


@cache
def school_ages() -> SchoolAges:
    text = (files("triage") / "school_ages.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), SchoolAges)


def fits_grade(instrument: Instrument, grade: str | None) -> bool:
    """Is the form meant for some age of this grade? A grade that nobody knows shuts no form out."""
    ages = school_ages().ages.get(_written(grade))
    if ages is None:
        return True
    youngest, oldest = ages
    return instrument.age_from <= oldest and (instrument.age_to is None or youngest <= instrument.age_to)


def _written(grade: str | None) -> str:
    bare = (grade or "").strip().upper()
    return bare.zfill(2) if bare.isdigit() else bare
