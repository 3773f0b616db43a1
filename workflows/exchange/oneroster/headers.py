"""Which cell of a row belongs to which standard column?

Matched by name: order, case and blanks may be wrong as long as each name is there once and means one column.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.exchange.diagnostics import Findings, Severity
from workflows.exchange.oneroster.shapes import Column, Shape

_EXTRA = "metadata."


@dataclass(frozen=True, slots=True)
class Header:
    """`places`: (position in the row, column) of every column found. `width`: how many cells a row has."""

    places: tuple[tuple[int, Column], ...]
    width: int

    @property
    def names(self) -> frozenset[str]:
        return frozenset(column.name for _, column in self.places)

    def position(self, name: str) -> int | None:
        """Where the column is, or None when the file does not have it."""
        return next((position for position, column in self.places if column.name == name), None)


def match_header(shape: Shape, header: tuple[str, ...], findings: Findings) -> Header | None:
    """The columns of this file, or None when it had to be refused."""
    written = _trimmed(shape, header, findings)
    if not _is_usable(shape, written, findings):
        return None
    found: dict[str, int] = {}
    for position, name in enumerate(written):
        standard = _standard_name(shape, name, written, position, findings)
        if standard is None:
            continue
        if standard in found:
            findings.refuse("schema.duplicate_column", shape.file, actual=name, row=1)
            return None
        found[standard] = position
    if not _has_required(shape, found, findings):
        return None
    _check_order(shape, found, written, findings)
    return Header(tuple((found[one.name], one) for one in shape.columns if one.name in found), len(written))


def _trimmed(shape: Shape, header: tuple[str, ...], findings: Findings) -> list[str]:
    written = [name.strip() for name in header]
    for position, (name, raw) in enumerate(zip(written, header, strict=True), start=1):
        if name != raw:
            findings.add(
                "schema.header_white_space", Severity.WARNING, shape.file, row=1, column=position, field=name
            )
    return written


def _is_usable(shape: Shape, written: list[str], findings: Findings) -> bool:
    if "" in written:
        findings.refuse("schema.empty_column", shape.file, actual=f"column {written.index('') + 1}", row=1)
        return False
    twice = next((name for position, name in enumerate(written) if name in written[:position]), None)
    if twice is not None:
        findings.refuse("schema.duplicate_column", shape.file, actual=twice, row=1)
        return False
    return True


def _standard_name(
    shape: Shape, name: str, written: list[str], position: int, findings: Findings
) -> str | None:
    """The standard column that is meant, or None for an extra one."""
    names = {column.name for column in shape.columns}
    if name in names:
        return name
    if name in shape.legacy and shape.legacy[name] not in written:
        _warn("schema.legacy_column", shape, position, name, findings, shape.legacy[name])
        return shape.legacy[name]
    folded = name.casefold()
    meant = [one for one in names if one.casefold() == folded]
    alike = [one for one in written if one.casefold() == folded]
    if len(meant) == 1 and len(alike) == 1:
        _warn("schema.header_case_mismatch", shape, position, name, findings, meant[0])
        return meant[0]
    if name in shape.removed:
        _warn("schema.removed_column", shape, position, name, findings)
    elif not name.startswith(_EXTRA):
        _warn("schema.unknown_column", shape, position, name, findings)
    return None


def _warn(code: str, shape: Shape, position: int, name: str, findings: Findings, expected: str = "") -> None:
    findings.add(
        code, Severity.WARNING, shape.file, row=1, column=position + 1, field=name, expected=expected
    )


def _has_required(shape: Shape, found: Mapping[str, int], findings: Findings) -> bool:
    complete = True
    for column in shape.columns:
        if column.name in found:
            continue
        if column.required:
            findings.refuse("schema.missing_required_column", shape.file, expected=column.name, row=1)
            complete = False
        else:
            findings.add(
                "schema.missing_optional_column",
                Severity.WARNING,
                shape.file,
                row=1,
                field=column.name,
                expected=column.name,
            )
    return complete


def _check_order(shape: Shape, found: Mapping[str, int], written: list[str], findings: Findings) -> None:
    standard = [found[column.name] for column in shape.columns if column.name in found]
    if standard != sorted(standard):
        findings.add("schema.header_order_mismatch", Severity.WARNING, shape.file, row=1)
    last = max(standard)
    for position, name in enumerate(written[:last]):
        if name.startswith(_EXTRA):
            findings.add(
                "schema.misplaced_metadata",
                Severity.WARNING,
                shape.file,
                row=1,
                column=position + 1,
                field=name,
            )
