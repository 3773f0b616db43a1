"""What was wrong with an uploaded file, as a page and as a download show it."""

from typing import Final

from litestar import Response

from workflows.exchange.csv_written import written
from workflows.exchange.diagnostics import Diagnostic, Severity
from workflows.records.imports import Import

MOST_SHOWN: Final = 200
"""Findings on the page; the download has all of them."""
_COLUMNS: Final = ("severity", "code", "file", "row", "column", "field", "meaning", "expected", "found")


def findings_of(found: Import) -> tuple[Diagnostic, ...]:
    """Errors first, then warnings, then what was only counted."""
    told = [Diagnostic(**{**one, "severity": Severity(one["severity"])}) for one in found.diagnostics]
    return tuple(sorted(told, key=lambda one: list(Severity).index(one.severity)))


def shown(found: Import) -> tuple[tuple[Diagnostic, ...], int]:
    """What stands on the page, and how many more the download has."""
    told = findings_of(found)
    return told[:MOST_SHOWN], max(0, len(told) - MOST_SHOWN)


def download(found: Import) -> Response[bytes]:
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
