"""What was wrong with a file, and where exactly?

A diagnostic never repeats a name, a birth date or a password: such cells are masked before they get here.
"""

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

MOST_ALIKE: Final = 1000
"""Warnings of one code in one column that are written out; the rest are counted (ours). Errors always are."""


class Severity(StrEnum):
    """E: not taken. W: shown and taken. I: only counted."""

    ERROR = "E"
    WARNING = "W"
    INFORMATION = "I"

    @property
    def plain(self) -> str:
        """The name people read."""
        return {"E": "Error", "W": "Warning", "I": "Note"}[self.value]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `row` counts the lines of the file with the header as 1, `column` from 1."""

    code: str
    severity: Severity
    file: str
    row: int | None = None
    column: int | None = None
    field: str | None = None
    expected: str = ""
    actual: str = ""

    @property
    def plain(self) -> str:
        """What it means, in a sentence."""
        return sentences()[self.code]

    @property
    def place(self) -> str:
        """File, row and column as people say them."""
        parts = [self.file or "package"]
        parts += [f"row {self.row}"] if self.row is not None else []
        parts += [f"column {self.column} ({self.field})"] if self.column is not None else []
        return ", ".join(parts)

    @property
    def line(self) -> str:
        """All of it on one line."""
        told = [f"expected {self.expected}"] if self.expected else []
        told += [f"found {self.actual}"] if self.actual else []
        return f"{self.severity.value} {self.code}: {self.place}: {self.plain}" + (
            f" ({'; '.join(told)})" if told else ""
        )


@cache
def sentences() -> Mapping[str, str]:
    """Code -> what it means, from `diagnostic_codes.toml`."""
    found = tomllib.loads((Path(__file__).parent / "diagnostic_codes.toml").read_text(encoding="utf-8"))
    return {f"{area}.{what}": text for area, codes in found["codes"].items() for what, text in codes.items()}


def masked(cell: str) -> str:
    """What may be told of a cell with a name, a birth date or a password: its length."""
    return f"[{len(cell)} characters]"


class Findings:
    """Collects diagnostics while a package is read. Refuses once the package or a file of it is
    unusable."""

    def __init__(self) -> None:
        self._found: list[Diagnostic] = []
        self._alike: Counter[tuple[str, str, str | None]] = Counter()
        self._counted: Counter[tuple[str, str]] = Counter()
        self._refused = False

    def has_refused(self) -> bool:
        """Whether nothing of the package may be taken."""
        return self._refused

    def add(
        self,
        code: str,
        severity: Severity,
        file: str,
        *,
        row: int | None = None,
        column: int | None = None,
        field: str | None = None,
        expected: str = "",
        actual: str = "",
    ) -> None:
        """Keep one; raises `KeyError` for a code that has no sentence."""
        sentences()[code]
        if severity is not Severity.ERROR:
            self._alike[code, file, field] += 1
            if self._alike[code, file, field] > MOST_ALIKE:
                return
        self._found.append(Diagnostic(code, severity, file, row, column, field, expected, actual[:200]))

    def refuse(
        self, code: str, file: str, *, expected: str = "", actual: str = "", row: int | None = None
    ) -> None:
        """An error of the package or of a whole file: nothing of it is taken."""
        self._refused = True
        self.add(code, Severity.ERROR, file, row=row, expected=expected, actual=actual)

    def warn(
        self, code: str, file: str, *, expected: str = "", actual: str = "", field: str | None = None
    ) -> None:
        """A warning about a package or a file."""
        self.add(code, Severity.WARNING, file, field=field, expected=expected, actual=actual)

    def count(self, code: str, file: str, amount: int = 1) -> None:
        """Something harmless that is only counted."""
        sentences()[code]
        self._counted[code, file] += amount

    def all(self) -> tuple[Diagnostic, ...]:
        """Everything found, errors first as they came, then what was counted."""
        more = tuple(
            Diagnostic(
                "table.more_alike",
                Severity.WARNING,
                file,
                field=field,
                expected=code,
                actual=str(times - MOST_ALIKE),
            )
            for (code, file, field), times in self._alike.items()
            if times > MOST_ALIKE
        )
        counted = tuple(
            Diagnostic(code, Severity.INFORMATION, file, actual=str(times))
            for (code, file), times in self._counted.items()
        )
        return (*self._found, *more, *counted)
