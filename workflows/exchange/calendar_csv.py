"""On which days is a school closed? Reads a school calendar: columns first_on, last_on, name and site.

A day without an end is one day; a row without a site holds for every site. One wrong row refuses the whole
file: a closure that is missing would make deadlines fall on days without anybody at school.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from workflows.exchange.csv_rows import open_csv
from workflows.exchange.diagnostics import Findings

COLUMNS: Final = ("first_on", "last_on", "name", "site")
REQUIRED: Final = ("first_on", "name")
LONGEST_CLOSURE_DAYS: Final = 120
"""Longer is a year typed wrong (ours)."""


@dataclass(frozen=True, slots=True)
class Closure:
    """Days without school, both included; at every site when `site` is None."""

    first_on: date
    last_on: date
    name: str
    site: str | None = None


class CalendarError(ValueError):
    """The calendar cannot be taken; the sentence names the row."""

    @property
    def sentence(self) -> str:
        return str(self)


def read_calendar(source: Path, *, encoding: str = "utf-8") -> tuple[Closure, ...]:
    """Every closure of the file, in its order; raises `CalendarError`."""
    findings = Findings()
    opened = open_csv(source.name, source.read_bytes(), findings, encoding=encoding)
    if opened is None:
        raise CalendarError(" ".join(one.line for one in findings.all()))
    places = {"_".join(name.strip().lower().split()): place for place, name in enumerate(opened.header)}
    if missing := [name for name in REQUIRED if name not in places]:
        raise CalendarError(
            f"{source.name}: the first row must name the columns {', '.join(COLUMNS)}. "
            f"Missing: {', '.join(missing)}."
        )
    found = []
    for row, cells in opened.rows:
        try:
            found.append(
                _closure(
                    {n: cells[p].strip() if p < len(cells) else "" for n, p in places.items()},
                )
            )
        except ValueError as fault:
            raise CalendarError(f"{source.name}, row {row}: {fault}") from None
    if findings.has_refused():
        raise CalendarError(" ".join(one.line for one in findings.all()))
    return tuple(found)


def closure_from(written: str) -> Closure:
    """`FIRST..LAST:NAME` or `DAY:NAME`, for every site; raises `CalendarError`."""
    days, _, name = written.partition(":")
    first, _, last = days.partition("..")
    try:
        return _closure({"first_on": first.strip(), "last_on": last.strip(), "name": name.strip()})
    except ValueError as fault:
        raise CalendarError(f"The closure “{written}”: {fault}") from None


def _closure(said: Mapping[str, str]) -> Closure:
    first = _day(said["first_on"])
    last = _day(said["last_on"]) if said.get("last_on") else first
    if last < first:
        raise ValueError("the last day comes before the first.")
    if (last - first).days >= LONGEST_CLOSURE_DAYS:
        raise ValueError(f"it is longer than {LONGEST_CLOSURE_DAYS} days. Check the year.")
    if not said["name"]:
        raise ValueError("it needs a name, like “Winter break”.")
    return Closure(first, last, said["name"], said.get("site") or None)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ValueError(f"“{written}” is not a day. Write it as year-month-day, like 2026-12-21.") from None
