"""What does a person see in a real browser, and is every page they open fit to be seen?

A `Visitor` walks the site by what stands on the page: the words of links, buttons and labels. Each page that is
looked at is checked with axe (no violation at all), at 1280 and at 360 px, for what sticks out sideways, and for
anything that went wrong in the browser: an error in the console, a refused resource, a request to another host.
"""

import asyncio
import os
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from playwright.async_api import Browser, ConsoleMessage, Error, Locator, Page, Request, Response

AXE = (Path(__file__).parents[1] / "vendor" / "axe-4.14.1.min.js").read_text(encoding="utf-8")
SEEN = Path(__file__).parents[2] / "test-output" / "journeys"
KEEPS_PICTURES = bool(os.environ.get("KEEP_PICTURES"))
"""Whether somebody wants to look at them afterwards: `KEEP_PICTURES=1`. They take a third of the time."""
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 740}
# What is loaded ahead serves rules about audio, of which there is none, and an experimental one: a third of the time.
_FOUND = """
() => axe.run(document, {resultTypes: ['violations'], preload: false}).then(result => result.violations.map(
  one => `${one.id}: ${one.help} (${one.nodes.map(node => node.target.join(' ')).slice(0, 3).join('; ')})`))
"""
# A press that leaves the page is over when the next one is there. The browser says so only some time after the press,
# and on a busy machine what comes next would still read the old page.
_NOTE_LEAVING = """
addEventListener('submit', event => { if (!event.defaultPrevented) window.stepwiseLeaves = true })
addEventListener('click', event => {
  const link = event.target.closest?.('a[href]')
  if (!link || event.defaultPrevented || link.target || link.hasAttribute('download')) return
  const [to, here] = [new URL(link.href), location]
  if (to.origin === here.origin && to.pathname + to.search !== here.pathname + here.search) window.stepwiseLeaves = true
})
"""
# Before it is complete, its scripts may not listen yet to what is typed.
_STANDS = "() => !window.stepwiseLeaves && document.readyState === 'complete'"
_ASKED_EVERY_SECONDS, _ASKED_AT_MOST = 0.02, 1000
_STICKS_OUT = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Visitor:
    """One person at one browser. `faults` is everything that should not have happened, in order.

    `expected`: what else may be answered to somebody who asks for what is not theirs.
    """

    page: Page
    origin: str
    name: str
    faults: list[str] = field(default_factory=list)
    looks: int = 0
    expected: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        # A refused form is a page like another; the browser notes its status all the same.
        noted = re.search(r"status of (\d+)", message.text)
        if message.type == "error" and not (noted and int(noted[1]) in {409, 422, *self.expected}):
            self.faults.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:")):
            self.faults.append(f"asked another host: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in {409, 422, *self.expected}:
            self.faults.append(f"{response.status} for {response.request.method} {response.url}")

    async def settled(self) -> None:
        """Wait until the page that was asked for last is there."""
        for _ in range(_ASKED_AT_MOST):
            if await self._stands():
                return
            await asyncio.sleep(_ASKED_EVERY_SECONDS)
        raise AssertionError(f"The page that was asked for on {self.page.url} did not come.")

    async def _stands(self) -> bool:
        try:
            return bool(await self.page.evaluate(_STANDS))
        except Error:  # The page went away while it was asked.
            return False

    async def go(self, path: str) -> None:
        """Open an address, as if typed."""
        await self.settled()
        await self.page.goto(self.origin + path)

    async def look(self, what: str, *, picture: bool = True) -> None:
        """Check the page that is open at both widths, and keep a picture of it at each where pictures are kept."""
        self.looks += 1
        await self.settled()
        await self.page.evaluate(AXE)
        for width, size in (("360", NARROW), ("1280", WIDE)):
            await self.page.set_viewport_size(size)  # type: ignore[arg-type]
            stem = (
                f"{self.name}-{self.looks:02d}-{re.sub(r'[^a-z0-9]+', '-', what.lower()).strip('-')}-{width}"
            )
            if picture and KEEPS_PICTURES:
                await self.page.screenshot(path=SEEN / f"{stem}.png", full_page=True)
            out = await self.page.evaluate(_STICKS_OUT)
            if out > 0:
                self.faults.append(f"{what} at {width} px: {out} px stick out sideways")
            self.faults += [f"{what} at {width} px: {one}" for one in await self.page.evaluate(_FOUND)]

    def link(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("link", name=name).first

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name).first

    def labelled(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_label(name).first

    async def press(self, name: str | re.Pattern[str]) -> None:
        """Press this button, and wait for the page that comes of it."""
        await self.button(name).click()
        await self.settled()

    async def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow this link, and wait for its page."""
        await self.link(name).click()
        await self.settled()

    async def choose(self, name: str, value: str) -> None:
        """Take this answer of a question."""
        await self.page.locator(f"[name='{name}'][value='{value}']").first.check()

    async def fill(self, name: str, typed: str) -> None:
        """Type into the field of this name."""
        await self.page.locator(f"main [name='{name}']").first.fill(typed)

    async def fill_date(self, name: str, day: date) -> None:
        """Type a day into its three fields."""
        for part in ("month", "day", "year"):
            await self.fill(f"{name}_{part}", str(getattr(day, part)))

    async def case_of(self, name: str) -> str:
        """Find this student by name and open the case; returns its address on the site."""
        await self.go("/students")
        await self.fill("words", name)
        await self.press("Find")
        await self.page.get_by_role("link", name=name).first.click()
        await self.link("Family and what it agreed to").wait_for()
        return self.page.url.removeprefix(self.origin)

    async def asks_to_talk(self, case: str, said: str) -> None:
        """Ask somebody to talk this case over. What was said stands on the next page once it is kept, not before."""
        await self.go(f"{case}/concerns/new")
        await self.choose("kind", "talk_over")
        await self.fill("said", said)
        await self.press("Send")
        await self.says(said)

    async def says(self, *words: str) -> None:
        """The page says each of these, whatever the white space between; at once, or when what was pressed is done."""
        await self.settled()
        for _ in range(_ASKED_AT_MOST):
            text = await self._text()
            if all(one in text for one in words):
                return
            await asyncio.sleep(_ASKED_EVERY_SECONDS)
        missing = "”, “".join(one for one in words if one not in text)
        raise AssertionError(f"“{missing}” is not on the page of {self.page.url}:\n{text[:6000]}")

    async def _text(self) -> str:
        try:
            return " ".join((await self.page.locator("body").inner_text()).split())
        except Error:  # The page went away while it was read.
            return ""

    def then_nothing_was_wrong(self) -> None:
        assert self.faults == [], "\n".join(self.faults)


async def visitor(browser: Browser, origin: str, name: str) -> Visitor:
    """Somebody with a fresh browser: no cookies, motion kept small."""
    context = await browser.new_context(viewport=WIDE, reduced_motion="reduce")  # type: ignore[arg-type]
    context.set_default_timeout(30_000)
    await context.add_init_script(_NOTE_LEAVING)
    return Visitor(await context.new_page(), origin, name)


async def came_in(browser: Browser, origin: str, who: str, *, phone: bool = False) -> Visitor:
    """Somebody of this name or role, come in by the first door in the list of everybody that says so."""
    found = await visitor(browser, origin, who.lower().replace(" ", "-"))
    if phone:
        await found.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    await found.go("/doors")
    await found.page.locator(".sw-cast__one", has_text=who).first.get_by_role("button").click()
    await found.settled()
    return found
