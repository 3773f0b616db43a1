"""Which files are in the package, and is it safe to open?

A zip file or a plain folder. What could leave the package, hide in it or swell out of it refuses the whole.
"""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workflows.exchange.diagnostics import Findings
from workflows.exchange.oneroster.shapes import VERSIONS, shapes

MANIFEST: Final = "manifest.csv"
_KNOWN: Final = {MANIFEST.lower(): MANIFEST} | {
    one.file.lower(): one.file for version in VERSIONS for one in shapes(version).values()
}
_LEFT_OVER: Final = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_ARCHIVES: Final = (".zip", ".gz", ".7z", ".rar", ".tar", ".bz2", ".xz")
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a package may be (ours). A district of 100,000 students needs about 100 MB."""

    entries: int = 200
    file_bytes: int = 400 << 20
    all_bytes: int = 800 << 20
    ratio: int = 200
    ratio_from_bytes: int = 10 << 20


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    content: bytes


def open_package(
    source: Path | bytes, findings: Findings, limits: Limits | None = None
) -> Mapping[str, bytes]:
    """Contents by file name ("users.csv"); empty when the package had to be refused."""
    bounds = limits or Limits()
    if isinstance(source, Path) and source.is_dir():
        entries = list(_of_folder(source, findings, bounds))
    else:
        entries = _of_zip(source, findings, bounds)
    found = {} if findings.has_refused() else _named(entries, findings)
    if not findings.has_refused() and MANIFEST not in found:
        workbook = any(entry.name == "[Content_Types].xml" for entry in entries)
        findings.refuse(
            "package.spreadsheet" if workbook else "package.missing_manifest", "", expected=MANIFEST
        )
    return {} if findings.has_refused() else found


def _of_folder(folder: Path, findings: Findings, limits: Limits) -> Iterator[_Entry]:
    total = 0
    for count, path in enumerate(sorted(folder.rglob("*")), start=1):
        name = path.relative_to(folder).as_posix()
        if count > limits.entries:
            return findings.refuse("package.too_many_files", "", expected=f"at most {limits.entries}")
        if path.is_symlink():
            return findings.refuse("package.unsafe_path", name, actual="a symbolic link")
        if not path.is_file() or _is_left_over(name, findings):
            continue
        total += path.stat().st_size
        if path.stat().st_size > limits.file_bytes or total > limits.all_bytes:
            return findings.refuse("package.too_large", name)
        yield _Entry(name, path.read_bytes())


def _of_zip(source: Path | bytes, findings: Findings, limits: Limits) -> list[_Entry]:
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
            return _unpacked(archive, findings, limits)
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        findings.refuse("package.not_a_package", "")
        return []


def _unpacked(archive: zipfile.ZipFile, findings: Findings, limits: Limits) -> list[_Entry]:
    listed = archive.infolist()
    if len(listed) > limits.entries:
        findings.refuse(
            "package.too_many_files", "", expected=f"at most {limits.entries}", actual=str(len(listed))
        )
        return []
    entries, total, names = [], 0, set[str]()
    for entry in listed:
        name = entry.orig_filename
        if (fault := _fault(entry, names)) is not None:
            findings.refuse(f"package.{fault}", name)
            return []
        names.add(name.lower())
        if entry.is_dir() or _is_left_over(name, findings):
            continue
        content = _inflated(archive, entry, findings, limits)
        if content is None:
            return []
        total += len(content)
        if total > limits.all_bytes:
            findings.refuse("package.too_large", name)
            return []
        entries.append(_Entry(name, content))
    return entries


def _fault(entry: zipfile.ZipInfo, names: set[str]) -> str | None:
    """What makes this entry unsafe; the directory of the zip file is only a claim, so sizes come later."""
    name = entry.orig_filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or "\\" in name or ":" in name or ".." in parts or "\x00" in name:
        return "unsafe_path"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "unsafe_path"
    if entry.flag_bits & 0x1:
        return "encrypted_entry"
    if name.lower().endswith(_ARCHIVES):
        return "nested_archive"
    return "duplicate_name" if name.lower() in names else None


def _inflated(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, findings: Findings, limits: Limits
) -> bytes | None:
    """The contents, never more of them than the limits allow."""
    parts, size = [], 0
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                swells = size > limits.ratio_from_bytes and size > entry.compress_size * limits.ratio
                if swells or size > limits.file_bytes:
                    findings.refuse(
                        f"package.{'ratio_too_high' if swells else 'too_large'}", entry.orig_filename
                    )
                    return None
                parts.append(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        findings.refuse("package.broken_entry", entry.orig_filename)
        return None
    return b"".join(parts)


def _is_left_over(name: str, findings: Findings) -> bool:
    last = name.rsplit("/", 1)[-1]
    found = name.startswith(_LEFT_OVER[0]) or last in _LEFT_OVER or last.startswith("._")
    if found:
        findings.count("package.left_over", "")
    return found


def _named(entries: list[_Entry], findings: Findings) -> dict[str, bytes]:
    """The files by their standard names, out of the one folder that may be around them."""
    folders = {entry.name.split("/", 1)[0] if "/" in entry.name else "" for entry in entries}
    around = folders.pop() if len(folders) == 1 else ""
    if around:
        findings.warn("package.wrapped_in_folder", "", actual=around)
    found: dict[str, bytes] = {}
    for entry in entries:
        name = entry.name.removeprefix(f"{around}/") if around else entry.name
        standard = _KNOWN.get(name.lower())
        if standard is None:
            findings.warn("package.unknown_file", name)
            continue
        if standard in found:
            findings.refuse("package.duplicate_name", name)
            return {}
        if standard != name:
            findings.warn("package.file_name_case", name, expected=standard)
        found[standard] = entry.content
    return found
