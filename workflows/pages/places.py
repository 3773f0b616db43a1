"""Where is a student? Grade and school in words."""

from workflows.pages.components import Sentence
from workflows.pages.page import mark


def grade_of(grade: str) -> str:
    """The grade as people say it: rosters write "07"."""
    return grade.lstrip("0") or grade


def homeroom_of(homeroom: str) -> Sentence:
    """The homeroom as people say it: some rosters write "Homeroom 204", some "204"."""
    if homeroom.casefold().startswith(("homeroom", "hr ", "room")):
        return Sentence("%(homeroom)s", {"homeroom": homeroom})
    return Sentence(mark("Homeroom %(homeroom)s"), {"homeroom": homeroom})


def place_of(grade: str | None, site_name: str) -> Sentence:
    """Grade and school in one line."""
    if not grade:
        return Sentence("%(site)s", {"site": site_name})
    return Sentence(mark("Grade %(grade)s · %(site)s"), {"grade": grade_of(grade), "site": site_name})
