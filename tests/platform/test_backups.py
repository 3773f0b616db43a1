"""Does a backup come back whole, and is one found out that would not?"""

import asyncio
import hashlib
import json
import shutil
import stat
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.decisions import Answer, Choice
from tests.conftest import Database
from tests.processes import empty_home
from tests.world import World
from workflows.platform.backups.checking import check, differences
from workflows.platform.backups.manifests import beside, read
from workflows.platform.backups.turns import own_turn
from workflows.platform.cli import main
from workflows.platform.postgres_programs import find_programs

Run = Callable[..., Result]
NAMES = ("Bennett", "Lopez", "Okafor", "Sleeps badly")


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with empty_home() as folder:
        yield folder


@pytest.fixture(scope="module")
async def lived(module_database: Database, module_engine: AsyncEngine) -> Database:
    """Two organizations in which things have happened."""
    for _ in range(2):
        world = await World.made(module_database, module_engine)
        episode, match = await world.mentored()
        world.later(days=7)
        await world.log_made(match, worry="talk_over", said="Sleeps badly.")
        await world.phq_a(episode, total=16)
        (item,) = await world.work(episode, "recommendation")
        await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis="guardian_written"))
        await world.worry(episode, "weapon")
    await module_engine.dispose()
    return module_database


@pytest.fixture(scope="module")
def run(lived: Database, place: Path) -> Run:
    environment = {
        "STEPWISE_DATA_DIR": str(place),
        "STEPWISE_DATABASE_URL": lived.app_url,
        "STEPWISE_OWNER_URL": lived.owner_url,
        "STEPWISE_BACKUP_URL": lived.url("backup"),
        "STEPWISE_BACKUP_DIR": str(place / "safe"),
    }
    return lambda *words, **more: CliRunner().invoke(
        main, list(words), prog_name="stepwise", env={**environment, **more}
    )


@pytest.fixture(scope="module")
def dump(run: Run) -> Path:
    taken = run("backup", "--json")
    assert taken.exit_code == 0, taken.output
    return Path(json.loads(taken.stdout)["file"])


@pytest.fixture
def copy(dump: Path, tmp_path: Path) -> Path:
    """The pair, to be damaged."""
    for path in (dump, beside(dump)):
        shutil.copy(path, tmp_path / path.name)
    return tmp_path / dump.name


def said_of(lived: Database) -> list[tuple[Any, ...]]:
    async def asked() -> list[tuple[Any, ...]]:
        root = await lived.superuser()
        try:
            rows = await root.fetch(
                "SELECT is_good, found, counts FROM sign_in.backup_check ORDER BY taken_at"
            )
            return [tuple(row) for row in rows]
        finally:
            await root.close()

    return asyncio.run(asked())


def test_dump_and_manifest_are_read_by_their_owner_only_and_nothing_half_is_left(dump: Path) -> None:
    names = {path.name for path in dump.parent.iterdir()}
    assert names == {dump.name, beside(dump).name}
    assert {stat.S_IMODE(path.stat().st_mode) for path in dump.parent.iterdir()} == {0o600}
    assert stat.S_IMODE(dump.parent.stat().st_mode) == 0o700


def test_the_manifest_counts_every_table_and_names_nobody(dump: Path) -> None:
    manifest = json.loads(beside(dump).read_text())
    assert manifest["standing"]["tables"]["app.person"]["rows"] == 20
    assert len(manifest["standing"]["canaries"]) == 2
    assert [name for name in NAMES if name in beside(dump).read_text()] == []


def truncated(dump: Path) -> None:
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size // 2])


def bit_flipped(dump: Path) -> None:
    whole = bytearray(dump.read_bytes())
    whole[len(whole) // 2] ^= 1
    dump.write_bytes(bytes(whole))


def of_another_day(dump: Path) -> None:
    manifest = json.loads(beside(dump).read_text())
    manifest["standing"]["tables"]["app.session"]["rows"] += 1
    beside(dump).write_text(json.dumps(manifest))


def without_manifest(dump: Path) -> None:
    beside(dump).unlink()


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        pytest.param(truncated, "bytes, its manifest says", id="truncated"),
        pytest.param(bit_flipped, "its SHA-256 differs", id="a flipped bit"),
        pytest.param(of_another_day, "The number of rows differs for app.session", id="a wrong manifest"),
        pytest.param(without_manifest, "There is no manifest", id="a missing manifest"),
    ],
)
def test_a_damaged_backup_is_found_out(
    run: Run, copy: Path, damage: Callable[[Path], None], sentence: str
) -> None:
    damage(copy)
    found = run("restore", "--check", str(copy))
    assert found.exit_code == 1
    assert "NOT GOOD" in found.stdout
    assert sentence in found.stderr


def test_an_empty_dump_whose_program_ended_well_is_found_out(
    lived: Database, copy: Path, place: Path
) -> None:
    """Row-level security holds for the owner: the program writes no row, and ends with 0. So does the restoring one."""
    programs = find_programs()
    where = ["--host", str(lived.cluster.sockets), "--dbname", lived.name, "--username", "owner"]
    with copy.open("wb") as file:
        words = [str(programs.folder / "pg_dump"), "--format=custom", "--enable-row-security", *where]
        done = subprocess.run(words, stdout=file, check=False, cwd="/", **programs.account())
    assert done.returncode == 0
    listed = [str(programs.folder / "pg_restore"), "--file=/dev/null"]
    with copy.open("rb") as file:
        assert subprocess.run(listed, stdin=file, check=False, cwd="/").returncode == 0
    manifest = json.loads(beside(copy).read_text())
    manifest |= {"bytes": copy.stat().st_size, "sha256": hashlib.sha256(copy.read_bytes()).hexdigest()}
    beside(copy).write_text(json.dumps(manifest))
    found = check(copy, place)
    assert not found.is_good
    assert "The number of rows differs for" in found.problems[0]


def test_a_role_that_does_not_see_every_row_takes_no_backup(
    run: Run, lived: Database, tmp_path: Path
) -> None:
    for role in ("owner", "app", "auditor"):
        refused = run("backup", "--to", str(tmp_path / role), STEPWISE_BACKUP_URL=lived.url(role))
        assert refused.exit_code == 1
        assert "does not see every row" in refused.stderr
        assert list((tmp_path / role).iterdir()) == []


def test_neither_where_nor_what_to_restore_is_guessed(run: Run, dump: Path, tmp_path: Path) -> None:
    (tmp_path / "occupied").mkdir()
    (tmp_path / "occupied" / "file").touch()
    assert run("restore", str(dump)).exit_code == 2
    assert run("restore", str(dump), "--check", "--compare").exit_code == 2
    assert run("restore", str(dump), "--check", "--into", str(tmp_path / "new")).exit_code == 2
    refused = run("restore", str(dump), "--into", str(tmp_path / "occupied"))
    assert refused.exit_code == 1
    assert "is not an empty folder" in refused.stderr
    assert (tmp_path / "occupied" / "file").exists()


def test_a_backup_waits_for_another_one_that_is_taken_or_checked_here(
    run: Run, place: Path, tmp_path: Path
) -> None:
    """Else the one would take what the other restored for something that was left behind, and remove it."""
    inside, heard = threading.Event(), list[str]()

    def hold() -> None:
        with own_turn(place, heard.append):
            inside.set()
            time.sleep(0.5)

    other = threading.Thread(target=hold)
    other.start()
    inside.wait()
    taken = run("backup", "--to", str(tmp_path / "safe"))
    other.join()
    assert taken.exit_code == 0, taken.output
    assert "This one begins when that has ended." in taken.stderr
    assert heard == []
    assert "This one begins" not in run("backup", "--to", str(tmp_path / "safe")).stderr


def test_a_canary_that_differs_is_told_with_its_organization(dump: Path) -> None:
    was = read(dump).standing
    (org_id, canary), *_ = was.canaries.items()
    now = replace(was, canaries={**was.canaries, org_id: replace(canary, sessions=canary.sessions + 1)})
    assert list(differences(was, was)) == []
    assert list(differences(was, now)) == [f"The canaries differ for the organization {org_id}."]


def test_a_nightly_backup_that_is_not_derived_again_or_not_chained_is_not_good_and_lets_none_go(
    run: Run, lived: Database, place: Path
) -> None:
    asyncio.run(changed(lived, "firing SET sentence = sentence || '.'"))
    asyncio.run(changed(lived, "escalation_change SET words = words || '.'"))
    try:
        found = run("backup", "--nightly", "--json")
    finally:
        asyncio.run(changed(lived, "firing SET sentence = left(sentence, -1)"))
        asyncio.run(changed(lived, "escalation_change SET words = left(words, -1)"))
    assert found.exit_code == 1
    said = json.loads(found.stdout)
    assert (said["good"], said["removed"]) == (False, [])
    assert "`stepwise replay` finds" in said["problems"][0]
    assert "not what its chain says for the escalation" in said["problems"][1]
    assert said["rows"] > 100
    assert said["canaries"] == 2


async def changed(lived: Database, how: str) -> None:
    root = await lived.superuser()
    try:
        await root.execute("SET session_replication_role = 'replica'")
        await root.execute(f"UPDATE app.{how}")
    finally:
        await root.close()


def test_an_operator_restores_yesterday_s_backup_elsewhere_and_everything_agrees(
    run: Run, lived: Database, place: Path
) -> None:
    """The journey: the nightly backup, the loss of the machine, another folder, and the site's own commands there."""
    night = run("backup", "--nightly", "--json")
    assert night.exit_code == 0, night.output
    said = json.loads(night.stdout)
    assert (said["good"], said["problems"]) == (True, [])
    assert [(row[0], row[1]) for row in said_of(lived)][-1] == (True, "")
    assert list((place / "checks").iterdir()) == [], "what was restored to look at is thrown away"
    assert said["canaries"] == 2
    assert said["decisions"] > 3
    assert run("restore", said["file"], "--compare").exit_code == 1, (
        "that the backup was checked is a row more"
    )
    with empty_home() as elsewhere:
        folder = elsewhere / "new"
        back = run("restore", said["file"], "--into", str(folder), "--json")
        assert back.exit_code == 0, back.output
        assert json.loads(back.stdout)["rows"] == said["rows"]
        names = ("DATABASE_URL", "OWNER_URL", "BACKUP_URL", "BACKUP_DIR")
        alone = {"STEPWISE_DATA_DIR": str(folder)} | {f"STEPWISE_{name}": "" for name in names}
        compared = run("restore", said["file"], "--compare", "--json", **alone)
        assert compared.exit_code == 0, compared.output
        assert json.loads(compared.stdout)["rows"] == said["rows"]
        replayed = run("replay", "--json", **alone)
        assert replayed.exit_code == 0, replayed.output
        numbers = json.loads(replayed.stdout.splitlines()[-1])
        assert numbers["decisions"] > 3
        assert numbers["differences"] == 0
