"""Does the benchmark still run, on the roads of today? It says nothing about how fast they are."""

import json
from pathlib import Path

import pytest

from bench.__main__ import run, run_roster, run_sweep
from bench.ground import Sizes
from bench.report import MOST_ROUND_TRIPS, RESULTS, TO_REACH
from bench.requests import DECIDE, LOG, WORKLIST
from bench.roster_cost import AGAIN, COPY, FIRST, RosterSizes
from bench.sweep_cost import SweepSizes
from tests.conftest import Database

TINY = Sizes(cases=120, schools=3, list_length=12, clients=2, rounds=2, requests=2)


async def test_every_request_is_measured_in_every_way(
    fresh_database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "results" / "latest.json"
    found = await run(fresh_database, TINY, 1, results)
    assert [one.what for one in found] == [WORKLIST, LOG, DECIDE]
    for one in found:
        assert {"product", "bare asyncpg", "bare handler"} <= set(one.measured), one.what
        assert all(way.rate > 0 and way.p50 <= way.p99 for way in one.measured.values()), one.what
    told = json.loads(results.read_text())
    assert told["sizes"]["cases"] == 120
    assert told["measured_on"]["postgresql"]["fsync"] == "on"
    assert "to reach" in capsys.readouterr().out


async def test_an_act_takes_five_round_trips_at_most(fresh_database: Database, tmp_path: Path) -> None:
    """BEGIN and COMMIT are two of them."""
    found = await run(fresh_database, TINY, 2, tmp_path / "latest.json")
    assert {one.what: one.round_trips for one in found if one.what != WORKLIST} == {
        LOG: MOST_ROUND_TRIPS,
        DECIDE: MOST_ROUND_TRIPS,
    }


async def test_the_taking_over_of_a_roster_is_measured_beside_copy(
    fresh_database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await run_roster(fresh_database, RosterSizes(200, 1), 1, tmp_path / "roster.json")
    assert found.rows == {"site": 1, "person": 200, "student": 200, "roster_link": 201}
    assert set(found.seconds) == {COPY, FIRST, AGAIN}
    assert all(took > 0 for way in found.seconds.values() for took in way)
    assert json.loads((tmp_path / "roster.json").read_text())["ways"][FIRST]["at_most"] == 1.6
    assert "of COPY" in capsys.readouterr().out


async def test_a_sweep_is_measured_at_two_sizes_beside_its_gathering(
    fresh_database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await run_sweep(fresh_database, SweepSizes(10, 30, 1), 1, tmp_path / "sweep.json")
    assert [one.cases for one in found] == [13, 33], "with the three that were copied"
    assert [one.sessions >= 20 * one.cases - 10 for one in found] == [True, True]
    assert all(one.firings and one.forms for one in found)
    assert json.loads((tmp_path / "sweep.json").read_text())["of_gathering_at_most"] == 2.5
    assert "of gathering" in capsys.readouterr().out


def test_the_figures_that_are_kept_are_of_a_whole_run() -> None:
    """And name no place of the machine that made them."""
    kept = RESULTS.read_text()
    told = json.loads(kept)
    assert told["sizes"] == {name: getattr(Sizes(), name) for name in told["sizes"]}
    assert {(one["what"], way) for one in told["figures"] for way in one["ways"]} >= set(TO_REACH)
    assert "/" not in kept.replace("https://", "")
