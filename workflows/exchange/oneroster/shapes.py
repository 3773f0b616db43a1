"""Which files and columns does a version of OneRoster have? Read from `shapes.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

VERSIONS: Final = ("1.1", "1.2")
MASKED: Final = frozenset({"personal", "birth_date", "secret"})
_KINDS: Final = frozenset(
    {"text", "personal", "secret", "identifier", "guid", "list", "date", "birth_date", "datetime", "year"}
    | {"boolean", "number"}
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The values that a column may hold."""

    terms: tuple[str, ...]
    extensible: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One standard column. `target`: the file its ids are in; `vocabulary`: the only legal values."""

    name: str
    kind: str
    required: bool = False
    target: str | None = None
    vocabulary: Vocabulary | None = None

    @property
    def is_masked(self) -> bool:
        """Whether its cells must not be repeated anywhere."""
        return self.kind in MASKED


@dataclass(frozen=True, slots=True)
class Shape:
    """One file of one version."""

    name: str
    columns: tuple[Column, ...]
    is_kept: bool
    legacy: Mapping[str, str]
    removed: frozenset[str]

    @property
    def file(self) -> str:
        """Its name in the package."""
        return f"{self.name}.csv"


@cache
def shapes(version: str) -> Mapping[str, Shape]:
    """Name -> shape of every file of "1.1" or "1.2", in the order in which they are read."""
    found = tomllib.loads((Path(__file__).parent / "shapes.toml").read_text(encoding="utf-8"))
    vocabularies = {
        name: Vocabulary(tuple(one["terms"]), one["extensible"])
        for name, one in found["vocabularies"].items()
    }
    return MappingProxyType(
        {
            name: _shape(name, one, version, vocabularies)
            for name, one in found["files"].items()
            if one.get("only", version) == version
        }
    )


def _shape(name: str, one: Mapping[str, Any], version: str, vocabularies: Mapping[str, Vocabulary]) -> Shape:
    columns = one.get("columns_1_1", one["columns"]) if version == "1.1" else one["columns"]
    first = (
        Column("sourcedId", "guid", required=True),
        Column("status", "status", vocabulary=vocabularies["status"]),
        Column("dateLastModified", "datetime"),
    )
    return Shape(
        name=name,
        columns=first + tuple(_column(written, vocabularies) for written in columns),
        is_kept=one.get("kept", False),
        legacy=MappingProxyType(dict(one.get("legacy", {}))),
        removed=frozenset(one.get("removed", ())),
    )


def _column(written: str, vocabularies: Mapping[str, Vocabulary]) -> Column:
    name, kind = written.split()
    plain, required = name.rstrip("!"), name.endswith("!")
    if kind.startswith(">"):
        target = kind.strip(">*")
        return Column(plain, "references" if kind.endswith("*") else "reference", required, target)
    return Column(plain, kind, required, vocabulary=None if kind in _KINDS else vocabularies[kind])
