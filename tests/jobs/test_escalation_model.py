"""Can any order of acts, crashes and silences lose an escalation, or keep somebody from being told?

`DRILL_EXAMPLES` and `DRILL_STEPS` make it longer, `DRILL_SEED` other. The second half plants bugs that the machine must
find: one that finds nothing in a ladder that gives up would prove nothing about ours.
"""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from structlog.testing import capture_logs

from tests.clocked import Clocked, clocked
from tests.conftest import Database
from tests.drills.lengths import amount, tell
from tests.jobs.escalation_machine import PREPARED, EscalationMachine, Ground
from tests.jobs.planted_bugs import BUGS, SPOILED
from tests.jobs.simple_ladder import ladders
from tests.world import EVERYDAY_POLICY, World
from triage.roles import Role
from workflows.platform.engines import engine_for
from workflows.records.ids import new_id
from workflows.records.sign_ins import new_token

EXAMPLES, STEPS, SEED = amount("examples", 100), amount("steps", 30), amount("seed", 20260914)
BEGAN = datetime(2026, 9, 14, 15, tzinfo=UTC)
REACHED = {
    *("submit", "answer_a_form", "acknowledge", "claim", "hand_over", "resolve", "reopen", "undo"),
    *("submit, dies before commit", "submit, dies after commit", "acknowledge (refused)", "claim (refused)"),
    *(
        "go_away",
        "come_back",
        "a cover is gone",
        "name_somebody",
        "name_in_open",
        "ask_downgrade",
        "downgrade",
        "downgrade (refused)",
    ),
    *("send_a_form", "send_it_again", "ask_downgrade (refused)"),
    *("turn, whole", "turn, before", "turn, after", "send, it takes", "send, it bounces", "send, it dies"),
}
"""What must have happened in some example, or the promises were not put to the test."""


async def _world(database: Database) -> tuple[World, Any, tuple[Any, ...], bytes]:
    async with engine_for(database.app_url) as engine:
        world = await World.made(database, engine, BEGAN)
        second = await world.person("Hana", "Sato", Role.CLINICAL_SUPERVISOR)
        await world.certify(second, "trained_screener", world.now.date() + timedelta(days=365))
        await world.can_sign_in(world.clinical, world.counselor, world.administrator, second)
        episodes = tuple([(await world.mentored(one))[0] for one in world.students[:2]])
    return world, second, episodes, await _signed_in(database, world)


async def _signed_in(database: Database, world: World) -> bytes:
    """A sign-in of the counselor that outlives every example."""
    root, (_, digest) = await database.superuser(), new_token()
    await root.execute(
        "INSERT INTO sign_in.session (id, token_hash, org_id, actor_id, created_at, last_seen_at, idle_expires_at,"
        " expires_at) VALUES ($1, $2, $3, $4, $5, $5, $6, $6)",
        new_id(), digest, world.org_id, world.counselor, BEGAN, BEGAN + timedelta(days=9999),
    )  # fmt: skip
    await root.close()
    return digest


@pytest.fixture
def ground(module_database: Database) -> Iterator[Ground]:
    # A loop of its own: the session's loop stands still while a test runs that is not async.
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        world, second, episodes, signed_in = runner.run(_world(module_database))
        holder = clocked(module_database, BEGAN)
        found = runner.run(holder.__aenter__())
        world.engine = found.engine
        runner.run(_done(found, PREPARED))
        try:
            yield Ground(found, world, runner, second, episodes, ladders(EVERYDAY_POLICY), signed_in)
        finally:
            runner.run(holder.__aexit__(None, None, None))


def run(ground: Ground, examples: int, steps: int, *, shrinks: bool = True) -> None:
    phases = (Phase.generate, Phase.shrink) if shrinks else (Phase.generate,)
    with_settings = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
        report_multiple_bugs=shrinks,
    )

    class Machine(EscalationMachine):
        def __init__(self) -> None:
            super().__init__(ground)

    with capture_logs():
        run_state_machine_as_test(cast(Any, seed(SEED)(Machine)), settings=with_settings)


def test_no_order_of_acts_loses_an_escalation(ground: Ground) -> None:
    run(ground, EXAMPLES, STEPS)
    tell("Stateful model", examples=EXAMPLES, steps=STEPS, seed=SEED, acts=sum(ground.done.values()))
    assert set(ground.done) >= REACHED, f"the machine no longer gets to {REACHED - set(ground.done)}"


async def _done(clocked: Clocked, statements: str) -> None:
    """By a superuser, beforehand."""
    async with clocked.as_root() as root:
        await root.execute(statements)


@pytest.mark.parametrize("name", sorted(SPOILED))
def test_control_a_database_that_is_less_careful_is_found(ground: Ground, name: str) -> None:
    ground.runner.run(_done(ground.clocked, SPOILED[name]))
    with pytest.raises(AssertionError) as raised:
        run(ground, EXAMPLES, STEPS, shrinks=False)
    found = str(raised.value).splitlines()[0][:90]
    tell(f"Stateful model, control: {name}", found=found, seed=SEED)


@pytest.mark.parametrize("name", sorted(BUGS))
def test_control_a_planted_bug_is_found(ground: Ground, name: str) -> None:
    target, weakened, likelier = BUGS[name]
    ground.likelier |= likelier
    with patch(target, weakened), pytest.raises(AssertionError) as raised:
        run(ground, EXAMPLES, STEPS, shrinks=False)
    found = str(raised.value).splitlines()[0][:90]
    tell(f"Stateful model, control: {name}", found=found, seed=SEED)
