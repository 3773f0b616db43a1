"""What does a person see before a roster is taken over?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workflows.exchange.roster_limits import PLAIN, brake
from workflows.records.roster_changes import WHAT, Changes


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind of record: how many rows of each sort, and how many of the changed ones differ in a field."""

    kind: str
    new: int = 0
    changed: int = 0
    returned: int = 0
    left: int = 0
    unchanged: int = 0
    error: int = 0
    fields: Mapping[str, int] | None = None

    @property
    def plain(self) -> str:
        """The kind in words."""
        return PLAIN[self.kind][1].capitalize()


@dataclass(frozen=True, slots=True)
class Preview:
    """`brake`: why a second confirmation with the number `leaving` is needed. `need_site`: students who get
    the chosen site. `alike`: new students who may be known already under another id, decided one by one.
    """

    version: str | None = None
    removing: Sequence[str] = ()
    lines: Sequence[KindLine] = ()
    brake: Sequence[str] = ()
    leaving: int = 0
    leaving_with_case: int = 0
    need_site: int = 0
    new_sites: Sequence[str] = ()
    alike: Sequence[Mapping[str, Any]] = ()
    digest: str = ""
    errors: int = 0
    warnings: int = 0
    passwords_dropped: int = 0
    same: Mapping[str, str] | None = None

    @property
    def has_changes(self) -> bool:
        """Whether taking it over would write anything."""
        return any(line.new or line.changed or line.returned or line.left for line in self.lines)


def preview_of(changes: Changes, told: Preview) -> Preview:
    """The preview of these changes. `told`: what the reading of the file alone has said; it stays."""
    return replace(
        told,
        lines=tuple(
            KindLine(
                kind,
                **{what: changes.counts[kind].get(what, 0) for what in WHAT},
                fields=dict(changes.fields.get(kind, {})),
            )
            for kind in PLAIN
            if kind in changes.counts
        ),
        brake=brake(changes),
        leaving=sum(one.leaving for one in changes.leaving),
        leaving_with_case=sum(one.with_case for one in changes.leaving),
        need_site=changes.need_site,
        new_sites=tuple(one.name for one in changes.schools if one.site_id is None),
        alike=changes.alike,
        digest=changes.digest,
    )


def preview_from(summary: Mapping[str, Any]) -> Preview:
    """The preview as it was kept."""
    lines = tuple(KindLine(**line) for line in summary["lines"])
    return Preview(**{**summary, "lines": lines})
