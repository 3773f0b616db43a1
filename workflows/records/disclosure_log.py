"""What of a mentee's record went outside, to whom and why; what of it waits for a second person, and what did they say?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, text

from supervision.emergency_disclosures import DisclosureAnswer, EmergencyDisclosure, emergency_terms
from workflows.records.ids import new_id
from workflows.records.refusals import Stale
from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction
from workflows.records.tables.referrals import disclosure


@dataclass(frozen=True, slots=True)
class DisclosureLine:
    """One line of the log. `what` are codes; `answer` and what follows are None while nobody has read it.

    `is_emergency`: a second person reads it.
    """

    id: UUID
    mentee_id: UUID
    mentee_name: str
    parties: tuple[str, ...]
    interest: str
    what: tuple[str, ...]
    words: str
    basis: str
    threat: str
    referral_id: UUID | None
    work_id: UUID | None
    disclosed_by: UUID
    disclosed_by_name: str
    happened_at: datetime
    recorded_at: datetime
    answer: DisclosureAnswer | None
    answer_words: str | None
    answered_by_name: str | None
    answered_at: datetime | None

    @property
    def is_emergency(self) -> bool:
        return self.basis == emergency_terms().basis

    @property
    def review_due_at(self) -> datetime:
        return emergency_terms().review_due_at(self.recorded_at)


@dataclass(frozen=True, slots=True)
class KeptLog:
    """A mentee of whom something went outside: how often, and when last."""

    mentee_id: UUID
    mentee_name: str
    site_name: str
    lines: int
    last_at: datetime


_LINES: Final = """
SELECT d.id, d.mentee_id, coalesce(m.preferred_name, m.given_name) || ' ' || m.family_name AS mentee_name, d.disclosed_to,
       d.interest, d.what, d.words, d.basis, d.threat, d.referral_id, d.work_id, d.disclosed_by,
       p.given_name || ' ' || p.family_name AS disclosed_by_name, d.happened_at, d.recorded_at, r.answer,
       r.words AS answer_words, q.given_name || ' ' || q.family_name AS answered_by_name, r.happened_at AS answered_at
  FROM app.disclosure d
  JOIN app.person m ON (m.org_id, m.id) = (d.org_id, d.mentee_id)
  JOIN app.person p ON (p.org_id, p.id) = (d.org_id, d.disclosed_by)
  LEFT JOIN app.disclosure_review r ON (r.org_id, r.disclosure_id) = (d.org_id, d.id)
  LEFT JOIN app.person q ON (q.org_id, q.id) = (r.org_id, r.reviewed_by)
 WHERE d.org_id = :org_id AND {which}
"""
# The school of the newest case: by it is asked who may read this.
_AT_SITES: Final = """(cast(:site_ids AS uuid[]) IS NULL OR (SELECT e.site_id FROM app.episode e
    WHERE (e.org_id, e.mentee_id) = (d.org_id, d.mentee_id)
    ORDER BY (e.step = 'closed'), e.opened_at DESC LIMIT 1) = ANY (cast(:site_ids AS uuid[])))"""
_OF_MENTEE: Final = text(_LINES.format(which="d.mentee_id = :id ORDER BY d.happened_at DESC, d.id DESC"))
_BY_ID: Final = text(_LINES.format(which="d.id = :id"))
_WAITING: Final = text(
    _LINES.format(
        which="d.basis = :basis AND r.disclosure_id IS NULL AND d.disclosed_by IS DISTINCT FROM"
        f" cast(:reader_id AS uuid) AND {_AT_SITES} ORDER BY d.recorded_at, d.id LIMIT :most"
    )
)
_LOGS: Final = text(f"""
SELECT d.mentee_id, coalesce(m.preferred_name, m.given_name) || ' ' || m.family_name AS mentee_name, s.name AS site_name,
       count(*) AS lines, max(d.happened_at) AS last_at
  FROM app.disclosure d
  JOIN app.person m ON (m.org_id, m.id) = (d.org_id, d.mentee_id)
  JOIN LATERAL (SELECT e.site_id FROM app.episode e WHERE (e.org_id, e.mentee_id) = (d.org_id, d.mentee_id)
       ORDER BY (e.step = 'closed'), e.opened_at DESC LIMIT 1) e ON true
  JOIN app.site s ON (s.org_id, s.id) = (d.org_id, e.site_id)
 WHERE d.org_id = :org_id AND {_AT_SITES}
 GROUP BY d.mentee_id, m.preferred_name, m.given_name, m.family_name, s.name
 ORDER BY last_at DESC, d.mentee_id LIMIT :most
""")
_KEEP: Final = insert(disclosure)
_REVIEW: Final = text("""
INSERT INTO app.disclosure_review (org_id, disclosure_id, disclosed_by, work_id, answer, words, reviewed_by, happened_at,
                                   recorded_at)
SELECT d.org_id, d.id, d.disclosed_by, d.work_id, :answer, :words, :by, :happened_at, :recorded_at
  FROM app.disclosure d WHERE d.org_id = :org_id AND d.id = :id
ON CONFLICT (org_id, disclosure_id) DO NOTHING RETURNING disclosure_id
""")


async def log_of(tx: Transaction, mentee_id: UUID) -> tuple[DisclosureLine, ...]:
    """Everything that went outside, the newest first, of every case of this mentee."""
    found = await tx.connection.execute(_OF_MENTEE, {"org_id": tx.actor.org_id, "id": mentee_id})
    return tuple(_line(row) for row in found.mappings())


async def load_disclosure(tx: Transaction, disclosure_id: UUID) -> DisclosureLine:
    """Raises `NotFound`."""
    return _line(await known_row(tx, _BY_ID, id=disclosure_id))


async def waiting_disclosures(
    tx: Transaction, site_ids: Sequence[UUID] | None, *, most: int
) -> tuple[DisclosureLine, ...]:
    """What nobody has read as the second person, the oldest first, but for what its reader has told themselves."""
    asked = {**_asked(tx, site_ids, most), "basis": emergency_terms().basis, "reader_id": tx.actor.person_id}
    return tuple(_line(row) for row in (await tx.connection.execute(_WAITING, asked)).mappings())


async def logs_at(tx: Transaction, site_ids: Sequence[UUID] | None, *, most: int) -> tuple[KeptLog, ...]:
    """Of whom something went outside, at these sites or at every one; the newest first."""
    found = await tx.connection.execute(_LOGS, _asked(tx, site_ids, most))
    return tuple(KeptLog(**row) for row in found.mappings())


async def keep_emergency(
    tx: Transaction,
    told: EmergencyDisclosure,
    *,
    mentee_id: UUID,
    episode_id: UUID,
    by: UUID,
    recorded_at: datetime,
) -> UUID:
    terms, disclosure_id = emergency_terms(), new_id()
    row = {
        "org_id": tx.actor.org_id,
        "id": disclosure_id,
        "mentee_id": mentee_id,
        "episode_id": episode_id,
        "work_id": told.work_id,
        "disclosed_to": "\n".join(one.strip() for one in told.disclosed_to if one.strip()),
        "interest": terms.interest,
        "what": list(told.what),
        "words": told.words.strip(),
        "basis": terms.basis,
        "threat": told.threat.strip(),
        "disclosed_by": by,
        "happened_at": told.happened_at,
        "recorded_at": recorded_at,
    }
    await tx.connection.execute(_KEEP, row)
    return disclosure_id


async def keep_disclosure_review(
    tx: Transaction,
    disclosure_id: UUID,
    *,
    answer: DisclosureAnswer,
    words: str,
    by: UUID,
    happened_at: datetime,
    recorded_at: datetime,
) -> None:
    """Raises `Stale` when somebody was faster."""
    times = {"happened_at": happened_at, "recorded_at": recorded_at}
    said = {"answer": answer.value, "words": words, "by": by}
    if await row_of(tx, _REVIEW, id=disclosure_id, **said, **times) is None:
        raise Stale("Somebody has read this as the second person already.")


def _asked(tx: Transaction, site_ids: Sequence[UUID] | None, most: int) -> dict[str, Any]:
    sites = None if site_ids is None else list(site_ids)
    return {"org_id": tx.actor.org_id, "site_ids": sites, "most": most}


def _line(row: Mapping[Any, Any]) -> DisclosureLine:
    kept = {name: found for name, found in row.items() if name != "disclosed_to"}
    return DisclosureLine(
        **{
            **kept,
            "parties": tuple(row["disclosed_to"].split("\n")),
            "what": tuple(row["what"]),
            "answer": DisclosureAnswer(row["answer"]) if row["answer"] else None,
        }
    )
