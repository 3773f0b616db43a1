"""Does every command say what it does, answer in JSON, and end with a code that can be relied upon?"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from tests.conftest import Database
from triage import instruments
from workflows.platform.cli import COMMANDS, EXIT_CODES, main
from workflows.platform.cli.demo import _tell
from workflows.platform.doors import Door
from workflows.platform.settings import NAMES, load
from workflows.platform.unusable import Unusable


def _commands(
    group: click.Group, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command and subcommand with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        yield (*path, name), found
        if isinstance(found, click.Group):
            yield from _commands(found, (*path, name))


EVERY = dict(_commands(main))
LEAVES = {path: one for path, one in EVERY.items() if not isinstance(one, click.Group)}


def _run(*words: str, environment: Mapping[str, str] | None = None) -> Result:
    return CliRunner().invoke(main, list(words), prog_name="stepwise", env=dict(environment or {}))


def _named(path: tuple[str, ...]) -> str:
    return " ".join(path)


def test_every_promised_command_is_there() -> None:
    assert {path[0] for path in EVERY} == set(COMMANDS)
    assert set(COMMANDS) == {
        "demo", "setup", "database", "serve", "migrate", "sweep", "why", "replay", "simulate", "policy", "roster", "people",
        "answers",
        "backup", "restore", "worker", "auditor", "watch", "emergency-page", "jobs",
    }  # fmt: skip


@pytest.mark.parametrize("path", EVERY, ids=_named)
def test_help_says_what_it_does_and_how_it_ends(path: tuple[str, ...]) -> None:
    shown = _run(*path, "--help")
    assert shown.exit_code == 0
    words = " ".join(shown.stdout.split())
    assert EXIT_CODES in words
    about = EVERY[path].help or ""
    assert len(about.split()) > 15, about
    assert about.strip().splitlines()[0].endswith(".")


@pytest.mark.parametrize("path", LEAVES, ids=_named)
def test_help_shows_an_example_that_calls_this_command(path: tuple[str, ...]) -> None:
    example = (LEAVES[path].help or "").partition("Example:")[2]
    assert f"stepwise {_named(path)}" in example
    assert max(len(line) for line in _run(*path, "--help").stdout.splitlines()) <= 110


@pytest.mark.parametrize("path", LEAVES, ids=_named)
def test_every_option_in_an_example_exists(path: tuple[str, ...]) -> None:
    known = {option for one in LEAVES[path].params for option in (*one.opts, *one.secondary_opts)}
    example = (LEAVES[path].help or "").partition("Example:")[2]
    said = [line for line in example.splitlines() if "psql" not in line]
    assert set(re.findall(r"(?<!\S)--[a-z-]+", "\n".join(said))) <= known


@pytest.mark.parametrize("path", LEAVES, ids=_named)
def test_every_command_answers_in_json_and_explains_each_option(path: tuple[str, ...]) -> None:
    options = [one for one in LEAVES[path].params if isinstance(one, click.Option)]
    assert any("--json" in one.opts for one in options)
    silent = [one.opts for one in options if not one.help and "--encoding" not in one.opts]
    assert not silent


def test_the_module_is_the_command() -> None:
    said = [
        subprocess.run(words, capture_output=True, text=True, check=True).stdout
        for words in (
            [sys.executable, "-m", "workflows", "--help"],
            [str(Path(sys.executable).with_name("stepwise")), "--help"],
        )
    ]
    assert said[0] == said[1]
    assert "Usage: stepwise" in said[0]


def test_the_help_names_every_setting_and_no_other() -> None:
    assert set(re.findall(r"STEPWISE_[A-Z_]+", main.help or "")) == set(NAMES)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "STEPWISE_DATABSE_URL",
            "postgresql://app@host/stepwise",
            "There is no setting STEPWISE_DATABSE_URL",
        ),
        ("PORT", "eighty", "PORT is 'eighty'; it must be a whole number"),
        ("STEPWISE_DATABASE_URL", "mysql://app@host/stepwise", "STEPWISE_DATABASE_URL"),
        ("STEPWISE_URL", "school.example", "STEPWISE_URL must begin with https://"),
        ("STEPWISE_DEMO", "maybe", "write 1 for yes"),
        ("STEPWISE_POOL_SIZE", "0", "STEPWISE_POOL_SIZE"),
        ("STEPWISE_PROXIES", "the proxy", "STEPWISE_PROXIES holds the addresses"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_a_sentence(name: str, value: str, sentence: str) -> None:
    with pytest.raises(Unusable, match=re.escape(sentence)):
        load({"STEPWISE_DATA_DIR": os.environ["STEPWISE_DATA_DIR"], name: value})
    refused = _run("sweep", environment={name: value})
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert sentence in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    "words", [("nonsense",), ("setup", "--nonsense"), ("roster", "import"), ("policy", "publish")]
)
def test_wrong_usage_ends_with_2(words: tuple[str, ...]) -> None:
    refused = _run(*words)
    assert (refused.exit_code, refused.stdout) == (2, "")


def test_a_refusal_is_a_sentence_on_standard_error_and_ends_with_1(
    fresh_database: Database, tmp_path: Path
) -> None:
    environment = {
        "STEPWISE_DATABASE_URL": fresh_database.app_url,
        "STEPWISE_OWNER_URL": fresh_database.owner_url,
    }
    people = tmp_path / "people.csv"
    people.write_text(_run("people", "template").stdout)
    for words in (("people", "import", str(people), "--yes"), ("sweep",), ("policy", "list")):
        refused = _run(*words, environment=environment)
        assert (refused.exit_code, refused.stdout) == (1, ""), words
        assert refused.stderr == "There is no organization yet. Make one with `stepwise setup`.\n"
    assert _run("migrate", "--check", "--json", environment=environment).exit_code == 0


def test_the_template_can_be_checked_as_it_is(tmp_path: Path) -> None:
    listed = tmp_path / "people.csv"
    listed.write_text(_run("people", "template").stdout)
    assert _run("people", "check", str(listed)).exit_code == 0
    assert json.loads(_run("people", "template", "--json").stdout)["csv"] == listed.read_text()


@pytest.mark.parametrize("instrument", instruments.IDS)
def test_an_empty_list_of_each_questionnaire_has_no_wrong_column(instrument: str, tmp_path: Path) -> None:
    listed = tmp_path / "answers.csv"
    listed.write_text(_run("answers", "template", instrument).stdout)
    found = _run("answers", "check", instrument, str(listed), "--json")
    assert [json.loads(line)["code"] for line in found.stdout.splitlines()] == ["answers.no_rows"]
    assert found.exit_code == 1


def test_each_door_is_one_line_with_role_name_and_address(capsys: pytest.CaptureFixture[str]) -> None:
    doors = [
        Door("Sam Ortiz", ("School counselor",), "http://127.0.0.1:8000/doors/sam-ortiz"),
        Door("Ruth Okafor", ("Clinical supervisor",), "http://127.0.0.1:8000/doors/ruth-okafor"),
    ]
    _tell("http://127.0.0.1:8000", doors, as_json=False)
    first, *lines = capsys.readouterr().out.splitlines()
    assert first == "Stepwise runs at http://127.0.0.1:8000"
    assert [line.split() for line in lines] == [
        ["School", "counselor", "Sam", "Ortiz", doors[0].url],
        ["Clinical", "supervisor", "Ruth", "Okafor", doors[1].url],
    ]
    _tell("http://127.0.0.1:8000", doors, as_json=True)
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert said[1] == {"door": "Sam Ortiz", "roles": ["School counselor"], "url": doors[0].url}


def test_the_help_of_people_names_every_column_of_the_list() -> None:
    told = _run("people", "--help").stdout
    columns = _run("people", "template").stdout.splitlines()[0].split(",")
    assert [one for one in columns if one not in told] == []
