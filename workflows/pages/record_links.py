"""Where does the record stand from which a fact was read?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from care_steps.facts import Source
from workflows.pages.page import mark

_PLACES: Final[Mapping[str, tuple[str, str]]] = {
    "administration": (mark("form"), "/administrations/{id}"),
    "session": (mark("session"), "/sessions/{id}"),
    "concern": (mark("concern"), "/concerns/{id}"),
    "work": (mark("escalation"), "/work/{id}"),
    "assessment": (mark("rating of needs"), "/assessments/{id}"),
    "decision": (mark("decision"), "/decisions/{id}"),
    "match": (mark("match"), "/mentees/{mentee_id}#match-{id}"),
}


@dataclass(frozen=True, slots=True)
class RecordLink:
    """A record, and when it happened, if that is kept with the fact."""

    text: str
    href: str
    at: datetime | None


def link_to(source: Source, mentee_id: UUID) -> RecordLink:
    """A link to the record itself, or to its place on the mentee's page."""
    text, path = _PLACES.get(source.kind, (mark("record"), "/mentees/{mentee_id}"))
    return RecordLink(text, path.format(id=source.id, mentee_id=mentee_id), source.at)
