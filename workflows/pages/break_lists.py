"""What is settled before a break, and what waits on the first day after it? Under /school-year, to print, too.

An administrator reads numbers alone: who the young people are is for those who look after them.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from litestar.di import NamedDependency
from litestar.response import Template

from care_steps.steps import Step
from supervision.access import sites_with
from triage.roles import OF_A_SITE, Role
from workflows.pages.answers import show
from workflows.pages.components import Sentence, ShortDay, Tag, Tone
from workflows.pages.deadlines import due_in_words, near
from workflows.pages.page import Chrome, mark
from workflows.pages.places import grade_of
from workflows.pages.routes import reads
from workflows.pages.visits import Visit
from workflows.records.break_lines import BreakLine
from workflows.records.short_closures import ShortClosures, short_closures
from workflows.verbs.see_break_list import BreakList, see_break_list


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One mentee in a list around a break: `tag` is what is missing or named, `details` why they stand here."""

    mentee_id: str
    name: str
    tag: Tag | None
    details: tuple[Sentence, ...]
    contact: tuple[str, str, str] | None
    may_name: bool


@dataclass(frozen=True, slots=True)
class SiteList:
    """The cases of one school. `by_name` is false for an administrator, who reads `cases` and `missing` alone."""

    name: str
    first_on: ShortDay
    last_on: ShortDay
    back_on: ShortDay
    cases: int
    needing: int
    missing: int
    by_name: bool
    first: tuple[CaseLine, ...]
    rest: tuple[CaseLine, ...]


@dataclass(frozen=True, slots=True)
class BreakListPage:
    """Each school with a break near; `short` are closures for which nothing is prepared."""

    chrome: Chrome
    lists: tuple[SiteList, ...]
    at: datetime
    short: tuple[ShortClosures, ...] = ()


@reads("/school-year/before-break", action="see_before_break")
async def before(visit: NamedDependency[Visit]) -> Template:
    page = await _page(visit, "before")
    page = replace(page, short=await short_closures(visit.tx, at=visit.at))
    return show("school_year/before_break.html", page)


@reads("/school-year/first-day-back", action="see_first_day_back")
async def after(visit: NamedDependency[Visit]) -> Template:
    return show("school_year/first_day_back.html", await _page(visit, "after"))


async def _page(visit: Visit, which: Literal["before", "after"]) -> BreakListPage:
    found = await see_break_list(visit.tx, which=which, by=visit.actor, at=visit.at)
    return BreakListPage(visit.chrome, tuple(_site(visit, one, which) for one in found), visit.at)


def _site(visit: Visit, found: BreakList, which: str) -> SiteList:
    of_sites = sites_with(visit.actor, *OF_A_SITE)
    looks_after = of_sites is None or found.site.site_id in of_sites
    by_name = looks_after or visit.actor.has(Role.DIRECT_SUPERVISOR)
    mine = found.lines if by_name else ()
    if which == "before":
        first = [one for one in mine if one.episode_id in found.needing]
        first.sort(key=lambda one: not found.lacks_contact(one))
        rest = [one for one in mine if one not in first and (one.due_in_break or _ends_in(found, one))]
    else:
        first = [one for one in mine if one.due_now or one.episode_id in found.needing]
        rest = [one for one in mine if one not in first and _unseen(found, one)]
    line = _before if which == "before" else _back
    return SiteList(
        name=found.site.name,
        first_on=_short(found.near.first_on),
        last_on=_short(found.near.last_on),
        back_on=_short(found.back_on),
        cases=len(found.lines),
        needing=len(found.needing),
        missing=len(found.without_contact),
        by_name=by_name,
        first=tuple(line(visit, found, one) for one in first),
        rest=tuple(line(visit, found, one) for one in rest),
    )


def _before(visit: Visit, found: BreakList, line: BreakLine) -> CaseLine:
    zone, safety = found.site.calendar.time_zone, line.safety
    said = []
    if safety.open_since is not None:
        said.append(Sentence(mark("A safety item is open")))
    elif safety.ended_at is not None and line.episode_id in found.needing:
        said.append(
            Sentence(
                mark("A safety item was closed on %(day)s at %(time)s"), near(safety.ended_at, zone).values
            )
        )
    if safety.tier is not None and line.episode_id in found.needing:
        said.append(Sentence(mark("found %(tier)s"), terms={"tier": _TIERS[safety.tier]}))
    if safety.runs_until is not None:
        said.append(due_in_words(safety.runs_until, visit.at, zone))
    if line.due_in_break:
        said.append(Sentence(mark("due during the break: %(count)s"), {"count": line.due_in_break}))
    if _ends_in(found, line):
        assert line.held_until is not None
        said.append(Sentence(mark("a hold ends %(day)s"), {"day": _short(line.held_until)}))
    tag = None
    if line.episode_id in found.needing:
        is_missing = found.lacks_contact(line)
        tag = Tag(
            mark("nobody to turn to yet") if is_missing else mark("somebody to turn to"),
            Tone.LATE if is_missing else Tone.DONE,
        )
    return _line(line, tag, said, may_name=line.episode_id in found.needing)


def _back(visit: Visit, found: BreakList, line: BreakLine) -> CaseLine:
    zone, said = found.site.calendar.time_zone, []
    if line.last_made_at is None:
        said.append(Sentence(mark("never met yet")))
    else:
        said.append(
            Sentence(mark("last met %(when)s"), {"when": near(line.last_made_at, zone).values["day"]})
        )
    if line.next_planned_at is not None:
        next_at = near(line.next_planned_at, zone).values["day"]
        said.append(Sentence(mark("next planned %(when)s"), {"when": next_at}))
    tag = None
    if line.due_now:
        tag = Tag(Sentence(mark("%(count)s due by today"), {"count": line.due_now}), Tone.SOON)
    return _line(line, tag, said, may_name=False)


def _line(line: BreakLine, tag: Tag | None, said: list[Sentence], *, may_name: bool) -> CaseLine:
    contact = None
    if line.contact_name is not None:
        contact = (line.contact_name, line.contact_phone or "", line.contact_words or "")
    mentor = (
        Sentence(mark("with %(name)s"), {"name": line.mentor_name})
        if line.mentor_name
        else Sentence(Step(line.step).plain)
    )
    return CaseLine(
        mentee_id=str(line.mentee_id),
        name=line.name,
        tag=tag,
        details=(*_grade(line), mentor, *said),
        contact=contact,
        may_name=may_name,
    )


def _grade(line: BreakLine) -> tuple[Sentence, ...]:
    return (Sentence(mark("Grade %(grade)s"), {"grade": grade_of(line.grade)}),) if line.grade else ()


_TIERS = {
    "imminent": mark("imminent danger"),
    "high": mark("high concern"),
    "moderate": mark("moderate concern"),
    "low": mark("low concern"),
}


def _ends_in(found: BreakList, line: BreakLine) -> bool:
    return line.held_until is not None and found.near.first_on <= line.held_until <= found.near.last_on


def _unseen(found: BreakList, line: BreakLine) -> bool:
    """Not met since before the break."""
    calendar = found.site.calendar
    return line.last_made_at is None or calendar.local_day(line.last_made_at) < found.near.first_on


def _short(day: date) -> ShortDay:
    return ShortDay(day.year, day.month, day.day)


routes: list[Any] = [before, after]
