"""An escalation stands still: is it found whatever its age, and does a dead auditor show?

The injected row is past every key and trigger: the database itself lets nobody make one.
"""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from supervision.watch_limits import LIMITS
from tests.conftest import Database
from tests.drills.lengths import amount, tell
from tests.drills.schools import School
from tests.processes import stepwise, wait_until
from workflows.jobs.auditing import audit
from workflows.platform.engines import engine_for

pytestmark = pytest.mark.drill("F-40")
# What a check with a window of two days sees.
_WINDOW = """
SELECT count(*) FROM app.work WHERE org_id = $1 AND kind = 'escalation' AND state <> 'ended'
   AND next_at < now() - interval '1 minute' AND opened_at > now() - interval '2 days'
"""


async def strand(school: School, days: int) -> None:
    """One that nobody has looked at for so many days."""
    (work,) = await school.escalations(1)
    root = await school.world.database.superuser()
    await root.execute("SET session_replication_role = replica")
    for table, columns in (
        ("work", ("opened_at", "recorded_at", "next_at")),
        ("escalation_change", ("happened_at", "recorded_at", "next_at")),
    ):
        moved = ", ".join(f"{one} = {one} - make_interval(days => $2)" for one in columns)
        key = "id" if table == "work" else "work_id"
        await root.execute(f"UPDATE app.{table} SET {moved} WHERE {key} = $1", work, days)
    await root.close()


@pytest.mark.parametrize("days", [1, 9, 400])
async def test_one_that_stands_still_is_found_in_one_round_whatever_its_age(
    school: School, module_database: Database, tmp_path: Path, days: int
) -> None:
    await strand(school, days)
    async with engine_for(module_database.url("auditor"), pool_size=1) as engine:
        began = time.monotonic()
        audited = await audit(engine, tmp_path / "well")
        took = time.monotonic() - began
    found = [one for one in audited.found if one.org_id == school.world.org_id and one.promise == "I3"]
    at_most = LIMITS.round.total_seconds() + took
    tell(
        "F-40 stranded",
        days=days,
        found=len(found),
        round_took=f"{took:.2f} s",
        found_within=f"{at_most:.0f} s",
    )
    assert len(found) == 1
    assert not (tmp_path / "well").exists()
    # Even a round that takes as long as it may finds it within a minute.
    assert LIMITS.round + LIMITS.slow <= timedelta(minutes=1)


async def test_control_a_check_with_a_window_of_two_days_misses_the_old_one(school: School) -> None:
    await strand(school, 9)
    root = await school.world.database.superuser()
    found = await root.fetchval(_WINDOW, school.world.org_id)
    await root.close()
    tell("F-40 control, a window of 2 days", days=9, found=found)
    assert found == 0


async def test_a_killed_auditor_leaves_a_file_that_grows_old(
    fresh_database: Database, home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "well"
    environment = {
        "STEPWISE_DATABASE_URL": fresh_database.app_url,
        "STEPWISE_AUDITOR_URL": fresh_database.url("auditor"),
        "STEPWISE_DEADMAN_FILE": str(file),
    }
    auditor = stepwise(home, "auditor", environment=environment)
    assert wait_until(file.exists), auditor.complained()
    auditor.kill()
    touched = file.stat().st_mtime
    # Nothing else touches it; five minutes later whoever looks at its age alarms.
    os.utime(file, (touched - LIMITS.alarm.total_seconds(), touched - LIMITS.alarm.total_seconds()))
    age = timedelta(seconds=time.time() - file.stat().st_mtime)
    tell(
        "F-40 auditor killed", alarm_after=f"{LIMITS.alarm.total_seconds():.0f} s", rounds=amount("rounds", 1)
    )
    assert age >= LIMITS.alarm
