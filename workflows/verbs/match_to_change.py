"""May this be done with a match now, by this person, as they saw it? Its case is locked for whoever asks."""

from uuid import UUID

from care_steps.match_states import MatchMove, why_not
from supervision.access import Actor
from supervision.match_access import why_not_change_match
from workflows.records.episodes import Case, lock_case
from workflows.records.matches import Match, load_match
from workflows.records.refusals import NotAllowed, Refused, Stale
from workflows.records.scope import Transaction

CHANGED = "Somebody has changed this match since you opened the page. Look at it again."


async def match_to_change(
    tx: Transaction, match_id: UUID, move: MatchMove, *, seen_sequence: int, by: Actor
) -> tuple[Case, Match, UUID]:
    """The case, the match as it stands under the lock, and whose act it is.

    Raises `NotAllowed`, `Refused` when the match has no such move, and `Stale` when it has changed.
    """
    case = await lock_case(tx, (await load_match(tx, match_id)).episode_id)
    match = await load_match(tx, match_id)
    if (why := why_not_change_match(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may change a match.")
    if (why := why_not(match.state, move)) is not None:
        raise Refused(why)
    if match.sequence != seen_sequence:
        raise Stale(CHANGED)
    return case, match, by.person_id
