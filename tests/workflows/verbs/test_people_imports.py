"""Does a list of staff and mentors come in with its chain of supervisors, and twice without a change?"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.access import Actor
from supervision.clearance import why_not_certified, why_not_cleared
from tests.conftest import Database
from tests.web import plant
from triage.roles import Role
from workflows.exchange.people_csv import template
from workflows.exchange.people_staging import PeoplePreview, people_preview_from
from workflows.records.import_states import ImportState
from workflows.records.imports import Import, load_import
from workflows.records.mentors import mentors_at, supervisors_at
from workflows.records.refusals import NotAllowed, Stale
from workflows.records.scope import Transaction, scoped_as
from workflows.verbs.check_people import check_people
from workflows.verbs.discard_import import discard_import
from workflows.verbs.import_people import ImportedPeople, import_people

HEAD = template().splitlines()[0].removesuffix(",most_mentees,weekdays,strengths")


@dataclass(frozen=True)
class Ground:
    """An organization with the site Oak Middle and its administrator."""

    engine: AsyncEngine
    org_id: UUID
    site_id: UUID
    administrator_id: UUID
    email: str

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with scoped_as(self.engine, self.org_id, self.administrator_id) as tx:
            yield tx

    async def check(self, text_: str) -> tuple[Import, PeoplePreview]:
        async with self.transaction() as tx:
            import_id = await check_people(tx, uploaded=text_.encode(), by=tx.actor, at=tx.at)
            found = await load_import(tx, "people", import_id)
        return found, people_preview_from(found.summary)

    async def commit(self, found: Import, preview: PeoplePreview) -> ImportedPeople:
        async with self.transaction() as tx:
            return await import_people(
                tx, import_id=found.id, seen_digest=preview.digest, by=tx.actor, at=tx.at
            )

    async def rows(self, sql: str) -> Sequence[tuple[object, ...]]:
        async with self.transaction() as tx:
            return [tuple(row) for row in await tx.connection.execute(text(sql))]


@pytest.fixture
async def ground(fresh_engine: AsyncEngine, fresh_database: Database) -> Ground:
    planted = await plant(fresh_database, Role.ADMINISTRATOR)
    return Ground(fresh_engine, planted.org_id, planted.site_id, planted.person_id, planted.email)


async def test_the_template_makes_people_who_can_be_assigned(ground: Ground) -> None:
    found, preview = await ground.check(template())
    assert [line.what for line in preview.lines] == ["new"] * 6
    done = await ground.commit(found, preview)
    assert done.state is ImportState.DONE
    assert len(done.without_account) == 6
    async with ground.transaction() as tx:
        mentors = {one.name: one for one in await mentors_at(tx, ground.site_id, today=tx.at.date())}
        (supervisor,) = await supervisors_at(tx, ground.site_id, at=tx.at)
        assert set(mentors) == {"Priya Nair", "Luis Vega"}
        assert supervisor.clinical_name == "Ruth Okafor"
        assert mentors["Priya Nair"].supervisor_id == supervisor.person_id
        on = {"today": tx.at.date(), "first_on": tx.at.date()}
        assert why_not_cleared(mentors["Luis Vega"], **on) is None
        assert why_not_certified(mentors["Luis Vega"], **on) is None
        assert why_not_certified(mentors["Priya Nair"], **on) is not None
    assert mentors["Priya Nair"].most_mentees == 3
    assert mentors["Priya Nair"].weekdays == {1, 3}
    assert mentors["Luis Vega"].strengths == {"friendship_trouble"}
    assert await ground.rows("SELECT phone FROM app.on_call") == [("555 0101",)]
    assert len(await ground.rows("SELECT 1 FROM app.credential WHERE kind = 'trained_screener'")) == 3


async def test_the_same_list_again_changes_nothing(ground: Ground) -> None:
    await ground.commit(*await ground.check(template()))
    tables = ("person", "appointment", "credential", "person_supervision", "on_call", "mentor_terms")
    before = [await ground.rows(f"SELECT count(*) FROM app.{table}") for table in tables]
    found, preview = await ground.check(template())
    assert [line.what for line in preview.lines] == ["unchanged"] * 6
    await ground.commit(found, preview)
    assert [await ground.rows(f"SELECT count(*) FROM app.{table}") for table in tables] == before


async def test_a_change_is_said_in_words(ground: Ground) -> None:
    await ground.commit(*await ground.check(template()))
    _, preview = await ground.check(
        template().replace("2027-08-31,,no", "2028-08-31,,no").replace("Priya,", "Pria,")
    )
    (changed,) = [line for line in preview.lines if line.what == "changed"]
    assert list(changed.changes) == ["cleared until 2028-08-31", "name from Priya Nair"]


async def test_who_has_an_account_is_found_by_its_address(ground: Ground) -> None:
    found, preview = await ground.check(
        f"{HEAD}\nDana,Whitlock,{ground.email.upper()},counselor,oak middle,,,,,\n"
    )
    assert [line.what for line in preview.lines] == ["changed"]
    done = await ground.commit(found, preview)
    assert done.without_account == {}
    assert len(await ground.rows("SELECT 1 FROM app.person")) == 1


async def test_an_unknown_site_or_supervisor_leaves_the_person_out(ground: Ground) -> None:
    found, preview = await ground.check(
        f"{HEAD}\nA,One,a@x.org,direct_supervisor,Nowhere,,,,,\n"
        "B,Two,b@x.org,mentor,Oak Middle,a@x.org,2027-01-01,,,\nC,Three,c@x.org,counselor,Oak Middle,,,,,\n"
    )
    assert [line.name for line in preview.lines] == ["C Three"]
    told = {(one["code"], one["row"], one["field"]) for one in found.diagnostics if one["severity"] == "E"}
    assert told == {("people.unknown_site", 2, "site"), ("people.unknown_supervisor", 3, "supervisor")}


async def test_people_who_changed_since_the_check_ask_again(ground: Ground) -> None:
    found, preview = await ground.check(template())
    await ground.commit(*await ground.check(template()))
    assert (await ground.commit(found, preview)).state is ImportState.NEEDS_REVIEW
    with pytest.raises(Stale):
        await ground.commit(found, preview)
    async with ground.transaction() as tx:
        await discard_import(tx, kind="people", import_id=found.id, by=tx.actor, at=tx.at)
    assert await ground.rows("SELECT 1 FROM staging.roster_row") == []


async def test_only_an_administrator_brings_people_in(ground: Ground) -> None:
    async with ground.transaction() as tx:
        with pytest.raises(NotAllowed):
            await check_people(
                tx,
                uploaded=template().encode(),
                by=Actor(ground.org_id, ground.administrator_id, "Sam"),
                at=tx.at,
            )


async def test_terms_that_are_not_said_stay_as_they_were(ground: Ground) -> None:
    await ground.commit(*await ground.check(template()))
    found, preview = await ground.check(template().replace("3,Tue Thu,low_mood; school_work", ",Fri,"))
    (changed,) = [line for line in preview.lines if line.what == "changed"]
    assert list(changed.changes) == ["comes on Fridays"]
    await ground.commit(found, preview)
    async with ground.transaction() as tx:
        mentors = {one.name: one for one in await mentors_at(tx, ground.site_id, today=tx.at.date())}
    priya = mentors["Priya Nair"]
    assert priya.most_mentees == 3
    assert priya.weekdays == {4}
    assert priya.strengths == {"low_mood", "school_work"}


async def test_a_list_without_the_columns_of_terms_changes_none(ground: Ground) -> None:
    await ground.commit(*await ground.check(template()))
    bare = "\n".join(",".join(line.split(",")[:10]) for line in template().splitlines())
    _, preview = await ground.check(bare)
    assert {line.what for line in preview.lines} == {"unchanged"}


async def test_what_a_mentor_is_good_at_is_said_in_words(ground: Ground) -> None:
    _, preview = await ground.check(template())
    (luis,) = [line for line in preview.lines if line.name == "Luis Vega"]
    assert list(luis.changes)[-3:] == [
        "takes 2 mentees",
        "comes on Mondays and Wednesdays",
        "good at: Trouble with friends or bullying",
    ]


async def test_of_whoever_is_no_mentor_no_terms_are_kept(ground: Ground) -> None:
    found, preview = await ground.check(
        f"{HEAD},most_mentees,weekdays,strengths\nSam,Ortiz,sam@x.org,counselor,Oak Middle,,,,,,3,Mon,\n"
    )
    await ground.commit(found, preview)
    assert await ground.rows("SELECT 1 FROM app.mentor_terms") == []
