"""Does the built wheel, installed elsewhere, do what a checkout does?

It is built by the pinned build backend, without a network, and installed beside the dependencies that are
already there.
"""

import json
import os
import subprocess
import sys
import sysconfig
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.processes import ROOT, Running, done, empty_home, free_port, launched, nothing_left, wait_until


@dataclass(frozen=True)
class Installed:
    """A folder far from the checkout, with an environment that holds the wheel."""

    folder: Path
    wheel: Path

    def stepwise(self, *arguments: str) -> Running:
        command = str(self.folder / "venv" / "bin" / "stepwise")
        return launched([command, *arguments], self.folder, {"PYTHONPATH": ""}, cwd=Path("/"))


@pytest.fixture(scope="module")
def installed() -> Iterator[Installed]:
    with empty_home() as folder:
        build = "import sys, hatchling.build as b; print(b.build_wheel(sys.argv[1]))"
        subprocess.run([sys.executable, "-c", build, str(folder)], cwd=ROOT, check=True, capture_output=True)
        (wheel,) = folder.glob("*.whl")
        place = folder / "venv"
        venv.create(place, with_pip=False, symlinks=True)
        packages = next(place.glob("lib/python*/site-packages"))
        # The dependencies, but not the checkout, which an editable installation would put on the path.
        (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(packages)
        script = place / "bin" / "stepwise"
        script.write_text(
            f"#!{place}/bin/python\nimport sys\nfrom workflows.platform.cli import main\nsys.exit(main())\n"
        )
        script.chmod(0o755)
        yield Installed(folder, wheel)


def test_the_wheel_holds_everything_that_is_read_and_nothing_that_is_not(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as archive:
        names = set(archive.namelist())
    for needed in (
        "workflows/templates/layout.html",
        "workflows/templates/static/stepwise.css",
        "workflows/records/roles.sql",
        "workflows/records/migrations/env.py",
        "workflows/records/migrations/versions/0001_spine.sql",
        "supervision/sign_in_limits.toml",
        "care_steps/policies/default.toml",
    ):
        assert needed in names
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    for name in tracked.stdout.split("\n"):
        top, _, rest = name.partition("/")
        if top in ("triage", "care_steps", "supervision", "workflows") and (ROOT / name).exists():
            assert name in names
        if top == "templates" and (ROOT / name).exists():
            assert f"workflows/templates/{rest}" in names
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"triage", "care_steps", "supervision", "workflows"}


def test_it_runs_from_another_folder_and_not_from_the_checkout(installed: Installed) -> None:
    helped = done(installed.stepwise("--help"))
    assert helped.process.returncode == 0, helped.complained()
    for command in ("demo", "serve", "migrate", "database"):
        assert command in helped.said()
    where = [str(installed.folder / "venv/bin/python"), "-c", "import workflows; print(workflows.__file__)"]
    seen = subprocess.run(where, cwd="/", capture_output=True, text=True, check=True)
    assert seen.stdout.startswith(str(installed.folder))


def test_it_makes_its_database_and_serves_its_pages(installed: Installed) -> None:
    migrated = done(installed.stepwise("migrate", "--json"))
    assert migrated.process.returncode == 0, migrated.complained()
    assert json.loads(migrated.said())["at_head"] is True
    port = free_port()
    site = installed.stepwise("serve", "--port", str(port))
    assert wait_until(lambda: answered(port, "/sign-ins/new")[0] == 200), site.complained()
    page = answered(port, "/sign-ins/new")[1]
    style = next(part for part in page.split('"') if part.startswith("/static/") and ".css" in part)
    assert answered(port, style)[0] == 200
    assert site.ask_to_end() == 0
    assert nothing_left(installed.folder) == {}


def answered(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as page:
            return page.status, page.read().decode()
    except OSError:
        return 0, ""


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-bench.txt"])
def test_every_locked_package_has_its_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "http" not in text.replace("httpx", "").replace("httptools", "").replace("httpcore", "")
    assert "--index-url" not in text
    assert "--find-links" not in text
    for block in text.replace("\\\n", " ").splitlines():
        if block and not block.lstrip().startswith("#"):
            assert "==" in block
            assert "--hash=sha256:" in block


def test_without_chromium_the_tests_say_how_to_get_it(tmp_path: Path) -> None:
    seen = subprocess.run(
        [sys.executable, "-m", "tests.chromium"],
        cwd=ROOT, env={**os.environ, "PATH": str(tmp_path), "STEPWISE_CHROMIUM": str(tmp_path / "none")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert seen.returncode == 1
    assert "apt-get install chromium" in seen.stderr.replace('" "', "")
