"""Does setting up make an organization that its administrator can enter, once, and nobody else?"""

import json
import re
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.web import PASSWORD, Browser, plant, site_on
from triage.calendar import SchoolCalendar
from triage.roles import Role
from workflows.exchange.calendar_csv import CalendarError, closure_from, read_calendar
from workflows.platform.cli import main
from workflows.platform.cli.setup import command
from workflows.platform.engines import engine_for
from workflows.records.ids import new_id
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import scoped_as
from workflows.verbs.set_up import NewOrganisation, NewSite, SetUp, set_up

NEW = NewOrganisation(
    name="Riverside Schools",
    sites=(
        NewSite("Oak Middle", "America/Chicago", ((date(2026, 12, 21), date(2027, 1, 1), "Winter break"),)),
        NewSite("Elm High", "America/Denver"),
    ),
    given_name="Dana",
    family_name="Whitlock",
    email="Dana.Whitlock@school.test",
)
OPTIONS = (
    "--name", "Riverside Schools", "--site", "Oak Middle", "--site", "Elm High@America/Denver",
    "--time-zone", "America/Chicago", "--closure", "2026-12-21..2027-01-01:Winter break",
    "--administrator", "Dana Whitlock", "--email", "dana.whitlock@school.test",
)  # fmt: skip


async def _made(owner: AsyncEngine, new: NewOrganisation = NEW) -> SetUp:
    async with scoped_as(owner, new_id()) as tx:
        return await set_up(tx, new=new, by=tx.actor, at=tx.at)


def _run(database: Database, monkeypatch: pytest.MonkeyPatch, *options: str) -> Result:
    monkeypatch.setenv("STEPWISE_DATABASE_URL", database.app_url)
    monkeypatch.setenv("STEPWISE_OWNER_URL", database.owner_url)
    monkeypatch.setenv("STEPWISE_URL", "https://stepwise.test")
    return CliRunner().invoke(main, ["setup", *options], prog_name="stepwise")


async def test_the_first_administrator_follows_the_link_and_signs_in(fresh_database: Database) -> None:
    async with engine_for(fresh_database.owner_url) as owner:
        made = await _made(owner)
    async with site_on(fresh_database) as app:
        browser = Browser(app)
        page = f"/invitations/{made.token}"
        assert "dana.whitlock@school.test" in (await browser.get(page)).text
        answer = await browser.send(page, f"{page}/acceptance", {"password": PASSWORD})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert (await browser.get(page)).status_code == 404
        again = Browser(app)
        answer = await again.send(
            "/sign-ins/new", "/sign-ins", {"email": "dana.whitlock@school.test", "password": PASSWORD}
        )
        assert answer.status_code == 303
        home = await again.get("/")
        assert home.status_code == 200
        assert "Dana Whitlock" in home.text


async def test_sites_come_with_their_time_zone_and_their_own_calendar(fresh_database: Database) -> None:
    async with engine_for(fresh_database.owner_url) as owner:
        made = await _made(owner)
    async with (
        engine_for(fresh_database.app_url) as engine,
        scoped_as(engine, made.org_id, made.administrator_id) as tx,
    ):
        assert tx.actor.has(Role.ADMINISTRATOR)
        found = await tx.connection.execute(
            text("""SELECT s.name, s.time_zone, c.first_on, c.last_on
                      FROM app.site s LEFT JOIN app.closure c ON c.site_id = s.id ORDER BY s.name""")
        )
        rows = [tuple(row) for row in found]
    assert rows == [
        ("Elm High", "America/Denver", None, None),
        ("Oak Middle", "America/Chicago", date(2026, 12, 21), date(2027, 1, 1)),
    ]
    oak = SchoolCalendar("America/Chicago", ((date(2026, 12, 21), date(2027, 1, 1)),))
    friday = datetime(2026, 12, 18, 16, tzinfo=UTC)
    assert oak.due_at(friday, amount=1, unit="school_days") == oak.wall_time(date(2027, 1, 4), time(10))


async def test_an_organization_of_that_name_is_never_changed(fresh_database: Database) -> None:
    async with engine_for(fresh_database.owner_url) as owner:
        await _made(owner)
        with pytest.raises(Refused, match="already"):
            await _made(
                owner, NewOrganisation("riverside schools", NEW.sites, "Eve", "Else", "eve@school.test")
            )
        async with owner.connect() as connection:
            asked = text("SELECT count(*) FROM sign_in.organisation")
            assert (await connection.execute(asked)).scalar_one() == 1


async def test_a_real_organization_and_a_demo_never_share_a_database(fresh_database: Database) -> None:
    await plant(fresh_database, Role.COUNSELOR, demo=True)
    async with engine_for(fresh_database.owner_url) as owner:
        with pytest.raises(Refused, match="demo"):
            await _made(owner)


async def test_nobody_but_the_owner_of_the_tables_makes_an_organization(fresh_engine: AsyncEngine) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        await _made(fresh_engine)


async def test_nobody_signed_in_sets_up_an_organization(fresh_database: Database) -> None:
    planted = await plant(fresh_database, Role.ADMINISTRATOR)
    async with (
        engine_for(fresh_database.owner_url) as owner,
        scoped_as(owner, planted.org_id, planted.person_id) as tx,
    ):
        with pytest.raises(NotAllowed):
            await set_up(tx, new=NEW, by=tx.actor, at=tx.at)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        pytest.param({"name": "  "}, "name", id="without a name"),
        pytest.param({"sites": ()}, "site", id="without a site"),
        pytest.param(
            {"sites": (NewSite("A", "UTC"), NewSite(" a ", "UTC"))}, "site", id="two sites of one name"
        ),
        pytest.param({"sites": (NewSite("A", "Chicago"),)}, "calendar", id="a time zone nobody knows"),
        pytest.param({"family_name": ""}, "administrator", id="half a name"),
        pytest.param({"email": "dana"}, "email", id="no address"),
        pytest.param({"crisis_contact": ""}, "crisis_contact", id="nobody to call"),
    ],
)
async def test_what_cannot_be_set_up_is_named(
    owner_engine: AsyncEngine, wrong: dict[str, object], field: str
) -> None:
    fine = {name: getattr(NEW, name) for name in NewOrganisation.__slots__}
    with pytest.raises(Invalid) as refused:
        await _made(owner_engine, NewOrganisation(**{**fine, **wrong}))
    assert list(refused.value.errors) == [field]


async def test_an_address_with_an_account_elsewhere_gets_no_link(fresh_database: Database) -> None:
    await plant(fresh_database, Role.COUNSELOR, email="dana.whitlock@school.test")
    async with engine_for(fresh_database.owner_url) as owner:
        with pytest.raises(Invalid, match="account already"):
            await _made(owner)


def test_the_command_prints_one_object_with_the_link(
    fresh_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = _run(fresh_database, monkeypatch, *OPTIONS, "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert said["organization"] == "Riverside Schools"
    assert sorted(said["sites"]) == ["Elm High", "Oak Middle"]
    assert re.fullmatch(r"https://stepwise\.test/invitations/[\w-]{40,}", said["link"])
    again = _run(fresh_database, monkeypatch, *OPTIONS)
    assert (again.exit_code, again.stdout) == (1, "")
    assert "already" in again.stderr


def test_the_command_names_what_is_missing_when_nobody_can_be_asked(
    fresh_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _run(fresh_database, monkeypatch, "--name", "Riverside Schools")
    assert asked.exit_code == 2
    for option in ("--site", "--time-zone", "--administrator", "--email"):
        assert option in asked.stderr


def test_no_password_can_be_given_on_the_command_line() -> None:
    assert not [one for one in command.params if "password" in " ".join(one.opts)]


def test_a_school_calendar_is_read_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "calendar.csv"
    file.write_text(
        "First on,Last on,Name,Site\n2026-11-25,2026-11-27,Thanksgiving,\n2026-11-11,,Veterans Day,Oak\n"
    )
    first, second = read_calendar(file)
    assert (first.first_on, first.last_on, first.site) == (date(2026, 11, 25), date(2026, 11, 27), None)
    assert (second.first_on, second.last_on, second.site) == (date(2026, 11, 11), date(2026, 11, 11), "Oak")
    file.write_text(file.read_text() + "12/21/2026,2027-01-01,Winter break,\n")
    with pytest.raises(CalendarError, match=r"calendar.csv, row 4: “12/21/2026” is not a day"):
        read_calendar(file)
    file.write_text("day,name\n2026-11-11,Veterans Day\n")
    with pytest.raises(CalendarError, match="first_on"):
        read_calendar(file)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("2026-12-21..2026-12-01:Break", "before the first"),
        ("2026-12-21..2027-12-01:Break", "Check the year"),
        ("2026-12-21", "needs a name"),
        ("21.12.2026:Break", "not a day"),
    ],
)
def test_a_closure_that_cannot_be_is_refused(written: str, sentence: str) -> None:
    with pytest.raises(CalendarError, match=sentence):
        closure_from(written)


def test_a_calendar_of_another_site_is_refused_before_anything_is_made(
    fresh_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    calendar = tmp_path / "calendar.csv"
    calendar.write_text("first_on,name,site\n2026-11-11,Veterans Day,Ash Primary\n")
    refused = _run(fresh_database, monkeypatch, *OPTIONS, "--calendar", str(calendar))
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "“Ash Primary”" in refused.stderr
    calendar.write_text("first_on,name,site\n2026-11-11,Veterans Day,elm high\n")
    assert _run(fresh_database, monkeypatch, *OPTIONS, "--calendar", str(calendar)).exit_code == 0
