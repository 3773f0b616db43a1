"""Which telephone number did somebody mean, in the one form that can be called and written to from anywhere?"""

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

_FILLING: Final = re.compile(r"[\s().\-/\u2010-\u2015]+")
_DIGITS: Final = re.compile(r"\+?[0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class PhoneNumbers:
    """`country_code` and `digits_at_home`: of a number typed without its country."""

    country_code: str
    digits_at_home: int
    fewest_digits: int
    most_digits: int


def _load() -> PhoneNumbers:
    found = tomllib.loads(files(__package__).joinpath("phone_numbers.toml").read_text("utf-8"))
    return PhoneNumbers(
        country_code=found["country_code"],
        digits_at_home=found["digits_at_home"],
        fewest_digits=found["fewest_digits"],
        most_digits=found["most_digits"],
    )


LIMITS: Final = _load()
_AT_HOME: Final = re.compile(rf"\+{LIMITS.country_code}([0-9]{{3}})([0-9]{{3}})([0-9]{{4}})", re.ASCII)


def dialed(typed: str) -> str | None:
    """The number as E.164 writes it, "+15550100144"; None when it is none, or may be one of several."""
    signs = _FILLING.sub("", typed)
    if not _DIGITS.fullmatch(signs):
        return None
    if signs.startswith("+"):
        digits = signs[1:]
    elif len(signs) == LIMITS.digits_at_home:
        digits = LIMITS.country_code + signs
    elif len(signs) == LIMITS.digits_at_home + len(LIMITS.country_code):
        digits = signs if signs.startswith(LIMITS.country_code) else ""
    else:
        digits = ""
    is_one = LIMITS.fewest_digits <= len(digits) <= LIMITS.most_digits and not digits.startswith("0")
    return f"+{digits}" if is_one else None


def read_aloud(number: str) -> str:
    """As people of the country write it, "(555) 010-0144"; a number from elsewhere stays as it is."""
    found = _AT_HOME.fullmatch(number)
    return f"({found[1]}) {found[2]}-{found[3]}" if found else number
