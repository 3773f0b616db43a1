"""What is kept of a name, so that the person is found?"""

from triage.names import folded


def search_name(given: str, family: str, preferred: str | None = None) -> str:
    """What `person.search_name` holds: both given names, then the family name, then the other way round."""
    return folded(f"{preferred or given} {family} {given} {family} {preferred or given}")
