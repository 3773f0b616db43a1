"""Who has work that is due today and can wait, and who was written to about it?

One row for each person and day: whatever runs twice finds it there. Escalations are never in it: they have a ladder.
The job reads for everybody, so what is kept from somebody who is named in a worry is left out here, by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, TIMESTAMP, Date, Uuid, bindparam, text

from supervision.digests import day_ends
from workflows.records.closures import SiteYear
from workflows.records.rows import row_of
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class Digest:
    """What one person is told: how much is due later today, how much is late already, and how many messages were held
    back since the last one, `held_reminders` of them about what was left undone."""

    id: UUID
    address: str
    due: int
    late: int
    held: int
    held_reminders: int


_WRITE: Final = text("""
WITH reader AS MATERIALIZED (
    SELECT r.person_id, r.day FROM unnest(:person_ids, :days) AS r (person_id, day)
     WHERE NOT EXISTS (SELECT FROM app.absence_day a
                        WHERE (a.org_id, a.person_id, a.day) = (:org_id, r.person_id, r.day))
), waits AS (
    SELECT r.person_id, count(*) FILTER (WHERE w.due_at > :at) AS due, count(*) FILTER (WHERE w.due_at <= :at) AS late
      FROM unnest(:site_ids, :ends) AS s (site_id, ends_at)
      JOIN app.episode e ON e.org_id = :org_id AND e.site_id = s.site_id
      JOIN app.work w ON (w.org_id, w.episode_id) = (e.org_id, e.id)
      LEFT JOIN unnest(:away_ids, :cover_ids) AS g (away_id, cover_id) ON g.away_id = w.owner_id
      JOIN reader r ON r.person_id = coalesce(g.cover_id, w.owner_id)
     WHERE w.kind <> 'escalation' AND w.state <> 'ended' AND w.due_at <= s.ends_at
       AND NOT EXISTS (SELECT FROM app.hidden_from h
            WHERE (h.org_id, h.object_id, h.person_id) = (w.org_id, w.id, r.person_id) AND h.ended_at IS NULL)
     GROUP BY r.person_id
), held AS (
    SELECT i.person_id, count(*) AS held, count(*) FILTER (WHERE i.kind = 'reminder') AS reminders
      FROM app.interruption i JOIN reader r ON r.person_id = i.person_id
     WHERE i.org_id = :org_id AND i.held_at IS NOT NULL AND i.digest_id IS NULL AND i.id <> ALL (:done_ids)
     GROUP BY i.person_id
), written AS (
    INSERT INTO app.digest (org_id, id, person_id, day, due, late, held, held_reminders, recorded_at)
    SELECT :org_id, gen_random_uuid(), r.person_id, r.day, coalesce(w.due, 0), coalesce(w.late, 0), coalesce(h.held, 0),
           coalesce(h.reminders, 0), :at
      FROM reader r LEFT JOIN waits w ON w.person_id = r.person_id LEFT JOIN held h ON h.person_id = r.person_id
     WHERE w.person_id IS NOT NULL OR h.person_id IS NOT NULL
    ON CONFLICT (org_id, person_id, day) DO NOTHING RETURNING org_id, id, person_id
)
UPDATE app.interruption i SET digest_id = d.id FROM written d
 WHERE (i.org_id, i.person_id) = (d.org_id, d.person_id) AND i.held_at IS NOT NULL AND i.digest_id IS NULL
""").bindparams(
    *(
        bindparam(name, type_=ARRAY(Uuid))
        for name in ("site_ids", "away_ids", "cover_ids", "person_ids", "done_ids")
    ),
    bindparam("days", type_=ARRAY(Date)),
    bindparam("ends", type_=ARRAY(TIMESTAMP(timezone=True))),
    bindparam("at", type_=TIMESTAMP(timezone=True)),
)
_UNSENT: Final = text("""
SELECT DISTINCT ON (d.id) d.id, i.email AS address, d.due, d.late, d.held, d.held_reminders
  FROM app.digest d
  JOIN sign_in.identity i ON (i.org_id, i.person_id) = (d.org_id, d.person_id) AND i.disabled_at IS NULL
 WHERE d.org_id = :org_id AND d.sent_at IS NULL
   AND (d.person_id, d.day) IN (SELECT r.person_id, r.day FROM unnest(:person_ids, :days) AS r (person_id, day))
 ORDER BY d.id, i.recorded_at DESC
""").bindparams(bindparam("person_ids", type_=ARRAY(Uuid)), bindparam("days", type_=ARRAY(Date)))
_SENT: Final = text("""
UPDATE app.digest SET sent_at = :at, receipt = :receipt
 WHERE org_id = :org_id AND id = :id AND sent_at IS NULL RETURNING id
""")


async def keep_digests(
    tx: Transaction,
    sites: Sequence[SiteYear],
    days: Mapping[UUID, date],
    *,
    done: Sequence[UUID],
    at: datetime,
) -> None:
    """One for each of these people who has something due today or late at one of these schools, and has none of this
    day yet. What is somebody's who is away counts for whoever stands in.

    `done`: what was held back and has nothing left to say.
    """
    covers = {one: tx.stand_ins.whom(one) for one in tx.stand_ins.away}
    asked = {
        "org_id": tx.actor.org_id,
        "at": at,
        "site_ids": [one.site_id for one in sites],
        "ends": [day_ends(one.calendar, at) for one in sites],
        "away_ids": list(covers),
        "cover_ids": list(covers.values()),
        "person_ids": list(days),
        "days": list(days.values()),
        "done_ids": list(done),
    }
    await tx.connection.execute(_WRITE, asked)


async def unsent_digests(tx: Transaction, days: Mapping[UUID, date]) -> Sequence[Digest]:
    """Those of these people and days that have not left the house. One of another day never does."""
    asked = {"org_id": tx.actor.org_id, "person_ids": list(days), "days": list(days.values())}
    return [Digest(*row) for row in await tx.connection.execute(_UNSENT, asked)]


async def keep_digest_sent(tx: Transaction, digest_id: UUID, *, at: datetime, receipt: str) -> None:
    """It has left the house."""
    await row_of(tx, _SENT, id=digest_id, at=at, receipt=receipt)
