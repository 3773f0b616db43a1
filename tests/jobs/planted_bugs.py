"""What would an engine do that loses escalations? Each is a part of ours with one protection taken out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from unittest.mock import patch
from uuid import UUID

from care_steps.policy import Way, Whom
from supervision.absences import StandIns
from supervision.ladder import Entered, Reachable
from workflows.records import ladder_people, scope
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


def nobody_is_away(self: StandIns, person_id: UUID, **named: Any) -> UUID:
    """Whoever is away is told all the same, and whoever stands in is not."""
    return person_id


async def nobody_is_named(*asked: Any) -> frozenset[UUID]:
    """Whoever is named in a worry is told of it like anybody else."""
    return frozenset()


async def leaves_it_with_them(*asked: Any, **named: Any) -> None:
    """Whoever is named in what is open keeps what they have of it, and waits on its rung."""


def one_is_enough(*asked: Any, **named: Any) -> None:
    """Whoever asked to make it less urgent agrees with themselves."""


def _forgetful() -> Any:
    """Each form is taken for new, whatever its key."""
    again = scope._CLAIM.replace("DO NOTHING", "DO UPDATE SET location = NULL")
    with patch.object(scope, "_CLAIM", again):
        return scope._by_token(claims=True)


SPOILED: Final[Mapping[str, str]] = {
    "a chain that forgets the entry before": """
        CREATE OR REPLACE FUNCTION app.chain_escalation_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            NEW.digest := app.escalation_genesis(NEW.org_id, NEW.work_id); RETURN NEW; END $$""",
    "a head that is left behind": "ALTER TABLE app.escalation_change DISABLE TRIGGER escalation_change_is_head",
}
"""Name -> what a superuser does to the database beforehand."""

BUGS: Final[Mapping[str, tuple[str, Any, Mapping[str, int]]]] = {
    "a ladder that gives up after five rounds": ("workflows.jobs.turning.climb", gives_up, {}),
    "acknowledged counts as resolved": ("workflows.verbs.acknowledge.quiet_until", never_again, {}),
    "somebody is told who cannot sign in": (
        "workflows.verbs.next_rung.people_on_ladder",
        with_everybody,
        {"disable": 9},
    ),
    "whoever is away is told, and not who covers": (
        "supervision.absences.StandIns.whom",
        nobody_is_away,
        {"go_away": 9},
    ),
    "whoever is named is told": (
        "workflows.verbs.next_rung.never_told",
        nobody_is_named,
        {"name_somebody": 9},
    ),
    "what is named is given to them": (
        "workflows.verbs.hand_over_escalation.never_told",
        nobody_is_named,
        {"name_somebody": 9, "claim": 9, "hand_over": 9},
    ),
    "what is open stays with whoever is named": (
        "workflows.verbs.name_in_escalation._take_from",
        leaves_it_with_them,
        {"name_in_open": 9, "claim": 9},
    ),
    "whoever asks makes it less urgent": (
        "workflows.verbs.downgrade.why_not_downgrade",
        one_is_enough,
        {"ask_downgrade": 9, "downgrade": 9},
    ),
    "a form that comes again is new": (
        "workflows.records.scope._BY_TOKEN_WITH_KEY",
        _forgetful(),
        {"send_a_form": 9, "send_it_again": 9},
    ),
}
"""Name -> what is replaced, by what, and which acts lead there soonest."""
