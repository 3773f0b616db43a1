"""What of a mentee's record went outside, to whom and why: the log of one mentee, on paper too, and the list of all logs.

Under /mentees/{id}/disclosures and /disclosures.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from care_steps import codes
from supervision.access import relation, sites_with
from supervision.disclosure_access import SECOND_PERSONS, why_not_review_disclosure, why_not_see_logs
from supervision.emergency_disclosures import plain_items
from workflows.pages.answers import show
from workflows.pages.components import Link, Sentence, Tag, TimelineItem, Tone, WorklistRow
from workflows.pages.deadlines import due_in_words
from workflows.pages.happening_items import item
from workflows.pages.page import Chrome, mark
from workflows.pages.routes import reads
from workflows.pages.visits import Visit
from workflows.records.disclosure_log import DisclosureLine, KeptLog, logs_at, waiting_disclosures
from workflows.records.mentee_lines import MOST_LINES
from workflows.records.timelines import Happening
from workflows.verbs.see_disclosures import see_disclosures


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log in words. `review_href` is None when its reader is not the second person, or nobody is needed."""

    told: DisclosureLine
    items: tuple[str, ...]
    basis: str
    answer: str
    review_href: str | None


@dataclass(frozen=True, slots=True)
class LogPage:
    """The log of one mentee, as it stood at this moment. `opens_case`: whether its reader may open the case too."""

    chrome: Chrome
    mentee_id: UUID
    mentee_name: str
    lines: tuple[LogLine, ...]
    at: datetime
    opens_case: bool


@dataclass(frozen=True, slots=True)
class LogsPage:
    """What waits for a second person, and everybody of whom something went outside."""

    chrome: Chrome
    waiting: tuple[WorklistRow, ...]
    logs: tuple[KeptLog, ...]


@reads("/mentees/{mentee_id:uuid}/disclosures", action="see_disclosures")
async def show_one(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case, lines = await see_disclosures(visit.tx, mentee_id=mentee_id, by=visit.actor)
    page = LogPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        lines=tuple(
            LogLine(
                told=one,
                items=plain_items(one.what),
                basis=codes.load("consent_bases").plain(one.basis),
                answer=one.answer.plain if one.answer else "",
                review_href=f"/emergency-disclosures/{one.id}/reviews/new"
                if one.is_emergency
                and one.answer is None
                and why_not_review_disclosure(visit.actor, case.standing, disclosed_by=one.disclosed_by)
                is None
                else None,
            )
            for one in lines
        ),
        at=visit.at,
        opens_case=relation(visit.actor, case.standing) is not None,
    )
    return show("disclosures/show.html", page)


@reads("/disclosures", action="see_disclosure_logs")
async def index(visit: NamedDependency[Visit]) -> Template:
    visit.insist(why_not_see_logs)
    sites = sites_with(visit.actor, *SECOND_PERSONS)
    page = LogsPage(
        chrome=visit.chrome,
        waiting=await waiting_rows(visit),
        logs=await logs_at(visit.tx, sites, most=MOST_LINES),
    )
    return show("disclosures/index.html", page)


async def waiting_rows(visit: Visit) -> tuple[WorklistRow, ...]:
    """What this reader is to read as the second person; nothing of what was feared stands on a list."""
    waiting = await waiting_disclosures(visit.tx, sites_with(visit.actor, *SECOND_PERSONS), most=MOST_LINES)
    return tuple(_row(visit, one) for one in waiting)


def _row(visit: Visit, one: DisclosureLine) -> WorklistRow:
    due_at = one.review_due_at
    return WorklistRow(
        person=one.mentee_name,
        href=f"/emergency-disclosures/{one.id}/reviews/new",
        why=Sentence(mark("Told in an emergency: %(who)s"), {"who": ", ".join(one.parties)}),
        tag=Tag(mark("Review"), Tone.LATE if due_at < visit.at else Tone.SOON),
        due=due_in_words(due_at, visit.at, visit.chrome.time_zone),
        due_at=due_at,
        owner=Sentence(mark("by %(name)s"), {"name": one.disclosed_by_name}),
    )


_REVIEWED: Final[Mapping[bool, str]] = {
    True: mark("A second person has read it."),
    False: mark("A second person has not read it yet."),
}


def disclosure_item(one: Happening) -> TimelineItem:
    """In the story of a case: whoever told them and whoever looks after the mentee reads it."""
    told = one.fields
    return item(
        one,
        Sentence(mark("Told outside the school in an emergency: %(who)s"), {"who": told["who"]}),
        mark("Safety"),
        lines=[Sentence(_REVIEWED[told["is_reviewed"]])],
        body=[told["threat"], told["words"]],
        links=[Link(mark("What was told outside"), f"/mentees/{told['mentee_id']}/disclosures")],
        tone=Tone.DANGER,
    )


routes: list[Any] = [show_one, index]
