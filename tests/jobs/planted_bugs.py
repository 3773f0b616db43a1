"""What would an engine do that loses escalations? Each is a part of ours with one protection taken out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from care_steps.policy import Way, Whom
from supervision.ladder import Entered, Reachable
from workflows.records import ladder_people
from workflows.records.episodes import Case
from workflows.records.escalations import Escalation, lock_escalation
from workflows.records.scope import Transaction
from workflows.verbs.climb import climb

ROUNDS = 5


async def gives_up(tx: Transaction, *, work_id: UUID) -> bool:
    """As well-known engines do: five rounds, and then silence."""
    one = await lock_escalation(tx, work_id)
    return await climb(tx, work_id=work_id) if one.version < ROUNDS else False


async def never_again(tx: Transaction, case: Case, one: Escalation, *, at: datetime) -> datetime:
    """Acknowledged counts as resolved."""
    return at + timedelta(days=3650)


async def with_everybody(tx: Transaction, case: Case, *, owner_id: UUID, at: datetime, **named: Any) -> Any:
    """Whoever cannot sign in any more is told all the same."""
    found = dict(await ladder_people.people_on_ladder(tx, case, owner_id=owner_id, at=at, **named))
    found[Whom.ESCALATION_OWNER] = [Reachable(owner_id, frozenset(Way))]
    return found


async def waits_on_nobody(*asked: Any, **named: Any) -> Entered:
    """An empty rung is waited for like any other: nobody on the ladder is told of it."""
    from workflows.verbs import next_rung

    found = await next_rung.next_rung(*asked, **named)
    return replace(found, notices=()) if found.passed else found


BUGS: Final[Mapping[str, tuple[str, Callable[..., Any], Mapping[str, int]]]] = {
    "a ladder that gives up after five rounds": ("workflows.jobs.turning.climb", gives_up, {}),
    "acknowledged counts as resolved": ("workflows.verbs.acknowledge.quiet_until", never_again, {}),
    "somebody is told who cannot sign in": (
        "workflows.verbs.next_rung.people_on_ladder",
        with_everybody,
        {"disable": 9},
    ),
}
"""Name -> what is replaced, by what, and which acts lead there soonest."""
