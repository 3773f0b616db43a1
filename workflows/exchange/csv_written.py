"""How do rows become the bytes of a CSV file that no spreadsheet takes for formulas?

RFC 4180 and UTF-8: a header, commas, quotes where they are needed, lines that end with CR LF.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

# What a spreadsheet would take for a formula, full-width letters included.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def written(columns: Sequence[str], rows: Iterable[Sequence[object]], *, encoding: str = "utf-8") -> bytes:
    """The file. No cell of it is a formula, and None is an empty one. `encoding`: "utf-8-sig" has a byte-order mark."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return text.getvalue().encode(encoding)


def _harmless(cell: object) -> str:
    """What stands in a cell; begun with an apostrophe where it would be a formula."""
    shown = "" if cell is None else str(cell)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown
