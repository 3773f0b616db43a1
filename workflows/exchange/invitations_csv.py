"""How does a list of invitations look for a mail merge? A CSV file that a spreadsheet opens safely."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Final

HEADER: Final = ("name", "email", "link")
# A spreadsheet takes a cell that begins like this for a formula, whoever typed it.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def invitations_csv(rows: Iterable[tuple[str, str, str]]) -> bytes:
    """UTF-8 with a byte-order mark, so that Excel reads names rightly; one row for each (name, email, link)."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(HEADER)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
