"""What was in time, complete and shared with the young person, school by school, in numbers alone. Under /timeliness."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.response import Template

from supervision.exports import Figures
from supervision.intake_access import why_not_see_timeliness
from supervision.small_counts import Count, Shown, met_shown, missing_shown
from supervision.timely_lines import SAID, Line, Said
from triage.priority import priority
from workflows.pages.answers import show
from workflows.pages.asked_periods import AskedPeriod, asked_period
from workflows.pages.components import Sentence
from workflows.pages.page import Chrome, mark
from workflows.pages.routes import reads
from workflows.pages.visits import Visit
from workflows.records.timeliness import school_counts


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of the table of a school."""

    line: Line
    met: Sentence
    missing: Sentence


@dataclass(frozen=True, slots=True)
class SchoolCounts:
    """One school; without rows when there is nothing to count."""

    site_id: UUID
    name: str
    rows: tuple[LineRow, ...]


@dataclass(frozen=True, slots=True)
class TimelinessPage:
    """The chosen time, the schools of this reader, and what each line counts."""

    chrome: Chrome
    asked: AskedPeriod
    schools: tuple[SchoolCounts, ...]
    smallest_shown: int
    said: Mapping[Line, Said]

    @property
    def is_empty(self) -> bool:
        return not any(one.rows for one in self.schools)


@reads("/timeliness", action="see_timeliness", takes_long=True)
async def index(visit: NamedDependency[Visit]) -> Template:
    visit.insist(why_not_see_timeliness)
    asked = await asked_period(visit, "/timeliness", Figures.TIMELINESS)
    page = TimelinessPage(
        chrome=visit.chrome,
        asked=asked,
        schools=await _schools(visit, asked),
        smallest_shown=priority().smallest_shown,
        said=SAID,
    )
    return show("timeliness/index.html", page)


async def _schools(visit: Visit, asked: AskedPeriod) -> tuple[SchoolCounts, ...]:
    found = await school_counts(visit.tx, asked.years, asked.spans)
    return tuple(SchoolCounts(one.site_id, one.name, _rows(counted)) for one, counted in found)


def _rows(counted: Mapping[Line, Count]) -> tuple[LineRow, ...]:
    if not any(one.counted for one in counted.values()):
        return ()
    return tuple(
        LineRow(line, _of(_MET, met_shown(one), one), _of(_MISSING, missing_shown(one), one))
        for line, one in counted.items()
    )


_MET: Final = {
    "nobody": mark("nobody to count"),
    "too_few": mark("fewer than %(least)s counted"),
    "under": mark("fewer than %(number)s of %(counted)s"),
    "over": mark("more than %(number)s of %(counted)s"),
    "exactly": mark("%(number)s of %(counted)s"),
}
_MISSING: Final = {
    "nobody": mark("none"),
    "too_few": mark("not shown"),
    "under": mark("fewer than %(number)s"),
    "over": mark("more than %(number)s"),
    "exactly": "%(number)s",
}


def _of(texts: Mapping[str, str], shown: Shown, count: Count) -> Sentence:
    values = {"number": shown.number, "counted": count.counted, "least": priority().smallest_shown}
    return Sentence(texts[shown.how], values)


routes: list[Any] = [index]
