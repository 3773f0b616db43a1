"""A new fact came in: which rules fire, what work do they open, and must the step move at once?

Runs in the transaction of every new fact, with the episode's row locked; the sweep runs it for what
only time brings. What it writes is recorded one microsecond after the facts it was read from, so
that replay can gather exactly those facts again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from care_steps.cells import Result
from care_steps.evaluation import CannotTell, Evaluation, Firing
from care_steps.facts import Fact, RawEpisode, derive, derive_screening
from care_steps.freezing import freeze
from care_steps.policy import evaluate as judge
from supervision.chain import owner_of
from supervision.worklist import Candidate, PastFiring, is_news, open_work_for, silent_work
from workflows.records.episodes import INSTANT, Case, keep_known_at
from workflows.records.facts import gather_one
from workflows.records.ids import new_id
from workflows.records.policies import PolicyVersion, load_policy
from workflows.records.scope import Transaction
from workflows.records.work import join_work, keep_end, keep_firings, keep_work, past_firings
from workflows.verbs.move_at_once import move_at_once

MOST_ROUNDS = 4
"""A consequence can make another row fire (an escalation shortens R7's limit), never for long."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of the facts under the policy in force: what was known, and which rows hold."""

    version: PolicyVersion
    raw: RawEpisode
    facts: Mapping[str, Fact]
    found: Evaluation
    known_at: datetime
    administration_id: UUID | None = None

    @property
    def form(self) -> tuple[str, str] | None:
        """Instrument and informant of the form just entered."""
        forms = (one for one in self.raw.administrations if one.id == self.administration_id)
        return next(((one.instrument_id, one.informant) for one in forms), None)


async def evaluate(
    tx: Transaction, case: Case, *, known_at: datetime, administration_id: UUID | None = None
) -> int:
    """Returns how many firings were new. `administration_id` names the form just entered, if one was."""
    if case.policy_version_id is None:
        return 0
    version = await load_policy(tx, case.policy_version_id)
    past = list(await past_firings(tx, case.id))
    added, now = 0, known_at
    if administration_id is not None:
        raw = await gather_one(tx, case.id, tx.at, now)
        facts = derive_screening(raw, administration_id)
        found = judge(version.policy, facts, scope="screening")
        case, added = await _act(tx, case, Reading(version, raw, facts, found, now, administration_id), past)
        now = now + INSTANT
    for _ in range(MOST_ROUNDS):
        raw = await gather_one(tx, case.id, tx.at, now)
        facts = derive(raw)
        found = judge(version.policy, facts, scope="episode")
        case, news = await _act(tx, case, Reading(version, raw, facts, found, now), past)
        added, now = added + news, now + INSTANT
        if news == 0:
            break
    if added or administration_id is not None or known_at > case.known_at:
        await keep_known_at(tx, case.id, now)
    return added


async def _act(tx: Transaction, case: Case, seen: Reading, past: list[PastFiring]) -> tuple[Case, int]:
    """Open, join and end work for one reading; move at once where a row says so."""
    today = case.calendar.local_day(tx.at)
    news = 0
    found: tuple[Firing | CannotTell, ...] = (*seen.found.firings, *seen.found.for_a_person)
    for firing in found:
        candidate = _candidate(firing, seen)
        if not is_news(candidate, past, today):
            continue
        kept = await _keep(tx, case, seen, firing, candidate, past)
        past.append(kept)
        news += 1
        if firing.moves == "emergency" and isinstance(firing, Firing):
            case = await move_at_once(
                tx, case, seen.version, firing, firing_id=kept.id, facts=seen.facts, known_at=seen.known_at
            )
    await _end_silent(tx, seen, past)
    return case, news


def _candidate(firing: Firing | CannotTell, seen: Reading) -> Candidate:
    return Candidate(
        row_id=firing.row_id,
        # A safety question without an answer joins the task that asks for the form again.
        rule_id="R0" if isinstance(firing, CannotTell) else firing.rule_id,
        evidence_key=firing.evidence_key,
        class_=firing.class_,
        work=firing.work or "task",
        administration_id=seen.administration_id,
    )


async def _keep(
    tx: Transaction,
    case: Case,
    seen: Reading,
    firing: Firing | CannotTell,
    candidate: Candidate,
    past: Sequence[PastFiring],
) -> PastFiring:
    """One firing with its frozen facts, and the work that it opens or joins."""
    due_at = case.calendar.due_at(tx.at, amount=firing.limit.amount, unit=firing.limit.unit)
    work_id = open_work_for(candidate, past)
    if work_id is None:
        work_id = new_id()
        await keep_work(
            tx,
            {
                "id": work_id,
                "kind": candidate.work,
                "action": firing.action,
                "cause": candidate.cause,
                "episode_id": case.id,
                "owner_id": owner_of(firing.acknowledged_by, case.standing),
                "lane": firing.lane,
                "class": firing.class_,
                "due_at": due_at,
                "ends": firing.ends,
                "opened_at": tx.at,
                "recorded_at": seen.known_at + INSTANT,
            },
        )
    else:
        await join_work(tx, work_id, due_at=due_at, class_=firing.class_, lane=firing.lane)
    row = _row(case, seen, firing, candidate, work_id)
    await keep_firings(tx, [row])
    form = seen.form or (None, None)
    return PastFiring(
        id=row["id"],
        row_id=firing.row_id,
        rule_id=candidate.rule_id,
        evidence_key=candidate.evidence_key,
        class_=firing.class_,
        work_id=work_id,
        work_kind=candidate.work,
        work_cause=candidate.cause,
        work_state="open",
        work_ends=firing.ends,
        instrument_id=form[0],
        informant=form[1],
        is_answered=False,
        hold_until=None,
    )


def _row(
    case: Case, seen: Reading, firing: Firing | CannotTell, candidate: Candidate, work_id: UUID
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "episode_id": case.id,
        "work_id": work_id,
        "row_id": firing.row_id,
        "rule_id": firing.rule_id,
        "policy_version_id": seen.version.id,
        "scope": firing.scope.value,
        "administration_id": seen.administration_id,
        "class": firing.class_,
        "evidence": list(firing.evidence),
        "evidence_key": candidate.evidence_key,
        "step": seen.raw.step.value,
        "as_of": seen.raw.as_of,
        "known_at": seen.known_at,
        "facts": freeze(seen.facts),
        "trace": _trace(seen.found, firing),
        "sentence": firing.sentence,
        "proposed_step": firing.proposes.value if firing.proposes else None,
        "recorded_at": seen.known_at + INSTANT,
    }


def _trace(found: Evaluation, firing: Firing | CannotTell) -> dict[str, Any]:
    """What the page shows under "How this was worked out", as it stood then."""
    nearest = firing.counterfactual if isinstance(firing, Firing) else None
    return {
        "rows": {one.row_id: one.result.value for one in found.traces},
        "near_misses": [one.sentence for one in found.near_misses],
        "counterfactual": nearest.sentence if nearest else None,
    }


async def _end_silent(tx: Transaction, seen: Reading, past: list[PastFiring]) -> None:
    """Tasks that end by themselves, once the facts behind them are gone."""
    said_no = {one.row_id for one in seen.found.traces if one.result is Result.NO}
    judged = {f"{one.row_id}?" for one in seen.found.traces if one.result in (Result.NO, Result.YES)}
    mine = [
        one
        for one in past
        if seen.form == ((one.instrument_id, one.informant) if one.instrument_id else None)
    ]
    for work_id in silent_work(mine, frozenset(said_no | judged)):
        await keep_end(tx, work_id, by=None, ended_at=seen.known_at + INSTANT, outcome="became_silent")
        past[:] = [replace(one, work_state="ended") if one.work_id == work_id else one for one in past]
