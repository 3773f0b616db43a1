"""Which rules has time alone made true? All open cases of the organisation are looked at.

A few hundred at a time: facts and past firings are gathered by the same statements that a verb uses for one case, and
the rules are asked about each, in the policy that is in force. Only a case with news is locked and evaluated, so that
a sweep after any verb, and a second one, write nothing. A case that fails is named and left as it was; the others are
swept all the same, because somebody else's lost contact must not wait for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from supervision.access import Actor, why_not_administrate
from supervision.readings import read_episode
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
from workflows.records.facts import Asked, gather
from workflows.records.open_cases import OpenCase, count_open, open_cases
from workflows.records.policies import PolicyVersion, policy_at
from workflows.records.progress import Phase, Progress, Tell, tell_nobody
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction, part_of
from workflows.records.work import past_firings_of
from workflows.verbs.evaluate import evaluate

AT_A_TIME = 500
"""Cases gathered by one statement: enough that trips do not count, few enough to fit in memory. Ours."""


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


async def sweep(tx: Transaction, *, by: Actor, at: datetime, tell: Tell = tell_nobody) -> Swept:
    """`tell` hears how far it is. Raises `NotAllowed` for a person who does not administrate the organisation."""
    if by.kind == "person" and (why := why_not_administrate(by)) is not None:
        raise NotAllowed(why)
    policy, total = await policy_at(tx, at), await count_open(tx)
    looked_at, fired, failed = 0, list[int](), list[Failed]()
    await tell(Progress(Phase.SWEEPING, 0, total))
    async for some in open_cases(tx, at_a_time=AT_A_TIME):
        # In the order of their ids, so that two sweeps never wait for each other in a ring.
        for case in await _readable(tx, some, policy, failed) if policy else ():
            try:
                fired.append(await _swept(tx, case, at))
            except Exception as error:
                failed.append(_told(tx, case, error))
        looked_at += len(some)
        await tell(Progress(Phase.SWEEPING, looked_at, max(total, looked_at)))
    return Swept(looked_at, len(fired), sum(fired), tuple(failed))


async def _swept(tx: Transaction, case: OpenCase, at: datetime) -> int:
    """How many rules fired. In a savepoint, so that a case that fails leaves nothing half written."""
    async with part_of(tx):
        locked = await lock_case(tx, case.id)
        fired = await evaluate(tx, locked, known_at=locked.knows_at(at))
        await keep_audit(tx, "swept", mentee_id=locked.mentee_id, object_kind="episode", object_id=case.id)
    return fired


async def _readable(
    tx: Transaction, cases: Sequence[OpenCase], policy: PolicyVersion, failed: list[Failed]
) -> Sequence[OpenCase]:
    """Those with news. What cannot be read together is halved, until the case to blame stands alone."""
    try:
        async with part_of(tx):
            return await _with_news(tx, cases, policy)
    except Exception as error:
        told = _told(tx, cases[0], error)
    if len(cases) == 1:
        failed.append(told)
        return ()
    half = len(cases) // 2
    return [one for part in (cases[:half], cases[half:]) for one in await _readable(tx, part, policy, failed)]


def _told(tx: Transaction, case: OpenCase, error: Exception) -> Failed:
    """Whatever goes wrong with one case is told. A lost connection is everybody's trouble, and goes on."""
    if tx.connection.invalidated:
        raise error
    return Failed(case.id, type(error).__name__)


async def _with_news(tx: Transaction, cases: Sequence[OpenCase], policy: PolicyVersion) -> list[OpenCase]:
    asked = [Asked(case.id, known, known) for case in cases for known in (case.knows_at(tx.at),)]
    raws = await gather(tx, asked)
    past = await past_firings_of(tx, [case.id for case in cases])
    found = []
    for case, one, raw in zip(cases, asked, raws, strict=True):
        seen = read_episode(policy.policy, policy.id, raw, one.known_at)
        if seen.is_news(past.get(case.id, ()), raw.calendar.local_day(tx.at)):
            found.append(case)
    return found
