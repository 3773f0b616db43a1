"""What did people write down last about a mentee?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from workflows.pages.components import Sentence
from workflows.pages.happenings import items_of
from workflows.records.timelines import Happening

NOTES: Final = 3
"""The last notes on the page; all of them are on the mentee's own."""
_NOTED: Final = ("session", "concern", "referral_in")


@dataclass(frozen=True, slots=True)
class NoteSaid:
    """What somebody wrote down: who, when, what; and where the whole of it stands."""

    at: datetime
    by: str | Sentence
    kind: str | Sentence
    words: str
    href: str


def last_notes(happened: Sequence[Happening], mentee_id: UUID) -> tuple[NoteSaid, ...]:
    """Those of the logs that stand, the newest first."""
    noted = [
        one
        for one in happened
        if one.kind in _NOTED
        and one.counts
        and any(one.fields.get(name) for name in ("note", "said", "noticed"))
    ]
    return tuple(_note(one, mentee_id) for one in noted[:NOTES])


def _note(one: Happening, mentee_id: UUID) -> NoteSaid:
    told = one.fields
    words = dict.fromkeys(told.get(name) or "" for name in ("note", "said", "noticed"))
    (item,) = items_of([one], with_scores=True)
    return NoteSaid(
        at=one.happened_at,
        by=item.by,
        kind=item.kind_plain,
        words="\n".join(each for each in words if each),
        href=f"/mentees/{mentee_id}#{item.anchor}",
    )
