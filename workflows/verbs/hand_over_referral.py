"""An open referral goes to somebody else who looks after the mentee: from now on they ask how it stands."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.last_days import why_not_there
from supervision.referral_access import why_not_own_referral, why_not_refer_out
from workflows.records.audit import keep_audit
from workflows.records.episodes import keep_known_at, lock_case
from workflows.records.people import taker_of
from workflows.records.referral_owners import asks_next_on, keep_referral_owner, people_around
from workflows.records.referrals import load_referral
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.records.scope import Transaction


async def hand_over_referral(
    tx: Transaction, *, referral_id: UUID, to_id: UUID, seen_version: int, by: Actor, at: datetime
) -> None:
    """Where it stands and the day of the next call stay. Raises `Invalid` at `to_id`, `NotAllowed`, `Refused`, `Stale`."""
    referral = await load_referral(tx, referral_id)
    case = await lock_case(tx, referral.episode_id)
    if (why := why_not_refer_out(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may hand a referral over.")
    if not referral.state.is_live:
        raise Refused("This referral has ended. Nobody has to go on with it.")
    if referral.version != seen_version:
        raise Stale("Somebody has gone on with this referral since you opened the page.")
    to = next((one for one in await people_around(tx, case) if one.person_id == to_id), None)
    if wrong := why_not_own_referral(to, case.standing, owner_id=referral.owner_id):
        raise Invalid({"to_id": wrong})
    taker, asks_on = await taker_of(tx, to_id), asks_next_on(referral, case, at)
    if wrong := why_not_there(taker.name, taker.last_day_on, needed_on=asks_on):
        raise Invalid({"to_id": wrong})
    await keep_referral_owner(tx, referral, to_id)
    await keep_known_at(tx, case.id, case.knows_at(at))
    await keep_audit(
        tx,
        "handed_over_referral",
        mentee_id=case.mentee_id,
        object_kind="referral",
        object_id=referral_id,
        payload={"from": str(referral.owner_id), "to": str(to_id)},
    )
