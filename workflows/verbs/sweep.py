"""Which rules has time alone made true? All open cases of the organisation are looked at.

A few hundred at a time: facts and past firings are gathered by the same statements that a verb uses for one case, and
the rules are asked about each, in the policy that is in force, while the server gathers the next. Only a case with
news is locked and evaluated, so that a sweep after any verb, and a second one, write nothing. A case that fails is
named and left as it was; the others are swept all the same, because somebody else's lost contact must not wait for it.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from supervision.access import Actor, why_not_administrate
from supervision.readings import read_episode
from supervision.worklist import PastFiring
from workflows.records.audit import keep_audit
from workflows.records.ending_consents import StillMeeting, still_meeting
from workflows.records.episodes import lock_case
from workflows.records.facts import Asked, gather_rows, raw_of
from workflows.records.open_cases import OpenCase, count_open, open_cases
from workflows.records.policies import PolicyVersion, policy_at
from workflows.records.progress import Phase, Progress, Tell, tell_nobody
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction, part_of
from workflows.records.work import past_firings_of
from workflows.verbs.evaluate import evaluate
from workflows.verbs.rest_ended import rest_ended
from workflows.verbs.settle_referrals import settle_referrals

AT_A_TIME = 500
"""Cases gathered by one statement: enough that trips do not count, few enough to fit in memory. Ours."""
_TURN = 10
"""Cases that are judged before what came from the server meanwhile is looked at. Ours."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A case that could not be swept. `fault` names the kind of error and nothing of what is on record."""

    episode_id: UUID
    fault: str


@dataclass(frozen=True, slots=True)
class Swept:
    """How many open cases were looked at, how many had news, how many rules fired anew, and what failed."""

    cases: int
    changed: int
    fired: int
    failed: tuple[Failed, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """Some cases with what was gathered of them. `fault` when they could not be read together."""

    cases: Sequence[OpenCase]
    rows: Mapping[UUID, Mapping[Any, Any]] = field(default_factory=dict)
    past: Mapping[UUID, Sequence[PastFiring]] = field(default_factory=dict)
    fault: Exception | None = None


async def sweep(tx: Transaction, *, by: Actor, at: datetime, tell: Tell = tell_nobody) -> Swept:
    """`tell` hears how far it is. Raises `NotAllowed` for a person who does not administrate the organisation."""
    if by.kind == "person" and (why := why_not_administrate(by)) is not None:
        raise NotAllowed(why)
    await settle_referrals(tx)
    looked_at, fired, failed = 0, list[int](), list[Failed]()
    await _rested(tx, at, failed)
    policy, total = await policy_at(tx, at), await count_open(tx)
    if policy is None:
        return Swept(total, 0, 0, tuple(failed))
    await tell(Progress(Phase.SWEEPING, 0, total))
    parts = open_cases(tx, at_a_time=AT_A_TIME)
    part = await _next_part(tx, parts)
    while part is not None:
        following, news = await asyncio.gather(_next_part(tx, parts), _with_news(part, policy, tx.at, failed))
        if part.fault is not None:
            news = await _one_by_one(tx, part.cases, policy, failed)
        # In the order of their ids, so that two sweeps never wait for each other in a ring.
        for case in news:
            fired += await _swept(tx, case, at, failed)
        looked_at += len(part.cases)
        await tell(Progress(Phase.SWEEPING, looked_at, max(total, looked_at)))
        part = following
    return Swept(looked_at, len(fired), sum(fired), tuple(failed))


async def _rested(tx: Transaction, at: datetime, failed: list[Failed]) -> None:
    """Whose consent to meeting a mentor has ended by its day does not go on meeting one."""
    for one in await still_meeting(tx):
        try:
            async with part_of(tx):
                await rest_ended(tx, one, at=at)
        except Exception as error:
            failed.append(_told(tx, one, error))


async def _swept(tx: Transaction, case: OpenCase, at: datetime, failed: list[Failed]) -> list[int]:
    """How many rules fired. In a savepoint, so that a case that fails leaves nothing half written."""
    try:
        async with part_of(tx):
            locked = await lock_case(tx, case.id)
            fired = await evaluate(tx, locked, known_at=locked.knows_at(at))
            await keep_audit(
                tx, "swept", mentee_id=locked.mentee_id, object_kind="episode", object_id=case.id
            )
    except Exception as error:
        failed.append(_told(tx, case, error))
        return []
    return [fired]


async def _next_part(tx: Transaction, parts: AsyncIterator[Sequence[OpenCase]]) -> _Part | None:
    """The next cases, None when there are no more."""
    cases = await anext(parts, None)
    return None if cases is None else await _gathered(tx, cases)


async def _gathered(tx: Transaction, cases: Sequence[OpenCase]) -> _Part:
    try:
        async with part_of(tx):
            known = [(case.id, case.knows_at(tx.at)) for case in cases]
            found = await gather_rows(tx, [Asked(episode_id, at, at) for episode_id, at in known])
            past = await past_firings_of(tx, [case.id for case in cases])
            return _Part(cases, {row["id"]: row for row in found}, past)
    except Exception as error:
        _told(tx, cases[0], error)
        return _Part(cases, fault=error)


async def _with_news(
    part: _Part, policy: PolicyVersion, at: datetime, failed: list[Failed]
) -> list[OpenCase]:
    """Those about which acting would write something. Nothing is asked of the database here."""
    found = []
    for number, case in enumerate(part.cases if part.fault is None else ()):
        if number % _TURN == 0:
            await asyncio.sleep(0)
        try:
            seen = read_episode(policy.policy, policy.id, raw_of(part.rows[case.id]), case.knows_at(at))
            if seen.is_news(part.past.get(case.id, ()), seen.raw.calendar.local_day(at)):
                found.append(case)
        except Exception as error:
            failed.append(Failed(case.id, type(error).__name__))
    return found


async def _one_by_one(
    tx: Transaction, cases: Sequence[OpenCase], policy: PolicyVersion, failed: list[Failed]
) -> list[OpenCase]:
    """What cannot be read together is halved, until the case to blame stands alone."""
    found = []
    half = max(len(cases) // 2, 1)
    for some in (cases[:half], cases[half:]):
        part = await _gathered(tx, some) if some else _Part(())
        if part.fault is None:
            found += await _with_news(part, policy, tx.at, failed)
        elif len(some) > 1:
            found += await _one_by_one(tx, some, policy, failed)
        else:
            failed.append(_told(tx, some[0], part.fault))
    return found


def _told(tx: Transaction, case: OpenCase | StillMeeting, error: Exception) -> Failed:
    """Whatever goes wrong with one case is told. A lost connection is everybody's trouble, and goes on."""
    if tx.connection.invalidated:
        raise error
    return Failed(case.id, type(error).__name__)
