"""How is what was wrong with a file told? Errors first, and the same finding in many rows once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from itertools import groupby
from typing import Any

from workflows.exchange.diagnostics import Diagnostic, Severity
from workflows.platform.cli.answer import answer

_ORDER = tuple(Severity)


def kept_findings(kept: Sequence[Mapping[str, Any]]) -> tuple[Diagnostic, ...]:
    """The findings as an import keeps them."""
    return tuple(Diagnostic(**{**one, "severity": Severity(one["severity"])}) for one in kept)


def tell_findings(found: Sequence[Diagnostic], *, as_json: bool) -> None:
    """In JSON each by itself with its sentence; in words, rows that differ in nothing else together."""
    if as_json:
        for one in found:
            row = {**asdict(one), "severity": one.severity.value, "sentence": one.plain}
            answer(row, "", as_json=True)
        return
    for line in said(found):
        answer({}, line, as_json=False)


def said(found: Sequence[Diagnostic]) -> Iterator[str]:
    """A line for each kind of finding, errors first."""
    together: dict[Diagnostic, list[int]] = {}
    for one in sorted(found, key=lambda one: _ORDER.index(one.severity)):
        together.setdefault(replace(one, row=None), []).extend([one.row] if one.row is not None else [])
    for one, rows in together.items():
        place = [one.file or "The package", *([_rows(rows)] if rows else [])]
        place += [f"column {one.column} ({one.field})"] if one.column is not None else []
        told = [f"expected: {one.expected}"] if one.expected else []
        told += [f"found: {one.actual}"] if one.actual else []
        more = f" ({'; '.join(told)})" if told else ""
        yield f"{one.severity.plain}: {', '.join(place)}: {one.plain}{more} [{one.code}]"


def _rows(rows: Sequence[int]) -> str:
    """ "row 4", "rows 2 to 7", "rows 2, 5 to 7"."""
    runs = [
        [row for _, row in run]
        for _, run in groupby(enumerate(sorted(set(rows))), lambda pair: pair[1] - pair[0])
    ]
    told = [", ".join(map(str, run)) if len(run) < 3 else f"{run[0]} to {run[-1]}" for run in runs]
    return f"{'row' if len(set(rows)) == 1 else 'rows'} {', '.join(told)}"
