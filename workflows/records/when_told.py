"""When does each person want to be told of what can wait, and by the clock of which school? The latest choice holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, text

from supervision.interruptions import Addressee
from supervision.when_told import DEFAULT, WhenTold, quiet_hours
from workflows.records.closures import SiteYear
from workflows.records.mentors import WEEKDAYS
from workflows.records.rows import row_of
from workflows.records.scope import Transaction
from workflows.records.tables.when_told import when_told


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who can sign in, and when they may be interrupted; how often they were today is not asked here.

    `holds_role`: they are appointed to something today.
    """

    person_id: UUID
    to: Addressee
    holds_role: bool


_CHOICE: Final = "has_digest, digest_at, quiet_from, quiet_until, quiet_days"
_OF: Final = text(f"""
SELECT {_CHOICE} FROM app.when_told WHERE org_id = :org_id AND person_id = :id ORDER BY recorded_at DESC LIMIT 1
""")
_READERS: Final = text(f"""
SELECT p.id AS person_id, said.*, post.site_ids, coalesce(post.is_everywhere, true) AS is_everywhere,
       post.is_everywhere IS NOT NULL AS holds_role
  FROM app.person p
  LEFT JOIN LATERAL (SELECT {_CHOICE} FROM app.when_told t
       WHERE (t.org_id, t.person_id) = (p.org_id, p.id) ORDER BY t.recorded_at DESC LIMIT 1) said ON true
  CROSS JOIN LATERAL (SELECT array_agg(a.site_id) FILTER (WHERE a.site_id IS NOT NULL) AS site_ids,
                             bool_or(a.site_id IS NULL) AS is_everywhere
       FROM app.appointment a
      WHERE (a.org_id, a.person_id) = (p.org_id, p.id)
        AND a.starts_at <= :at AND (a.ended_at IS NULL OR a.ended_at > :at)) post
 WHERE p.org_id = :org_id
   AND EXISTS (SELECT FROM sign_in.identity i
                WHERE (i.org_id, i.person_id) = (p.org_id, p.id) AND i.disabled_at IS NULL)
""")
_KEEP: Final = insert(when_told)


async def when_told_of(tx: Transaction, person_id: UUID) -> WhenTold:
    """What this person chose, or what holds for whoever has said nothing."""
    return _chosen(await row_of(tx, _OF, id=person_id))


async def keep_when_told(tx: Transaction, person_id: UUID, chosen: WhenTold) -> None:
    """From now on this holds. The database takes it from nobody but this person."""
    quiet = chosen.quiet
    row: dict[str, Any] = {
        "org_id": tx.actor.org_id,
        "person_id": person_id,
        "recorded_at": tx.at,
        "has_digest": chosen.has_digest,
        "digest_at": chosen.digest_at if chosen.has_digest else None,
        "quiet_from": quiet.begins if quiet else None,
        "quiet_until": quiet.ends if quiet else None,
        "quiet_days": [WEEKDAYS[day] for day in sorted(quiet.days)] if quiet else [],
    }
    await tx.connection.execute(_KEEP, row)


async def readers(tx: Transaction, sites: Sequence[SiteYear]) -> tuple[Reader, ...]:
    """Everybody who can sign in, with what they chose; `sites` are all of the organization, and at least one."""
    found = await tx.connection.execute(_READERS, {"org_id": tx.actor.org_id, "at": tx.at})
    return tuple(_reader(row, sites) for row in found.mappings())


def _reader(row: Mapping[Any, Any], sites: Sequence[SiteYear]) -> Reader:
    own = [one for one in sites if one.site_id in (row["site_ids"] or ())]
    # The same clock as on the pages of this person.
    first = min(own or sites, key=lambda one: one.site_id)
    schools = sites if row["is_everywhere"] or not own else own
    to = Addressee(_chosen(row), first.calendar, tuple(one.calendar for one in schools))
    return Reader(row["person_id"], to, row["holds_role"])


def _chosen(row: Mapping[Any, Any] | None) -> WhenTold:
    if row is None or row["has_digest"] is None:
        return DEFAULT
    days = [WEEKDAYS.index(day) for day in row["quiet_days"]]
    quiet = quiet_hours(row["quiet_from"], row["quiet_until"], days)
    return WhenTold(row["has_digest"], row["digest_at"] or DEFAULT.digest_at, quiet)
