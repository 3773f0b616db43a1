"""Does a mentor without a network lose nothing, is nobody left waiting for what was not sent, and reads it nobody else?"""

import json

import pytest
from playwright.async_api import Browser, Page

from tests.journeys.running_demo import RunningDemo
from tests.journeys.visitor import Visitor, came_in

MENTEE, MENTOR = "Mei-Lin Chou", "Keisha Monroe"
SAID = "Zebra-lantern was what we talked about on the way."

# Everything that the browser keeps for the site, as it would be found on a phone that was lost.
_FOUND = """
async () => {
  const found = []
  for (const { name } of await indexedDB.databases()) {
    const opened = await new Promise((done) => {
      const asked = indexedDB.open(name)
      asked.onsuccess = () => done(asked.result)
    })
    for (const store of opened.objectStoreNames) {
      const rows = await new Promise((done) => {
        const asked = opened.transaction(store).objectStore(store).getAll()
        asked.onsuccess = () => done(asked.result)
      })
      for (const row of rows) found.push({
        store,
        owner: row.owner ?? '',
        bytes: row.packed ? new TextDecoder('latin1').decode(row.packed) : '',
        shown: JSON.stringify(row),
        extractable: row.extractable ?? null,
      })
    }
    opened.close()
  }
  return { found, local: JSON.stringify(localStorage), session: JSON.stringify(sessionStorage) }
}
"""
# What somebody would try who holds the phone and has signed in there: to open what lies there with their own secret.
_TRIED = """
async (secret) => {
  const { open } = await import('/static/keeping.js')
  const opened = await new Promise((done) => {
    const asked = indexedDB.open('stepwise')
    asked.onsuccess = () => done(asked.result)
  })
  const rows = await new Promise((done) => {
    const asked = opened.transaction('kept').objectStore('kept').getAll()
    asked.onsuccess = () => done(asked.result)
  })
  opened.close()
  return open(rows[0], secret).then((said) => JSON.stringify(said), (fault) => fault.name)
}
"""
# Kept until its days are over, and then by nobody: as it looks to somebody else.
_GROWN_OLD = """
async () => {
  const { keep, allKept } = await import('/static/keeping.js')
  await keep({ owner: 'somebody', secret: 'theirs', path: '/x', said: 'Zebra' })
  await new Promise((done) => setTimeout(done, 5))
  const left = []
  for (const days of [3, 0]) {
    await allKept('somebody else', days)
    left.push((await allKept('somebody', 3)).length)
  }
  return left
}
"""

pytestmark = pytest.mark.journey


async def opened_log(mentor: Visitor) -> None:
    await mentor.go("/")
    await mentor.follow(f"Log a session with {MENTEE}")


async def fill_in(mentor: Visitor, at: str, note: str) -> None:
    await mentor.page.locator("details:has([name=held_time])").evaluate("fold => { fold.open = true }")
    await mentor.fill("held_time", at)
    await mentor.choose("met", "yes")
    await mentor.choose("topics", "friends")
    await mentor.choose("plan", "none")
    if await mentor.page.locator("[name=next]").count():
        await mentor.choose("next", "stands")
    await mentor.fill("note", note)


async def reads(page: Page, state: str) -> None:
    await page.locator(f"[data-offline-panel][data-state='{state}']").wait_for()


async def kept_there(page: Page) -> list[dict[str, object]]:
    """What is kept of what was written; nothing of it stands anywhere in clear."""
    found = await page.evaluate(_FOUND)
    assert "Zebra" not in json.dumps(found)
    assert MENTEE.split()[0] not in json.dumps(found)
    for one in found["found"]:
        assert one["extractable"] in (None, False)
    return [one for one in found["found"] if one["store"] == "kept"]


async def signed_in_elsewhere(page: Page, url: str, door: str, then: str = "") -> None:
    other = await page.context.new_page()
    await other.goto(f"{url}/doors/{door}")
    await other.locator("main button").first.click()
    await other.get_by_text("Your work").first.wait_for()
    if then:
        await other.get_by_role("button", name=then).first.click()
        await other.get_by_text("Your work").first.wait_for(state="detached")
    await other.close()


async def test_a_log_without_a_network_is_kept_for_its_author_alone_and_sent_once(
    browser: Browser, demo: RunningDemo
) -> None:
    mentor = await came_in(browser, demo.url, MENTOR, phone=True)
    page, phone = mentor.page, mentor.page.context
    mentor.expected |= {401, 403}
    await opened_log(mentor)
    path = page.url.removeprefix(demo.url)
    await fill_in(mentor, "07:10", SAID)
    await page.locator("[data-draft-said]", has_text="Saved at").wait_for()
    await phone.set_offline(True)

    # In danger: said loudly, with whom to call, and kept by nobody as if it were done.
    await mentor.choose("worry", "now")
    await mentor.choose("now_kind", "weapon")
    await mentor.button("Send this now").click()
    await reads(page, "loud")
    await mentor.says("Not sent. There is no connection, so nobody has read this. Call now.", "988")
    assert await kept_there(page) == []
    assert await page.locator("[name=note]").input_value() == SAID

    # Nothing that cannot wait: kept here, and not called sent.
    await mentor.choose("worry", "no")
    await mentor.button(f"Log the session with {MENTEE}").click()
    await reads(page, "kept")
    await mentor.says("Not sent. Kept on this phone. In danger? Call:", "988")
    await mentor.look("a log that is kept on the phone")
    (kept,) = await kept_there(page)
    assert len(str(kept["bytes"])) > len(SAID)

    # The sign-in has run out, and somebody else signs in at the same phone: not theirs to open, and not sent as theirs.
    cookies = await phone.cookies()
    await phone.clear_cookies()
    await phone.set_offline(False)
    await reads(page, "signed-out")
    await signed_in_elsewhere(page, demo.url, "priya-nair")
    stranger = await phone.new_page()
    await stranger.goto(demo.url + path)
    theirs = await stranger.locator("[data-offline-panel]").get_attribute("data-secret")
    assert theirs
    assert await stranger.evaluate(_TRIED, theirs) == "OperationError"
    assert await stranger.locator("[data-offline-panel]").is_hidden()
    await stranger.close()
    assert await kept_there(page) == [kept]

    # Signed in again, on another page of hers: it goes out by itself, once.
    await phone.clear_cookies()
    await phone.add_cookies(cookies)  # type: ignore[arg-type]
    await mentor.go("/")
    await reads(page, "sent")
    assert await kept_there(page) == []
    await mentor.look("a log that was sent later")
    await mentor.follow("Look at what was sent")
    assert await page.get_by_text(SAID).count() == 1
    mentor.faults = [one for one in mentor.faults if "ERR_INTERNET_DISCONNECTED" not in one]
    mentor.then_nothing_was_wrong()


async def test_what_is_not_taken_later_stands_open_as_it_was_typed_and_signing_out_erases_what_is_kept(
    browser: Browser, demo: RunningDemo
) -> None:
    mentor = await came_in(browser, demo.url, MENTOR, phone=True)
    page, phone = mentor.page, mentor.page.context
    mentor.expected |= {401, 403}
    await opened_log(mentor)
    # Nobody says whether they met: the server will ask.
    await mentor.fill("note", SAID)
    await mentor.choose("worry", "no")
    await phone.set_offline(True)
    await mentor.button(f"Log the session with {MENTEE}").click()
    await reads(page, "kept")
    await phone.set_offline(False)
    await page.locator(".govuk-error-summary").wait_for()
    assert await page.locator("[name=note]").input_value() == SAID
    assert await kept_there(page) == []

    await opened_log(mentor)
    await mentor.says("You began this and left it on")
    await phone.set_offline(True)
    await mentor.button(f"Log the session with {MENTEE}").click()
    await reads(page, "kept")
    await phone.clear_cookies()
    await phone.set_offline(False)
    await reads(page, "signed-out")
    assert len(await kept_there(page)) == 1
    await signed_in_elsewhere(page, demo.url, "keisha-monroe", then="Sign out")
    assert await kept_there(page) == []
    # What was kept for too long is erased by whoever opens a page here next, though they cannot read it.
    assert await page.evaluate(_GROWN_OLD) == [1, 0]
