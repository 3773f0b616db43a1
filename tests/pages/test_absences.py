"""Does everybody say in one short form that they are away, and does every page go by it, from then on and no longer?"""

import re
from datetime import timedelta
from uuid import UUID

import pytest

from tests.pages.case_pages import Town, errors, has_every_target, words
from tests.pages.test_work import escalation
from triage.roles import Role


def fields(town: Town, cover: UUID | str, *, first_in: int = 0, days: int = 1) -> dict[str, str]:
    first = town.world.today() + timedelta(days=first_in)
    last = first + timedelta(days=days - 1)
    found = {"cover_id": str(cover)}
    for name, day in (("first_on", first), ("last_on", last)):
        found |= {f"{name}_month": str(day.month), f"{name}_day": str(day.day), f"{name}_year": str(day.year)}
    return found


async def cover(town: Town, *roles: Role) -> UUID:
    """Somebody of another school who can sign in."""
    person = await town.world.person("Ines", "Roth")
    await town.world.appoint(
        person, *(roles or (Role.CLINICAL_SUPERVISOR,)), site_id=town.world.other_site_id
    )
    await town.world.can_sign_in(person)
    return person


async def home(town: Town, person: UUID) -> str:
    return words(await (await town.browser(person)).get("/"))


@pytest.mark.parametrize("role", list(Role))
async def test_every_home_has_i_am_away_and_the_form_behind_it_opens(town: Town, role: Role) -> None:
    person = await town.world.person("Kim", "Lund", role)
    browser = await town.browser(person)
    page = await browser.get("/")
    assert 'href="/absences/new">I am away</a>' in page.text
    assert (await browser.get("/absences/new")).status_code == 200
    assert (await browser.get("/absences")).status_code == 200


async def test_somebody_without_a_role_is_not_asked(town: Town) -> None:
    person = await town.world.person("Kim", "Lund")
    browser = await town.browser(person)
    assert "I am away" not in (await browser.get("/")).text
    assert (await browser.get("/absences/new")).status_code == 403


async def test_the_form_says_before_it_is_saved_what_goes_to_the_cover(town: Town) -> None:
    await escalation(town)
    ines = await cover(town)
    browser = await town.browser(town.world.clinical)
    page = words(await browser.get("/absences/new"))
    assert "1 escalation 0 recommendations 0 tasks" in page
    assert "Ines Roth" in page
    assert "Sam Rivera" not in page, "a counselor cannot do a clinical supervisor's work"
    assert ines


async def test_while_one_is_away_the_other_has_the_work_on_every_page_and_then_no_longer(town: Town) -> None:
    work = await escalation(town)
    ines = await cover(town)
    ruth, her = await town.browser(town.world.clinical), await town.browser(ines)
    assert (await her.get(f"/work/{work}")).status_code == 404
    assert "Ava Bennett" not in words(await her.get("/"))

    answer = await ruth.send("/absences/new", "/absences", fields(town, ines))
    assert answer.status_code == 303
    assert "It is on record." in (await ruth.get("/absences")).text

    listed = words(await her.get("/?list=escalations"))
    assert "You cover for Ruth Okafor until" in listed
    assert "Ava Bennett" in listed
    assert "with Ruth Okafor, who is away: covered by Ines Roth" in listed
    page = await her.get(f"/work/{work}")
    assert page.status_code == 200
    assert f"/work/{work}/acknowledgement" in page.text
    assert (await her.get(f"/mentees/{town.world.students[0]}")).status_code == 200
    own = words(await ruth.get("/?list=escalations"))
    assert "You are away until" in own
    assert "covered by Ines Roth" in own

    path = re.findall(r'action="(/absences/[^"]+/return)"', (await ruth.get("/absences")).text)[0]
    assert (await ruth.send("/absences", path, {})).status_code == 303
    assert (await her.get(f"/work/{work}")).status_code == 404
    assert (await her.get(f"/mentees/{town.world.students[0]}")).status_code == 404
    assert "You cover for" not in words(await her.get("/"))
    assert "You are away until" not in words(await ruth.get("/"))


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        pytest.param({"cover_id": ""}, ["cover_id"], id="nobody covers"),
        pytest.param({"first_on_day": "", "last_on_day": ""}, ["first_on", "last_on"], id="no days"),
        pytest.param({"first_on_year": "2020"}, ["first_on"], id="a day that is over"),
    ],
)
async def test_what_is_missing_is_said_at_the_field_and_nothing_typed_is_lost(
    town: Town, changed: dict[str, str], wrong: list[str]
) -> None:
    ines = await cover(town)
    browser = await town.browser(town.world.clinical)
    sent = {**fields(town, ines, days=3), **changed}
    answer = await browser.send("/absences/new", "/absences", sent)
    assert (answer.status_code, list(errors(answer))) == (422, wrong)
    assert has_every_target(answer)
    for name in ("last_on_month", "last_on_year"):
        assert f'name="{name}" type="text" value="{sent[name]}"' in answer.text
    assert await town.count("absence") == 0


async def test_a_second_one_over_the_same_day_and_somebody_who_may_not_cover_are_refused_in_words(
    town: Town,
) -> None:
    ines = await cover(town)
    await town.world.can_sign_in(town.world.counselor)
    browser = await town.browser(town.world.clinical)
    answer = await browser.send("/absences/new", "/absences", fields(town, town.world.counselor))
    assert "Choose somebody who may do this work." in answer.text
    await browser.send("/absences/new", "/absences", fields(town, ines, days=3))
    answer = await browser.send("/absences/new", "/absences", fields(town, ines, first_in=1))
    assert answer.status_code == 422
    assert "is away already on one of these days" in answer.text


async def test_an_administrator_writes_it_down_for_somebody_who_fell_ill_and_a_colleague_cannot(
    town: Town,
) -> None:
    ines, ruth = await cover(town), town.world.clinical
    dana = await town.browser(town.world.administrator)
    page = await dana.get("/absences")
    assert f'href="/absences/new?of={ruth}">Ruth Okafor</a>' in page.text
    answer = await dana.send(f"/absences/new?of={ruth}", "/absences", {**fields(town, ines), "of": str(ruth)})
    assert answer.status_code == 303
    assert "You are away until" in await home(town, ruth)
    sam = await town.browser(town.world.counselor)
    assert (await sam.get(f"/absences/new?of={ruth}")).status_code == 403
    assert "Ruth Okafor" not in words(await sam.get("/absences"))
    assert (await sam.get("/absences/new?of=nobody")).status_code == 404


async def test_where_nobody_can_cover_the_form_says_whom_to_ask(town: Town) -> None:
    page = words(await (await town.browser(town.world.clinical)).get("/absences/new"))
    assert "Ask the program administrator to invite somebody" in page


async def test_the_bar_above_a_case_names_who_covers(town: Town) -> None:
    ines = await cover(town)
    episode, _ = await town.world.mentored()
    ruth = await town.browser(town.world.clinical)
    await ruth.send("/absences/new", "/absences", fields(town, ines))
    page = await ruth.get(f"/mentees/{(await town.world.case(episode)).mentee_id}")
    assert "away, covered by Ines Roth" in page.text
