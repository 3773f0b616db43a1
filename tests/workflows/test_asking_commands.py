"""Do `stepwise why`, `replay` and `policy` say what is on record, in words and in JSON, and end with the right code?"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.decisions import Answer, Choice
from care_steps.policy import default_text
from tests.conftest import Database
from tests.world import EVERYDAY_POLICY, World
from workflows.platform.cli import main
from workflows.records.ids import new_id


@dataclass(frozen=True)
class Ground:
    """A world with one decision, and the commands on its database."""

    world: World
    decision: UUID
    form: UUID

    def run(self, *words: str) -> Result:
        environment = {"STEPWISE_DATABASE_URL": self.world.database.app_url}
        return CliRunner().invoke(main, list(words), prog_name="stepwise", env=environment)

    def lines(self, *words: str) -> list[dict[str, Any]]:
        found = self.run(*words, "--json")
        return [json.loads(line) for line in found.stdout.splitlines()]


@pytest.fixture
async def ground(fresh_database: Database, fresh_engine: AsyncEngine) -> Ground:
    world = await World.made(fresh_database, fresh_engine)
    episode, _ = await world.mentored()
    world.later(days=7)
    form = await world.phq_a(episode, total=16)
    (item,) = await world.work(episode, "recommendation")
    decision = await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis="guardian_written"))
    root = await fresh_database.superuser()
    for person, email in ((world.clinical, "ruth@school.test"), (world.administrator, "dana@school.test")):
        await root.execute(
            "INSERT INTO sign_in.identity (id, org_id, person_id, email, recorded_at)"
            " VALUES ($1, $2, $3, $4, now())",
            new_id(), world.org_id, person, email,
        )  # fmt: skip
    await root.close()
    return Ground(world, decision, form)


def test_why_answers_in_words_and_in_json_alike(ground: Ground) -> None:
    found = ground.run("why", str(ground.decision))
    assert found.exit_code == 0
    assert found.stdout.startswith(
        "R5: The PHQ-A total is 16: high enough to decide the step directly. Ruth Okafor accepted"
    )
    assert f"[administration {ground.form}, 2026-09-21 15:00 UTC]" in found.stdout
    (row,) = ground.lines("why", str(ground.decision))
    assert row["sentence"] == found.stdout.splitlines()[0]
    assert row["decided"]["by_name"] == "Ruth Okafor"
    (finding,) = row["findings"]
    assert finding["policy"]["owner_name"] == "Ruth Okafor"
    assert finding["counterfactual"].startswith(
        "Would not have fired had “Latest PHQ-A total” been 14 points"
    )
    (asked,) = [fact for fact in finding["rule"]["facts"] if fact["name"] == "phq_a_total"]
    assert asked["sources"][0] | {"at": None} == {
        "kind": "administration",
        "id": str(ground.form),
        "at": None,
    }
    (fired,) = ground.lines("why", finding["id"])
    assert (fired["kind"], fired["decided"]) == ("firing", None)
    assert [one["id"] for one in fired["followed_by"]] == [str(ground.decision)]


def test_why_of_nothing_is_a_sentence_and_ends_with_1(ground: Ground) -> None:
    found = ground.run("why", str(new_id()))
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr.startswith("No decision and no rule that fired has the ID")
    assert ground.run("why", "not-an-id").exit_code == 2


def test_replay_counts_what_it_derived_and_ends_with_0(ground: Ground) -> None:
    found = ground.run("replay")
    assert found.exit_code == 0
    assert found.stdout == "Replayed: 3 decisions, 1 rules that fired. Differences: 0.\n"
    assert ground.lines("replay", "--organization", "riverside") == [
        {"decisions": 3, "firings": 1, "differences": 0}
    ]


async def change(ground: Ground, sql: str) -> None:
    root = await ground.world.database.superuser()
    assert await root.execute(sql) == "UPDATE 1"
    await root.close()


@pytest.fixture
async def changed(ground: Ground) -> Ground:
    """Somebody made the form look better, past the application."""
    await change(ground, "UPDATE app.administration SET total = 9")
    return ground


def test_replay_names_the_decision_of_each_difference_and_ends_with_1(changed: Ground) -> None:
    found = changed.run("replay")
    assert found.exit_code == 1
    told = found.stdout.splitlines()
    said = "Latest PHQ-A total: recorded 16 points, found again 9 points."
    assert f"decision {changed.decision}: {said}" in told
    assert [
        line for line in told if line.startswith(f"decision {changed.decision}, firing ") and said in line
    ]
    assert told[-1].endswith(f"Differences: {len(told) - 1}.")
    *rows, numbers = changed.lines("replay")
    assert numbers["differences"] == len(rows) == len(told) - 1
    assert {row["decision_id"] for row in rows} == {str(changed.decision)}


def test_a_sound_policy_file_passes_without_a_database(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(default_text(), encoding="utf-8")
    found = CliRunner().invoke(main, ["policy", "check", str(path)])
    assert found.exit_code == 0
    assert found.stdout.startswith("Escalation, version 3: 85 rows")
    assert "Examples that do not hold: 0." in found.stdout


FAULTS: list[tuple[Callable[[str], str], str]] = [
    (lambda text: text.replace("value = 6}", 'value = "six"}', 1), "row R4.phq_a, cell 1"),
    (lambda text: text.replace('op = ">="', 'op = "=>"', 1), "“op”"),
    (lambda text: text.replace("phq_a_change", "phq_a_chnge"), "Did you mean “phq_a_change”?"),
    (lambda text: text + "[", "This is not TOML"),
    (
        lambda text: text.replace("phq_a_total = 14 }", "phq_a_total = 15 }"),
        "expected “silent”, came to “fires”",
    ),
]


@pytest.mark.parametrize(("spoil", "sentence"), FAULTS, ids=[sentence for _, sentence in FAULTS])
def test_a_faulty_policy_file_is_told_at_its_place_and_ends_with_1(
    tmp_path: Path, spoil: Callable[[str], str], sentence: str
) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(spoil(default_text()), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != default_text()
    found = CliRunner().invoke(main, ["policy", "check", str(path), "--json"])
    assert found.exit_code == 1
    rows = [json.loads(line) for line in found.stdout.splitlines()]
    assert any(sentence in row["sentence"] and row["kind"] in ("fault", "example") for row in rows)


def test_a_file_that_is_no_text_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(b"\xff\xfe\x00")
    found = CliRunner().invoke(main, ["policy", "check", str(path)])
    assert found.exit_code == 1
    assert "is not a text file in UTF-8" in found.stderr


def test_a_newer_version_comes_into_force_beside_the_old_one(ground: Ground, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(default_text().replace("version = 3\n", "version = 4\n", 1), encoding="utf-8")
    signed = ("--owner", "Ruth@school.test", "--approver", "dana@school.test")
    done = ground.run("policy", "publish", str(path), *signed)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("In force: Escalation, version 4")
    assert "signed by Ruth Okafor, approved by Dana Whitlock" in done.stdout
    assert [(row["version"], row["in_force"]) for row in ground.lines("policy", "list")] == [
        (4, True), (3, False),
    ]  # fmt: skip
    assert ground.run("policy", "show").stdout.rstrip() == path.read_text(encoding="utf-8").rstrip()
    assert ground.lines("policy", "show", "--version", "3")[0]["text"] == EVERYDAY_POLICY
    assert ground.run("policy", "show", "--version", "7").exit_code == 1
    again = ground.run("policy", "publish", str(path), *signed)
    assert again.exit_code == 1
    assert "Version 4 is not newer than the one in force" in again.stderr
    assert ground.run("replay").exit_code == 0


@pytest.mark.parametrize(
    ("owner", "approver", "sentence"),
    [
        ("ruth@school.test", "ruth@school.test", "Somebody else than the owner"),
        ("dana@school.test", "ruth@school.test", "The owner of a policy is a clinical supervisor."),
        ("ruth@school.test", "nobody@school.test", "Nobody here has the address nobody@school.test"),
    ],
)
def test_nobody_publishes_a_policy_alone_or_for_somebody_unknown(
    ground: Ground, tmp_path: Path, owner: str, approver: str, sentence: str
) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(default_text().replace("version = 3\n", "version = 4\n", 1), encoding="utf-8")
    found = ground.run("policy", "publish", str(path), "--owner", owner, "--approver", approver)
    assert found.exit_code == 1
    assert sentence in found.stderr
    assert len(ground.lines("policy", "list")) == 1


def test_either_a_file_or_the_shipped_policy_is_published(ground: Ground) -> None:
    signed = ("--owner", "ruth@school.test", "--approver", "dana@school.test")
    assert ground.run("policy", "publish", *signed).exit_code == 2
    assert ground.run("policy", "publish", __file__, "--shipped", *signed).exit_code == 2
