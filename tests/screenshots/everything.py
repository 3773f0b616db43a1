"""Which pages can a person open by following links, and what does each look like, wide and on a phone?

Pages of one kind differ by the mentee they are about: of each kind a few are pictured, not all sixty.
"""

import re
from collections import Counter, deque
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Page

from tests.journeys.visitor import NARROW, WIDE

OF_A_KIND: Final = 2
"""How many pages of one kind are pictured for each person (ours)."""
_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_LINKS: Final = "() => [...document.querySelectorAll('a[href]')].map(one => one.href.split('#')[0])"
_LEFT_OUT: Final = re.compile(r"^/(static|doors)\b|/(template|findings|letter\.pdf)$")
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
    """Each page that is new in kind, from the first one on, by the links that stand on it."""
    page = await come_in(browser, origin, slug)
    waiting, seen = deque([f"{origin}/"]), {f"{origin}/"}
    of_kind: Counter[str] = Counter()
    while waiting:
        url = waiting.popleft()
        kind = _kind(url.removeprefix(origin))
        if of_kind[kind] >= of_a_kind:
            continue
        of_kind[kind] += 1
        answer = await page.goto(url)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        yield f"{kind}-{of_kind[kind]}", page
        for link in await page.evaluate(_LINKS):
            if link not in seen and _is_ours(link, origin):
                seen.add(link)
                waiting.append(link)
    await page.context.close()


def _is_ours(link: str, origin: str) -> bool:
    return link.startswith(f"{origin}/") and not _LEFT_OUT.search(link.removeprefix(origin))


def _kind(path: str) -> str:
    """The address without what it is about, as a file can be called; each list of the home page is a kind."""
    named = _ID.sub("id", path.replace("/?list=", "home-").split("?")[0])
    return re.sub(r"[^a-z0-9]+", "-", named.lower()).strip("-") or "home"
