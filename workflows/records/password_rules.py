"""Which passwords are too easy to guess? Asked without leaving this machine.

Length counts, composition does not (ASVS 5.0.0, 6.2.1 to 6.2.12). Refused are long passwords that guessers
try first (`common_passwords.txt`) and those that are little more than a word of this product or district.
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Final

from supervision.sign_in_limits import LIMITS
from triage.names import folded

PRODUCT_WORDS: Final = ("stepwise", "mentor", "mentee", "counselor", "supervisor", "school", "district")
# What has to be left of a password when the words that everybody here knows are taken out. Ours.
OWN_LETTERS: Final = 8

TOO_SHORT: Final = "Use 15 characters or more. Three or four words that mean something to you only are good."
TOO_LONG: Final = "Use 200 characters or fewer."
TOO_COMMON: Final = "Many people use this password, and it would be guessed first. Choose another one."
TOO_NEAR: Final = "This is little more than a word of this service or district. Add words of your own."


def why_not_password(password: str, words: Iterable[str] = ()) -> str | None:
    """The sentence that says why this password is refused. `words`: names of the district, sites, person."""
    if len(password) < LIMITS.shortest_password:
        return TOO_SHORT
    if len(password) > LIMITS.longest_password:
        return TOO_LONG
    plain = re.sub(r"[\W_]+", "", folded(password))
    if plain in _common() or _repeats(plain):
        return TOO_COMMON
    for word in sorted(_words(words), key=len, reverse=True):
        plain = plain.replace(word, "")
    return TOO_NEAR if len(re.sub(r"\d", "", plain)) < OWN_LETTERS else None


def _repeats(plain: str) -> bool:
    """Whether a short piece makes the whole, as in "passwordpassword" or "abcabcabcabcabc"."""
    return len(set(plain)) < 5 or any(
        plain == (plain[:size] * (len(plain) // size + 1))[: len(plain)]
        for size in range(1, len(plain) // 2 + 1)
    )


def _words(words: Iterable[str]) -> set[str]:
    parts = (part for words_of in (*PRODUCT_WORDS, *words) for part in folded(words_of).split())
    return {part for part in parts if len(part) > 3}


@cache
def _common() -> frozenset[str]:
    return frozenset(files(__package__).joinpath("common_passwords.txt").read_text("utf-8").split())
