"""A supervisor lets the mentor of another match read what was written about the one before."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.match_access import why_not_release_summary
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
from workflows.records.match_lives import live_matches_of
from workflows.records.match_summaries import keep_release, load_summary, newest_summary, releases_of
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.records.scope import Transaction


async def release_summary(
    tx: Transaction, *, summary_id: UUID, to_match_id: UUID, by: Actor, at: datetime
) -> None:
    """Only then is it read at the mentee's page. Who got what, from whom and when, is on record.

    Raises `Invalid` at the match, `NotAllowed`, `Stale` when it was written anew, or `Refused` when it is theirs.
    """
    summary = await load_summary(tx, summary_id)
    case = await lock_case(tx, summary.episode_id)
    if (why := why_not_release_summary(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may release this.")
    newest = await newest_summary(tx, summary.match_id)
    if newest is None or newest.id != summary.id:
        raise Stale("This was written anew since you opened the page. Read it again before you release it.")
    living = [one.id for one in await live_matches_of(tx, case.id) if one.mentor_id != summary.mentor_id]
    if to_match_id not in living:
        raise Invalid({"to_match_id": "Choose a mentor who is assigned now and is not the one it is about."})
    if any(one.to_match_id == to_match_id for one in await releases_of(tx, summary.id)):
        raise Refused("This mentor may read it already.")
    await keep_release(tx, summary.id, to_match_id, by=by.person_id, at=at)
    await keep_audit(
        tx,
        "released_summary",
        mentee_id=case.mentee_id,
        object_kind="match_summary",
        object_id=summary.id,
        payload={"to_match": str(to_match_id)},
    )
