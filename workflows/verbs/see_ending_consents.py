"""Which consents end soon or have ended, of the students whom this person looks after?"""

from dataclasses import dataclass

from supervision.access import Actor
from supervision.family_access import why_not_see_family, why_not_see_letters
from workflows.records.ending_consents import EndingConsent, ending_consents
from workflows.records.episodes import Case
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction
from workflows.records.these_cases import these_cases


@dataclass(frozen=True, slots=True)
class SeenEnding:
    """One consent, and whose."""

    consent: EndingConsent
    case: Case


async def see_ending_consents(tx: Transaction, *, by: Actor) -> tuple[SeenEnding, ...]:
    """What ends first stands first. Raises `NotAllowed`."""
    if (why := why_not_see_letters(by)) is not None:
        raise NotAllowed(why)
    found = await ending_consents(tx)
    if not found:
        return ()
    cases = await these_cases(tx, list({one.episode_id for one in found}))
    seen = (SeenEnding(one, cases[one.episode_id]) for one in found if one.episode_id in cases)
    return tuple(one for one in seen if why_not_see_family(by, one.case.standing) is None)
