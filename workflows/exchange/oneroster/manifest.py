"""What does the package say about itself: version, source, and how each file is sent?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from workflows.exchange.csv_rows import open_csv
from workflows.exchange.diagnostics import Findings
from workflows.exchange.oneroster.package import MANIFEST
from workflows.exchange.oneroster.shapes import VERSIONS, shapes

MODES: Final = ("absent", "bulk", "delta")
_HEADER: Final = ["propertyName", "value"]
_NOT_NAMES: Final = frozenset({"", "absent", "bulk", "delta", "null", "none"})
_OWN: Final = frozenset({"manifest.version", "oneroster.version", "source.systemName", "source.systemCode"})


@dataclass(frozen=True, slots=True)
class Manifest:
    """`modes` holds what was declared, file by file; `source` is the source system's own code or name."""

    version: str
    modes: Mapping[str, str]
    source: str | None


def read_manifest(content: bytes, findings: Findings, *, encoding: str = "utf-8") -> Manifest | None:
    """The manifest, or None when it had to be refused."""
    opened = open_csv(MANIFEST, content, findings, encoding=encoding)
    if opened is None or not _header_is_right(opened.header, findings):
        return None
    said: dict[str, str] = {}
    for row, cells in opened.rows:
        name, value = (cells[0].strip(), cells[1].strip()) if len(cells) > 1 else (cells[0].strip(), "")
        if said.setdefault(name, value) != value:
            findings.refuse("manifest.duplicate_property", MANIFEST, actual=name, row=row)
    version = _version(said, findings)
    if version is None:
        return None
    modes = _modes(said, version, findings)
    return None if findings.has_refused() else Manifest(version, modes, _source(said, findings))


def _header_is_right(header: tuple[str, ...], findings: Findings) -> bool:
    cells = [cell.strip() for cell in header]
    while cells and not cells[-1]:
        cells.pop()
    if [cell.lower() for cell in cells] != [name.lower() for name in _HEADER]:
        findings.refuse(
            "manifest.header_mismatch", MANIFEST, expected=",".join(_HEADER), actual=",".join(header), row=1
        )
        return False
    if cells != _HEADER:
        findings.warn("manifest.header_case", MANIFEST, expected=",".join(_HEADER), actual=",".join(header))
    return True


def _version(said: Mapping[str, str], findings: Findings) -> str | None:
    written = said.get("manifest.version", "")
    if written == "1":
        findings.warn("manifest.rewritten_version", MANIFEST, expected="1.0", actual="1")
    elif written != "1.0":
        findings.refuse("manifest.unknown_version", MANIFEST, expected="manifest.version 1.0", actual=written)
        return None
    version = said.get("oneroster.version", "")
    if version in ("1.2.0", "1.2.1"):
        findings.warn("manifest.rewritten_version", MANIFEST, expected="1.2", actual=version)
        version = "1.2"
    if version not in VERSIONS:
        findings.refuse(
            "manifest.unknown_version", MANIFEST, expected="oneroster.version 1.1 or 1.2", actual=version
        )
        return None
    return version


def _modes(said: Mapping[str, str], version: str, findings: Findings) -> dict[str, str]:
    known = {f"file.{name}": name for name in shapes(version)}
    modes = {}
    for name, value in said.items():
        if name in known and value in MODES:
            modes[known[name]] = value
        elif name in known:
            findings.refuse(
                "manifest.mode_unknown", MANIFEST, expected=", ".join(MODES), actual=f"{name}: {value}"
            )
        elif name not in _OWN:
            findings.warn("manifest.unknown_property", MANIFEST, actual=name)
    for written, name in known.items():
        if written not in said:
            findings.warn("manifest.row_missing", MANIFEST, expected=written, field=name)
    return modes


def _source(said: Mapping[str, str], findings: Findings) -> str | None:
    for name in ("source.systemCode", "source.systemName"):
        if said.get(name, "").lower() not in _NOT_NAMES:
            return said[name]
    if "source.systemCode" in said or "source.systemName" in said:
        findings.warn("manifest.source_not_named", MANIFEST, actual=said.get("source.systemCode", ""))
    return None
