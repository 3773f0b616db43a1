"""How is a place to refer to listed: what it said last of its free places, and how long ago?"""

from dataclasses import dataclass
from datetime import date, timedelta

from supervision.intake_access import why_not_keep_destinations
from triage.priority import priority
from workflows.pages.components import Sentence, Tag, Tone
from workflows.pages.page import mark
from workflows.pages.visits import Visit
from workflows.records.destinations import Destination


@dataclass(frozen=True, slots=True)
class DestinationRow:
    """One destination with what it said last. `why_not`: why this reader may not write down more."""

    found: Destination
    said: Sentence | None
    tag: Tag
    why_not: str | None


def destination_row(visit: Visit, found: Destination) -> DestinationRow:
    why = why_not_keep_destinations(visit.actor, found.site_id)
    if not found.is_current:
        return DestinationRow(found, None, Tag(mark("Nobody is referred there now"), Tone.QUIET), why)
    if found.asked_on is None:
        return DestinationRow(found, None, Tag(mark("Nobody has asked yet"), Tone.LATE), why)
    values = {"places": found.places, "wait": found.wait_days, "name": found.asked_by, "day": found.asked_on}
    text = _said(found.places, found.wait_days)
    return DestinationRow(found, Sentence(text, values), _freshness(found, visit.at.date()), why)


def _said(places: int | None, wait_days: int | None) -> str:
    """One place and one day read otherwise than several."""
    if wait_days is None:
        several = mark("%(places)s places free, as %(name)s was told on %(day)s")
        return mark("1 place free, as %(name)s was told on %(day)s") if places == 1 else several
    if wait_days == 1:
        several = mark("%(places)s places free, 1 day of waiting, as %(name)s was told on %(day)s")
        one = mark("1 place free, 1 day of waiting, as %(name)s was told on %(day)s")
        return one if places == 1 else several
    several = mark("%(places)s places free, %(wait)s days of waiting, as %(name)s was told on %(day)s")
    one = mark("1 place free, %(wait)s days of waiting, as %(name)s was told on %(day)s")
    return one if places == 1 else several


def _freshness(found: Destination, today: date) -> Tag:
    """Words as well as a shape: what was said long ago is no promise of a place."""
    assert found.asked_on is not None
    if today - found.asked_on > timedelta(days=priority().stale_after_days):
        return Tag(mark("Out of date: ask again"), Tone.LATE)
    return Tag(mark("Places free"), Tone.DONE) if found.places else Tag(mark("Full"), Tone.SOON)
