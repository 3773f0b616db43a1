"""Which pages can a person open by following links, and what does each look like, wide and on a phone?

Pages of one kind differ by the mentee they are about: of each kind a few are pictured, not all sixty.
"""

import re
from collections import Counter, deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

from playwright.async_api import APIRequestContext, Browser, Page

from tests.journeys.visitor import NARROW, WIDE

OF_A_KIND: Final = 2
"""How many pages of one kind are pictured for each person (ours)."""
_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_LEFT_OUT: Final = re.compile(r"^/(static|doors)\b|/(template|findings|file|letter\.pdf)$")
"""No page of a person: files of the site, the demo's doors, and what is downloaded."""


async def picture_everything(browser: Browser, origin: str, folder: Path, only: str = "") -> int:
    """Every page of everybody, as folder/person/kind-number-width.png; returns how many pages."""
    pages = 0
    for slug in await personas(browser, origin):
        if only in slug:
            async for name, page in pages_of(browser, origin, slug):
                await picture_both(page, folder / slug, name)
                pages += 1
    return pages


async def picture_both(page: Page, folder: Path, name: str) -> None:
    """The page that is open, whole, at both widths."""
    for width, size in (("1280", WIDE), ("360", NARROW)):
        await page.set_viewport_size(size)  # type: ignore[arg-type]
        await page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)


async def come_in(browser: Browser, origin: str, slug: str) -> Page:
    """A fresh browser in which this person has come in by their door."""
    context = await browser.new_context(viewport=WIDE, reduced_motion="reduce")  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(f"{origin}/doors/{slug}")
    await page.locator(f"form[action='/doors/{slug}'] button").click()
    await page.wait_for_url(re.compile(r"^(?!.*/doors/).*$"))
    return page


async def personas(browser: Browser, origin: str) -> list[str]:
    """Everybody who has a door, as the address of the door calls them."""
    page = await browser.new_page()
    await page.goto(f"{origin}/doors")
    actions = await page.locator("form[action^='/doors/']").evaluate_all("all => all.map(one => one.action)")
    await page.close()
    return sorted({one.rsplit("/", 1)[1] for one in actions} - {"start-over"})


async def pages_of(
    browser: Browser, origin: str, slug: str, of_a_kind: int = OF_A_KIND
) -> AsyncIterator[tuple[str, Page]]:
    """Each page that is new in kind, open in the browser, in the order of the walk."""
    page = await come_in(browser, origin, slug)
    async for stop in stops_of(page.context.request, origin, of_a_kind):
        if stop.is_page:
            await page.goto(stop.url)
            yield f"{stop.kind}-{stop.number}", page
    await page.context.close()


@dataclass(frozen=True, slots=True)
class Stop:
    """One address of a walk, and how it answered."""

    kind: str
    number: int
    url: str
    status: int
    is_page: bool


async def stops_of(asked: APIRequestContext, origin: str, of_a_kind: int) -> AsyncIterator[Stop]:
    """Each address that is new in kind, from the first page on, by the links that stand on pages. Asked for with the
    cookies of the browser, but not opened in it: that takes a tenth of the time.
    """
    waiting, seen = deque([f"{origin}/"]), {f"{origin}/"}
    of_kind: Counter[str] = Counter()
    while waiting:
        url = waiting.popleft()
        kind = _kind(url.removeprefix(origin))
        if of_kind[kind] >= of_a_kind:
            continue
        of_kind[kind] += 1
        answer = await asked.get(url)
        is_page = "text/html" in answer.headers.get("content-type", "")
        for link in _links(answer.url, await answer.text()) if is_page else ():
            if link not in seen and _is_ours(link, origin):
                seen.add(link)
                waiting.append(link)
        yield Stop(kind, of_kind[kind], url, answer.status, is_page)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value or "" for name, value in attrs if name == "href"]


def _links(url: str, html: str) -> list[str]:
    """Where the links of a page lead, without the place on the page."""
    page = _Links()
    page.feed(html)
    return [urljoin(url, one).split("#")[0] for one in page.found]


def _is_ours(link: str, origin: str) -> bool:
    return link.startswith(f"{origin}/") and not _LEFT_OUT.search(link.removeprefix(origin))


def _kind(path: str) -> str:
    """The address without what it is about, as a file can be called; each list of the home page is a kind."""
    named = _ID.sub("id", path.replace("/?list=", "home-").split("?")[0])
    return re.sub(r"[^a-z0-9]+", "-", named.lower()).strip("-") or "home"
