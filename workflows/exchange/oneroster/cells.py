"""What does one cell say, and is it written as the standard wants it?

Every reader takes a cell without blanks around it and returns the value with the fault found, if any. A fault
that is not `fatal` was read as meant. Day and month of a date are never guessed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Final

from workflows.exchange.oneroster.shapes import Column

GUID: Final = re.compile(r"[0-9A-Za-z./@_-]{1,255}", re.ASCII)
_SPREADSHEET_NUMBER: Final = re.compile(r"[0-9](\.[0-9]+)?[eE]\+[0-9]+", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_STANDARD_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_YEARS: Final = re.compile(r"(\d{4})[-/](\d{4}|\d\d)", re.ASCII)
_YEAR: Final = re.compile(r"(19|20|21)\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a cell. `fatal`: nothing could be read out of it."""

    code: str
    expected: str = ""
    fatal: bool = False


Read = tuple[Any, Fault | None]

NOT_A_DATE: Final = Fault("row.invalid_date", "YYYY-MM-DD", fatal=True)
NOT_A_TIME: Final = Fault("row.invalid_datetime", "YYYY-MM-DDThh:mm:ss.sssZ", fatal=True)
NOT_A_YEAR: Final = Fault("row.invalid_year", "YYYY", fatal=True)
NOT_A_TRUTH: Final = Fault("row.invalid_boolean", "true or false", fatal=True)
SUSPICIOUS: Final = Fault("row.suspicious_identifier", fatal=True)
NOT_AN_ID: Final = Fault("row.invalid_guid", fatal=True)


def read_guid(cell: str, *, lenient: bool = False) -> Read:
    """An id. Leniently an illegal character is only a warning, but never a comma."""
    if GUID.fullmatch(cell):
        return cell, None
    if _SPREADSHEET_NUMBER.fullmatch(cell):
        return None, SUSPICIOUS
    if lenient and "," not in cell and len(cell) <= 255:
        return cell, Fault("row.invalid_guid")
    return None, NOT_AN_ID


def read_identifier(cell: str) -> Read:
    """A number that people know somebody by."""
    return (None, SUSPICIOUS) if _SPREADSHEET_NUMBER.fullmatch(cell) else (cell, None)


def read_date(cell: str) -> Read:
    """A day as YYYY-MM-DD."""
    if _DATE.fullmatch(cell):
        return _day(cell, None)
    if _TIME.fullmatch(cell):
        return _day(cell[:10], Fault("row.normalized_date", "YYYY-MM-DD"))
    return None, NOT_A_DATE


def _day(written: str, fault: Fault | None) -> Read:
    try:
        return date.fromisoformat(written).isoformat(), fault
    except ValueError:
        return None, NOT_A_DATE


def read_datetime(cell: str) -> Read:
    """An instant in UTC."""
    if not _TIME.fullmatch(cell):
        return None, NOT_A_TIME
    try:
        found = datetime.fromisoformat(cell).astimezone(UTC)
    except (ValueError, OverflowError):
        return None, NOT_A_TIME
    standard = _STANDARD_TIME.fullmatch(cell)
    return found, None if standard else Fault("row.normalized_datetime", NOT_A_TIME.expected)


def read_year(cell: str) -> Read:
    """The year in which a school year ends."""
    if _YEAR.fullmatch(cell):
        return cell, None
    pair = _YEARS.fullmatch(cell)
    if pair is None:
        return None, NOT_A_YEAR
    first, second = pair[1], pair[2] if len(pair[2]) == 4 else pair[1][:2] + pair[2]
    if int(second) != int(first) + 1:
        return None, NOT_A_YEAR
    return second, Fault("row.normalized_year", "YYYY")


def read_boolean(cell: str) -> Read:
    """true or false."""
    if cell in ("true", "false"):
        return cell == "true", None
    if cell.lower() in ("true", "false"):
        return cell.lower() == "true", Fault("row.normalized_boolean", "true or false")
    return None, NOT_A_TRUTH


def read_number(cell: str) -> Read:
    """A number, as it is written."""
    if _NUMBER.fullmatch(cell):
        return cell, None
    return None, Fault("row.invalid_number", "a number", fatal=True)


def read_term(column: Column, cell: str) -> Read:
    """A value of the column's vocabulary."""
    vocabulary = column.vocabulary
    assert vocabulary is not None
    if cell in vocabulary.terms or (vocabulary.extensible and cell.startswith("ext:") and len(cell) > 4):
        return cell, None
    expected = ", ".join(vocabulary.terms)
    meant = [term for term in vocabulary.terms if term.casefold() == cell.casefold()]
    if meant:
        return meant[0], Fault("row.normalized_enum", meant[0])
    return None, Fault("row.invalid_enum", expected, fatal=True)


def read_text(cell: str) -> Read:
    """Any text."""
    return cell, None


READERS: Final[Mapping[str, Callable[[str], Read]]] = MappingProxyType(
    {
        "text": read_text,
        "personal": read_text,
        "identifier": read_identifier,
        "date": read_date,
        "birth_date": read_date,
        "datetime": read_datetime,
        "year": read_year,
        "boolean": read_boolean,
        "number": read_number,
    }
)
"""By the column's kind; ids, lists and vocabularies need more than the cell."""

BLANKED: Final = frozenset({"row.invalid_enum", "row.invalid_boolean", "row.invalid_number"})
"""Faults that blank an optional cell. Other fatal ones, and every one of a required cell, are errors."""
