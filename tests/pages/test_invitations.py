"""Can a person get in by the link that was made for them, once, and nobody else by any?"""

import re
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from litestar import Litestar

from tests.conftest import Database
from tests.web import Browser, Planted, hidden_fields, plant, site_on, token_of
from triage.roles import Role
from workflows.records.ids import new_id

CHOSEN = "nine grey kettles in a row"


@pytest.fixture(scope="module")
async def site(module_database: Database) -> AsyncIterator[Litestar]:
    async with site_on(module_database) as app:
        yield app


@pytest.fixture
async def administrator(module_database: Database) -> Planted:
    return await plant(module_database, Role.ADMINISTRATOR)


async def newcomer(database: Database, planted: Planted) -> str:
    """A person of the same organisation without an account."""
    person = new_id()
    root = await database.superuser()
    await root.execute(
        "INSERT INTO app.person (org_id, id, given_name, family_name, search_name, recorded_at)"
        " VALUES ($1, $2, 'Sam', 'Ortiz', 'sam ortiz', now())", planted.org_id, person,
    )  # fmt: skip
    await root.close()
    return str(person)


async def browser_of(site: Litestar, database: Database, planted: Planted) -> Browser:
    browser = Browser(site)
    browser.sign_in_as(await token_of(database, planted))
    return browser


async def link_for(browser: Browser, person: str, email: str) -> str:
    path = f"/people/{person}/invitations"
    made = await browser.send(f"{path}/new", path, {"email": email})
    assert made.status_code == 200, made.text
    return made.text.split('class="govuk-link" href="/invitations/')[1].split('"')[0]


async def test_a_link_lets_its_person_choose_a_password_once(
    site: Litestar, administrator: Planted, module_database: Database
) -> None:
    """S-26, S-41, S-42: looking at it does not use it up."""
    person = await newcomer(module_database, administrator)
    email = f"{person}@school.test"
    token = await link_for(await browser_of(site, module_database, administrator), person, email)
    for _ in range(2):
        assert (await Browser(site).get(f"/invitations/{token}")).status_code == 200
    short = await Browser(site).send(
        f"/invitations/{token}", f"/invitations/{token}/acceptance", {"password": "short"}
    )
    assert short.status_code == 422
    assert "Use 15 characters or more" in short.text
    sam = Browser(site)
    done = await sam.send(f"/invitations/{token}", f"/invitations/{token}/acceptance", {"password": CHOSEN})
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert (await sam.get("/sign-ins")).status_code == 200
    assert (await Browser(site).get(f"/invitations/{token}")).status_code == 404
    again = await Browser(site).send(
        "/sign-ins/new", "/sign-ins", {"email": email.upper(), "password": CHOSEN}
    )
    assert again.status_code == 303


async def test_a_newer_link_ends_the_older_and_all_sign_ins(
    site: Litestar, administrator: Planted, module_database: Database
) -> None:
    """S-17, S-41."""
    person = await newcomer(module_database, administrator)
    email = f"{person}@school.test"
    boss = await browser_of(site, module_database, administrator)
    first, second = [await link_for(boss, person, email) for _ in range(2)]
    sam = Browser(site)
    await sam.send(f"/invitations/{second}", f"/invitations/{second}/acceptance", {"password": CHOSEN})
    assert (await Browser(site).get(f"/invitations/{first}")).status_code == 404
    third = await link_for(boss, person, "elsewhere@evil.test")
    page = await Browser(site).get(f"/invitations/{third}")
    assert email in page.text
    assert "evil.test" not in page.text
    await Browser(site).send(
        f"/invitations/{third}", f"/invitations/{third}/acceptance", {"password": CHOSEN}
    )
    assert (await sam.get("/sign-ins")).status_code == 303


async def test_an_old_or_made_up_link_is_nothing(
    site: Litestar, administrator: Planted, module_database: Database
) -> None:
    person = await newcomer(module_database, administrator)
    boss = await browser_of(site, module_database, administrator)
    token = await link_for(boss, person, f"{person}@school.test")
    root = await module_database.superuser()
    await root.execute(
        "UPDATE sign_in.invitation SET expires_at = now() WHERE org_id = $1", administrator.org_id
    )
    await root.close()
    for path in (token, "made-up", "x" * 500):
        assert (await Browser(site).get(f"/invitations/{path}")).status_code == 404


async def test_only_an_administrator_of_the_same_organisation_invites(
    site: Litestar, administrator: Planted, module_database: Database
) -> None:
    person = await newcomer(module_database, administrator)
    path = f"/people/{person}/invitations"
    mentor = await browser_of(site, module_database, await plant(module_database, Role.MENTOR))
    assert (await mentor.get(f"{path}/new")).status_code == 403
    other = await browser_of(site, module_database, await plant(module_database, Role.ADMINISTRATOR))
    assert (await other.get(f"{path}/new")).status_code == 404
    hidden = hidden_fields((await other.get("/people-imports")).text)
    assert (await other.post(path, {**hidden, "email": "x@y.test"})).status_code == 404
    boss = await browser_of(site, module_database, administrator)
    for wrong in ("", "no address", "a@b@c.test", "x@y", "a\nbcc: d@e.test"):
        answer = await boss.send(f"{path}/new", path, {"email": wrong})
        assert answer.status_code == 422, wrong


async def test_an_administrator_is_led_to_a_link_for_everybody_who_holds_a_role(
    site: Litestar, administrator: Planted, module_database: Database
) -> None:
    person = await newcomer(module_database, administrator)
    browser = await browser_of(site, module_database, administrator)
    path = f"/people/{person}/invitations/new"
    assert path not in (await browser.get("/people-imports")).text, (
        "without a role there is nothing to sign in to"
    )
    root = await module_database.superuser()
    await root.execute(
        "INSERT INTO app.appointment (org_id, id, person_id, role, starts_at, recorded_at)"
        " VALUES ($1, $2, $3, 'privacy_officer', now(), now())", administrator.org_id, new_id(), UUID(person),
    )  # fmt: skip
    await root.close()
    listed = (await browser.get("/people-imports")).text
    assert path in listed
    assert "Has not chosen a password yet." in listed.split(">Sam Ortiz<")[1].split("</li>")[0]
    assert "Make a sign-in link for Sam Ortiz" in (await browser.get(path)).text


# Many at once.


async def with_roles(database: Database, planted: Planted, *people: tuple[str, str, Role]) -> None:
    """People of the same organisation with a role, with an address on the list of staff and no account."""
    root = await database.superuser()
    for given, email, role in people:
        person = new_id()
        await root.execute(
            "INSERT INTO app.person (org_id, id, given_name, family_name, search_name, recorded_at)"
            " VALUES ($1, $2, $3, 'Lee', 'lee', now())", planted.org_id, person, given,
        )  # fmt: skip
        await root.execute(
            "INSERT INTO app.appointment (org_id, id, person_id, role, starts_at, recorded_at)"
            " VALUES ($1, $2, $3, $4, now(), now())", planted.org_id, new_id(), person, role.value,
        )  # fmt: skip
        if email:
            await root.execute(
                "INSERT INTO app.roster_link (org_id, source, kind, sourced_id, person_id, status, fields, recorded_at)"
                " VALUES ($1, 'people', 'person', $2, $3, 'active', '{}', now())", planted.org_id, email, person,
            )  # fmt: skip
    await root.close()


async def test_everybody_who_cannot_sign_in_gets_a_link_of_their_own_that_works_once(
    site: Litestar, administrator: Planted, module_database: Database
) -> None:
    await with_roles(
        module_database, administrator,
        ("Ada", "ada@many.test", Role.MENTOR), ("Bo", "bo@many.test", Role.COUNSELOR), ("Cy", "", Role.MENTOR),
    )  # fmt: skip
    browser = await browser_of(site, module_database, administrator)
    made = await browser.send("/invitations/new", "/invitations", {"whom": "everybody", "as": "page"})
    assert made.status_code == 200
    links = re.findall(r"https?://[^<]*(/invitations/[A-Za-z0-9_-]{43})<", made.text)
    assert len(set(links)) == 2
    assert "No email address is on file" in made.text
    ada = Browser(site)
    assert "ada@many.test" in (await ada.get(links[0])).text
    done = await ada.send(links[0], f"{links[0]}/acceptance", {"password": CHOSEN})
    assert done.status_code == 303
    assert (await Browser(site).get(links[0])).status_code == 404
    left = await browser.send("/invitations/new", "/invitations", {"whom": "everybody", "as": "page"})
    assert "ada@many.test" not in left.text
    assert "bo@many.test" in left.text


async def test_links_can_be_made_for_one_role_alone(
    site: Litestar, administrator: Planted, module_database: Database
) -> None:
    await with_roles(
        module_database, administrator, ("Di", "di@role.test", Role.MENTOR), ("Ed", "ed@role.test", Role.COUNSELOR)
    )  # fmt: skip
    browser = await browser_of(site, module_database, administrator)
    made = await browser.send("/invitations/new", "/invitations", {"whom": "mentor", "as": "page"})
    assert "di@role.test" in made.text
    assert "ed@role.test" not in made.text


async def test_the_file_for_a_mail_merge_opens_safely_in_a_spreadsheet(
    site: Litestar, administrator: Planted, module_database: Database
) -> None:
    await with_roles(module_database, administrator, ("=HYPERLINK(1)", "fi@file.test", Role.MENTOR))
    browser = await browser_of(site, module_database, administrator)
    made = await browser.send("/invitations/new", "/invitations", {"whom": "mentor", "as": "file"})
    assert made.headers["content-type"].startswith("text/csv")
    lines = made.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "name,email,link"
    assert lines[1].startswith("'=HYPERLINK(1) Lee,fi@file.test,http")
    assert "no-store" in made.headers["cache-control"]


async def test_nobody_but_an_administrator_makes_links(site: Litestar, module_database: Database) -> None:
    for role in set(Role) - {Role.ADMINISTRATOR}:
        browser = await browser_of(site, module_database, await plant(module_database, role))
        assert (await browser.get("/invitations/new")).status_code == 403
        refused = await browser.send("/", "/invitations", {"whom": "everybody", "form_key": "k" * 22})
        assert refused.status_code == 403


async def test_saying_for_whom_is_asked_for_and_nothing_is_made_without(
    site: Litestar, administrator: Planted, module_database: Database
) -> None:
    await with_roles(module_database, administrator, ("Gil", "gil@none.test", Role.MENTOR))
    browser = await browser_of(site, module_database, administrator)
    wrong = await browser.send("/invitations/new", "/invitations", {"as": "page"})
    assert wrong.status_code == 422
    assert "Say who is to get a link." in wrong.text
    assert "gil@none.test" not in wrong.text
