"""Where does somebody say that they are away, and what does their home say while they or others are?"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from supervision.absence_access import why_not_be_away
from supervision.actors import Covered
from workflows.pages.components import Action, Link, Sentence
from workflows.pages.page import mark
from workflows.pages.visits import Visit


def absence_link(visit: Visit) -> Link | None:
    """For everybody who works here."""
    if why_not_be_away(visit.actor) is not None:
        return None
    return Link(mark("I am away"), "/absences/new")


def absence_lines(visit: Visit) -> tuple[Action, ...]:
    """That this person is away, and for whom they stand in. Nothing is asked of the database."""
    own = visit.tx.stand_ins.away.get(visit.actor.person_id) if visit.actor.person_id else None
    lines = [] if own is None or own.person.until is None else [_away(visit, own.person)]
    return tuple(
        Action(one, "/absences") for one in (*lines, *(_covered(visit, x) for x in visit.actor.covers))
    )


def _away(visit: Visit, person: Covered) -> Sentence:
    cover = visit.tx.stand_ins.cover_name(person.person_id)
    said = {"day": last_day(visit, person), "cover": cover}
    if cover is None:
        return Sentence(mark("You are away until %(day)s, and nobody can cover"), said)
    return Sentence(mark("You are away until %(day)s. %(cover)s covers"), said)


def _covered(visit: Visit, person: Covered) -> Sentence:
    if person.until is None:
        return Sentence(mark("You stand in for %(name)s, whose access has ended"), {"name": person.name})
    said = {"name": person.name, "day": last_day(visit, person)}
    return Sentence(mark("You cover for %(name)s until %(day)s: their work stands in your lists"), said)


def last_day(visit: Visit, person: Covered) -> object:
    """The last whole day, where this page is read."""
    assert person.until is not None
    return (person.until - timedelta(seconds=1)).astimezone(ZoneInfo(visit.chrome.time_zone)).date()
