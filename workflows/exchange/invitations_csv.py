"""How does a list of invitations look for a mail merge? A CSV file that a spreadsheet opens safely."""

from collections.abc import Iterable
from typing import Final

from workflows.exchange.csv_written import written

HEADER: Final = ("name", "email", "link")


def invitations_csv(rows: Iterable[tuple[str, str, str]]) -> bytes:
    """UTF-8 with a byte-order mark, so that Excel reads names rightly; one row for each (name, email, link)."""
    return written(HEADER, rows, encoding="utf-8-sig")
