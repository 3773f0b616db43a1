"""What was done of the safety page of an escalation, by whom and when, and on what does that page rest?

Nothing is taken back: the newest row of a step holds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, text

from supervision.abuse_reports import KIND
from supervision.safety_pages import SAFETY, SafetyPage, pages_of
from supervision.safety_steps import SaidOfSteps, StepState
from workflows.records.ids import new_id
from workflows.records.misfiled import stands
from workflows.records.scope import Transaction
from workflows.records.tables.escalations import safety_step


@dataclass(frozen=True, slots=True)
class SafetyGround:
    """One escalation, as its safety pages ask for it.

    `since`: the newest screen behind it, else when it was opened. `tier`: what was found since then. `heard_id`: the
    worry about abuse or neglect behind it. `abuse_suspected`: such a worry stands anywhere in the case.
    """

    work_id: UUID
    episode_id: UUID
    action: str
    is_open: bool
    opened_at: datetime
    kinds: tuple[str, ...]
    has_other: bool
    since: datetime
    tier: str | None
    heard_id: UUID | None
    is_reported: bool
    abuse_suspected: bool

    @property
    def pages(self) -> tuple[SafetyPage, ...]:
        return pages_of(self.kinds, self.action, has_other=self.has_other)


@dataclass(frozen=True, slots=True)
class StepLine:
    """What one person wrote down about one step. `who` did it, "" for `said_by_name`."""

    work_id: UUID
    step: str
    state: StepState
    who: str
    words: str
    said_by_name: str
    happened_at: datetime


_KEEP = insert(safety_step)
GROUND: Final = f"""
SELECT w.id AS work_id, w.episode_id, w.action, w.state <> 'ended' AS is_open, w.opened_at,
       coalesce(raised.kinds, '{{{{}}}}') AS kinds, raised.heard_id,
       EXISTS (SELECT FROM app.abuse_report r WHERE (r.org_id, r.concern_id) = (w.org_id, raised.heard_id)) AS is_reported,
       EXISTS (SELECT FROM app.firing f WHERE (f.org_id, f.work_id) = (w.org_id, w.id)
                  AND NOT EXISTS (SELECT FROM app.concern c WHERE c.org_id = f.org_id AND c.id = ANY (f.evidence))
              ) AS has_other,
       coalesce((SELECT max(a.completed_at) FROM app.firing f
                   JOIN app.administration a ON (a.org_id, a.id) = (f.org_id, f.administration_id) AND {stands("a")}
                  WHERE (f.org_id, f.work_id) = (w.org_id, w.id)), w.opened_at) AS since,
       (SELECT s.tier FROM app.safety_assessment s
         WHERE (s.org_id, s.episode_id) = (w.org_id, w.episode_id) AND s.happened_at >= w.opened_at
         ORDER BY s.recorded_at DESC, s.id DESC LIMIT 1) AS tier,
       EXISTS (SELECT FROM app.concern c WHERE (c.org_id, c.episode_id) = (w.org_id, w.episode_id)
                  AND c.kind = '{KIND}' AND {stands("c")}) AS abuse_suspected
  FROM app.work w
  LEFT JOIN LATERAL (
       SELECT array_agg(DISTINCT c.kind) AS kinds,
              (array_agg(c.id ORDER BY c.happened_at DESC, c.id DESC) FILTER (WHERE c.kind = '{KIND}'))[1] AS heard_id
         FROM app.concern c
        WHERE (c.org_id, c.episode_id) = (w.org_id, w.episode_id) AND {stands("c")}
          AND (EXISTS (SELECT FROM app.firing f WHERE (f.org_id, f.work_id) = (w.org_id, w.id) AND c.id = ANY (f.evidence))
               OR EXISTS (SELECT FROM app.named_adult n
                           WHERE (n.org_id, n.work_id, n.concern_id) = (w.org_id, w.id, c.id)))) raised ON true
 WHERE w.org_id = :org_id AND w.kind = 'escalation' AND {{where}} ORDER BY w.opened_at DESC, w.id DESC
"""
_OF_WORK = text(GROUND.format(where="w.id = :id"))
_OF_CASE = text(GROUND.format(where="w.episode_id = :id"))
_STEPS = text("""
SELECT s.work_id, s.step, s.state, s.who, s.words, p.given_name || ' ' || p.family_name AS said_by_name, s.happened_at
  FROM app.safety_step s JOIN app.person p ON (p.org_id, p.id) = (s.org_id, s.said_by)
 WHERE s.org_id = :org_id AND s.work_id = ANY (cast(:work_ids AS uuid[])) ORDER BY s.recorded_at DESC, s.id DESC
""")


async def safety_ground(tx: Transaction, work_id: UUID) -> SafetyGround | None:
    """None for work that is no escalation, and for what this reader is kept from."""
    return next(iter(await _grounds(tx, _OF_WORK, work_id)), None)


async def safety_grounds_of(tx: Transaction, episode_id: UUID) -> tuple[SafetyGround, ...]:
    """Every escalation of a case that has a safety page, also those that were resolved; the newest first."""
    return tuple(one for one in await _grounds(tx, _OF_CASE, episode_id) if one.pages)


async def _grounds(tx: Transaction, statement: object, id: UUID) -> Sequence[SafetyGround]:
    found = await tx.connection.execute(statement, {"org_id": tx.actor.org_id, "id": id})
    return [ground_of(row) for row in found.mappings()]


def ground_of(row: Mapping[Any, Any]) -> SafetyGround:
    return SafetyGround(**{**row, "kinds": tuple(row["kinds"])})


async def steps_of(tx: Transaction, work_ids: Iterable[UUID]) -> tuple[StepLine, ...]:
    """Everything that was written down, the newest first."""
    asked = {"org_id": tx.actor.org_id, "work_ids": list(work_ids)}
    found = await tx.connection.execute(_STEPS, asked)
    return tuple(StepLine(**{**row, "state": StepState(row["state"])}) for row in found.mappings())


def newest(lines: Iterable[StepLine]) -> Mapping[str, StepLine]:
    """By step, the line that holds; `lines` come newest first and are of one escalation."""
    found: dict[str, StepLine] = {}
    for one in lines:
        found.setdefault(one.step, one)
    return found


async def keep_safety_steps(
    tx: Transaction, work_id: UUID, said: SaidOfSteps, *, by: UUID, recorded_at: datetime
) -> None:
    common = {"org_id": tx.actor.org_id, "work_id": work_id, "said_by": by, "recorded_at": recorded_at}
    rows = [
        {
            **common,
            "id": new_id(),
            "step": step,
            "state": state.value,
            "who": said.who.strip() if state is StepState.DONE else "",
            "words": "" if state is StepState.DONE else said.words.strip(),
            "page_version": SAFETY.version,
            "happened_at": said.done_at if state is StepState.DONE else recorded_at,
        }
        for step, state in said.states()
    ]
    await tx.connection.execute(_KEEP, rows)
