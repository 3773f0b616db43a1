"""Where do the files under templates/static/vendor come from, and what was changed in them?

A developer runs `python -m workflows.platform.vendor_frontend` to fetch the pinned releases by name with `npm
pack` and to write them anew, with their digests in `vendored.toml`. Nothing of this runs on a server: the
files are in the repository, a test compares them with the digests, and no page asks anyone else for anything.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

SYSTEM_FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif'
HERE = Path(__file__).resolve().parents[2]
FOLDER = HERE / "templates" / "static" / "vendor"
TEST_FOLDER = HERE / "tests" / "vendor"

_FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
_CREST_MASKED = re.compile(r"@supports[^{]*\{\.govuk-footer__copyright-logo:before\{[^}]*\}\}")
_CREST = re.compile(r"\.govuk-footer__copyright-logo:before\{[^}]*govuk-crest[^}]*\}")
_SOURCE_MAP = re.compile(r"\n?(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S+)\n?")


@dataclass(frozen=True, slots=True)
class Vendored:
    """One file of a published package, and the name under which we keep it."""

    package: str
    version: str
    member: str
    kept_as: str
    folder: Path


FILES = (
    Vendored(
        "govuk-frontend", "6.3.0", "dist/govuk/govuk-frontend.min.css", "govuk-frontend-6.3.0.min.css", FOLDER
    ),
    Vendored(
        "govuk-frontend", "6.3.0", "dist/govuk/govuk-frontend.min.js", "govuk-frontend-6.3.0.min.js", FOLDER
    ),
    Vendored("htmx.org", "2.0.11", "dist/htmx.min.js", "htmx-2.0.11.min.js", FOLDER),
    Vendored("axe-core", "4.14.1", "axe.min.js", "axe-4.14.1.min.js", TEST_FOLDER),
)


def without_their_brand(stylesheet: str) -> str:
    """The design system's stylesheet without the fonts and the crest that only GOV.UK may use."""
    plain = _FONT_FACE.sub("", stylesheet)
    plain = _CREST_MASKED.sub("", plain)
    plain = _CREST.sub("", plain)
    return plain.replace("GDS Transport,arial,sans-serif", SYSTEM_FONTS)


def adapted(name: str, text: str) -> str:
    """The text that is kept: no source maps, and the stylesheet without their brand."""
    text = _SOURCE_MAP.sub("\n", text)
    return without_their_brand(text) if name.endswith(".css") else text


def _fetch(vendored: Vendored, into: Path) -> bytes:
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm was not found; it is needed only to vendor these files anew.")
    spec = f"{vendored.package}@{vendored.version}"
    subprocess.run([npm, "pack", "--silent", spec], cwd=into, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(into / f"{vendored.package}-{vendored.version}.tgz") as package:
        member = package.extractfile(f"package/{vendored.member}")
        if member is None:
            raise SystemExit(f"{spec} has no file {vendored.member}.")
        return member.read()


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _entry(vendored: Vendored, original: bytes, kept: bytes) -> str:
    path = (vendored.folder / vendored.kept_as).relative_to(HERE).as_posix()
    lines = (
        "[[file]]",
        f'path = "{path}"',
        f'package = "{vendored.package}"',
        f'version = "{vendored.version}"',
        f'member = "{vendored.member}"',
        f'original_sha256 = "{digest(original)}"',
        f'sha256 = "{digest(kept)}"',
    )
    return "\n".join(lines)


def main() -> int:
    """Fetch every file, adapt it, keep it, and write the digests."""
    entries = [
        "# Written by workflows/platform/vendor_frontend.py. A test compares the files with these digests."
    ]
    with tempfile.TemporaryDirectory() as temporary:
        for vendored in FILES:
            original = _fetch(vendored, Path(temporary))
            kept = adapted(vendored.kept_as, original.decode()).encode()
            vendored.folder.mkdir(parents=True, exist_ok=True)
            (vendored.folder / vendored.kept_as).write_bytes(kept)
            entries.append(_entry(vendored, original, kept))
    (FOLDER / "vendored.toml").write_text("\n\n".join(entries) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
