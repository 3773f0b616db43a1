"""Does nobody write over what somebody else has written meanwhile, and does nobody lose what they had typed?

Each page on which two people can change the same thing is opened by both. The second to send reads both texts beside each
other, nothing is overwritten, and the form that comes back can be sent as it is.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from html import unescape

import httpx
import pytest

from care_steps.steps import Step
from tests.pages.case_pages import Fields, Town, words
from tests.web import Browser
from triage.roles import Role
from workflows.verbs.name_destination import name_destination

FIRST, SECOND = "What the first one of them wrote.", "What the second one of them wrote."


@dataclass(frozen=True)
class Edit:
    """One form: where it stands, the field in which the two differ, and what else is said that is not there yet."""

    page: str
    name: str
    rest: Fields = field(default_factory=dict)


def of_the_form(answer: httpx.Response, name: str) -> tuple[str, dict[str, str | list[str]]]:
    """Where the form goes that has this field, and all that it says, as a browser would send it unchanged."""
    forms = re.findall(r'<form method="post" action="([^"]*)"(.*?)</form>', answer.text, re.DOTALL)
    path, html = next(one for one in forms if f'name="{name}"' in one[1] and 'name="form_page"' in one[1])
    found: dict[str, str | list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        named, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if named is None or (('type="radio"' in tag or 'type="checkbox"' in tag) and "checked" not in tag):
            continue
        said, before = unescape(value[1]) if value else "", found.get(named[1])
        found[named[1]] = [*before, said] if isinstance(before, list) else [before, said] if before else said
    for area, text in re.findall(r'<textarea[^>]* name="([a-z_]+)"[^>]*>([^<]*)</textarea>', html):
        found[area] = unescape(text)
    for select, options in re.findall(r'<select[^>]* name="([a-z_]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[select] = chosen[1] if chosen else ""
    return path, found


async def sent(browser: Browser, opened: httpx.Response, edit: "Edit", words: str) -> httpx.Response:
    path, found = of_the_form(opened, edit.name)
    return await browser.post(path, {**found, **edit.rest, edit.name: words})


async def contact(town: Town) -> Edit:
    one = await town.world.contact()
    rest = {"name": "Lena Okoye", "relation": "mother", "language": "en", "phone": "555 0123"}
    return Edit(f"/contacts/{one}", "words", rest)


async def family(town: Town) -> Edit:
    return Edit(f"/mentees/{town.world.students[0]}/family", "home_name")


async def destination(town: Town) -> Edit:
    world = town.world
    async with world.acting(world.counselor) as tx:
        one = await name_destination(
            tx, name="River clinic", site_id=world.site_id, for_step=Step.PROFESSIONAL, by=tx.actor, at=tx.at
        )
    return Edit(f"/destinations/{one}/details/new", "how_to_get_there")


async def plan(town: Town) -> Edit:
    rest = {"instrument_id": "phq-a", "asking": "not_asked"}
    return Edit(f"/mentees/{town.world.students[0]}/measures", "why", rest)


async def log(town: Town) -> Edit:
    world = town.world
    ((match,),) = await world.rows("SELECT id FROM app.match WHERE org_id = :org_id LIMIT 1")
    session = await world.log_made(match)
    return Edit(f"/sessions/{session}/amendments/new", "note", {"why": "It was written down in a hurry."})


async def assessment(town: Town) -> Edit:
    world = town.world
    ((episode,),) = await world.rows("SELECT id FROM app.episode WHERE org_id = :org_id LIMIT 1")
    rated = await world.rate_needs(episode, words="Before.")
    return Edit(f"/mentees/{world.students[0]}/assessments/new?amends={rated}", "words")


Asked = Callable[[Town], Awaitable[Edit]]
EDITS: list[Asked] = [contact, family, destination, plan, log, assessment]


@pytest.fixture
async def both(town: Town) -> tuple[Browser, Browser]:
    await town.world.mentored()
    for person in (town.world.clinical, town.world.direct):
        await town.world.appoint(person, *Role)
    return await town.browser(town.world.clinical), await town.browser(town.world.direct)


@pytest.mark.parametrize("asked", EDITS, ids=lambda asked: asked.__name__)
async def test_the_second_to_send_reads_both_texts_and_may_send_theirs_again(
    town: Town, both: tuple[Browser, Browser], asked: Asked
) -> None:
    edit = await asked(town)
    one, other = both
    mine, theirs = await one.get(edit.page), await other.get(edit.page)
    assert (mine.status_code, theirs.status_code) == (200, 200)
    first = await sent(one, mine, edit, FIRST)
    assert first.status_code == 303, words(first)
    late = await sent(other, theirs, edit, SECOND)
    assert late.status_code == 409, words(late)
    assert FIRST in late.text
    assert SECOND in late.text
    assert re.search("since you opened the page|meanwhile", words(late))
    assert "nothing of what you typed is lost" in words(late)
    # Nothing was overwritten: whoever opens it reads what the first one wrote.
    assert FIRST in (await one.get(edit.page)).text
    assert SECOND not in (await one.get(edit.page)).text
    again = await sent(other, late, edit, SECOND)
    assert again.status_code == 303, words(again)
    assert SECOND in (await one.get(edit.page)).text


async def test_who_sends_the_same_twice_is_not_told_that_somebody_else_was_faster(
    town: Town, both: tuple[Browser, Browser]
) -> None:
    edit, (one, _) = await contact(town), both
    opened = await one.get(edit.page)
    answers = [await sent(one, opened, edit, FIRST) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]


async def test_a_form_that_was_changed_after_it_was_taken_is_shown_again_with_what_it_says_now(
    town: Town, both: tuple[Browser, Browser]
) -> None:
    """Back by the browser's own button, changed, and sent with the key that was used."""
    edit, (one, _) = await contact(town), both
    opened = await one.get(edit.page)
    await sent(one, opened, edit, FIRST)
    changed = await sent(one, opened, edit, SECOND)
    assert changed.status_code == 422
    assert "sent before with other contents" in words(changed)
    assert FIRST in changed.text
    assert SECOND in changed.text
    assert (await sent(one, changed, edit, SECOND)).status_code == 303
    assert SECOND in (await one.get(edit.page)).text


async def test_what_was_typed_into_a_form_that_is_gone_is_shown_all_the_same(
    town: Town, both: tuple[Browser, Browser]
) -> None:
    """The page of the form names another site, or none of ours: the refusal is shown, with what was typed."""
    edit, (one, other) = await contact(town), both
    mine, theirs = await one.get(edit.page), await other.get(edit.page)
    await sent(one, mine, edit, FIRST)
    for gone in ("/nowhere", "/sign-ins/new", "/students"):
        late = await sent(other, theirs, replace(edit, rest={**edit.rest, "form_page": gone}), SECOND)
        assert late.status_code == 409, gone
        assert SECOND in late.text, gone
    for elsewhere in ("//evil.test/x", "https://evil.test/", ""):
        late = await sent(other, theirs, replace(edit, rest={**edit.rest, "form_page": elsewhere}), SECOND)
        assert late.status_code == 409, elsewhere
        assert "evil" not in late.text
        assert "location" not in late.headers
