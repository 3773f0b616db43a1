"""A new fact came in: which rules fire, what work do they open, and must the step move at once?

Runs in the transaction of every new fact, with the episode's row locked; the sweep runs it for what
only time brings. What it writes is recorded one microsecond after the facts it was read from, so
that replay can gather exactly those facts again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from care_steps.due import due_at
from care_steps.facts import RawEpisode
from care_steps.freezing import freeze, freeze_trace
from care_steps.policy import WHOEVER_HEARD, CannotTell, Firing
from supervision.chain import owner_of
from supervision.readings import Reading, read_episode, read_form
from supervision.worklist import ESCALATION, Candidate, PastFiring, asked_work, is_news, open_work_for
from workflows.records.administrations import first_form
from workflows.records.concerns import raised_by
from workflows.records.episodes import INSTANT, Case, keep_known_at
from workflows.records.facts import gather_one
from workflows.records.ids import new_id
from workflows.records.policies import PolicyVersion, load_policy
from workflows.records.scope import Transaction
from workflows.records.work import join_work, keep_end, keep_firings, keep_work, past_firings
from workflows.verbs.join_escalation import join_escalation
from workflows.verbs.move_at_once import move_at_once
from workflows.verbs.open_escalation import open_escalation

MOST_ROUNDS = 4
"""A consequence can make another row fire (an escalation shortens R7's limit), never for long."""


async def evaluate(
    tx: Transaction,
    case: Case,
    *,
    known_at: datetime,
    administration_id: UUID | None = None,
    corrected: Sequence[UUID] = (),
    raw: RawEpisode | None = None,
    past: Sequence[PastFiring] | None = None,
) -> int:
    """Returns how many firings were new. `administration_id` names the form just entered, if one was; `corrected` the
    versions before it that came with it, each known one instant before the next, the first at `known_at`.

    `raw` and `past` are what is on record now, from a verb that has both in hand; they are read otherwise. Keeps on
    the episode the instant up to which it was known, so that the verbs need not.
    """
    if case.policy_version_id is None:
        await keep_known_at(tx, case.id, known_at)
        return 0
    version = await load_policy(tx, case.policy_version_id)
    fired = list(past if past is not None else await past_firings(tx, case.id))
    known, now = len(fired), known_at
    for form_id in (*corrected, administration_id):
        if form_id is not None:
            seen = await _read_form(tx, case, version, form_id, now)
            case = await _act(tx, case, seen, fired, may_move=form_id == administration_id)
            now = now + INSTANT
    for _ in range(MOST_ROUNDS):
        facts = raw if raw is not None else await gather_one(tx, case.id, now)
        before, stood = asked_work(fired), case.version
        case = await _act(tx, case, read_episode(version.policy, version.id, facts, now), fired)
        raw, now = None, now + INSTANT
        if case.version == stood and asked_work(fired) == before:
            break
    await keep_known_at(tx, case.id, now)
    return len(fired) - known


async def _read_form(
    tx: Transaction, case: Case, version: PolicyVersion, form_id: UUID, known_at: datetime
) -> Reading:
    first = await first_form(tx, form_id)
    raw = await gather_one(tx, case.id, known_at)
    return read_form(
        version.policy, version.id, raw, known_at, administration_id=form_id, first_form_id=first
    )


async def _act(
    tx: Transaction, case: Case, seen: Reading, past: list[PastFiring], *, may_move: bool = True
) -> Case:
    """Open, join and end work for one reading; move at once where a row says so.

    What was corrected before it came here moves nobody any more, but a person still hears of it.
    """
    today = case.calendar.local_day(tx.at)
    for firing in seen.asks:
        # Nobody looks after a closed case, but what is about safety is told all the same.
        if not case.step.is_open and isinstance(firing, Firing) and not firing.safety:
            continue
        candidate = seen.candidate(firing)
        if not is_news(candidate, past, today):
            continue
        kept = await _keep(tx, case, seen, firing, candidate, past)
        past.append(kept)
        if may_move and firing.moves == "emergency" and isinstance(firing, Firing):
            case = await move_at_once(tx, case, seen, firing, firing_id=kept.id)
    await _end_silent(tx, seen, past)
    return case


async def _keep(
    tx: Transaction,
    case: Case,
    seen: Reading,
    firing: Firing | CannotTell,
    candidate: Candidate,
    past: Sequence[PastFiring],
) -> PastFiring:
    """One firing with its frozen facts, and the work that it opens or joins."""
    due = due_at(firing.limit, case.calendar, tx.at, raw=seen.raw, settings=seen.settings)
    work_id = open_work_for(candidate, past)
    if work_id is None:
        work_id = new_id()
        values = {
            "id": work_id,
            "action": firing.action,
            "cause": candidate.cause,
            "episode_id": case.id,
            "owner_id": await _owner(tx, case, firing),
            "lane": firing.lane,
            "class": firing.class_,
            "due_at": due,
            "ends": firing.ends,
            "opened_at": tx.at,
            "recorded_at": seen.known_at + INSTANT,
        }
        await _open(tx, case, seen, candidate.work, values)
    elif candidate.work == ESCALATION:
        await join_escalation(tx, case, work_id, due_at=due, class_=firing.class_, lane=firing.lane)
    else:
        await join_work(tx, work_id, due_at=due, class_=firing.class_, lane=firing.lane)
    row = _row(case, seen, firing, candidate, work_id)
    await keep_firings(tx, [row])
    sheet = seen.sheet
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
        instrument_id=sheet.instrument_id if sheet else None,
        informant=sheet.informant if sheet else None,
        is_answered=False,
        hold_until=None,
        completed_at=sheet.completed_at if sheet else None,
    )


async def _owner(tx: Transaction, case: Case, firing: Firing | CannotTell) -> UUID:
    heard_by = None
    if WHOEVER_HEARD in firing.acknowledged_by:
        heard_by = await raised_by(tx, firing.evidence)
    return owner_of(firing.acknowledged_by, case.standing, heard_by)


async def _open(tx: Transaction, case: Case, seen: Reading, kind: str, values: Mapping[str, Any]) -> None:
    if kind == ESCALATION:
        await open_escalation(tx, case, await load_policy(tx, seen.policy_version_id), values)
    else:
        await keep_work(tx, {"kind": kind, **values})


def _row(
    case: Case, seen: Reading, firing: Firing | CannotTell, candidate: Candidate, work_id: UUID
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "episode_id": case.id,
        "work_id": work_id,
        "row_id": firing.row_id,
        "rule_id": firing.rule_id,
        "policy_version_id": seen.policy_version_id,
        "scope": firing.scope.value,
        "administration_id": seen.administration_id,
        "class": firing.class_,
        "evidence": list(firing.evidence),
        "evidence_key": candidate.evidence_key,
        "step": seen.raw.step.value,
        "as_of": seen.raw.as_of,
        "known_at": seen.known_at,
        "facts": freeze(seen.facts),
        "trace": freeze_trace(seen.found, firing),
        "sentence": firing.sentence,
        "proposed_step": firing.proposes.value if firing.proposes else None,
        "recorded_at": seen.known_at + INSTANT,
    }


async def _end_silent(tx: Transaction, seen: Reading, past: list[PastFiring]) -> None:
    """Tasks that end by themselves, once the facts behind them are gone."""
    for work_id in seen.gone(past):
        await keep_end(tx, work_id, by=None, ended_at=seen.known_at + INSTANT, outcome="became_silent")
        past[:] = [
            replace(one, work_state="ended", has_gone=True) if one.work_id == work_id else one for one in past
        ]
