"""Which rung of its ladder does an escalation enter now, and who is told there?

The ladder is that of the policy version under which it was opened, which never changes; the people are looked up now.
"""

from datetime import datetime
from uuid import UUID

from care_steps.policy import Ladder, Way, ladder_of
from supervision.ladder import Channels, Entered, Place, enter, taken_until
from workflows.records.episodes import Case
from workflows.records.escalations import Escalation
from workflows.records.ladder_people import beyond, people_on_ladder
from workflows.records.named_adults import never_told
from workflows.records.policies import load_policy
from workflows.records.scope import Transaction


async def next_rung(
    tx: Transaction, case: Case, ladder: Ladder, place: Place, *, work_id: UUID, owner_id: UUID, at: datetime
) -> Entered:
    """The rung at this place, or the next one on which somebody can be reached who is not named in it."""
    never = await never_told(tx, work_id)
    audience = await people_on_ladder(tx, case, owner_id=owner_id, at=at, never=never)
    channels: Channels = {}
    if _asks_beyond(ladder):
        audience, channels = await beyond(tx, audience)
    return enter(ladder, place, audience, at=at, calendar=case.calendar, never=never, channels=channels)


def _asks_beyond(ladder: Ladder) -> bool:
    """Whether a rung tells by more than page and mail: only then it is looked up what is set up for it."""
    return any(set(rung.by) - {Way.PAGE, Way.MAIL} for rung in ladder.rungs)


async def called_again(
    tx: Transaction, case: Case, one: Escalation, *, owner_id: UUID, at: datetime
) -> Entered:
    """From the first rung on, with whoever is there now."""
    ladder = await ladder_of_escalation(tx, one)
    return await next_rung(tx, case, ladder, Place(), work_id=one.id, owner_id=owner_id, at=at)


async def quiet_until(tx: Transaction, case: Case, one: Escalation, *, at: datetime) -> datetime:
    """Until when nobody else is told, since somebody takes it at `at`."""
    return taken_until(await ladder_of_escalation(tx, one), at=at, calendar=case.calendar)


async def ladder_of_escalation(tx: Transaction, one: Escalation) -> Ladder:
    """The ladder it was opened with, whatever the policy in force says by now."""
    version = await load_policy(tx, one.policy_version_id)
    return ladder_of(version.policy.ladders, one.ladder)
