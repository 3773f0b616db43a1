"""How does a test write a package with exactly one fault in it?"""

import io
import zipfile
from collections.abc import Mapping
from typing import Final

from workflows.exchange.diagnostics import Severity
from workflows.exchange.oneroster.reading import RosterSettings, read_roster
from workflows.exchange.oneroster.shapes import shapes
from workflows.exchange.oneroster.values import Roster

ROWS: Final[Mapping[str, tuple[str, ...]]] = {
    "orgs": ("d1,,,District,district,,", "s1,,,Oak Middle,school,,d1"),
    "academicSessions": ("y1,,,Year,schoolYear,2026-08-01,2027-06-30,,2027",),
    "courses": ("c1,,,,Math,,,s1,,",),
    "classes": ("k1,,,Math 7,,c1,,homeroom,,s1,y1,,,",),
    "users": (
        "u1,,,true,s1,student,ana,,Ana,Reed,,N1,,,,g1,07,",
        "u2,,,true,s1,student,ben,,Ben,Reed,,N2,,,,,07,",
        "g1,,,true,s1,parent,eva,,Eva,Reed,,,,,,,,",
        "t1,,,true,s1,teacher,tom,,Tom,Todd,,,,,,,,",
    ),
    "enrollments": ("e1,,,k1,s1,u1,student,,,", "e2,,,k1,s1,t1,teacher,true,,"),
}
"""A whole bulk package of 1.1 without a fault."""

ROWS_1_2: Final[Mapping[str, tuple[str, ...]]] = {
    **ROWS,
    "users": (
        "u1,,,true,ana,,Ana,Reed,,N1,,,,g1,07,,,Annie,,,s1,",
        "g1,,,true,eva,,Eva,Reed,,,,,,,,,,,,,,",
        "t1,,,true,tom,,Tom,Todd,,,,,,,,,,,,,,",
    ),
    "roles": (
        "r1,,,u1,primary,student,,,s1,",
        "r2,,,g1,primary,parent,,,s1,",
        "r3,,,t1,primary,counselor,,,s1,",
    ),
}


def header(name: str, version: str = "1.1") -> str:
    return ",".join(column.name for column in shapes(version)[name].columns)


def files(version: str = "1.1", **rows: tuple[str, ...]) -> dict[str, str]:
    """File name -> text; `rows` replaces the rows of a file, () leaves the file out."""
    base = {**(ROWS if version == "1.1" else ROWS_1_2), **rows}
    kept = {name: lines for name, lines in base.items() if lines}
    found = {
        f"{name}.csv": "\r\n".join((header(name, version), *lines)) + "\r\n" for name, lines in kept.items()
    }
    found["manifest.csv"] = manifest(version, dict.fromkeys(kept, "bulk"))
    return found


def manifest(version: str, modes: Mapping[str, str], **more: str) -> str:
    lines = [
        "propertyName,value",
        "manifest.version,1.0",
        f"oneroster.version,{version}",
        "source.systemCode,sis",
    ]
    lines += [f"file.{name},{modes.get(name, 'absent')}" for name in shapes(version)]
    return "\r\n".join(lines) + "\r\n"


def zipped(contents: Mapping[str, str | bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return kept.getvalue()


def read(contents: Mapping[str, str | bytes], settings: RosterSettings | None = None) -> Roster:
    return read_roster(zipped(contents), settings=settings)


def told(roster: Roster, *severities: Severity) -> list[str]:
    """The codes of these severities (errors and warnings), in order."""
    wanted = severities or (Severity.ERROR, Severity.WARNING)
    return [one.code for one in roster.diagnostics if one.severity in wanted]
