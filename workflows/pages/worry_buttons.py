"""Where does one press lead whoever is worried about the student whom this page shows?"""

from collections.abc import Sequence
from dataclasses import dataclass

from supervision.access import Actor, why_not_raise_concern
from workflows.records.scope import Seen


@dataclass(frozen=True, slots=True)
class WorryButton:
    """`seen` fills while the page is made, so that it is asked for only when the page is shown at `path`."""

    actor: Actor
    path: str
    seen: Sequence[Seen]

    @property
    def href(self) -> str:
        """Empty on a page that is about nobody, or about several, and on the page that it leads to."""
        if len({one.mentee_id for one in self.seen}) != 1:
            return ""
        about = self.seen[-1]
        to = f"/mentees/{about.mentee_id}/{'concerns' if self._looks_after(about) else 'cases'}/new"
        return "" if self.path in (to, to.removesuffix("/new")) else to

    def _looks_after(self, about: Seen) -> bool:
        """Everybody else, and whoever reads a case that is closed, says it as a new referral."""
        return (
            about.is_open
            and about.standing is not None
            and why_not_raise_concern(self.actor, about.standing) is None
        )
