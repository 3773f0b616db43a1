"""Who could go on with the open referrals of a case, and who owns those that nobody might go on with?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, text

from supervision.access import Actor, Appointment
from triage.roles import Role
from workflows.records.episodes import Case
from workflows.records.referrals import LIVE, Referral
from workflows.records.refusals import Stale
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class Owned:
    """An open referral, and whose it is."""

    id: UUID
    episode_id: UUID
    owner_id: UUID


# Those who look after the case by name, and those who hold a post at its site; never anybody whose access has ended.
_PEOPLE = text("""
SELECT p.id, p.given_name || ' ' || p.family_name AS name, json_agg(json_build_array(a.role, a.site_id)) AS posts
  FROM app.person p
  JOIN app.appointment a ON (a.org_id, a.person_id) = (p.org_id, p.id)
       AND a.starts_at <= :at AND (a.ended_at IS NULL OR a.ended_at > :at)
 WHERE p.org_id = :org_id AND (p.id = ANY(:named) OR EXISTS (SELECT FROM app.appointment k
       WHERE (k.org_id, k.person_id) = (p.org_id, p.id) AND k.role IN ('counselor', 'clinical_supervisor')
         AND coalesce(k.site_id, :site_id) = :site_id))
 GROUP BY p.org_id, p.id, p.given_name, p.family_name
 ORDER BY p.family_name, p.given_name, p.id
""").columns(posts=JSON)
# Whoever owns the case, or holds a post at its site, looks after it. Of the others it has to be asked.
_TO_ASK_ABOUT = text(f"""
SELECT r.id, r.episode_id, r.owner_id FROM app.referral r
  JOIN app.episode e ON (e.org_id, e.id) = (r.org_id, r.episode_id)
 WHERE r.org_id = :org_id AND r.{LIVE} AND r.owner_id <> e.owner_id
   AND (cast(:episode_id AS uuid) IS NULL OR r.episode_id = :episode_id)
   AND NOT EXISTS (SELECT FROM app.appointment a WHERE (a.org_id, a.person_id) = (r.org_id, r.owner_id)
        AND a.role IN ('counselor', 'clinical_supervisor') AND coalesce(a.site_id, e.site_id) = e.site_id
        AND a.starts_at <= :at AND (a.ended_at IS NULL OR a.ended_at > :at))
 ORDER BY r.episode_id, r.id
""")
_KEEP = text(f"""
UPDATE app.referral SET owner_id = :to_id WHERE org_id = :org_id AND id = :id AND owner_id = :owner_id AND {LIVE}
RETURNING id
""")


async def people_around(tx: Transaction, case: Case) -> tuple[Actor, ...]:
    """Everybody who might look after this case, with the roles they hold now."""
    standing = case.standing
    named = (
        standing.owner_id,
        standing.direct_supervisor_id,
        standing.clinical_supervisor_id,
        standing.on_call_id,
    )
    asked = {
        "org_id": tx.actor.org_id,
        "site_id": case.site_id,
        "named": [one for one in named if one is not None],
        "at": tx.at,
    }
    return tuple(_person(tx, row) for row in (await tx.connection.execute(_PEOPLE, asked)).mappings())


def asks_next_on(referral: Referral, case: Case, at: datetime) -> date:
    """The day on which its owner has to ask again; today when it is late, or when nobody has to."""
    today = case.calendar.local_day(at)
    return max(today, referral.call_back_on or today)


def _person(tx: Transaction, row: Mapping[Any, Any]) -> Actor:
    posts = tuple(Appointment(Role(role), UUID(site) if site else None) for role, site in row["posts"])
    return Actor(tx.actor.org_id, row["id"], row["name"], posts)


async def owners_to_ask_about(tx: Transaction, episode_id: UUID | None) -> tuple[Owned, ...]:
    """Open referrals whose owner neither owns the case nor holds a post at its site: of one case, or of all."""
    asked = {"org_id": tx.actor.org_id, "episode_id": episode_id, "at": tx.at}
    return tuple(Owned(**row) for row in (await tx.connection.execute(_TO_ASK_ABOUT, asked)).mappings())


async def keep_referral_owner(tx: Transaction, referral: Referral | Owned, to_id: UUID) -> None:
    """From now on it is theirs; raises `Stale` when it has ended or gone to somebody else."""
    asked = {
        "org_id": tx.actor.org_id,
        "id": referral.id,
        "owner_id": referral.owner_id,
        "to_id": to_id,
    }
    if (await tx.connection.execute(_KEEP, asked)).first() is None:
        raise Stale("Somebody has gone on with this referral a moment ago.")
