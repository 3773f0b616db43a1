"""How do figures become a CSV file? Counts and times alone, and a small count in the same words as on its page.

A cell holds a number, or words where the number is not shown. The words are English in every language of the site, so
that the file of one month reads like that of the next.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from care_steps import codes
from care_steps.policy import Way
from supervision.small_counts import Count, Shown, met_shown, missing_shown
from supervision.timely_lines import Line
from triage.priority import priority
from workflows.exchange.csv_written import written
from workflows.records.notice_counts import NoticesOf


@dataclass(frozen=True, slots=True)
class FiguresFile:
    """The bytes, and how many rows stand below the header."""

    content: bytes
    row_count: int


@dataclass(frozen=True, slots=True)
class Counting:
    """Which days are counted, both included, and as it stood at which instant."""

    first_on: date
    last_on: date
    at: datetime

    @property
    def cells(self) -> tuple[str, str, str]:
        return self.first_on.isoformat(), self.last_on.isoformat(), self.at.isoformat(timespec="seconds")


_DAYS: Final = ("first_day", "last_day", "counted_at")
_TIMELINESS: Final = ("school", "line", "what_is_counted", "so_many", "of", "nothing_on_record", *_DAYS)
_NOTICES: Final = (
    "rule", "asks_for", "way", "notices_sent", "shown", "opened", "acted_on_in_time", "ignored", "minutes_until_opened",
    *_DAYS,
)  # fmt: skip
_NOT_SHOWN: Final = "not shown"
_SAID: Final = {
    "nobody": "0",
    "too_few": _NOT_SHOWN,
    "under": "fewer than {number}",
    "over": "more than {number}",
    "exactly": "{number}",
}


def timeliness_csv(schools: Iterable[tuple[str, Mapping[Line, Count]]], counting: Counting) -> FiguresFile:
    """School by school and line by line, with the name of the school."""
    rows = [
        (
            name,
            line.value,
            line.plain,
            _said(met_shown(one)),
            _counted(one),
            _said(missing_shown(one)),
            *counting.cells,
        )
        for name, counted in schools
        for line, one in counted.items()
    ]
    return FiguresFile(written(_TIMELINESS, rows), len(rows))


def notice_counts_csv(found: Iterable[NoticesOf], counting: Counting) -> FiguresFile:
    """Rule by rule and way by way; without a rule what somebody asked for, or what stood unanswered."""
    rows = [
        (one.rule_id or "no rule", _asked_for(one), Way(one.way).plain, *_numbers(one), *counting.cells)
        for one in found
    ]
    return FiguresFile(written(_NOTICES, rows), len(rows))


def _said(shown: Shown) -> str:
    return _SAID[shown.how].format(number=shown.number)


def _counted(count: Count) -> str:
    least = priority().smallest_shown
    return f"fewer than {least}" if 0 < count.counted < least else str(count.counted)


def _asked_for(one: NoticesOf) -> str:
    actions = codes.load("actions")
    return "; ".join(sorted({actions.plain(action) for action in one.actions}))


def _numbers(one: NoticesOf) -> tuple[object, ...]:
    counted = one.counted
    if counted.is_too_few:
        return (_NOT_SHOWN,) * 6
    shown = _said(counted.of_told(counted.shown)) if Way(one.way) is Way.PAGE else "nobody can tell"
    rest = (_said(counted.of_told(number)) for number in (counted.opened, counted.acted, counted.ignored))
    minutes = counted.minutes_shown
    return (counted.told, shown, *rest, _NOT_SHOWN if minutes is None else minutes)
