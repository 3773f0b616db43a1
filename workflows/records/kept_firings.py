"""Why did this fire? The rules that fired as they were frozen: facts, evidence, and how every row stood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, text

from workflows.records.misfiled import gone_from
from workflows.records.rows import known_row
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class KeptFiring:
    """A firing as kept: the facts it rested on, and how every row of the policy stood.

    `gone`: what was moved from this case to that of another student since.
    """

    id: UUID
    episode_id: UUID
    mentee_id: UUID
    work_id: UUID
    row_id: str
    rule_id: str
    policy_version_id: UUID
    scope: str
    administration_id: UUID | None
    class_: str
    evidence: tuple[UUID, ...]
    step: str
    as_of: datetime
    known_at: datetime
    facts: Mapping[str, Any]
    trace: Mapping[str, Any]
    sentence: str
    proposed_step: str | None
    time_zone: str
    decision_id: UUID | None
    gone: tuple[UUID, ...] = ()

    @property
    def rests_on_gone(self) -> bool:
        """Whether what it says is about somebody else."""
        return bool({*self.evidence, self.administration_id} & set(self.gone))


FIRING: Final = (
    f"""
SELECT f.id, f.episode_id, e.mentee_id, f.work_id, f.row_id, f.rule_id, f.policy_version_id, f.scope,
       f.administration_id, f.class AS class_, f.evidence, f.step, f.as_of, f.known_at, f.facts, f.trace, f.sentence,
       f.proposed_step, s.time_zone, (SELECT x.decision_id FROM app.decision_firing x
         WHERE (x.org_id, x.firing_id) = (f.org_id, f.id) ORDER BY x.decision_id LIMIT 1) AS decision_id,
       {gone_from("f")} AS gone
  FROM app.firing f
  JOIN app.episode e ON (e.org_id, e.id) = (f.org_id, f.episode_id)
  JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
 WHERE f.org_id = :org_id AND """
    "{which}\n"
)
URGENT_FIRST: Final = " ORDER BY f.class, f.recorded_at DESC, f.id"
_JSON = {"facts": JSON, "trace": JSON}
_BY_ID = text(FIRING.format(which="f.id = :id")).columns(**_JSON)
_OF_DECISION = text(
    FIRING.format(
        which="""f.id IN (SELECT x.firing_id FROM app.decision_firing x
                          WHERE x.org_id = :org_id AND x.decision_id = :id)"""
    )
    + URGENT_FIRST
).columns(**_JSON)
_OF_WORK = text(FIRING.format(which="f.work_id = :id") + URGENT_FIRST).columns(**_JSON)
_WITH = text(FIRING.format(which="f.id = ANY(:ids)") + URGENT_FIRST).columns(**_JSON)
_AFTER = text(FIRING.format(which="f.id > :id ORDER BY f.id LIMIT :most")).columns(**_JSON)


async def load_firing(tx: Transaction, firing_id: UUID) -> KeptFiring:
    return _firing(await known_row(tx, _BY_ID, id=firing_id))


async def firings_of_decision(tx: Transaction, decision_id: UUID) -> tuple[KeptFiring, ...]:
    """The firings a decision answered, the most urgent first."""
    return await _firings(tx, _OF_DECISION, id=decision_id)


async def firings_of_work(tx: Transaction, work_id: UUID) -> tuple[KeptFiring, ...]:
    """The firings behind an item of the worklist, the most urgent first."""
    firings: tuple[KeptFiring, ...] | None = tx.connection.at_hand("firings", work_id)
    return firings if firings is not None else await _firings(tx, _OF_WORK, id=work_id)


async def firings_with(tx: Transaction, ids: Sequence[UUID]) -> tuple[KeptFiring, ...]:
    """The firings with these ids, the most urgent first."""
    return await _firings(tx, _WITH, ids=list(ids)) if ids else ()


async def firings_after(tx: Transaction, firing_id: UUID, *, most: int) -> tuple[KeptFiring, ...]:
    """A page of all firings of the organization, in the order of their ids; begin with `ids.FIRST`."""
    return await _firings(tx, _AFTER, id=firing_id, most=most)


async def _firings(tx: Transaction, statement: Any, **asked: Any) -> tuple[KeptFiring, ...]:
    found = await tx.connection.execute(statement, {"org_id": tx.actor.org_id, **asked})
    return tuple(_firing(row) for row in found.mappings())


def _firing(row: Mapping[Any, Any]) -> KeptFiring:
    return KeptFiring(**{**row, "evidence": tuple(row["evidence"]), "gone": tuple(row["gone"])})
