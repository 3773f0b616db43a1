"""`python -m tests.screenshots` makes the pictures of the README; with `--all FOLDER`, of every page of everybody."""

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.async_api import async_playwright

from tests.chromium import MISSING, chromium
from tests.journeys.conftest import ARGUMENTS
from tests.journeys.running_demo import running_demo
from tests.screenshots.everything import picture_everything
from tests.screenshots.readme import FOLDER, picture_readme


def main() -> str | None:
    """What went wrong, in a sentence; None when the pictures are there."""
    asked = _asked()
    if chromium() is None:
        return MISSING
    with _address(asked.url) as url:
        print(asyncio.run(_pictured(url, asked)))
    return None


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    words.add_argument("--all", type=Path, metavar="FOLDER", help="every page of everybody, into this folder")
    words.add_argument(
        "--only", default="", metavar="NAME", help="with --all: only people whose name has this"
    )
    words.add_argument("--url", help="of a demo that runs already; otherwise one is started")
    return words.parse_args()


@contextmanager
def _address(url: str | None) -> Iterator[str]:
    if url is not None:
        yield url.rstrip("/")
        return
    home = Path(tempfile.mkdtemp(prefix="stepwise-pictures-"))
    home.chmod(0o711)
    try:
        with running_demo(home) as demo:
            yield demo.url
    finally:
        shutil.rmtree(home, ignore_errors=True)


async def _pictured(url: str, asked: argparse.Namespace) -> str:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        try:
            if asked.all is None:
                return f"{await picture_readme(browser, url)} pictures are in {FOLDER}"
            pages = await picture_everything(browser, url, asked.all, asked.only)
            return f"{pages} pages, each at two widths, are in {asked.all}"
        finally:
            await browser.close()


if __name__ == "__main__":
    sys.exit(main())
