"""Which reasons may somebody choose from? Coded lists are versioned data in `coded_lists/`.

A code that is no longer offered stays in its list as retired, so that old records keep their words.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Code:
    """One choice. `plain` is what people read, `group` the heading it is counted under; the rest are rules of choosing."""

    code: str
    plain: str
    needs_words: bool = False
    is_exclusive: bool = False
    is_imported_only: bool = False
    is_too_weak_for_less: bool = False
    is_retired: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class CodedList:
    """A list with its version, its owner and where it comes from."""

    id: str
    version: int
    title: str
    owner: str
    source: str
    codes: tuple[Code, ...]

    @property
    def active(self) -> tuple[Code, ...]:
        """What a form offers: not retired and not kept for imported records."""
        return tuple(code for code in self.codes if not code.is_retired and not code.is_imported_only)

    def find(self, code: str) -> Code | None:
        """The entry, also when it is retired."""
        return next((entry for entry in self.codes if entry.code == code), None)

    def knows(self, code: str) -> bool:
        """Whether somebody may choose this code today."""
        return any(entry.code == code for entry in self.active)

    def plain(self, code: str) -> str:
        """The words of a code, also of a retired one; a code that was never listed is shown as it is."""
        entry = self.find(code)
        return entry.plain if entry is not None else code


class UnknownList(LookupError):
    """There is no coded list of this name."""


_FOLDER = files("care_steps") / "coded_lists"
_FILES = sorted(entry.name for entry in _FOLDER.iterdir() if entry.name.endswith(".toml"))
IDS = tuple(name.removesuffix(".toml") for name in _FILES)
"""The names of the lists that are shipped."""


@cache
def load(list_id: str) -> CodedList:
    """The list of this name; raises `UnknownList`."""
    if list_id not in IDS:
        raise UnknownList(f"There is no coded list “{list_id}”. There are: {', '.join(IDS)}.")
    return read((_FOLDER / f"{list_id}.toml").read_text(encoding="utf-8"))


def read(text: str) -> CodedList:
    """A list from TOML text; raises `ValueError` for a code given twice, `KeyError` for a missing field."""
    found = tomllib.loads(text)
    entries = tuple(_code(entry) for entry in found["codes"])
    names = [entry.code for entry in entries]
    if len(set(names)) != len(names):
        raise ValueError(f"A code stands twice in the list “{found['id']}”.")
    return CodedList(
        id=found["id"],
        version=found["version"],
        title=found["title"],
        owner=found["owner"],
        source=found["source"],
        codes=entries,
    )


def _code(entry: dict[str, Any]) -> Code:
    return Code(
        code=entry["code"],
        plain=entry["plain"],
        needs_words=entry.get("needs_words", False),
        is_exclusive=entry.get("exclusive", False),
        is_imported_only=entry.get("imported_only", False),
        is_too_weak_for_less=entry.get("too_weak_for_less", False),
        is_retired=entry.get("retired", False),
        group=entry.get("group", ""),
    )


def why_not_choose(
    coded: CodedList, chosen: Sequence[str], words: str = "", *, is_imported: bool = False
) -> str | None:
    """The sentence that refuses this choice of one or more codes, or None."""
    if not chosen:
        return "Choose at least one reason."
    if len(set(chosen)) != len(chosen):
        return "Choose each reason once."
    for code in chosen:
        entry = coded.find(code)
        if entry is None or entry.is_retired:
            return f"“{coded.plain(code)}” is not a reason that can be chosen."
        if entry.is_imported_only and not is_imported:
            return f"“{entry.plain}” is kept for imported records."
        if entry.is_exclusive and len(chosen) > 1:
            return f"“{entry.plain}” cannot be chosen together with another reason."
        if entry.needs_words and not words.strip():
            return f"“{entry.plain}” needs a few words."
    return None
