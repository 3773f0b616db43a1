"""How is a day filled into the three fields of a date?"""

from collections.abc import Mapping
from datetime import date


def in_parts(name: str, day: date | None) -> Mapping[str, str]:
    """Month, day and year, as the date field sends them; nothing for no day."""
    if day is None:
        return {}
    return {f"{name}_month": str(day.month), f"{name}_day": str(day.day), f"{name}_year": str(day.year)}
