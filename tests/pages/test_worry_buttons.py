"""Can whoever reads a page about a student say at once that something worries them?

Every page whose address names a record is opened by those who may have to do with it. Where it shows one student it
has the button, or it is a page on which a worry is written down.
"""

import re
from collections.abc import Iterator
from uuid import UUID

import httpx

from tests.pages.addresses import addresses, ids_of
from tests.pages.case_pages import Town
from triage.roles import Role

SAID = "Say that something worries you"
# A worry is written down on the page itself.
_ROADS = ("/concerns/new", "/cases/new")


def _button(answer: httpx.Response) -> str:
    """Where the button of the page leads; "" where there is none."""
    found = re.search(
        r'<a class="govuk-link sw-above__worry" href="([^"]+)" data-worry>([^<]+)</a>', answer.text
    )
    return found[1] if found and found[2] == SAID else ""


def _pages(town: Town, ids: dict[str, UUID]) -> Iterator[str]:
    for path, acts, _ in addresses(town.site, ids):
        if not (acts or path.endswith((*_ROADS, "letter.pdf", "/findings"))):
            yield path


async def _names(town: Town) -> dict[UUID, str]:
    """How each student of the world is called on a page."""
    found = await town.world.rows(
        "SELECT id, coalesce(preferred_name, given_name) FROM app.person WHERE id = ANY (:ids)",
        ids=list(town.world.students),
    )
    return {person_id: str(name) for person_id, name in found}


def _shown(answer: httpx.Response, names: dict[UUID, str]) -> list[UUID]:
    """The students whom the page names."""
    page = answer.text[answer.text.index("sw-frame") : answer.text.index("</main>")]
    return [person_id for person_id, name in names.items() if re.search(rf"\b{name}\b", page)]


async def test_every_page_about_one_student_has_the_button(town: Town) -> None:
    world = town.world
    ids = await ids_of(town)
    names, seen = await _names(town), dict.fromkeys((world.mentor, world.counselor), 0)
    for person in seen:
        browser = await town.browser(person)
        for path in _pages(town, ids):
            answer = await browser.get(path)
            shown = _shown(answer, names) if answer.status_code == 200 else []
            if len(shown) == 1:
                # Whoever referred is not told of a case.
                to = "cases" if path.startswith("/referrals-in/") else "concerns"
                assert _button(answer) in ("#worry", f"/mentees/{shown[0]}/{to}/new"), path
                seen[person] += 1
    assert seen[world.mentor] >= 8
    assert seen[world.counselor] >= 25


async def test_the_button_opens_the_page_on_which_the_worry_is_written(town: Town) -> None:
    world = town.world
    match = (await world.mentored())[1]
    browser = await town.browser(world.mentor)
    path = _button(await browser.get(f"/matches/{match}"))
    asked = await browser.get(path)
    assert asked.status_code == 200
    assert _button(asked) == "", "it leads to where the reader is"
    refused = await browser.send(path, path.removesuffix("/new"), {"kind": "", "said": ""})
    assert refused.status_code == 422
    assert _button(refused) == ""
    # What is typed into a log is not left behind: the question stands in it.
    log = await browser.get(f"/matches/{match}/sessions/new")
    assert _button(log) == "#worry"
    assert 'id="worry"' in log.text


async def test_whoever_is_told_of_no_case_is_led_to_a_new_referral(town: Town) -> None:
    """A teacher is not told whether there is a case, and a student may have none yet, or one that is closed."""
    world = town.world
    teacher = await world.person("Tess", "Young", Role.TEACHER)
    episode = await world.refer(by=teacher)
    ((referral,),) = await world.rows("SELECT id FROM app.referral_in WHERE episode_id = :id", id=episode)
    browser = await town.browser(teacher)
    assert (
        _button(await browser.get(f"/referrals-in/{referral}")) == f"/mentees/{world.students[0]}/cases/new"
    )
    browser = await town.browser(world.counselor)
    without = world.students[2]
    assert _button(await browser.get(f"/mentees/{without}")) == f"/mentees/{without}/cases/new"
    await world.close(episode)
    assert (
        _button(await browser.get(f"/mentees/{world.students[0]}"))
        == f"/mentees/{world.students[0]}/cases/new"
    )


async def test_a_page_about_nobody_has_no_button(town: Town) -> None:
    browser = await town.browser(town.world.counselor)
    for path in ("/", "/students", "/help"):
        assert _button(await browser.get(path)) == ""
