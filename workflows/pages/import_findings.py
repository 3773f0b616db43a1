"""What was wrong with an uploaded file, as a page and as a download show it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol
from uuid import UUID

from litestar import Response

from workflows.exchange.csv_written import written
from workflows.exchange.diagnostics import Diagnostic, Severity

MOST_SHOWN: Final = 200
"""Findings on the page; the download has all of them."""
_COLUMNS: Final = ("severity", "code", "file", "row", "column", "field", "meaning", "expected", "found")


class Uploaded(Protocol):
    """A file that was read, of whichever kind."""

    @property
    def id(self) -> UUID: ...

    @property
    def diagnostics(self) -> Sequence[Mapping[str, Any]]: ...


def findings_of(found: Uploaded) -> tuple[Diagnostic, ...]:
    """Errors first, then warnings, then what was only counted."""
    told = [Diagnostic(**{**one, "severity": Severity(one["severity"])}) for one in found.diagnostics]
    return tuple(sorted(told, key=lambda one: list(Severity).index(one.severity)))


def shown(found: Uploaded) -> tuple[tuple[Diagnostic, ...], int]:
    """What stands on the page, and how many more the download has."""
    told = findings_of(found)
    return told[:MOST_SHOWN], max(0, len(told) - MOST_SHOWN)


def download(found: Uploaded) -> Response[bytes]:
    """All findings as CSV, as an attachment. No cell of it is a formula."""
    rows = (
        (
            one.severity.plain,
            one.code,
            one.file,
            one.row,
            one.column,
            one.field,
            one.plain,
            one.expected,
            one.actual,
        )
        for one in findings_of(found)
    )
    return Response(
        written(_COLUMNS, rows),
        media_type="text/csv",
        headers={"content-disposition": f'attachment; filename="findings-{found.id}.csv"'},
    )
