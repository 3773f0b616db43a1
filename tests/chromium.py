"""Is there a Chromium for the journeys, and what does a person do when there is none?"""

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
MISSING = (
    "The journeys need Chromium and there is none on this machine. Install it with `apt-get install "
    "chromium` "
    "(Debian, Ubuntu) or `brew install --cask google-chrome` (macOS), or name one in STEPWISE_CHROMIUM, "
    "and run `make test` again."
)


def chromium() -> str | None:
    """The path of a Chromium that can be started, or None."""
    named = os.environ.get("STEPWISE_CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or (str(MAC) if MAC.exists() else None)


if __name__ == "__main__":
    sys.exit(None if chromium() else MISSING)
