"""Which rules say who looks after whom at a site, and who stands in where none does?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from supervision.owners import OwnerRule, StandIn
from workflows.records.rows import known_row
from workflows.records.scope import Transaction
from workflows.records.tables.people import owner_rule

# A counselor of the site, else the clinical supervisor: whoever was appointed first, so that it does not change.
_OWNERS = text("""
SELECT s.id AS site_id, a.person_id, p.given_name || ' ' || p.family_name AS name
  FROM app.site s
  JOIN app.appointment a ON a.org_id = s.org_id AND (a.site_id IS NULL OR a.site_id = s.id)
   AND a.role IN ('counselor', 'clinical_supervisor')
   AND a.starts_at <= :at AND (a.ended_at IS NULL OR a.ended_at > :at)
  JOIN app.person p ON (p.org_id, p.id) = (a.org_id, a.person_id)
 WHERE s.org_id = :org_id AND (cast(:site_id AS uuid) IS NULL OR s.id = :site_id)
 GROUP BY s.id, a.person_id, p.given_name, p.family_name
 ORDER BY s.id, bool_or(a.role = 'counselor') DESC, bool_or(a.site_id IS NOT NULL) DESC, min(a.starts_at), a.person_id
""")
_RULES = text("""
SELECT r.id, r.site_id, r.owner_id, p.given_name || ' ' || p.family_name AS owner_name, r.grades, r.surnames_from,
       r.surnames_to, EXISTS (SELECT FROM app.appointment a
         WHERE (a.org_id, a.person_id) = (r.org_id, r.owner_id) AND a.role IN ('counselor', 'clinical_supervisor')
           AND (a.site_id IS NULL OR a.site_id = r.site_id)
           AND a.starts_at <= :at AND (a.ended_at IS NULL OR a.ended_at > :at)) AS serves
  FROM app.owner_rule r JOIN app.person p ON (p.org_id, p.id) = (r.org_id, r.owner_id)
 WHERE r.org_id = :org_id AND (cast(:site_id AS uuid) IS NULL OR r.site_id = :site_id)
   AND r.starts_at <= :at AND (r.ended_at IS NULL OR r.ended_at > :at)
 ORDER BY (cardinality(r.grades) = 0 AND r.surnames_from IS NULL), r.grades, r.surnames_from, r.id
""")
_ONE = text("SELECT site_id, owner_id FROM app.owner_rule WHERE org_id = :org_id AND id = :id")
_STUDENTS = text("""
SELECT s.site_id, s.grade, p.family_name, count(*) AS students
  FROM app.student s JOIN app.person p ON (p.org_id, p.id) = (s.org_id, s.person_id)
 WHERE s.org_id = :org_id AND s.left_on IS NULL
 GROUP BY s.site_id, s.grade, p.family_name
""")
_KEEP = insert(owner_rule)
_END = text("""
UPDATE app.owner_rule SET ended_at = :at
 WHERE org_id = :org_id AND id = :id AND (ended_at IS NULL OR ended_at > :at) RETURNING id
""")
# Two that set rules of a site at once wait for each other: each is held against all others.
_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:org_id || ' owner_rule ' || :site_id, 0))")


@dataclass(frozen=True, slots=True)
class SiteRule:
    """A rule with the site it is for, and the range as it was written."""

    site_id: UUID
    rule: OwnerRule


async def owners_by_site(tx: Transaction, site_id: UUID | None = None) -> Mapping[UUID, Sequence[StandIn]]:
    """Who may look after students of each site; the first stands in where no rule names anybody."""
    asked = {"org_id": tx.actor.org_id, "site_id": site_id, "at": tx.at}
    found: dict[UUID, list[StandIn]] = {}
    for row in await tx.connection.execute(_OWNERS, asked):
        found.setdefault(row.site_id, []).append(StandIn(row.person_id, row.name))
    return found


async def owners_at(tx: Transaction, site_id: UUID) -> Sequence[StandIn]:
    return (await owners_by_site(tx, site_id)).get(site_id, ())


async def owner_rules(tx: Transaction, site_id: UUID | None = None) -> tuple[SiteRule, ...]:
    """The rules in force at this site, or at every site; the queue of a site last."""
    asked = {"org_id": tx.actor.org_id, "site_id": site_id, "at": tx.at}
    return tuple(_rule(row) for row in (await tx.connection.execute(_RULES, asked)).mappings())


async def rules_at(tx: Transaction, site_id: UUID) -> tuple[OwnerRule, ...]:
    return tuple(one.rule for one in await owner_rules(tx, site_id))


def _rule(row: Mapping[Any, Any]) -> SiteRule:
    surnames = (row["surnames_from"], row["surnames_to"]) if row["surnames_from"] is not None else None
    rule = OwnerRule(
        id=row["id"],
        owner_id=row["owner_id"],
        owner_name=row["owner_name"],
        grades=frozenset(row["grades"]),
        surnames=surnames,
        serves=row["serves"],
    )
    return SiteRule(row["site_id"], rule)


async def site_of_rule(tx: Transaction, rule_id: UUID) -> UUID:
    site_id: UUID = (await known_row(tx, _ONE, id=rule_id))["site_id"]
    return site_id


async def students_by_site(tx: Transaction) -> Mapping[UUID, Sequence[tuple[str | None, str, int]]]:
    """Grade and surname of the students of each site, and how many share both."""
    found: dict[UUID, list[tuple[str | None, str, int]]] = {}
    for row in await tx.connection.execute(_STUDENTS, {"org_id": tx.actor.org_id}):
        found.setdefault(row.site_id, []).append((row.grade, row.family_name, row.students))
    return found


async def lock_rules(tx: Transaction, site_id: UUID) -> None:
    await tx.connection.execute(_ALONE, {"org_id": str(tx.actor.org_id), "site_id": str(site_id)})


async def keep_owner_rule(tx: Transaction, site_id: UUID, rule: OwnerRule, *, at: datetime) -> None:
    first, last = rule.surnames or (None, None)
    await tx.connection.execute(
        _KEEP,
        {
            "org_id": tx.actor.org_id,
            "id": rule.id,
            "site_id": site_id,
            "grades": sorted(rule.grades),
            "surnames_from": first,
            "surnames_to": last,
            "owner_id": rule.owner_id,
            "starts_at": at,
            "ended_at": None,
            "set_by": tx.actor.person_id,
            "recorded_at": at,
        },
    )


async def end_rule(tx: Transaction, rule_id: UUID, *, at: datetime) -> bool:
    """Whether it was in force until now."""
    asked = {"org_id": tx.actor.org_id, "id": rule_id, "at": at}
    return (await tx.connection.execute(_END, asked)).first() is not None
