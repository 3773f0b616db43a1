"""Which choices of a coded list does a form offer?"""

from care_steps import codes
from workflows.pages.page import Choice


def choices_of(list_id: str, *, without: tuple[str, ...] = ()) -> tuple[Choice, ...]:
    """The codes that can be chosen today, in the order of the list, but for those in `without`."""
    return tuple(
        Choice(entry.code, entry.plain) for entry in codes.load(list_id).active if entry.code not in without
    )
