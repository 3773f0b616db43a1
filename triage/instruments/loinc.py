"""Is this LOINC code what the form takes it for? The check digit, and the pinned pair of code and meaning."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from triage.instruments.parts import Part, UnknownCode

_CODE = re.compile(r"(LA|LL)?[0-9]+-[0-9]")
Kind = Literal["panel", "total", "item", "answer", "result", "answer_list"]


class Pinned(Part, frozen=True):
    """One code with the one thing it stands for."""

    code: str
    kind: Kind
    construct: str
    display: str


@cache
def pinned() -> dict[str, Pinned]:
    """The table by code. Raises `UnknownCode` when a code in it is impossible or given twice."""
    text = (files("triage.instruments") / "loinc.toml").read_text(encoding="utf-8")
    return read_table(text)


def read_table(text: str) -> dict[str, Pinned]:
    """The table from TOML text. Raises `UnknownCode` for a wrong check digit or a code given twice."""
    rows = msgspec.convert(tomllib.loads(text)["codes"], tuple[Pinned, ...])
    for row in rows:
        if not has_right_check_digit(row.code):
            raise UnknownCode(f"{row.code} has a wrong check digit.")
    table = {row.code: row for row in rows}
    if len(table) < len(rows) or len({(row.kind, row.construct) for row in rows}) < len(rows):
        raise UnknownCode("A code or a meaning stands twice in the table of LOINC codes.")
    return table


def has_right_check_digit(code: str) -> bool:
    """Whether the digit after the dash is the mod-10 (Luhn) digit of what stands before it.

    The letters of an answer code (LA...) or a list of answers (LL...) take part with their place after "0" in
    ASCII, as LOINC does.
    """
    if _CODE.fullmatch(code) is None:
        return False
    stem, _, digit = code.partition("-")
    worth = [ord(character) - ord("0") for character in reversed(stem)]
    # Doubling adds the digits of the product; 2n - 9 (n // 5) is that sum, and holds for letters too.
    total = sum(n if place % 2 else 2 * n - 9 * (n // 5) for place, n in enumerate(worth))
    return (total + int(digit)) % 10 == 0


def check_pair(code: str, kind: Kind, *, construct: str | None = None, display: str | None = None) -> None:
    """Raises `UnknownCode` unless the code is pinned to this kind, construct and display."""
    if not has_right_check_digit(code):
        raise UnknownCode(f"{code} is not a LOINC code: its check digit is wrong.")
    row = pinned().get(code)
    if row is None:
        raise UnknownCode(f"{code} is not in the pinned table of LOINC codes.")
    if row.kind != kind or construct not in (None, row.construct) or display not in (None, row.display):
        raise UnknownCode(
            f"{code} stands for “{row.display}” ({row.kind}), not for “{display or construct}” ({kind})."
        )
