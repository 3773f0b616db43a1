"""How many mentees does a mentor take, and is there room for one more?"""

from supervision.clearance import Mentor
from supervision.matching_policy import MATCHING


def most_mentees(mentor: Mentor) -> int:
    """As agreed with the mentor, or the usual number of the program."""
    return MATCHING.usual_most_mentees if mentor.most_mentees is None else mentor.most_mentees


def taken(mentor: Mentor) -> int:
    """Places that other mentees hold: open matches, and reservations that live."""
    return mentor.open_matches + mentor.reserved_elsewhere


def free_places(mentor: Mentor) -> int:
    return max(0, most_mentees(mentor) - taken(mentor))


def why_not_one_more(mentor: Mentor) -> str | None:
    """A sentence when every place is taken."""
    if free_places(mentor):
        return None
    reserved = f" and {mentor.reserved_elsewhere} reserved" if mentor.reserved_elsewhere else ""
    return f"{mentor.name} has no room: takes {most_mentees(mentor)}, has {mentor.open_matches}{reserved}."


def room_said(mentor: Mentor) -> str:
    """Why there is room, in words."""
    if not taken(mentor):
        return f"Free: takes {most_mentees(mentor)}, has none."
    reserved = f" and {mentor.reserved_elsewhere} reserved" if mentor.reserved_elsewhere else ""
    return f"Has room: takes {most_mentees(mentor)}, has {mentor.open_matches or 'none'}{reserved}."
