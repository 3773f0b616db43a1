"""Under which letters is a name found, and in which order do names stand?

Accents, capitals, apostrophes and hyphens do not matter: nobody should have to know how a name is written to
find the child who bears it.
"""

import unicodedata
from typing import Final

# Letters that Unicode takes for letters of their own and people type as others; apostrophes join, the rest parts.
_ALIKE: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("'’‘ʼʻ`´", ""))
_KEPT: Final = ("L", "N", "M")


def folded(name: str) -> str:
    """Small bare letters and digits, words parted by single blanks: "Núñez-Łaz  O’Hara" -> "nunez laz ohara"."""
    parted = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES))
    bare = "".join(one for one in parted if not unicodedata.combining(one))
    alike = bare.casefold().translate(_ALIKE)
    return " ".join("".join(one if unicodedata.category(one)[0] in _KEPT else " " for one in alike).split())


def sorted_under(surname: str) -> str:
    """The letters by which a surname stands in a range of surnames: "De la Cruz" -> "delacruz"."""
    return folded(surname).replace(" ", "")
