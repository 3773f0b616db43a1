"""Where are the templates and the static files, and under which address is a static file asked for?

The folder `templates` stands beside the packages in a checkout and inside `workflows` in an installed wheel
(`workflows/templates`); every reader asks here. The address of a static file carries a digest of its content,
so that a browser may keep it for a year and never shows an old one.
"""

import hashlib
from functools import cache
from pathlib import Path

STATIC_PATH = "/static"
# One year: the address changes with the content. Without a digest in the address a browser must ask again.
KEPT_FOREVER = "public, max-age=31536000, immutable"

_WORKFLOWS = Path(__file__).resolve().parents[1]


@cache
def templates_folder() -> Path:
    """The folder of the templates, in a checkout or in an installed wheel; raises when there is neither."""
    for folder in (_WORKFLOWS / "templates", _WORKFLOWS.parent / "templates"):
        if (folder / "layout.html").is_file():
            return folder
    raise FileNotFoundError("The templates were not found beside the package or inside it.")


def static_folder() -> Path:
    """The folder whose files anyone may read."""
    return templates_folder() / "static"


@cache
def static_url(name: str) -> str:
    """The address of a static file, with twelve digits of its SHA-256; raises when there is no such file."""
    path = static_folder() / name
    if not path.is_file():
        raise FileNotFoundError(f"There is no static file {name}.")
    return f"{STATIC_PATH}/{name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"
