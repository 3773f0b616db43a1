"""How many notices of each rule went each way, and what became of them? One statement, and no name is read.

What names somebody who works here is counted nowhere. What nobody may see is not counted for them either: the database
leaves it out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, TIMESTAMP, Uuid, bindparam, text

from supervision.named_adults import NAMED
from supervision.notice_counts import LIMITS, Counted
from supervision.periods import Span
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class NoticesOf:
    """Of one rule and one way. `rule_id` is None where no rule opened it: somebody asked, or nobody had answered."""

    rule_id: str | None
    actions: tuple[str, ...]
    way: str
    counted: Counted


# What joins it or asks about it answers nothing. `late_at` is when it was out of the hands of whoever was told.
_ANSWERS: Final = "a.move IN ('acknowledge', 'claim', 'hand_over', 'resolve', 'downgrade')"
_COUNTS: Final = text(f"""
WITH told AS (
    SELECT n.id, n.org_id, n.work_id, n.way, n.recorded_at, n.shown_at, n.opened_at, e.mentee_id, w.action,
           c.recorded_at AS known_at,
           (SELECT min(a.happened_at) FROM app.escalation_change a
             WHERE (a.org_id, a.work_id) = (n.org_id, n.work_id) AND a.sequence > c.sequence
               AND a.changed_by = n.person_id AND {_ANSWERS}) AS acted_at,
           (SELECT min(a.happened_at) FROM app.escalation_change a
             WHERE (a.org_id, a.work_id) = (n.org_id, n.work_id) AND a.sequence > c.sequence
               AND (a.move = 'climb' OR a.changed_by <> n.person_id AND {_ANSWERS})) AS late_at
      FROM unnest(:site_ids, :begins, :ends) AS s (site_id, begins, ends)
      JOIN app.episode e ON e.org_id = :org_id AND e.site_id = s.site_id
      JOIN app.work w ON (w.org_id, w.episode_id) = (e.org_id, e.id) AND w.kind = 'escalation'
           AND split_part(w.cause, ':', 1) <> '{NAMED}'
      JOIN app.escalation_notice n ON (n.org_id, n.work_id) = (w.org_id, w.id)
           AND n.recorded_at >= s.begins AND n.recorded_at < s.ends AND n.sent_at IS NOT NULL
      JOIN app.escalation_change c ON (c.org_id, c.id) = (n.org_id, n.change_id)
)
SELECT f.rule_id, array_agg(DISTINCT t.action) AS actions, t.way, count(*) AS told,
       count(DISTINCT t.mentee_id) AS mentees,
       count(t.shown_at) AS shown, count(t.opened_at) AS opened,
       count(*) FILTER (WHERE t.acted_at <= t.recorded_at + :within) AS acted,
       count(*) FILTER (WHERE t.late_at <= least(coalesce(t.opened_at, 'infinity'), coalesce(t.acted_at, 'infinity')))
         AS ignored,
       cast(percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM t.opened_at - t.recorded_at) / 60)
         FILTER (WHERE t.opened_at IS NOT NULL) AS float) AS minutes
  FROM told t
  LEFT JOIN LATERAL (SELECT DISTINCT f.rule_id FROM app.firing f
       WHERE (f.org_id, f.work_id) = (t.org_id, t.work_id) AND f.recorded_at <= t.known_at) f ON true
 GROUP BY f.rule_id, t.way
 ORDER BY f.rule_id NULLS LAST, t.way = 'page' DESC, t.way
""").bindparams(
    bindparam("site_ids", type_=ARRAY(Uuid)),
    *(bindparam(name, type_=ARRAY(TIMESTAMP(timezone=True))) for name in ("begins", "ends")),
)


async def notice_counts(tx: Transaction, spans: Mapping[UUID, Span]) -> Sequence[NoticesOf]:
    """Those told at each of these schools in its span; rule by rule, and the page first."""
    asked = {
        "org_id": tx.actor.org_id,
        "site_ids": list(spans),
        "begins": [one.begins for one in spans.values()],
        "ends": [one.ends for one in spans.values()],
        "within": LIMITS.acted_within,
    }
    return [_line(row) for row in (await tx.connection.execute(_COUNTS, asked)).mappings()]


def _line(row: Mapping[Any, Any]) -> NoticesOf:
    numbers = {
        name: row[name] for name in ("told", "mentees", "shown", "opened", "acted", "ignored", "minutes")
    }
    return NoticesOf(row["rule_id"], tuple(row["actions"]), row["way"], Counted(**numbers))
