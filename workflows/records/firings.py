"""Which policy rows fired behind a piece of work, or because of one record?"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import TextClause, text

from care_steps.rules.evaluate import CANNOT_TELL_ACTION
from workflows.records.misfiled import MOVED, rests_on_gone, stands
from workflows.records.policies import load_policy
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class FiringLine:
    """One row that fired, with the sentence it said then and the work that it opened or joined.

    `action`: a code of the list `actions`. `could_not_tell`: it was asked and not answered. `worry_said`: what
    somebody wrote down who raised the worry that it rests on, "" for other rows. `seen_by_name` acknowledged the
    work.
    """

    id: UUID
    rule_id: str
    row_id: str
    class_: str
    sentence: str
    policy_version_id: UUID
    policy_version: int
    recorded_at: datetime
    administration_id: UUID | None
    instrument_id: str | None
    work_id: UUID
    work_kind: str
    work_state: str
    due_at: datetime
    owner_id: UUID
    owner_name: str
    opened_at: datetime
    seen_by_name: str | None
    seen_at: datetime | None
    could_not_tell: bool
    worry_said: str
    worry_by: str | None
    worry_at: datetime | None
    action: str = ""


_SAID: Final = {
    "gone": rests_on_gone("f"),
    "moved": MOVED,
    "form_stands": stands("a"),
    "worry_stands": stands("c"),
}
_FIRING = """
SELECT f.id, f.rule_id, f.row_id, f.class AS class_,
       CASE WHEN {gone} THEN '{moved}' ELSE f.sentence END AS sentence, f.policy_version_id,
       v.version AS policy_version, f.recorded_at,
       a.id AS administration_id, a.instrument_id, w.id AS work_id, w.kind AS work_kind, w.state AS work_state, w.due_at,
       w.owner_id, o.given_name || ' ' || o.family_name AS owner_name, w.opened_at,
       seen.given_name || ' ' || seen.family_name AS seen_by_name, w.acknowledged_at AS seen_at,
       f.evidence_key LIKE f.row_id || '?%' AS could_not_tell,
       coalesce(worry.said, '') AS worry_said, worry.name AS worry_by, worry.happened_at AS worry_at
  FROM app.firing f
  JOIN app.work w ON (w.org_id, w.id) = (f.org_id, f.work_id)
  JOIN app.person o ON (o.org_id, o.id) = (w.org_id, w.owner_id)
  LEFT JOIN app.person seen ON (seen.org_id, seen.id) = (w.org_id, w.acknowledged_by)
  LEFT JOIN app.administration a ON (a.org_id, a.id) = (f.org_id, f.administration_id) AND {form_stands}
  JOIN app.policy_version v ON (v.org_id, v.id) = (f.org_id, f.policy_version_id)
  LEFT JOIN LATERAL (
       SELECT c.said, c.happened_at, p.given_name || ' ' || p.family_name AS name
         FROM app.concern c JOIN app.person p ON (p.org_id, p.id) = (c.org_id, c.raised_by)
        WHERE c.org_id = f.org_id AND c.id = ANY (f.evidence) AND {worry_stands}
        ORDER BY c.happened_at DESC, c.id DESC LIMIT 1) worry ON true
 WHERE f.org_id = :org_id AND {which}
 ORDER BY f.class, f.recorded_at, f.id
"""
_BEHIND = text(_FIRING.format(which="f.work_id = :id", **_SAID))
_RESTING_ON = text(
    _FIRING.format(
        which="f.episode_id = :episode_id AND (f.administration_id = :id OR f.evidence @> ARRAY[:id]::uuid[])",
        **_SAID,
    )
)


async def firings_behind(tx: Transaction, work_id: UUID) -> tuple[FiringLine, ...]:
    """What stands behind one piece of work, the most urgent first."""
    return await _lines(tx, _BEHIND, id=work_id)


async def firings_resting_on(tx: Transaction, episode_id: UUID, record_id: UUID) -> tuple[FiringLine, ...]:
    """What fired with this form, session or concern among its evidence, the most urgent first."""
    return await _lines(tx, _RESTING_ON, episode_id=episode_id, id=record_id)


async def _lines(tx: Transaction, statement: TextClause, **asked: UUID) -> tuple[FiringLine, ...]:
    found = await tx.connection.execute(statement, {"org_id": tx.actor.org_id, **asked})
    lines = [FiringLine(**row) for row in found.mappings()]
    return tuple([replace(one, action=await _action(tx, one)) for one in lines])


async def _action(tx: Transaction, line: FiringLine) -> str:
    """What the row itself asks for: work that it only joined carries the action of an earlier row."""
    if line.could_not_tell:
        return CANNOT_TELL_ACTION
    return (await load_policy(tx, line.policy_version_id)).policy.row(line.row_id).action
