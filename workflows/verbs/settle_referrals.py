"""Can whoever owns an open referral still go on with it? Where they cannot, it falls to somebody who can."""

from uuid import UUID

from supervision.referral_access import why_not_refer_out
from workflows.records.audit import keep_audit
from workflows.records.episodes import Case, load_case
from workflows.records.referral_owners import Owned, keep_referral_owner, owners_to_ask_about, people_around
from workflows.records.scope import Transaction


async def settle_referrals(
    tx: Transaction,
    *,
    episode_id: UUID | None = None,
    cover_id: UUID | None = None,
    taken_over_by: UUID | None = None,
) -> int:
    """Of one case, or of all; returns how many went on. Asked after everything by which somebody stops looking after a
    mentee: to `cover_id` where that one may go on with it, else to the owner of the case. `taken_over_by` looks after
    the mentee from the next instant on.
    """
    settled = 0
    for one in await owners_to_ask_about(tx, episode_id):
        if one.owner_id != taken_over_by:
            settled += await _settled(tx, one, cover_id)
    return settled


async def _settled(tx: Transaction, one: Owned, cover_id: UUID | None) -> bool:
    case = await load_case(tx, one.episode_id)
    able = await _able(tx, case)
    if one.owner_id in able:
        return False
    to_id = cover_id if cover_id is not None and cover_id in able else case.owner_id
    await keep_referral_owner(tx, one, to_id)
    await keep_audit(
        tx,
        "settled_referral",
        mentee_id=case.mentee_id,
        object_kind="referral",
        object_id=one.id,
        payload={"from": str(one.owner_id), "to": str(to_id)},
    )
    return True


async def _able(tx: Transaction, case: Case) -> set[UUID | None]:
    people = await people_around(tx, case)
    return {one.person_id for one in people if why_not_refer_out(one, case.standing) is None}
