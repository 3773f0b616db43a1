"""Who was asked to take a case over, of somebody who leaves or of a student who does, and what did they say?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.rows import known_row
from workflows.records.scope import Transaction
from workflows.records.tables.match_lives import takeover


@dataclass(frozen=True, slots=True)
class Takeover:
    """One case that somebody is asked to take over."""

    id: UUID
    departure_id: UUID
    episode_id: UUID
    what: str
    to_id: UUID
    leaver_id: UUID
    leaver_name: str
    mentee_id: UUID
    mentee_name: str
    last_day_on: date

    @property
    def is_of_student(self) -> bool:
        """Whether the mentee is the one who leaves."""
        return self.leaver_id == self.mentee_id


_ASKED: Final = """
SELECT t.id, t.departure_id, t.episode_id, t.what, t.to_id, d.person_id AS leaver_id,
       p.given_name || ' ' || p.family_name AS leaver_name, e.mentee_id,
       coalesce(m.preferred_name, m.given_name) || ' ' || m.family_name AS mentee_name, d.last_day_on
  FROM app.takeover t
  JOIN app.departure d ON (d.org_id, d.id) = (t.org_id, t.departure_id) AND d.ended_at IS NULL
  JOIN app.person p ON (p.org_id, p.id) = (d.org_id, d.person_id)
  JOIN app.episode e ON (e.org_id, e.id) = (t.org_id, t.episode_id)
  JOIN app.person m ON (m.org_id, m.id) = (e.org_id, e.mentee_id)
 WHERE t.org_id = :org_id AND t.answer IS NULL AND e.step <> 'closed' AND {which}
"""
_ASKED_OF = text(_ASKED.format(which="t.to_id = :person_id ORDER BY d.last_day_on, m.family_name, t.id"))
_ASKED_BY_ID = text(_ASKED.format(which="t.id = :id FOR UPDATE OF t"))
_PROPOSE = insert(takeover)
_WITHDRAW = text("""
UPDATE app.takeover SET answer = 'withdrawn', answered_by = :by, answered_at = :at
 WHERE org_id = :org_id AND departure_id = :departure_id AND answer IS NULL
   AND (cast(:episode_id AS uuid) IS NULL OR (episode_id = :episode_id AND what = :what))
""")
_ANSWER = text("""
UPDATE app.takeover SET answer = :answer, words = :words, answered_by = :by, answered_at = :at
 WHERE org_id = :org_id AND id = :id AND answer IS NULL
""")


async def asked_of(tx: Transaction, person_id: UUID) -> tuple[Takeover, ...]:
    """What this person is asked to take over and has not answered."""
    asked = {"org_id": tx.actor.org_id, "person_id": person_id}
    return tuple(Takeover(**row) for row in (await tx.connection.execute(_ASKED_OF, asked)).mappings())


async def lock_takeover(tx: Transaction, takeover_id: UUID) -> Takeover:
    """One that is not answered yet; raises `NotFound`."""
    return Takeover(**await known_row(tx, _ASKED_BY_ID, id=takeover_id))


async def keep_takeover(tx: Transaction, **row: object) -> None:
    await tx.connection.execute(_PROPOSE, {"org_id": tx.actor.org_id, **row})


async def withdraw_takeovers(
    tx: Transaction,
    departure_id: UUID,
    *,
    episode_id: UUID | None = None,
    what: str = "",
    by: UUID,
    at: datetime,
) -> None:
    """Who was asked before is asked no more: of one case, or of all."""
    row = {"departure_id": departure_id, "episode_id": episode_id, "what": what, "by": by, "at": at}
    await tx.connection.execute(_WITHDRAW, {"org_id": tx.actor.org_id, **row})


async def keep_takeover_answer(
    tx: Transaction, takeover_id: UUID, *, answer: str, words: str, by: UUID, at: datetime
) -> None:
    row = {"id": takeover_id, "answer": answer, "words": words, "by": by, "at": at}
    await tx.connection.execute(_ANSWER, {"org_id": tx.actor.org_id, **row})
