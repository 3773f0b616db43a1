"""Is a year that was played through the real verbs derived again without a difference, and is it the year in memory?

A dozen made-up mentees from August to January, through breaks, a snow day and a change of the clocks. The long form,
two hundred mentees over the whole year, is `stepwise simulate --keep --mentees 200`, then `stepwise replay`.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.policy import default_text, load
from supervision.simulating.year import shipped_year
from supervision.simulating.years import simulate
from tests.conftest import Database
from workflows.platform import migrating
from workflows.platform.cli.simulate import lay_out
from workflows.platform.engines import open_engine
from workflows.platform.simulated_years import KeptYear, keep_year
from workflows.records.scope import scoped_as
from workflows.verbs.replay import Replayed, replay

MENTEES, SEED = 12, 5
YEAR = shipped_year()
UNTIL = YEAR.instant(date(2027, 1, 22), 20)

_FIRED = text("""
SELECT s.number, split_part(f.evidence_key, ' ', 1) AS row, f.as_of
  FROM app.firing f JOIN app.episode e ON (e.org_id, e.id) = (f.org_id, f.episode_id)
  JOIN app.student s ON (s.org_id, s.person_id) = (e.org_id, e.mentee_id) WHERE f.org_id = :org_id
""")
Firing = tuple[int, str, date]


@dataclass(frozen=True)
class Played:
    """The year as it was kept, and the database in which it is."""

    engine: AsyncEngine
    database: Database
    kept: KeptYear

    async def replayed(self) -> Replayed:
        async with scoped_as(self.engine, self.kept.org_id) as tx:
            return await replay(tx, by=tx.actor)

    async def fired(self) -> Counter[Firing]:
        async with scoped_as(self.engine, self.kept.org_id) as tx:
            rows = await tx.connection.execute(_FIRED, {"org_id": self.kept.org_id})
            return Counter(
                (int(row.number.rpartition("-")[2]), row.row.rstrip("?"), YEAR.calendar.local_day(row.as_of))
                for row in rows
            )

    async def altered(self, statement: str, org_id: object) -> str:
        """Something is changed past every rule; returns what was done."""
        root = await self.database.superuser()
        try:
            return str(await root.execute(statement, org_id))
        finally:
            await root.close()


@pytest.fixture(scope="module")
async def played(module_database: Database, module_engine: AsyncEngine) -> Played:
    owner = open_engine(module_database.owner_url, name="tests")
    kept = await keep_year(module_engine, owner, YEAR, mentees=MENTEES, seed=SEED, until=UNTIL)
    await owner.dispose()
    return Played(module_engine, module_database, kept)


async def test_no_verb_refused_what_the_story_asked_for(played: Played) -> None:
    assert played.kept.refused == ()
    assert played.kept.acts > 10 * MENTEES
    assert played.kept.sweeps > 150
    assert played.kept.fired_by_sweeps > 0


async def test_every_decision_and_every_rule_that_fired_is_derived_again(played: Played) -> None:
    found = await played.replayed()
    assert found.differences == ()
    assert found.firings > 2 * MENTEES
    assert found.decisions > MENTEES


async def test_the_year_in_memory_is_the_year_of_the_verbs(played: Played) -> None:
    """Else what is said about a simulated year would be said about something else."""
    mentees = simulate(load(default_text()), YEAR, mentees=MENTEES, seed=SEED)
    memory = Counter(
        (one.number, one.row_id, YEAR.calendar.local_day(one.at))
        for mentee in mentees
        for one in mentee.fired
        if one.at < UNTIL
    )
    assert await played.fired() == memory


async def test_the_control_one_frozen_fact_altered_past_every_rule_is_a_difference(played: Played) -> None:
    altered = await played.altered(
        "UPDATE app.firing SET facts = jsonb_set(facts, '{sessions_made,value}', '99') WHERE id = (SELECT id FROM"
        " app.firing WHERE org_id = $1 AND scope = 'episode' AND facts ? 'sessions_made' ORDER BY id LIMIT 1)",
        played.kept.org_id,
    )
    assert altered == "UPDATE 1"
    found = await played.replayed()
    assert len(found.differences) >= 1
    assert len({one.id for one in found.differences}) == 1


async def test_closures_that_nobody_knew_of_are_on_record_from_their_morning_on(played: Played) -> None:
    async with scoped_as(played.engine, played.kept.org_id) as tx:
        rows = await tx.connection.execute(
            text("SELECT name, recorded_at FROM app.closure WHERE org_id = :org_id ORDER BY recorded_at"),
            {"org_id": played.kept.org_id},
        )
        declared = {row.name: row.recorded_at for row in rows}
    snow = next(one for one in YEAR.closures if one.name == "Snow day")
    assert declared["Snow day"] >= snow.declared_at
    assert declared["Winter break"] < YEAR.instant(YEAR.begins, 0)
    assert "Memorial Day" in declared
    assert "Ice on the roads" not in declared


async def test_a_year_is_kept_in_an_empty_database_and_an_older_one_is_left_as_it_is(
    fresh_database: Database,
) -> None:
    """As the command's own example promises: a folder that nobody has used needs nothing else first."""
    await migrating.downgrade(fresh_database.owner_url, "0003")
    await lay_out(fresh_database.owner_url)
    assert await migrating.revision_of(fresh_database.owner_url) == "0003"
    await migrating.downgrade(fresh_database.owner_url, "base")
    await lay_out(fresh_database.owner_url)
    assert await migrating.revision_of(fresh_database.owner_url) == migrating.head()
