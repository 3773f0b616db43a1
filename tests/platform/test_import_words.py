"""Can somebody at a school follow what an import on the command line says and does?"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import Database
from workflows.exchange.diagnostics import Diagnostic, Severity
from workflows.platform.cli import main
from workflows.platform.cli.findings import said

SAMPLE = str(Path(__file__).parents[1] / "exchange_samples" / "oneroster-minimal")
Run = Callable[..., Result]


@pytest.fixture
def run(fresh_database: Database) -> Run:
    """Commands on a database where two schools have just been set up."""
    environment = {
        "STEPWISE_DATABASE_URL": fresh_database.app_url,
        "STEPWISE_OWNER_URL": fresh_database.owner_url,
    }

    def command(*words: str) -> Result:
        return CliRunner().invoke(main, list(words), prog_name="stepwise", env=environment)

    made = command(
        "setup", "--name", "Riverside", "--site", "Oak Middle", "--site", "Elm High",
        "--time-zone", "America/Chicago", "--administrator", "Dana Whitlock", "--email", "dana@school.test",
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    return command


def _finding(row: int | None, actual: str = "TRUE", severity: Severity = Severity.WARNING) -> Diagnostic:
    return Diagnostic("row.normalized_boolean", severity, "users.csv", row, 4, "enabledUser", "true", actual)


def test_the_same_finding_in_many_rows_is_said_once_with_every_row() -> None:
    found = [_finding(row) for row in (2, 3, 4, 9, 11, 12)]
    (line,) = said(found)
    assert line.startswith("Warning: users.csv, rows 2 to 4, 9, 11, 12, column 4 (enabledUser): ")
    assert line.endswith("(expected: true; found: TRUE) [row.normalized_boolean]")


def test_findings_that_differ_are_told_apart_and_errors_come_first() -> None:
    found = [_finding(2), _finding(3, "True"), _finding(4, severity=Severity.ERROR)]
    first, *rest = said(found)
    assert first.startswith("Error: users.csv, row 4, ")
    assert [line.partition(", column")[0] for line in rest] == [
        "Warning: users.csv, row 2",
        "Warning: users.csv, row 3",
    ]


def test_the_real_sample_names_its_faults_and_the_rest_comes_in(run: Run) -> None:
    asked = run("roster", "import", SAMPLE, "--yes")
    assert asked.exit_code == 1
    assert "Say with --site which site they get." in asked.stderr
    shown = run("roster", "import", SAMPLE, "--site", "Oak Middle", "--preview-only")
    assert (shown.exit_code, shown.stderr.splitlines()[-1]) == (0, "Nothing was changed.")
    assert "Errors: 8. These rows are left out; the rest can be taken over." in shown.stderr
    assert "3 students belong to no school. They get the site Oak Middle." in shown.stderr
    for place in (
        "classes.csv, row 2, column 6 (courseSourcedId)",
        "enrollments.csv, rows 2 to 4, column 4 (classSourcedId)",
        "users.csv: Passwords were dropped unread.",
    ):
        assert place in shown.stdout
    assert "Password1" not in shown.output
    done = run("roster", "import", SAMPLE, "--site", "Oak Middle", "--yes")
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (0, "Taken over.")
    assert "Students: 3 new" in done.stdout
    again = run("roster", "import", SAMPLE, "--site", "Oak Middle", "--yes")
    assert "Students: 3 unchanged" in again.stdout


def test_in_json_every_finding_stands_by_itself_with_its_sentence(run: Run) -> None:
    told = [json.loads(line) for line in run("roster", "check", SAMPLE, "--json").stdout.splitlines()]
    errors = [one for one in told if one["severity"] == "E"]
    assert len(errors) == 8
    assert all(one["row"] and one["column"] and one["sentence"] for one in errors)


def test_people_come_in_with_links_and_twice_without_a_change(run: Run, tmp_path: Path) -> None:
    listed = tmp_path / "people.csv"
    listed.write_text(run("people", "template").stdout)
    first = run("people", "import", str(listed), "--yes")
    assert first.exit_code == 0, first.output
    assert "new: Ruth Okafor (Clinical supervisor at every site" in first.stdout
    assert "6 of them cannot sign in yet: --links prints a link for each." in first.stderr
    again = run("people", "import", str(listed), "--yes", "--links")
    assert "unchanged: Ruth Okafor\n" in again.stdout
    assert again.stdout.count("/invitations/") == 6


def test_a_list_nobody_can_be_taken_from_is_refused(run: Run, tmp_path: Path) -> None:
    listed = tmp_path / "people.csv"
    listed.write_text("given_name,family_name,email,role\nAda,Moss,ada@school.test,janitor\n")
    refused = run("people", "import", str(listed), "--yes")
    assert refused.exit_code == 1
    assert "Error: people.csv, row 2, column 4 (role): " in refused.stdout
    assert refused.stderr.splitlines()[-1] == "Nobody on this list can be taken. Nothing was changed."


def test_a_workbook_is_refused_as_a_whole(run: Run, tmp_path: Path) -> None:
    listed = tmp_path / "people.csv"
    listed.write_bytes(b"PK\x03\x04 a workbook")
    refused = run("people", "import", str(listed), "--yes")
    assert refused.exit_code == 1
    assert "Refused as a whole" in refused.stderr
