"""Whose are the forms of a list, by number and family name, and which of their kind are on record already?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, text

from workflows.records.misfiled import stands
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class NumberedCase:
    """An open case, by the number and the family name of the student."""

    number: str
    family_name: str
    episode_id: UUID


@dataclass(frozen=True, slots=True)
class KnownForm:
    """A form of this kind that is on record: by whom and when it was answered, and what. `waits`: of another list."""

    episode_id: UUID
    informant: str
    completed_at: datetime
    answers: Mapping[str, Any]
    waits: bool


_NUMBERED: Final = text("""
SELECT s.number, p.family_name, e.id AS episode_id
  FROM app.student s
  JOIN app.person p ON (p.org_id, p.id) = (s.org_id, s.person_id)
  JOIN app.episode e ON (e.org_id, e.mentee_id) = (s.org_id, s.person_id) AND e.step <> 'closed'
 WHERE s.org_id = :org_id AND s.number = ANY(cast(:numbers AS text[]))
""")
# One list of a questionnaire at a time: the second waits, and then sees what the first has brought.
_ALONE: Final = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(:org_id || ' answers ' || :instrument_id, 0))"
)
_KNOWN: Final = text(f"""
SELECT r.episode_id, r.form ->> 'informant' AS informant, cast(r.form ->> 'completed_at' AS timestamptz) AS completed_at,
       r.form -> 'answers' AS answers, true AS waits
  FROM app.answer_import_row r
 WHERE r.org_id = :org_id AND r.state = 'waiting' AND r.form ->> 'instrument_id' = :instrument_id
   AND r.episode_id = ANY(cast(:ids AS uuid[]))
 UNION ALL
SELECT a.episode_id, a.informant, a.completed_at, a.answers, false FROM app.administration a
 WHERE a.org_id = :org_id AND a.instrument_id = :instrument_id AND a.episode_id = ANY(cast(:ids AS uuid[]))
   AND {stands("a")} AND NOT EXISTS (SELECT FROM app.administration n WHERE (n.org_id, n.amends) = (a.org_id, a.id))
""").columns(answers=JSON)


async def cases_numbered(tx: Transaction, numbers: Sequence[str]) -> tuple[NumberedCase, ...]:
    """The open cases of the students with these numbers, wherever in the organization."""
    asked = {"org_id": tx.actor.org_id, "numbers": list(numbers)}
    return tuple(NumberedCase(**row) for row in (await tx.connection.execute(_NUMBERED, asked)).mappings())


async def alone_with(tx: Transaction, instrument_id: str) -> None:
    """Nobody else brings a list of this questionnaire until this transaction ends."""
    await tx.connection.execute(_ALONE, {"org_id": str(tx.actor.org_id), "instrument_id": instrument_id})


async def known_forms(
    tx: Transaction, instrument_id: str, episode_ids: Sequence[UUID]
) -> tuple[KnownForm, ...]:
    """Every form of this kind that is on record for these cases and stands, or waits to be."""
    asked = {"org_id": tx.actor.org_id, "instrument_id": instrument_id, "ids": list(episode_ids)}
    return tuple(KnownForm(**row) for row in (await tx.connection.execute(_KNOWN, asked)).mappings())
