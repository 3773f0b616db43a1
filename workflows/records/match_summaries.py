"""What should the next mentor know, who wrote it, and to whom was it released?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.ids import new_id
from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction
from workflows.records.tables.match_lives import match_summary, summary_release


@dataclass(frozen=True, slots=True)
class Summary:
    """What helped in one match, what to know, and what was agreed."""

    id: UUID
    match_id: UUID
    episode_id: UUID
    mentor_id: UUID
    mentor_name: str
    helped: str
    to_know: str
    agreed: str
    written_by_name: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Release:
    """Who may read a summary, since when, and who let them."""

    to_match_id: UUID
    mentor_name: str
    released_by_name: str
    recorded_at: datetime


_SUMMARY = """
SELECT s.id, s.match_id, m.episode_id, m.mentor_id, k.given_name || ' ' || k.family_name AS mentor_name,
       s.helped, s.to_know, s.agreed, p.given_name || ' ' || p.family_name AS written_by_name, s.recorded_at
  FROM app.match_summary s
  JOIN app.match m ON (m.org_id, m.id) = (s.org_id, s.match_id)
  JOIN app.person k ON (k.org_id, k.id) = (m.org_id, m.mentor_id)
  JOIN app.person p ON (p.org_id, p.id) = (s.org_id, s.written_by)
 WHERE s.org_id = :org_id AND {which}
"""
_BY_ID = text(_SUMMARY.format(which="s.id = :id"))
_NEWEST = text(_SUMMARY.format(which="s.match_id = :id ORDER BY s.recorded_at DESC, s.id DESC LIMIT 1"))
_RELEASED = text(
    _SUMMARY.format(
        which="""s.id IN (SELECT r.summary_id FROM app.summary_release r
         JOIN app.match x ON (x.org_id, x.id) = (r.org_id, r.to_match_id)
        WHERE r.org_id = :org_id AND x.episode_id = :episode_id AND x.mentor_id = :mentor_id)
 ORDER BY s.recorded_at DESC, s.id DESC"""
    )
)
_RELEASES = text("""
SELECT r.to_match_id, k.given_name || ' ' || k.family_name AS mentor_name,
       p.given_name || ' ' || p.family_name AS released_by_name, r.recorded_at
  FROM app.summary_release r
  JOIN app.match x ON (x.org_id, x.id) = (r.org_id, r.to_match_id)
  JOIN app.person k ON (k.org_id, k.id) = (x.org_id, x.mentor_id)
  JOIN app.person p ON (p.org_id, p.id) = (r.org_id, r.released_by)
 WHERE r.org_id = :org_id AND r.summary_id = :id ORDER BY r.recorded_at
""")
_KEEP = insert(match_summary)
_KEEP_RELEASE = insert(summary_release)


async def load_summary(tx: Transaction, summary_id: UUID) -> Summary:
    return Summary(**await known_row(tx, _BY_ID, id=summary_id))


async def newest_summary(tx: Transaction, match_id: UUID) -> Summary | None:
    """The one that holds: each is written anew, and none is changed."""
    row = await row_of(tx, _NEWEST, id=match_id)
    return Summary(**row) if row else None


async def released_to(tx: Transaction, episode_id: UUID, mentor_id: UUID) -> tuple[Summary, ...]:
    """What this mentor of the case may read of the matches before, the newest first."""
    asked = {"org_id": tx.actor.org_id, "episode_id": episode_id, "mentor_id": mentor_id}
    return tuple(Summary(**row) for row in (await tx.connection.execute(_RELEASED, asked)).mappings())


async def releases_of(tx: Transaction, summary_id: UUID) -> tuple[Release, ...]:
    found = await tx.connection.execute(_RELEASES, {"org_id": tx.actor.org_id, "id": summary_id})
    return tuple(Release(**row) for row in found.mappings())


async def keep_summary(
    tx: Transaction, match_id: UUID, *, helped: str, to_know: str, agreed: str, by: UUID, at: datetime
) -> UUID:
    summary_id = new_id()
    row = {"id": summary_id, "match_id": match_id, "helped": helped, "to_know": to_know, "agreed": agreed}
    whole = {"org_id": tx.actor.org_id, **row, "written_by": by, "recorded_at": at}
    await tx.connection.execute(_KEEP, whole)
    return summary_id


async def keep_release(
    tx: Transaction, summary_id: UUID, to_match_id: UUID, *, by: UUID, at: datetime
) -> None:
    """The database holds that it is released to a match once."""
    row = {"summary_id": summary_id, "to_match_id": to_match_id, "released_by": by, "recorded_at": at}
    await tx.connection.execute(_KEEP_RELEASE, {"org_id": tx.actor.org_id, **row})
