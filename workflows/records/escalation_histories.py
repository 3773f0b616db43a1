"""What has become of an escalation until now, who did it, and who was told?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, text

from workflows.records.rows import row_of
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class ToldOne:
    """Somebody who was to be told, by one way; or a channel that many read, by its name.

    `is_dropped`: it was needed no longer when its turn came.
    """

    name: str
    way: str
    sent_at: datetime | None
    is_dead: bool
    shown_at: datetime | None
    opened_at: datetime | None
    is_dropped: bool


@dataclass(frozen=True, slots=True)
class EscalationLine:
    """One entry of the history. `by` is None for what the clock or a rule did; `is_passed`: nobody could be reached.

    `passed_ways`: by these nobody was told although the policy says so.
    """

    move: str
    rung: int
    lap: int
    is_passed: bool
    by: str | None
    to: str | None
    words: str
    happened_at: datetime
    told: tuple[ToldOne, ...]
    passed_ways: tuple[str, ...] = ()


_LINES: Final = text("""
SELECT c.move, c.rung, c.lap, c.is_passed, p.given_name || ' ' || p.family_name AS by,
       t.given_name || ' ' || t.family_name AS to, c.words, c.happened_at,
       (SELECT json_agg(json_build_array(n.name, n.way, n.sent_at, n.is_dead, n.shown_at, n.opened_at, n.is_dropped)
                        ORDER BY n.of_many, n.family_name, n.name, n.id, n.way DESC) FROM (
            SELECT false AS of_many, r.family_name, r.given_name || ' ' || r.family_name AS name, r.id, x.way, x.sent_at,
                   x.dead_at IS NOT NULL AND coalesce(x.sent_at, x.dropped_at) IS NULL AS is_dead, x.shown_at,
                   x.opened_at, x.dropped_at IS NOT NULL AS is_dropped
              FROM app.escalation_notice x JOIN app.person r ON (r.org_id, r.id) = (x.org_id, x.person_id)
             WHERE (x.org_id, x.change_id) = (c.org_id, c.id)
            UNION ALL SELECT true, '', a.name, a.id, o.way, o.sent_at,
                   o.dead_at IS NOT NULL AND coalesce(o.sent_at, o.dropped_at) IS NULL, NULL, NULL,
                   o.dropped_at IS NOT NULL
              FROM app.channel_post o JOIN app.channel a ON (a.org_id, a.id) = (o.org_id, o.channel_id)
             WHERE (o.org_id, o.change_id) = (c.org_id, c.id)) n) AS told,
       (SELECT array_agg(v.way ORDER BY v.way) FROM app.passed_way v
         WHERE (v.org_id, v.change_id) = (c.org_id, c.id)) AS passed_ways
  FROM app.escalation_change c
  LEFT JOIN app.person p ON (p.org_id, p.id) = (c.org_id, c.changed_by)
  LEFT JOIN app.person t ON (t.org_id, t.id) = (c.org_id, c.to_id)
 WHERE c.org_id = :org_id AND c.work_id = :work_id ORDER BY c.sequence DESC
""").columns(told=JSON)


@dataclass(frozen=True, slots=True)
class AskedDowngrade:
    """Somebody asked to make it less urgent, and nobody has answered since."""

    class_: str
    by: UUID
    by_name: str
    words: str


# Whatever came after it and tells of more than it knew makes it void.
_ASKED: Final = text("""
SELECT c.asked_class AS class_, c.changed_by AS by, p.given_name || ' ' || p.family_name AS by_name, c.words
  FROM app.escalation_change c JOIN app.person p ON (p.org_id, p.id) = (c.org_id, c.changed_by)
 WHERE c.org_id = :org_id AND c.work_id = :work_id AND c.move = 'ask_downgrade'
   AND NOT EXISTS (SELECT FROM app.escalation_change n
                    WHERE (n.org_id, n.work_id) = (c.org_id, c.work_id) AND n.sequence > c.sequence
                      AND n.move IN ('join', 'reopen', 'resolve', 'downgrade', 'ask_downgrade', 'name', 'withdraw'))
""")


async def asked_downgrade(tx: Transaction, work_id: UUID) -> AskedDowngrade | None:
    """What waits for a second person, if something does."""
    row = await row_of(tx, _ASKED, work_id=work_id)
    return AskedDowngrade(**row) if row else None


async def escalation_history(tx: Transaction, work_id: UUID) -> tuple[EscalationLine, ...]:
    """Everything that happened to it, the newest first."""
    found = await tx.connection.execute(_LINES, {"org_id": tx.actor.org_id, "work_id": work_id})
    return tuple(_line(row) for row in found.mappings())


def _line(row: Mapping[Any, Any]) -> EscalationLine:
    told = tuple(_told(*one) for one in row["told"] or ())
    return EscalationLine(**{**row, "told": told, "passed_ways": tuple(row["passed_ways"] or ())})


def _told(
    name: str,
    way: str,
    sent_at: str | None,
    is_dead: bool,
    shown_at: str | None,
    opened_at: str | None,
    is_dropped: bool,
) -> ToldOne:
    sent, shown, opened = (
        datetime.fromisoformat(one) if one else None for one in (sent_at, shown_at, opened_at)
    )
    return ToldOne(name, way, sent, is_dead, shown, opened, is_dropped)
