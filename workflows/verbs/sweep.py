"""Which rules has time alone made true? All open cases of the organisation are looked at.

Facts and past firings are gathered for many cases at a time, by the same statements that a verb uses for
one. Only a case with news is locked and evaluated, so that a sweep after any verb, and a second one, write
nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from supervision.access import Actor, why_not_administrate
from workflows.records.audit import keep_audit
from workflows.records.episodes import Case, lock_case, open_cases
from workflows.records.facts import Asked, gather
from workflows.records.policies import load_policy
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction
from workflows.records.work import past_firings_of
from workflows.verbs.evaluate import evaluate
from workflows.verbs.reading import read_episode

AT_A_TIME = 500
"""Cases gathered by one statement: enough that trips do not count, few enough to fit in memory. Ours."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How many open cases were looked at, how many had news, and how many rules fired anew."""

    cases: int
    changed: int
    fired: int


async def sweep(tx: Transaction, *, by: Actor, at: datetime) -> Swept:
    """Raises `NotAllowed` for a person who does not administrate the organisation."""
    if by.kind == "person" and (why := why_not_administrate(by)) is not None:
        raise NotAllowed(why)
    cases = await open_cases(tx)
    changed = fired = 0
    for some in _parts(cases):
        # In the order of their ids, so that two sweeps never wait for each other in a ring.
        for case in await _with_news(tx, some, at):
            locked = await lock_case(tx, case.id)
            fired += await evaluate(tx, locked, known_at=locked.knows_at(at))
            changed += 1
            await keep_audit(tx, "swept", mentee_id=case.mentee_id, object_kind="episode", object_id=case.id)
    return Swept(len(cases), changed, fired)


def _parts(cases: Sequence[Case]) -> Iterator[Sequence[Case]]:
    return (cases[start : start + AT_A_TIME] for start in range(0, len(cases), AT_A_TIME))


async def _with_news(tx: Transaction, cases: Sequence[Case], at: datetime) -> list[Case]:
    judged = [case for case in cases if case.policy_version_id is not None]
    known = {case.id: case.knows_at(at) for case in judged}
    raws = await gather(tx, [Asked(case.id, known[case.id], known[case.id]) for case in judged])
    past = await past_firings_of(tx, list(known))
    found = []
    for case, raw in zip(judged, raws, strict=True):
        seen = read_episode(await load_policy(tx, case.policy_version_id), raw, known[case.id])
        if seen.is_news(past.get(case.id, ()), case.calendar.local_day(at)):
            found.append(case)
    return found
