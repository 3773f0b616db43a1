"""Which rules and which ways of telling are looked at, and which are ignored? In numbers alone. Under /notice-counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.response import Template

from care_steps import codes
from care_steps.policy import Way
from supervision.escalation_access import why_not_see_notice_counts
from supervision.exports import Figures
from supervision.notice_counts import LIMITS, Counted
from supervision.small_counts import Shown
from triage.priority import priority
from workflows.pages.answers import show
from workflows.pages.asked_periods import AskedPeriod, asked_period
from workflows.pages.components import Sentence
from workflows.pages.page import Chrome, mark
from workflows.pages.routes import reads
from workflows.pages.visits import Visit
from workflows.records.notice_counts import NoticesOf, notice_counts
from workflows.records.policies import policy_at


@dataclass(frozen=True, slots=True)
class WayRow:
    """One way in which the people of a rule were told. `numbers`: shown, opened, acted on, ignored; none when too few
    young people stand behind them."""

    way: Way
    told: int
    numbers: tuple[Sentence, ...]
    minutes: int | None


@dataclass(frozen=True, slots=True)
class RuleCounts:
    """One rule with what it asks for; without an id what no rule opened. `href`: where it stands in words."""

    id: str | None
    actions: tuple[str, ...]
    href: str | None
    ways: tuple[WayRow, ...]


@dataclass(frozen=True, slots=True)
class NoticeCountsPage:
    """The chosen time, and what became of the notices of each rule in it."""

    chrome: Chrome
    asked: AskedPeriod
    rules: tuple[RuleCounts, ...]
    smallest_shown: int
    acted_within: int


@reads("/notice-counts", action="see_notice_counts", takes_long=True)
async def index(visit: NamedDependency[Visit]) -> Template:
    visit.insist(why_not_see_notice_counts)
    asked = await asked_period(visit, "/notice-counts", Figures.NOTICE_COUNTS)
    page = NoticeCountsPage(
        chrome=visit.chrome,
        asked=asked,
        rules=_rules(await notice_counts(visit.tx, asked.spans), await _places(visit)),
        smallest_shown=priority().smallest_shown,
        acted_within=LIMITS.minutes,
    )
    return show("notice_counts/index.html", page)


async def _places(visit: Visit) -> Mapping[str, str]:
    """Where each rule of the policy in force stands in words."""
    version = await policy_at(visit.tx, visit.at)
    rows: Sequence[tuple[str, UUID]] = (
        [(row.rule, version.id) for row in version.policy.rows] if version else ()
    )
    return {rule: f"/policies/{version_id}#{rule}" for rule, version_id in rows}


def _rules(found: Sequence[NoticesOf], places: Mapping[str, str]) -> tuple[RuleCounts, ...]:
    actions = codes.load("actions")
    rules = []
    for rule_id, lines in groupby(found, lambda one: one.rule_id):
        of_rule = tuple(lines)
        asked = sorted({actions.plain(action) for one in of_rule for action in one.actions})
        rows = tuple(_row(Way(one.way), one.counted) for one in of_rule)
        rules.append(RuleCounts(rule_id, tuple(asked), places.get(rule_id or ""), rows))
    return tuple(rules)


def _row(way: Way, counted: Counted) -> WayRow:
    if counted.is_too_few:
        return WayRow(way, 0, (), None)
    shown = _said(counted, counted.shown) if way is Way.PAGE else Sentence(mark("nobody can tell"))
    rest = (_said(counted, number) for number in (counted.opened, counted.acted, counted.ignored))
    return WayRow(way, counted.told, (shown, *rest), counted.minutes_shown)


_NUMBER: Final = {
    "nobody": mark("none"),
    "too_few": mark("not shown"),
    "under": mark("fewer than %(number)s"),
    "over": mark("more than %(number)s"),
    "exactly": "%(number)s",
}


def _said(counted: Counted, number: int) -> Sentence:
    shown: Shown = counted.of_told(number)
    return Sentence(_NUMBER[shown.how], {"number": shown.number})


routes: list[Any] = [index]
