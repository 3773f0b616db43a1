"""What does the page ask on which needs are rated, in which order, and what did it say?"""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from triage.needs_model import Domain, model
from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, mark
from workflows.records.assessments import Assessment
from workflows.verbs.rate_needs import Rating

UNRATED: Final = Choice("", mark("Not known yet"))
BARRIERS: Final = choices_of("barriers")


def first_domains() -> tuple[Domain, ...]:
    """The primary ones, what may be urgent before everything else."""
    urgent = {
        key for lane, when in model().lanes if lane.is_urgent for condition in when for key in condition
    }
    return tuple(sorted(model().primary, key=lambda one: one.key not in urgent))


def other_domains() -> tuple[Domain, ...]:
    return tuple(one for one in model().domains if not one.is_primary)


def choices_for(domain: Domain) -> tuple[Choice, ...]:
    """The descriptions from the least to the worst, and that nobody knows yet."""
    rated = (Choice(str(rating), words) for rating, words in enumerate(domain.descriptors))
    return (*rated, UNRATED)


def values_of(before: Assessment | None) -> Mapping[str, str | tuple[str, ...]]:
    """What the form begins with when an assessment is corrected."""
    if before is None:
        return {}
    rated = {key: str(rating) for key, rating in before.ratings.items()}
    return {**rated, "barriers": before.barriers, "words": before.words}


def read_rating(typed: Reading, *, amends: UUID | None) -> Rating:
    """What was rated; a domain that is not known yet is left out."""
    known = [str(rating) for rating in model().ratings]
    said = {key: typed.one_of(key, known, required=None) for key in model().keys}
    barriers = typed.many_of("barriers", [one.value for one in BARRIERS])
    words = typed.text("words")
    typed.insist()
    return Rating({key: int(rating) for key, rating in said.items() if rating}, barriers, words, amends)
