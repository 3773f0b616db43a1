"""How is a date or a time written for the person who reads the page?

In the zone of their site and in the language of the page. A time without a zone is a mistake and raises.
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

ZONE: ContextVar[str] = ContextVar("time_zone", default="UTC")
LANGUAGE: ContextVar[str] = ContextVar("language", default="en")
# US English and US Spanish: month before day in the first, and am/pm in both.
LOCALES: Final[Mapping[str, str]] = {"en": "en_US", "es": "es_US"}
_DAY: Final[Mapping[str, str]] = {"en": "EEE, MMM d, y", "es": "EEE, d 'de' MMM 'de' y"}
_SHORT_DAY: Final[Mapping[str, str]] = {"en": "MMM d", "es": "d 'de' MMM"}
_WHOLE_DAY: Final[Mapping[str, str]] = {"en": "EEEE, MMMM d", "es": "EEEE, d 'de' MMMM"}
_NEAR_DAY: Final[Mapping[str, str]] = {"en": "EEE, MMM d", "es": "EEE, d 'de' MMM"}


def _locale() -> str:
    return LOCALES.get(LANGUAGE.get(), "en_US")


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("A time shown on a page needs its zone.")
    return at.astimezone(ZoneInfo(ZONE.get()))


def day(value: date | datetime) -> str:
    """The day as "Thu, Sep 18, 2026"; an instant is first put into the site's zone."""
    shown = _local(value).date() if isinstance(value, datetime) else value
    return format_date(shown, _DAY.get(LANGUAGE.get(), _DAY["en"]), locale=_locale())


def short_day(value: date | datetime) -> str:
    """The day as "Sep 18", for rows in which the year is plain."""
    shown = _local(value).date() if isinstance(value, datetime) else value
    return format_date(shown, _SHORT_DAY.get(LANGUAGE.get(), _SHORT_DAY["en"]), locale=_locale())


def near_day(value: date | datetime) -> str:
    """The day as "Tue, Dec 1", for what lies close to today."""
    shown = _local(value).date() if isinstance(value, datetime) else value
    return format_date(shown, _NEAR_DAY.get(LANGUAGE.get(), _NEAR_DAY["en"]), locale=_locale())


def whole_day(value: datetime) -> str:
    """The day as "Tuesday, November 24", for today."""
    return format_date(
        _local(value).date(), _WHOLE_DAY.get(LANGUAGE.get(), _WHOLE_DAY["en"]), locale=_locale()
    )


def time(value: datetime) -> str:
    """The time of day in the site's zone as "2:10 PM"."""
    return format_time(_local(value), "short", locale=_locale()).replace("\u202f", "\u00a0")


def moment(value: datetime) -> str:
    """Day and time of day in the site's zone."""
    return f"{day(value)}, {time(value)}"


def machine_time(value: date | datetime) -> str:
    """The value of a `datetime` attribute: ISO 8601, with the site's offset for an instant."""
    return _local(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


FILTERS: Final[Mapping[str, Callable[..., str]]] = {
    "day": day,
    "short_day": short_day,
    "near_day": near_day,
    "whole_day": whole_day,
    "time": time,
    "moment": moment,
    "machine_time": machine_time,
}
