"""Which rules has time alone made true? All open cases of the organisation are looked at.

Facts and past firings are gathered for many cases at a time, by the same statements that a verb uses for
one. Only a case with news is locked and evaluated, so that a sweep after any verb, and a second one, write
nothing. A case that fails is named and left as it was; the others are swept all the same, because somebody
else's lost contact must not wait for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from supervision.access import Actor, why_not_administrate
from supervision.readings import read_episode
from workflows.records.audit import keep_audit
from workflows.records.episodes import Case, lock_case, open_cases
from workflows.records.facts import Asked, gather
from workflows.records.policies import load_policy
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


async def sweep(tx: Transaction, *, by: Actor, at: datetime) -> Swept:
    """Raises `NotAllowed` for a person who does not administrate the organisation."""
    if by.kind == "person" and (why := why_not_administrate(by)) is not None:
        raise NotAllowed(why)
    cases = await open_cases(tx)
    fired: list[int] = []
    failed: list[Failed] = []
    for some in _parts(cases):
        # In the order of their ids, so that two sweeps never wait for each other in a ring.
        for case in await _readable(tx, some, at, failed):
            try:
                fired.append(await _swept(tx, case, at))
            except Exception as error:
                failed.append(_told(tx, case, error))
    return Swept(len(cases), len(fired), sum(fired), tuple(failed))


async def _swept(tx: Transaction, case: Case, at: datetime) -> int:
    """How many rules fired. In a savepoint, so that a case that fails leaves nothing half written."""
    async with part_of(tx):
        locked = await lock_case(tx, case.id)
        fired = await evaluate(tx, locked, known_at=locked.knows_at(at))
        await keep_audit(tx, "swept", mentee_id=case.mentee_id, object_kind="episode", object_id=case.id)
    return fired


def _parts(cases: Sequence[Case]) -> Iterator[Sequence[Case]]:
    return (cases[start : start + AT_A_TIME] for start in range(0, len(cases), AT_A_TIME))


async def _readable(
    tx: Transaction, cases: Sequence[Case], at: datetime, failed: list[Failed]
) -> Sequence[Case]:
    """Those with news. What cannot be read together is halved, until the case to blame stands alone."""
    try:
        async with part_of(tx):
            return await _with_news(tx, cases, at)
    except Exception as error:
        told = _told(tx, cases[0], error)
    if len(cases) == 1:
        failed.append(told)
        return ()
    half = len(cases) // 2
    return [case for part in (cases[:half], cases[half:]) for case in await _readable(tx, part, at, failed)]


def _told(tx: Transaction, case: Case, error: Exception) -> Failed:
    """Whatever goes wrong with one case is told. A lost connection is everybody's trouble, and goes on."""
    if tx.connection.invalidated:
        raise error
    return Failed(case.id, type(error).__name__)


async def _with_news(tx: Transaction, cases: Sequence[Case], at: datetime) -> list[Case]:
    judged = [case for case in cases if case.policy_version_id is not None]
    known = {case.id: case.knows_at(at) for case in judged}
    raws = await gather(tx, [Asked(case.id, known[case.id], known[case.id]) for case in judged])
    past = await past_firings_of(tx, list(known))
    found = []
    for case, raw in zip(judged, raws, strict=True):
        version = await load_policy(tx, case.policy_version_id)
        seen = read_episode(version.policy, version.id, raw, known[case.id])
        if seen.is_news(past.get(case.id, ()), case.calendar.local_day(at)):
            found.append(case)
    return found
