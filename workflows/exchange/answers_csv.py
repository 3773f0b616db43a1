"""Which forms were filled in elsewhere? Reads a list of them: one questionnaire, one row for each form.

A row with an error is left out. Whether one of its answers calls for somebody is said all the same: whoever brings the
list has to act on it.
"""

import csv
from dataclasses import dataclass
from io import StringIO

from triage.instruments import Instrument
from workflows.exchange.answers_limits import LIMITS
from workflows.exchange.answers_row import ABOUT, FILE, INFORMANT, FormRow, columns_of, row_of
from workflows.exchange.csv_rows import cells_of, open_csv, places_in
from workflows.exchange.diagnostics import Diagnostic, Findings


@dataclass(frozen=True, slots=True)
class FilledForms:
    """The list as it was read. When `refused`, nothing of it may be taken."""

    rows: tuple[FormRow, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    refused: bool = False


def template(instrument: Instrument) -> str:
    """An empty list of this form: its header alone."""
    written = StringIO(newline="")
    csv.writer(written).writerow(columns_of(instrument))
    return written.getvalue()


def read_filled_forms(instrument: Instrument, content: bytes, *, encoding: str = "utf-8") -> FilledForms:
    """The list from its bytes. Never raises for what is in it."""
    findings = Findings()
    if len(content) > LIMITS.most_bytes:
        findings.refuse("package.too_large", FILE)
        return FilledForms((), findings.all(), refused=True)
    opened = open_csv(FILE, content, findings, encoding=encoding)
    columns, needed = columns_of(instrument), _needed(instrument)
    places = None if opened is None else places_in(FILE, opened.header, columns, needed, findings)
    if opened is None or places is None:
        return FilledForms((), findings.all(), refused=True)
    rows: list[FormRow] = []
    for line, cells in cells_of(FILE, opened, places, findings):
        if len(rows) == LIMITS.most_rows:
            findings.refuse("answers.too_many_rows", FILE, expected=str(LIMITS.most_rows))
            return FilledForms((), findings.all(), refused=True)
        rows.append(row_of(instrument, line, cells, findings))
    if not rows and not findings.has_refused():
        findings.refuse("answers.no_rows", FILE)
    return FilledForms(tuple(rows), findings.all(), findings.has_refused())


def _needed(instrument: Instrument) -> tuple[str, ...]:
    """A question that stands on every copy has its column: without it nobody could tell a blank from a form cut short."""
    informant = (INFORMANT,) if len(instrument.informants) > 1 else ()
    return (*ABOUT, *informant, *(item.key for item in instrument.items))
