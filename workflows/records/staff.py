"""Who works here already, and what is on file about them? Told by their email address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, text

from triage.roles import Role
from workflows.records.mentors import MentorTerms
from workflows.records.scope import Transaction
from workflows.records.tables.people import person
from workflows.records.tables.rosters import roster_link

SOURCE: Final = "people"


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody with an address. `posts`: roles held now, with their site (None: every site)."""

    email: str
    person_id: UUID
    given_name: str
    family_name: str
    phone: str | None
    posts: frozenset[tuple[Role, UUID | None]] = frozenset()
    credentials: Mapping[str, date] = field(default_factory=dict)
    supervisor_id: UUID | None = None
    has_account: bool = False
    terms: MentorTerms | None = None


_KNOWN = text("""
WITH address AS (
    SELECT DISTINCT ON (email) email, person_id, has_account FROM (
        SELECT i.email, i.person_id, true AS has_account, 1 AS place FROM sign_in.identity i
         WHERE i.org_id = :org_id AND i.email = ANY(:emails)
        UNION ALL
        SELECT l.sourced_id, l.person_id, false, 2 FROM app.roster_link l
         WHERE l.org_id = :org_id AND l.source = 'people' AND l.kind = 'person'
           AND l.sourced_id = ANY(:emails)
        UNION ALL
        SELECT v.email, v.person_id, false, 3 FROM sign_in.invitation v
         WHERE v.org_id = :org_id AND v.email = ANY(:emails)) every
     ORDER BY email, place
)
SELECT a.email, p.id AS person_id, p.given_name, p.family_name, p.phone, a.has_account,
       (SELECT array_agg(x.role || ' ' || coalesce(x.site_id::text, '')) FROM app.appointment x
         WHERE (x.org_id, x.person_id) = (p.org_id, p.id) AND x.starts_at <= :at
           AND (x.ended_at IS NULL OR x.ended_at > :at)) AS posts,
       (SELECT array_agg(c.kind || ' ' || c.valid_until) FROM (
            SELECT DISTINCT ON (kind) kind, valid_until FROM app.credential
             WHERE (org_id, person_id) = (p.org_id, p.id) ORDER BY kind, recorded_at DESC) c) AS credentials,
       (SELECT s.holder_id FROM app.person_supervision s
         WHERE (s.org_id, s.person_id) = (p.org_id, p.id) AND s.starts_at <= :at
         ORDER BY s.starts_at DESC, s.recorded_at DESC LIMIT 1) AS supervisor_id,
       terms.most_mentees, terms.weekdays, terms.strengths
  FROM address a JOIN app.person p ON (p.org_id, p.id) = (:org_id, a.person_id)
  LEFT JOIN LATERAL (SELECT t.most_mentees, t.weekdays, t.strengths FROM app.mentor_terms t
       WHERE (t.org_id, t.person_id) = (p.org_id, p.id) AND t.starts_at <= :at
       ORDER BY t.starts_at DESC, t.recorded_at DESC LIMIT 1) terms ON true
""")
_CHANGE = text("""
UPDATE app.person SET given_name = :given_name, family_name = :family_name, search_name = :search_name,
       phone = coalesce(:phone, phone) WHERE org_id = :org_id AND id = :id
""")
_PERSON, _LINK = insert(person), insert(roster_link)


async def known_people(tx: Transaction, emails: Sequence[str]) -> Mapping[str, Known]:
    """Those of these addresses who are known, by address."""
    asked = {"org_id": tx.actor.org_id, "emails": list(emails), "at": tx.at}
    rows = (await tx.connection.execute(_KNOWN, asked)).mappings()
    return {row["email"]: _known(row) for row in rows}


def _known(row: Mapping[Any, Any]) -> Known:
    posts = [written.split(" ") for written in row["posts"] or ()]
    until = [written.split(" ") for written in row["credentials"] or ()]
    return Known(
        email=row["email"],
        person_id=row["person_id"],
        given_name=row["given_name"],
        family_name=row["family_name"],
        phone=row["phone"],
        posts=frozenset((Role(role), UUID(site) if site else None) for role, site in posts),
        credentials={kind: date.fromisoformat(day) for kind, day in until},
        supervisor_id=row["supervisor_id"],
        has_account=row["has_account"],
        terms=None
        if row["most_mentees"] is None
        else MentorTerms(row["most_mentees"], tuple(row["weekdays"]), tuple(row["strengths"])),
    )


async def keep_person(
    tx: Transaction, person_id: UUID, email: str, names: Mapping[str, Any], at: datetime
) -> None:
    """A person who is new here, under this address."""
    org = {"org_id": tx.actor.org_id, "recorded_at": at}
    await tx.connection.execute(_PERSON, {**org, "id": person_id, "preferred_name": None, **names})
    await tx.connection.execute(
        _LINK,
        {
            **org,
            "source": SOURCE,
            "kind": "person",
            "sourced_id": email,
            "person_id": person_id,
            "site_id": None,
            "status": "active",
            "fields": {},
            "modified_at": None,
        },
    )


async def change_person(tx: Transaction, person_id: UUID, names: Mapping[str, Any]) -> None:
    await tx.connection.execute(_CHANGE, {"org_id": tx.actor.org_id, "id": person_id, **names})


_ADDRESSES = text("""
SELECT DISTINCT ON (person_id) person_id, email FROM (
    SELECT person_id, email, 1 AS place FROM sign_in.identity WHERE org_id = :org_id AND person_id = ANY(:ids)
    UNION ALL
    SELECT person_id, sourced_id, 2 FROM app.roster_link
     WHERE org_id = :org_id AND source = 'people' AND kind = 'person' AND person_id = ANY(:ids)
    UNION ALL
    SELECT person_id, email, 3 FROM sign_in.invitation WHERE org_id = :org_id AND person_id = ANY(:ids)) every
 ORDER BY person_id, place, email
""")


async def addresses_of(tx: Transaction, person_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """The email address on file of each of them: of the account, of the list of staff, of an invitation."""
    asked = {"org_id": tx.actor.org_id, "ids": list(person_ids)}
    return {row.person_id: row.email for row in await tx.connection.execute(_ADDRESSES, asked)}
