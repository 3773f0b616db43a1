"""Which escalations break a promise that the engine gives? Asked of every organization at once, without a time window.

Read as the role `auditor`, who may look at the columns asked for here (`security.READ_BY_AUDITOR`) and not touch. What
comes back is ids: the promise, the organization and the row. I1, that whatever was answered to a client is there, only a
client's own ledger can tell: the drills ask for it. That a history only grows is held by rights; whoever has more rights
than those leaves a trace in its chain.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from care_steps.policy import PolicyError, ladder_of, load
from supervision.watch_limits import LIMITS
from workflows.records.escalation_chains import BROKEN

# A demo has a clock of its own. `step` is the newest rung that was entered, with which somebody had to be told.
_HERE: Final = """
WITH here AS MATERIALIZED (
    SELECT w.org_id, w.id, w.cause, w.episode_id, w.state, w.class, w.version, w.rung, w.lap, w.next_at, w.opened_at,
           w.acknowledged_by, w.acknowledged_at, w.history_digest,
           cast(:at AS timestamptz) + coalesce(o.clock_shift, interval '0') AS at
      FROM app.work w LEFT JOIN sign_in.organisation o ON o.id = w.org_id
     WHERE w.kind = 'escalation' AND w.state <> 'ended'
), step AS (
    SELECT DISTINCT ON (c.org_id, c.work_id) c.org_id, c.work_id, c.id, c.sequence, c.is_passed
      FROM here h JOIN app.escalation_change c ON (c.org_id, c.work_id) = (h.org_id, h.id)
     WHERE h.state = 'open' AND (c.move IN ('open', 'climb', 'call_again', 'hand_over', 'reopen', 'withdraw')
                                 OR c.move = 'join' AND c.from_state <> 'open')
     ORDER BY c.org_id, c.work_id, c.sequence DESC
), told AS (
    SELECT n.org_id, n.work_id, n.person_id, n.way, n.sent_at, n.dead_at, n.recorded_at
      FROM step s JOIN here h ON (h.org_id, h.id) = (s.org_id, s.work_id)
      JOIN app.escalation_notice n ON (n.org_id, n.change_id) = (s.org_id, s.id)
)
"""
_LAST: Final = """LEFT JOIN app.escalation_change c
  ON (c.org_id, c.work_id, c.sequence) = (h.org_id, h.id, h.version)"""

ASKED: Final[Mapping[str, str]] = {
    # An open one has one next time, that of its history. An earlier one is a hurry, a later one is a delay.
    "I2": f"""SELECT h.org_id, h.id FROM here h {_LAST}
               WHERE h.next_at IS NULL OR h.state = 'open' AND h.next_at > c.next_at""",
    # One that was written at a time that has not come yet waits for that time too: a clock was set back.
    "I3": f"""SELECT org_id, id FROM here WHERE next_at < at - cast(:late AS interval)
              UNION SELECT h.org_id, h.id FROM here h {_LAST}
               WHERE c.recorded_at > h.at + cast(:clock AS interval)""",
    # Whoever enters a rung tells somebody; a rung without anybody is passed in the same write; and what was written
    # is sent, or tried.
    "I4": """SELECT s.org_id, s.work_id FROM step s
              WHERE s.is_passed OR NOT EXISTS (SELECT FROM app.escalation_notice n
                                                WHERE (n.org_id, n.change_id) = (s.org_id, s.id))
             UNION SELECT h.org_id, h.id FROM here h
               JOIN app.escalation_change p ON (p.org_id, p.work_id) = (h.org_id, h.id) AND p.is_passed
              WHERE NOT EXISTS (SELECT FROM app.escalation_change c
                                 WHERE (c.org_id, c.work_id, c.sequence, c.recorded_at)
                                     = (p.org_id, p.work_id, p.sequence + 1, p.recorded_at))
             UNION SELECT h.org_id, h.id FROM here h
               JOIN app.escalation_notice n ON (n.org_id, n.work_id) = (h.org_id, h.id)
              WHERE h.state = 'open' AND n.sent_at IS NULL AND n.dropped_at IS NULL
                AND greatest(n.due_at, n.lease_until) < h.at - cast(:unsent AS interval)
             UNION SELECT h.org_id, h.id FROM here h
               JOIN app.channel_post n ON (n.org_id, n.work_id) = (h.org_id, h.id)
              WHERE h.state = 'open' AND n.sent_at IS NULL AND n.dropped_at IS NULL
                AND greatest(n.due_at, n.lease_until) < h.at - cast(:unsent AS interval)""",
    # Nobody is told who could not sign in by then or is named in it, and not only by ways that are dead.
    "I5": """SELECT t.org_id, t.work_id FROM told t
              WHERE NOT EXISTS (SELECT FROM sign_in.identity i
                                 WHERE (i.org_id, i.person_id) = (t.org_id, t.person_id)
                                   AND (i.disabled_at IS NULL OR i.disabled_at > t.recorded_at))
             UNION SELECT n.org_id, n.work_id FROM here h
               JOIN app.escalation_notice n ON (n.org_id, n.work_id) = (h.org_id, h.id)
               JOIN app.hidden_from x ON (x.org_id, x.object_id, x.person_id) = (n.org_id, n.work_id, n.person_id)
              WHERE x.ended_at IS NULL AND x.recorded_at <= n.recorded_at
             UNION SELECT t.org_id, t.work_id FROM told t WHERE t.way <> 'page'
              GROUP BY t.org_id, t.work_id HAVING bool_and(t.dead_at IS NOT NULL AND t.sent_at IS NULL)""",
    "I6": """SELECT w.org_id, w.id FROM app.work w
              WHERE w.kind = 'escalation' AND w.state = 'ended'
                AND (w.ended_by IS NULL OR NOT EXISTS (
                     SELECT FROM app.escalation_change c
                      WHERE (c.org_id, c.work_id, c.sequence) = (w.org_id, w.id, w.version)
                        AND c.to_state = 'ended' AND c.changed_by IS NOT NULL))""",
    # Taken is not resolved: somebody has it, since then, and everybody is told again when the history says.
    "I7": f"""SELECT h.org_id, h.id FROM here h {_LAST}
               WHERE h.state IN ('acknowledged', 'in_hand')
                 AND (h.acknowledged_by IS NULL OR h.acknowledged_at IS NULL OR h.next_at > c.next_at)""",
    "I8": f"""SELECT h.org_id, h.id FROM here h {_LAST}
               WHERE c.id IS NULL OR (c.to_state, c.rung, c.lap, c.class) <> (h.state, h.rung, h.lap, h.class)
             UNION SELECT c.org_id, c.work_id FROM app.escalation_change c
              GROUP BY c.org_id, c.work_id HAVING count(*) <> max(c.sequence) OR min(c.sequence) <> 1
             UNION SELECT c.org_id, c.work_id FROM app.escalation_change c
               JOIN app.escalation_change n ON (n.org_id, n.work_id, n.sequence) = (c.org_id, c.work_id, c.sequence + 1)
              WHERE n.from_state IS DISTINCT FROM c.to_state""",
    # Also by somebody above every right: changed, taken out, put in, or in another order.
    "I8 chain": BROKEN.format(of="here"),
    "I9": """SELECT org_id, (array_agg(id ORDER BY opened_at, id))[2] FROM here
              GROUP BY org_id, episode_id, cause HAVING count(*) > 1""",
    # A form was kept and not read by the rules, or what it asked for came in another transaction.
    "I10": """SELECT a.org_id, a.id FROM app.administration a
                JOIN app.episode e ON (e.org_id, e.id) = (a.org_id, a.episode_id)
               WHERE a.recorded_at > e.known_at
              UNION SELECT f.org_id, f.work_id FROM app.firing f
                JOIN app.administration a ON (a.org_id, a.id) = (f.org_id, f.administration_id)
                JOIN app.work w ON (w.org_id, w.id) = (f.org_id, f.work_id)
               WHERE f.scope = 'screening' AND w.kind = 'escalation'
                 AND w.recorded_at > f.recorded_at + interval '1 second'""",
    "I11": """SELECT org_id, actor_id FROM app.form_key GROUP BY org_id, actor_id, key
              HAVING count(*) > 1 OR bool_or(btrim(request_hash) = '')""",
    "unmoved": """SELECT h.org_id, h.id FROM here h
                   WHERE EXISTS (SELECT FROM app.escalation_change c
                                  WHERE (c.org_id, c.work_id) = (h.org_id, h.id) AND c.sequence > h.version)""",
}
_STATEMENTS: Final = {name: text(_HERE + sql) for name, sql in ASKED.items()}
_LADDERS: Final = text("""
SELECT w.org_id, w.policy_version_id, w.ladder, min(v.text) AS text, array_agg(w.id) AS ids
  FROM app.work w LEFT JOIN app.policy_version v ON (v.org_id, v.id) = (w.org_id, w.policy_version_id)
 WHERE w.kind = 'escalation' AND w.state <> 'ended' GROUP BY w.org_id, w.policy_version_id, w.ladder
""")
PROMISES: Final = (*ASKED, "I12")
"""Every promise that is asked for here."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One promise that is broken, and the row that breaks it: ids and nothing else."""

    promise: str
    org_id: UUID
    subject_id: UUID


async def broken(connection: AsyncConnection, promise: str, *, at: datetime) -> Sequence[Finding]:
    """Every row that breaks this promise at `at`."""
    if promise == "I12":
        return await _without_a_ladder(connection)
    asked = {"at": at, "late": LIMITS.late, "unsent": LIMITS.unsent, "clock": LIMITS.clock}
    statement = _STATEMENTS[promise]
    known = {name: value for name, value in asked.items() if name in statement.compile().params}
    return [Finding(promise, row[0], row[1]) for row in await connection.execute(statement, known)]


async def _without_a_ladder(connection: AsyncConnection) -> Sequence[Finding]:
    """Each ladder is looked up once, as the engine does it: in the policy version under which it was opened."""
    rows = (await connection.execute(_LADDERS)).all()
    return [
        Finding("I12", row.org_id, id)
        for row in rows
        if not _is_there(row.text, row.ladder)
        for id in row.ids
    ]


def _is_there(policy: str | None, ladder: str | None) -> bool:
    try:
        return ladder is not None and policy is not None and bool(ladder_of(load(policy).ladders, ladder))
    except (PolicyError, LookupError):
        return False
