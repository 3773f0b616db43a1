"""Whom does a school call when the site is away? Everybody on its ladder with their telephone, and no student."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from supervision.phone_numbers import read_aloud
from triage.roles import Role
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class Number:
    """One person to call. `is_on_call`: first of all; `phone` is None when none is on file; `is_away` by now."""

    name: str
    role: str
    phone: str | None
    is_on_call: bool
    is_away: bool


@dataclass(frozen=True, slots=True)
class SiteNumbers:
    """One school's people, in the order of calling, as things stood at `made_at`."""

    org_id: UUID
    site_id: UUID
    organization: str
    site: str
    time_zone: str
    crisis_contact: str
    made_at: datetime
    people: tuple[Number, ...]


# The order in which the ladders of a policy go: who is on call, who decides and who looks after cases at the school,
# then those of the other schools, then the administrators. Each person once, where they stand first; nobody whose
# sign-in was taken away.
_PEOPLE: Final = text("""
WITH listed AS (
    SELECT s.id AS site_id, 1 AS place, d.person_id, 'clinical_supervisor' AS role, d.phone
      FROM app.site s JOIN LATERAL (
           SELECT c.person_id, c.phone FROM app.on_call c WHERE (c.org_id, c.site_id) = (s.org_id, s.id)
              AND c.starts_at <= :at ORDER BY c.starts_at DESC, c.recorded_at DESC LIMIT 1) d ON true
     WHERE s.org_id = :org_id
    UNION ALL
    SELECT s.id, CASE WHEN a.role = 'administrator' THEN 6
                      WHEN NOT coalesce(a.site_id = s.id, true) THEN 5
                      WHEN a.role = 'clinical_supervisor' THEN 2 WHEN a.role = 'counselor' THEN 3 ELSE 4 END,
           a.person_id, a.role, NULL
      FROM app.site s JOIN app.appointment a ON a.org_id = s.org_id
     WHERE s.org_id = :org_id AND a.starts_at <= :at AND (a.ended_at IS NULL OR a.ended_at > :at)
       AND (a.role IN ('clinical_supervisor', 'administrator')
            OR a.role IN ('counselor', 'direct_supervisor') AND coalesce(a.site_id = s.id, true))
), once AS (
    SELECT DISTINCT ON (site_id, person_id) * FROM listed l
     WHERE NOT (EXISTS (SELECT FROM sign_in.identity i WHERE (i.org_id, i.person_id) = (:org_id, l.person_id))
                AND NOT EXISTS (SELECT FROM sign_in.identity i WHERE (i.org_id, i.person_id) = (:org_id, l.person_id)
                                   AND i.disabled_at IS NULL))
     ORDER BY site_id, person_id, place
)
SELECT s.id AS site_id, s.name AS site, s.time_zone, o.name AS organization, o.crisis_contact, l.place, l.role,
       p.given_name || ' ' || p.family_name AS name, coalesce(l.phone, p.work_phone, p.phone) AS phone,
       EXISTS (SELECT FROM app.absence b WHERE (b.org_id, b.person_id) = (p.org_id, p.id)
                  AND b.starts_at <= :at AND b.ends_at > :at) AS is_away
  FROM app.site s
  JOIN sign_in.organisation o ON o.id = s.org_id
  LEFT JOIN once l ON l.site_id = s.id
  LEFT JOIN app.person p ON (p.org_id, p.id) = (s.org_id, l.person_id)
 WHERE s.org_id = :org_id
 ORDER BY s.id, l.place, p.family_name, p.given_name, p.id
""")


async def emergency_numbers(tx: Transaction) -> Sequence[SiteNumbers]:
    """Of each school of the organization that this transaction is scoped to."""
    rows = (await tx.connection.execute(_PEOPLE, {"org_id": tx.actor.org_id, "at": tx.at})).mappings().all()
    return [_site(tx, list(of_site)) for _, of_site in groupby(rows, lambda row: row["site_id"])]


def _site(tx: Transaction, rows: Sequence[Mapping[Any, Any]]) -> SiteNumbers:
    first = rows[0]
    return SiteNumbers(
        org_id=tx.actor.org_id,
        made_at=tx.at,
        people=tuple(_number(row) for row in rows if row["name"] is not None),
        **{name: first[name] for name in ("site_id", "organization", "site", "time_zone", "crisis_contact")},
    )


def _number(row: Mapping[Any, Any]) -> Number:
    phone = read_aloud(row["phone"]) if row["phone"] else None
    return Number(row["name"], Role(row["role"]).plain, phone, row["place"] == 1, row["is_away"])
