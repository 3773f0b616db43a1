"""Is what the README tells a newcomer still true?"""

import re
from pathlib import Path

import pytest

from workflows.platform.cli import COMMANDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TOP_LEVEL = ("triage", "care_steps", "supervision", "workflows", "templates", "tests")
_PATH = re.compile(rf"`((?:{'|'.join(TOP_LEVEL)}|docs|bench)/[^`\s]*|pyproject\.toml|Makefile)`")


def _section(title: str) -> str:
    return README.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_every_path_that_it_names_is_there() -> None:
    named = set(_PATH.findall(README))
    assert len(named) > 20
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_every_picture_that_it_shows_is_there() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert shown
    assert [path for path in shown if not (ROOT / path).is_file()] == []


def test_the_four_questions_come_before_the_map() -> None:
    four = _section("Four questions")
    assert re.findall(r"\*\*(Should|Can|Who|Do)\*\*", four) == ["Should", "Can", "Who", "Do"]
    assert README.index("## Two commands") < README.index("## Four questions") < README.index("## The map")


@pytest.mark.parametrize("package", ["triage", "care_steps", "supervision"])
def test_the_map_names_every_room_of_a_deciding_package(package: str) -> None:
    rooms = {
        f"{package}/{one.name}" + ("/" if one.is_dir() else "")
        for one in (ROOT / package).iterdir()
        if not one.name.startswith("_")
    }
    assert rooms - set(_PATH.findall(_section("The map"))) == set()


def test_the_map_names_every_floor_of_the_package_that_acts() -> None:
    floors = {f"workflows/{one.name}/" for one in (ROOT / "workflows").iterdir() if _is_room(one)}
    assert floors - set(_PATH.findall(_section("The map"))) == set()


def test_every_command_is_listed_and_there() -> None:
    listed = set(re.findall(r"`stepwise ([a-z-]+)", _section("The command line")))
    assert listed == set(COMMANDS)


def _is_room(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith(("_", "."))
