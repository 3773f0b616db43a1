"""Which pictures does the README show, and how is each taken? The table is `readme.toml`."""

import re
import struct
import tomllib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Browser, Page

from tests.screenshots.everything import come_in

TABLE: Final = Path(__file__).parent / "readme.toml"
FOLDER: Final = Path(__file__).parents[2] / "docs" / "pictures"
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


def pictures() -> Sequence[Mapping[str, Any]]:
    """The rows of the table."""
    rows: Sequence[Mapping[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["pictures"]
    return rows


async def picture_readme(browser: Browser, origin: str) -> int:
    """Every picture of the table, in docs/pictures; returns how many."""
    for one in pictures():
        page = await _opened(browser, origin, one)
        await page.set_viewport_size({"width": one["width"], "height": one["height"]})
        await page.evaluate("() => { window.scrollTo(0, 0); document.activeElement?.blur() }")
        keep(one["name"], await page.screenshot())
        await page.context.close()
    return len(pictures())


async def _opened(browser: Browser, origin: str, one: Mapping[str, Any]) -> Page:
    """The page of the picture: the path, and from there on by the words of what is chosen."""
    page = await come_in(browser, origin, one["as"]) if "as" in one else await browser.new_page()
    await page.goto(origin + one["path"])
    for words in one.get("open", ()):
        # Links of the page that is left may begin with the next words as well.
        async with page.expect_navigation():
            await page.get_by_role("link", name=re.compile(rf"^\s*{re.escape(words)}")).first.click()
    for words in one.get("tap", ()):
        await page.get_by_role("radio", name=words, exact=True).first.check(force=True)
    return page


def keep(name: str, picture: bytes) -> None:
    """The picture in its folder, as small as it can be without losing anything."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.png").write_bytes(smaller(picture))


def smaller(picture: bytes) -> bytes:
    """The same PNG, packed as tightly as zlib can."""
    chunks = list(_chunks(picture))
    packed = zlib.compress(zlib.decompress(b"".join(held for kind, held in chunks if kind == b"IDAT")), 9)
    before = [one for one in chunks if one[0] in (b"IHDR", b"PLTE", b"tRNS", b"sRGB")]
    return _SIGNATURE + b"".join(map(_chunk, (*before, (b"IDAT", packed), (b"IEND", b""))))


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        yield picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        at += 12 + length


def _chunk(one: tuple[bytes, bytes]) -> bytes:
    kind, held = one
    return struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))
