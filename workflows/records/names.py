"""Under which letters is a person found?"""

import unicodedata


def folded(name: str) -> str:
    """Lower case, accents removed, white space as single blanks: "Núñez  O'Hara" -> "nunez o'hara"."""
    bare = (letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return " ".join("".join(bare).casefold().split())


def search_name(given: str, family: str, preferred: str | None = None) -> str:
    """What `person.search_name` holds: both given names, then the family name, then the other way round."""
    return folded(f"{preferred or given} {family} {given} {family} {preferred or given}")
