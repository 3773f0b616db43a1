"""Who asked for help for this mentee, what had they noticed, and what may they be told of it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.rows import known_row
from workflows.records.scope import Transaction
from workflows.records.tables.episodes import referral_in


@dataclass(frozen=True, slots=True)
class ReferralIn:
    """That it was received, and who looks at it: nothing of the case itself. `student_id` is whom it is about."""

    id: UUID
    student_id: UUID
    student_name: str
    grade: str | None
    homeroom: str | None
    site_id: UUID
    site_name: str
    how_soon: str
    referred_by: UUID
    received_at: datetime
    owner_id: UUID
    owner_name: str
    time_zone: str


_KEEP = insert(referral_in)
_REFERRAL = """
SELECT r.id, e.mentee_id AS student_id, st.grade, st.homeroom, e.site_id, s.name AS site_name, r.how_soon,
       r.referred_by, r.happened_at AS received_at,
       coalesce(m.preferred_name, m.given_name) || ' ' || m.family_name AS student_name,
       o.id AS owner_id, o.given_name || ' ' || o.family_name AS owner_name, s.time_zone
  FROM app.referral_in r
  JOIN app.episode e ON (e.org_id, e.id) = (r.org_id, r.episode_id)
  JOIN app.person m ON (m.org_id, m.id) = (e.org_id, e.mentee_id)
  JOIN app.person o ON (o.org_id, o.id) = (e.org_id, e.owner_id)
  JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
  LEFT JOIN app.student st ON (st.org_id, st.person_id) = (e.org_id, e.mentee_id)
 WHERE r.org_id = :org_id AND {which}
"""
_BY_ID = text(_REFERRAL.format(which="r.id = :id"))
_BY_REFERRER = text(
    _REFERRAL.format(which="r.referred_by = :person_id ORDER BY r.happened_at DESC, r.id DESC LIMIT :most")
)


_REASONS = text("""
SELECT DISTINCT reason FROM app.referral_in r, unnest(r.reasons) AS reason
 WHERE r.org_id = :org_id AND r.episode_id = :id ORDER BY reason
""")


async def reasons_of(tx: Transaction, episode_id: UUID) -> tuple[str, ...]:
    """Every reason that a referral of this episode named."""
    found = await tx.connection.execute(_REASONS, {"org_id": tx.actor.org_id, "id": episode_id})
    return tuple(found.scalars())


async def keep_referral_in(tx: Transaction, values: Mapping[str, Any]) -> None:
    await tx.connection.execute(_KEEP, {"org_id": tx.actor.org_id, **values})


async def load_referral_in(tx: Transaction, referral_id: UUID) -> ReferralIn:
    return ReferralIn(**await known_row(tx, _BY_ID, id=referral_id))


async def referrals_by(tx: Transaction, person_id: UUID, *, most: int = 20) -> tuple[ReferralIn, ...]:
    """What this person has referred, the newest first."""
    asked = {"org_id": tx.actor.org_id, "person_id": person_id, "most": most}
    return tuple(ReferralIn(**row) for row in (await tx.connection.execute(_BY_REFERRER, asked)).mappings())
