"""How do the bytes of a CSV file become rows of cells?

RFC 4180 and UTF-8, told apart from what people send instead: a byte order mark, mixed line ends and blank
lines are counted, another encoding, a workbook renamed to .csv or semicolons refuse the file.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from workflows.exchange.diagnostics import Findings, Severity

ENCODINGS: Final = ("utf-8", "cp1252", "utf-16")
"""What may be chosen. Nothing but UTF-8 is ever tried without being asked for."""
_ZIP: Final = b"PK\x03\x04"
_LONE_FEED: Final = re.compile(r"(?<!\r)\n")


@dataclass(frozen=True, slots=True)
class CsvFile:
    """The header, and the rest as numbered rows, to be walked through once."""

    header: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]


def open_csv(name: str, content: bytes, findings: Findings, *, encoding: str = "utf-8") -> CsvFile | None:
    """The file ready to be walked through, or None when it had to be refused."""
    text = _decoded(name, content, findings, encoding)
    if text is None:
        return None
    rows = _rows(name, text, findings)
    first = next(rows, None)
    if first is None:
        if not findings.has_refused():
            findings.refuse("file.empty", name)
        return None
    header = tuple(first[1])
    if len(header) == 1 and max(header[0].count(";"), header[0].count("\t")):
        findings.refuse("schema.wrong_separator", name, expected="comma", row=first[0])
        return None
    return CsvFile(header, rows)


def places_in(
    name: str, header: tuple[str, ...], known: Collection[str], required: Collection[str], findings: Findings
) -> Mapping[str, int] | None:
    """Column -> position, by name in any order and case; None when the header had to be refused."""
    as_known = {column.lower(): column for column in known}
    found: dict[str, int] = {}
    for place, written in enumerate(header):
        said = "_".join(written.strip().lower().split())
        column = as_known.get(said, said)
        if not column:
            findings.refuse("schema.empty_column", name, row=1, actual=f"column {place + 1}")
        elif column in found:
            findings.refuse("schema.duplicate_column", name, row=1, actual=column)
        elif column not in known:
            findings.add(
                "schema.unknown_column", Severity.WARNING, name, row=1, column=place + 1, field=column
            )
        else:
            found[column] = place
    for column in required:
        if column not in found:
            findings.refuse("schema.missing_required_column", name, row=1, expected=column)
    return None if findings.has_refused() else found


def cells_of(
    name: str, opened: CsvFile, places: Mapping[str, int], findings: Findings
) -> Iterator[tuple[int, dict[str, str]]]:
    """(line of the file, column -> cell without blanks around it) of each row as wide as the header; the rest is told."""
    for number, cells in opened.rows:
        if len(cells) < len(opened.header) or any(cells[len(opened.header) :]):
            findings.add(
                "table.row_width_mismatch", Severity.ERROR, name, row=number,
                expected=f"{len(opened.header)} cells", actual=f"{len(cells)} cells",
            )  # fmt: skip
        else:
            yield number, {column: cells[place].strip() for column, place in places.items()}


def _decoded(name: str, content: bytes, findings: Findings, encoding: str) -> str | None:
    if content.startswith(_ZIP):
        findings.refuse("file.not_text", name, expected="CSV", actual="a zip file or a workbook")
        return None
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as wrong:
        findings.refuse("file.wrong_encoding", name, expected=encoding, actual=f"byte {wrong.start}")
        return None
    if "\x00" in text:
        findings.refuse("file.not_text", name, actual=f"byte 0 at character {text.index(chr(0))}")
        return None
    if text.startswith("\ufeff"):
        findings.count("file.byte_order_mark", name)
        text = text[1:]
    if "\r\n" in text and _LONE_FEED.search(text):
        findings.count("file.mixed_line_ends", name)
    return text


def _rows(name: str, text: str, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """(line of the file, cells) of each row that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line, blank = 1, 0
    try:
        for cells in reader:
            if any(cells):
                yield line, cells
            else:
                blank += 1
            line = reader.line_num + 1
    except csv.Error:
        findings.refuse("file.broken_quotes", name, row=line)
    if blank:
        findings.count("file.blank_lines", name, blank)
