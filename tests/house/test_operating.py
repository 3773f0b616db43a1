"""Is what the operator's manual says still there: every command, every option, every setting, every meter?"""

import re
from pathlib import Path

import click

from tests.house.sources import ROOT, sources
from workflows.platform.cli import main
from workflows.platform.settings import NAMES

MANUAL = (ROOT / "docs/operating.md").read_text(encoding="utf-8")


def _command(words: list[str]) -> click.Command:
    found: click.Command = main
    for word in words:
        assert isinstance(found, click.Group)
        inner = found.get_command(click.Context(found), word)
        assert inner is not None, words
        found = inner
    return found


def test_every_command_and_option_that_it_names_is_there() -> None:
    named = re.findall(r"\bstepwise ((?:[a-z]+(?:-[a-z]+)* ?)+)((?:--[a-z]+ ?)*)", "\n".join(_code()))
    assert len(named) > 15
    for words, options in named:
        path = words.split()
        path = path[:2] if path[0] == "database" else path[:1]
        known = {option for one in _command(path).params for option in one.opts}
        assert set(options.split()) <= known, (words, options)


def _code() -> list[str]:
    blocks = re.findall(r"```\n(.*?)```", MANUAL, re.DOTALL)
    return [*blocks, *re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", MANUAL, flags=re.DOTALL))]


def test_every_setting_is_in_its_table_and_no_other() -> None:
    table = MANUAL.split("## Settings")[1].split("\n## ")[0]
    assert set(re.findall(r"STEPWISE_[A-Z_]+", table)) == set(NAMES)
    assert set(re.findall(r"STEPWISE_[A-Z_]+", MANUAL)) == set(NAMES)


def test_every_meter_and_file_that_it_names_is_there() -> None:
    said = "".join(source.text for source in sources("workflows/platform"))
    meters = set(re.findall(r"`(stepwise_\w+)`", MANUAL))
    assert len(meters) > 3
    assert [one for one in meters if one not in said] == []
    assert [
        one for one in re.findall(r"`(supervision/[^`]+)`", MANUAL) if not Path(ROOT / one).exists()
    ] == []
