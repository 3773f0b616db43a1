"""Whom does somebody call whose form could not be kept, since the database is away? Known from before it went.

What the pages of the emergency folder say is read from their files; of which schools somebody is, this process
remembers from their last page. A stranger is told nothing but 911 and 988.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from supervision.access import Actor

# So many sign-ins does a process remember, the newest.
_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class _Place:
    org_id: UUID
    site_ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class EmergencyShown:
    """The emergency pages of one process's folder, and who of those signed in belongs to which."""

    folder: Path
    _known: dict[bytes, _Place] = field(default_factory=dict)

    def remember(self, token_hash: bytes, actor: Actor) -> None:
        """Somebody is signed in with this token now."""
        self._known.pop(token_hash, None)
        while len(self._known) >= _MOST:
            self._known.pop(next(iter(self._known)))
        sites = {held.site_id for held in actor.appointments}
        of_all = None in sites or not sites
        self._known[token_hash] = _Place(
            actor.org_id, frozenset() if of_all else frozenset(one for one in sites if one is not None)
        )

    def numbers_for(self, token_hash: bytes) -> tuple[tuple[str, str], ...]:
        """Name and telephone of whoever is called, in that order; none where nothing is known or on file."""
        place = self._known.get(token_hash)
        if place is None:
            return ()
        found = [
            (one["name"], one["phone"])
            for page in self._pages(place)
            for one in page["people"]
            if one["phone"]
        ]
        return tuple(dict.fromkeys(found))

    def _pages(self, place: _Place) -> Iterator[Mapping[str, Any]]:
        for path in sorted((self.folder / str(place.org_id)).glob("*.json")):
            if not place.site_ids or path.stem in {str(one) for one in place.site_ids}:
                try:
                    yield json.loads(path.read_text(encoding="utf-8"))
                except (OSError, ValueError):
                    continue
