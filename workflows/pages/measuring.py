"""To measure this week: which forms are asked of whom, on which day, and by whom? Under /measuring.

What is overdue stands first, then each day, by homeroom and name. The same list is printed as a sheet to tick off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.response import Template

from care_steps.asking_week import ToAsk
from supervision.handing_over import to_hand_over
from workflows.pages.answers import show
from workflows.pages.components import NearDay, Sentence
from workflows.pages.measures_said import AskedForm, asked_form, left_out_form, names_of_forms
from workflows.pages.page import Chrome, Form, mark
from workflows.pages.places import homeroom_of, place_of
from workflows.pages.routes import reads
from workflows.pages.visits import Visit
from workflows.records.mentee_lines import MenteeLine
from workflows.records.policies import why_no_policy
from workflows.verbs.see_measuring import Measuring, MeasuringLine, see_measuring

OVERDUE = mark("Overdue")
NOT_ASKED = mark("Not asked, since the family said no")


@dataclass(frozen=True, slots=True)
class MenteeToAsk:
    """One mentee on one day. `in_hand`: the forms that are handed over together now; `why_not`: why none can be."""

    mentee_id: UUID
    name: str
    place: tuple[Sentence, ...]
    forms: tuple[AskedForm, ...]
    in_hand: tuple[str, ...]
    why_not: str | None


@dataclass(frozen=True, slots=True)
class DayToAsk:
    """One heading with those who are asked then."""

    id: str
    title: str | Sentence
    mentees: tuple[MenteeToAsk, ...]


@dataclass(frozen=True, slots=True)
class MeasuringPage:
    """The list of the week. `no_policy`: the sentence when nothing can be planned. `not_asked`: who said no."""

    chrome: Chrome
    form: Form
    days: tuple[DayToAsk, ...]
    not_asked: DayToAsk | None
    in_care: int
    is_cut: bool
    no_policy: str | None
    at: datetime

    @property
    def forms(self) -> int:
        return sum(len(mentee.forms) for day in self.days for mentee in day.mentees)


@reads("/measuring", action="see_measuring")
async def index(visit: NamedDependency[Visit]) -> Template:
    return show("measuring/index.html", await _page(visit))


@reads("/measuring/print", action="see_measuring_print")
async def on_paper(visit: NamedDependency[Visit]) -> Template:
    return show("measuring/print.html", await _page(visit))


async def _page(visit: Visit) -> MeasuringPage:
    no_policy = await why_no_policy(visit.tx)
    found = Measuring((), 0, False)
    if no_policy is None:
        found = await see_measuring(visit.tx, by=visit.actor, at=visit.at)
    return MeasuringPage(
        chrome=visit.chrome,
        form=visit.fresh(),
        days=days_of(visit, found.lines),
        not_asked=_not_asked(visit, found.lines),
        in_care=found.in_care,
        is_cut=found.is_cut,
        no_policy=no_policy,
        at=visit.at,
    )


def days_of(visit: Visit, lines: Sequence[MeasuringLine]) -> tuple[DayToAsk, ...]:
    """What is overdue, then day by day."""
    found: dict[date | None, list[MenteeToAsk]] = {}
    for line in sorted(lines, key=_by_homeroom):
        asks: dict[date | None, list[ToAsk]] = {}
        for ask in line.asks:
            asks.setdefault(None if ask.due.is_overdue else ask.on, []).append(ask)
        for day, several in asks.items():
            found.setdefault(day, []).append(_mentee(visit, line, several))
    in_order = sorted(found, key=lambda day: day or date.min)
    return tuple(DayToAsk(_id(day), _title(day), tuple(found[day])) for day in in_order)


def _not_asked(visit: Visit, lines: Sequence[MeasuringLine]) -> DayToAsk | None:
    """Those of whom something is not asked, since the family said no; None when there is nobody."""
    found = tuple(_left_out(visit, one) for one in sorted(lines, key=_by_homeroom) if one.not_asked)
    return DayToAsk("not-asked", NOT_ASKED, found) if found else None


def _left_out(visit: Visit, line: MeasuringLine) -> MenteeToAsk:
    mentee, today = line.mentee, line.raw.calendar.local_day(visit.at)
    forms = tuple(left_out_form(one, today) for one in line.not_asked)
    return MenteeToAsk(mentee.mentee_id, mentee.name, _place(mentee), forms, (), None)


def _place(mentee: MenteeLine) -> tuple[Sentence, ...]:
    place = place_of(mentee.grade, mentee.site_name)
    return (homeroom_of(mentee.homeroom), place) if mentee.homeroom else (place,)


def _by_homeroom(line: MeasuringLine) -> tuple[bool, str, str]:
    homeroom = line.mentee.homeroom or ""
    return not homeroom, homeroom.casefold(), line.mentee.name.casefold()


def _id(day: date | None) -> str:
    return f"day-{day.isoformat()}" if day else "overdue"


def _title(day: date | None) -> str | Sentence:
    return Sentence("%(day)s", {"day": NearDay(day.year, day.month, day.day)}) if day else OVERDUE


def _mentee(visit: Visit, line: MeasuringLine, asks: Sequence[ToAsk]) -> MenteeToAsk:
    mentee, today = line.mentee, line.raw.calendar.local_day(visit.at)
    in_hand = to_hand_over(line.due, visit.actor, line.case.standing, on=today, kept_back=line.kept_back)
    is_now = any(one.due.due_on <= today for one in asks)
    return MenteeToAsk(
        mentee_id=mentee.mentee_id,
        name=mentee.name,
        place=_place(mentee),
        forms=tuple(
            asked_form(
                one,
                line.tried,
                line.raw.calendar,
                today,
                line.kept_back.get(one.due.planned.instrument_id),
            )
            for one in asks
        ),
        in_hand=names_of_forms(in_hand.instrument_ids) if is_now else (),
        # What stands beside each form is not said twice.
        why_not=in_hand.why_not if is_now and in_hand.why_not not in line.kept_back.values() else None,
    )


routes: list[Any] = [index, on_paper]
