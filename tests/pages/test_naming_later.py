"""Does the page of an escalation let somebody be named in it, and does that person find nothing of it any more?"""

import re
import secrets
from collections.abc import Iterator, Mapping
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from tests.pages.case_pages import Town, errors, words
from tests.web import Browser, hidden_fields
from triage.roles import Role
from workflows.records.work import Work

SAID = "He says that somebody hits him."
# What differs between any two answers: one-time keys, tokens, the nonce, and how long ago something was.
_OF_THE_ANSWER = re.compile(
    r'nonce="[^"]+"|name="(?:csrf_token|form_key)" value="[^"]+"|\b\d+ (?:second|minute)s?\b|\d+:\d\d\s[AP]M|T\d\d:\d\d'
    r'|value="\d\d:\d\d"'
)


async def raised(town: Town, kind: str = "abuse_or_neglect") -> tuple[UUID, Work, Browser]:
    """A worry of the mentor that names nobody. Returns it, its escalation, and the browser of a second supervisor."""
    world = town.world
    other = await world.person("Omar", "Haddad", Role.CLINICAL_SUPERVISOR)
    await world.can_sign_in(world.clinical, world.counselor, world.administrator, other)
    episode, _ = await world.mentored()
    concern = await world.worry(episode, kind, said=SAID, by=world.mentor)
    (item,) = await world.work(episode, "escalation")
    return concern, item, await town.browser(other)


async def name(browser: Browser, item: Work, person: UUID | None, said: str = "") -> int:
    form = {"named_id": str(person or ""), "named_words": said}
    answer = await browser.send(f"/work/{item.id}", f"/work/{item.id}/namings", form)
    return answer.status_code


async def acts(browser: Browser, path: str, **fields: str) -> int:
    """What comes of a form that no page of this person shows."""
    hidden = hidden_fields((await browser.get("/sign-ins")).text)
    return (await browser.post(path, {**hidden, "form_key": secrets.token_urlsafe(24), **fields})).status_code


async def crawled(town: Town, browser: Browser, **ids: UUID) -> Mapping[str, str]:
    """Every page of the site that is about nothing, or about what these ids name, without what differs each time."""
    found = {}
    for path in sorted(pages(town.site, ids)):
        answer = await browser.get(path)
        if answer.status_code == 200 and "html" in answer.headers["content-type"]:
            found[path] = _OF_THE_ANSWER.sub("", answer.text)
    return found


def pages(site: Litestar, ids: Mapping[str, UUID]) -> Iterator[str]:
    for route in site.routes:
        if not isinstance(route, HTTPRoute) or "GET" not in route.methods:
            continue
        names = [one.name for one in route.path_components if not isinstance(one, str)]
        if set(names) <= set(ids) and not route.path.startswith(("/static", "/schema")):
            path = re.sub(r":uuid", "", route.path_format)
            yield path.format(**ids)


async def test_the_page_says_what_happens_and_then_that_it_has(town: Town) -> None:
    concern, item, browser = await raised(town)
    page = await browser.get(f"/work/{item.id}")
    assert "Somebody who works here is named in it" in words(page)
    assert "it is taken from them and others are told at once" in words(page)
    assert f'value="{town.world.clinical}"' in page.text
    assert f'href="/work/{item.id}#named"' in (await browser.get(f"/work/{item.id}/safety")).text
    assert 'id="named"' in page.text
    assert await name(browser, item, town.world.clinical) == 303
    page = await browser.get(f"/work/{item.id}")
    assert "do not leave them alone with the mentee" in words(page)
    assert f'value="{town.world.clinical}"' not in page.text, (
        "nobody is named twice, and it is handed to them by nobody"
    )
    assert f'href="/concerns/{concern}"' in page.text


async def test_who_is_named_is_chosen_and_the_words_come_back(town: Town) -> None:
    _, item, browser = await raised(town)
    form = {"named_id": "", "named_words": "In the talk."}
    answer = await browser.send(f"/work/{item.id}", f"/work/{item.id}/namings", form)
    assert (answer.status_code, errors(answer)) == (422, ["named_id"])
    assert "In the talk." in answer.text


@pytest.mark.parametrize("who", ["mentor", "stranger"])
async def test_who_may_not_act_on_it_names_nobody(town: Town, who: str) -> None:
    _, item, _ = await raised(town)
    browser = await town.browser(getattr(town.world, who))
    assert await acts(browser, f"/work/{item.id}/namings", named_id=str(town.world.clinical)) in (403, 404)
    assert await town.world.rows("SELECT 1 FROM app.named_adult") == []


async def test_a_link_that_they_were_sent_leads_nowhere_and_neither_does_any_act(town: Town) -> None:
    concern, item, browser = await raised(town)
    named = await town.browser(town.world.clinical)
    mine = await named.get(f"/work/{item.id}")
    assert mine.status_code == 200
    assert await name(browser, item, town.world.clinical) == 303
    for path in (f"/work/{item.id}", f"/work/{item.id}/safety", f"/concerns/{concern}"):
        assert (await named.get(path)).status_code == 404, path
    for act in (
        "acknowledgement",
        "claim",
        "end",
        "owners",
        "namings",
        "presences",
        "flags-told",
        "downgrades",
    ):
        assert await acts(named, f"/work/{item.id}/{act}") == 404, act


async def test_every_page_of_theirs_is_what_it_was_before_there_was_anything(town: Town) -> None:
    """What they could see before the worry and see after the naming are the same bytes."""
    world = town.world
    other = await world.person("Omar", "Haddad", Role.CLINICAL_SUPERVISOR)
    await world.can_sign_in(world.clinical, world.counselor, world.administrator, other)
    episode, match = await world.mentored()
    ids = {"mentee_id": world.students[0], "episode_id": episode, "match_id": match}
    named, browser = await town.browser(world.clinical), await town.browser(other)
    before = await crawled(town, named, **ids)
    assert len(before) > 40
    await world.worry(episode, "abuse_or_neglect", said=SAID, by=world.mentor)
    (item,) = await world.work(episode, "escalation")
    assert await crawled(town, named, **ids) != before, "they were told, and saw it"
    assert await name(browser, item, world.clinical) == 303
    after = await crawled(town, named, **ids)
    assert set(after) == set(before)
    for path in before:
        assert after[path].splitlines() == before[path].splitlines(), path


async def test_whoever_goes_on_with_it_reads_what_they_had_seen(town: Town) -> None:
    concern, item, browser = await raised(town)
    named = await town.browser(town.world.clinical)
    await named.get(f"/work/{item.id}")
    assert await name(browser, item, town.world.clinical) == 303
    text = words(await browser.get(f"/concerns/{concern}"))
    assert "Ruth Okafor" in text
    assert "They had been told of it on" in text
    assert "They last opened some of it on" in text


async def test_what_moved_a_step_stays_on_record_and_says_nothing_of_what_was_told(town: Town) -> None:
    """The move itself they have seen: it is no secret. No word, no id and no link of the worry is on any page of theirs."""
    concern, item, browser = await raised(town, "active_statement")
    ((decision,),) = await town.world.rows("SELECT id FROM app.decision WHERE kind = 'emergency'")
    ids = {"mentee_id": town.world.students[0], "episode_id": item.episode_id, "decision_id": decision}
    named = await town.browser(town.world.clinical)
    assert await name(browser, item, town.world.clinical) == 303
    found = await crawled(town, named, **ids)
    assert f"/decisions/{decision}" in found
    for path, text in found.items():
        for secret in (SAID, str(concern), str(item.id)):
            assert secret not in text, path
    others = words(await browser.get(f"/decisions/{decision}"))
    assert f"/concerns/{concern}" in (await browser.get(f"/decisions/{decision}")).text
    for text in (others, found[f"/decisions/{decision}"]):
        assert "Known then, and known now" not in text, "nothing was entered late: somebody was named"
