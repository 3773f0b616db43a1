"""`stepwise answers`: lists of questionnaires that were filled in elsewhere."""

from pathlib import Path

import click

from triage import instruments
from workflows.exchange.answers_csv import read_filled_forms
from workflows.exchange.answers_csv import template as empty_list
from workflows.exchange.csv_rows import ENCODINGS
from workflows.exchange.diagnostics import Severity
from workflows.platform.cli.answer import answer, json_option, say
from workflows.platform.cli.findings import tell_findings

_WHICH = click.Choice(instruments.IDS)


@click.group
def command() -> None:
    """Begin and check a list of filled-in forms: one questionnaire, one row for each form.

    Columns: student_number, family_name, completed_on (2026-09-18), and the numbers of the questions. A list is
    taken over on the page “Forms from a file” alone: whoever brings it answers for each form, as for one from paper,
    and is shown at once what calls for somebody.
    """


@command.command(name="template")
@click.argument("instrument", type=_WHICH)
@json_option
def print_template(instrument: str, as_json: bool) -> None:
    """Print an empty list of INSTRUMENT: its columns.

    \b
    Example:
      stepwise answers template phq-a > answers.csv
    """
    header = empty_list(instruments.load(instrument))
    answer({"csv": header}, header.rstrip("\r\n"), as_json=as_json)


@command.command
@click.argument("instrument", type=_WHICH)
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--encoding", type=click.Choice(ENCODINGS), default="utf-8", show_default=True)
@json_option
def check(instrument: str, path: Path, encoding: str, as_json: bool) -> None:
    """Read PATH and list what is wrong with it. Needs no database and changes nothing.

    Whose the forms are, and whether they are on record, only the site can tell. Exit code 1 when there is an error.

    \b
    Example:
      stepwise answers check phq-a answers.csv
    """
    read = read_filled_forms(instruments.load(instrument), path.read_bytes(), encoding=encoding)
    tell_findings(read.diagnostics, as_json=as_json)
    calling = [str(row.line) for row in read.rows if row.calls]
    say(f"Forms that can be read: {sum(not row.is_broken for row in read.rows)} of {len(read.rows)}.")
    if calling:
        say(
            f"Rows with an answer that calls for somebody to talk with the student today: {', '.join(calling)}."
        )
    if read.refused or any(one.severity is Severity.ERROR for one in read.diagnostics):
        raise SystemExit(1)
